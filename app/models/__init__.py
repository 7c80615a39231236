"""Every table, imported here so that Alembic sees them all."""

from app.models.adjustment import INCREASES, Adjustment, AdjustmentReason
from app.models.audit_log import AuditLog, AuditOutcome
from app.models.base import Base, audit_marks
from app.models.category import Category
from app.models.customer import Customer
from app.models.daily_job import EXPIRY_JOB, DailyJob
from app.models.daily_sales import DailyCategorySales, DailySales, DailySweetSales, PeriodSweetSales
from app.models.demand_forecast import DemandForecast, ForecastDay
from app.models.drawer_session import DrawerMovement, DrawerMovementKind, DrawerSession
from app.models.event import Event, EventKind
from app.models.expiry_alert import ExpiryAlert
from app.models.held_ticket import HeldTicket
from app.models.history import HistoryLine, HistoryTicket
from app.models.idempotency_key import IdempotencyKey
from app.models.import_job import ImportJob, ImportKind, ImportRefusal, ImportStatus, ImportTakeBack
from app.models.import_mapping import ImportMapping
from app.models.invitation import Invitation, InvitationStatus
from app.models.known_device import KnownDevice
from app.models.lease import WEBHOOKS, Lease
from app.models.link_code import LinkCode
from app.models.login_throttle import LoginThrottle
from app.models.lot import Lot
from app.models.notification import Notification, NotificationKind, NotificationRead
from app.models.payment import DailyPayments, Payment, PaymentKind, Tender
from app.models.picture import StoredPicture
from app.models.purchase_order import (
    GoodsReceipt,
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseOrderStatus,
    SupplierReturn,
)
from app.models.refund import Refund, RefundLine, RefundLineTax, RefundNumberSeries
from app.models.refusal_count import RefusalCount
from app.models.sale import DEFAULT_TAX_MODE, Sale, SaleLine, SaleLineTax, SaleNumberSeries, SaleStatus, TaxMode
from app.models.sale_void import SaleVoid
from app.models.second_factor import RecoveryCode, SecondFactor
from app.models.session import RefreshToken, Session
from app.models.setting import Setting
from app.models.stock_alert import AlertState, StockAlert
from app.models.stock_movement import DOCUMENTS, MovementKind, StockMovement
from app.models.stocktake import Stocktake, StocktakeCount, StocktakeStatus
from app.models.supplier import Supplier
from app.models.sweet import WEIGHED, Allergen, Diet, Sweet, Unit
from app.models.tax_class import TaxClass, TaxRate
from app.models.user import STAFF, Role, User
from app.models.webhook import PING, DeliveryState, OutboxEvent, Webhook, WebhookDelivery, WebhookEvent, WebhookSecret

__all__ = [
    "DEFAULT_TAX_MODE",
    "DOCUMENTS",
    "EXPIRY_JOB",
    "INCREASES",
    "PING",
    "STAFF",
    "WEBHOOKS",
    "WEIGHED",
    "Adjustment",
    "AdjustmentReason",
    "AlertState",
    "Allergen",
    "AuditLog",
    "AuditOutcome",
    "Base",
    "Category",
    "Customer",
    "DailyCategorySales",
    "DailyJob",
    "DailyPayments",
    "DailySales",
    "DailySweetSales",
    "DeliveryState",
    "DemandForecast",
    "Diet",
    "DrawerMovement",
    "DrawerMovementKind",
    "DrawerSession",
    "Event",
    "EventKind",
    "ExpiryAlert",
    "ForecastDay",
    "GoodsReceipt",
    "HeldTicket",
    "HistoryLine",
    "HistoryTicket",
    "IdempotencyKey",
    "ImportJob",
    "ImportKind",
    "ImportMapping",
    "ImportRefusal",
    "ImportStatus",
    "ImportTakeBack",
    "Invitation",
    "InvitationStatus",
    "KnownDevice",
    "Lease",
    "LinkCode",
    "LoginThrottle",
    "Lot",
    "MovementKind",
    "Notification",
    "NotificationKind",
    "NotificationRead",
    "OutboxEvent",
    "Payment",
    "PaymentKind",
    "PeriodSweetSales",
    "PurchaseOrder",
    "PurchaseOrderLine",
    "PurchaseOrderStatus",
    "RecoveryCode",
    "RefreshToken",
    "Refund",
    "RefundLine",
    "RefundLineTax",
    "RefundNumberSeries",
    "RefusalCount",
    "Role",
    "Sale",
    "SaleLine",
    "SaleLineTax",
    "SaleNumberSeries",
    "SaleStatus",
    "SaleVoid",
    "SecondFactor",
    "Session",
    "Setting",
    "StockAlert",
    "StockMovement",
    "Stocktake",
    "StocktakeCount",
    "StocktakeStatus",
    "StoredPicture",
    "Supplier",
    "SupplierReturn",
    "Sweet",
    "TaxClass",
    "TaxMode",
    "TaxRate",
    "Tender",
    "Unit",
    "User",
    "Webhook",
    "WebhookDelivery",
    "WebhookEvent",
    "WebhookSecret",
    "audit_marks",
]
