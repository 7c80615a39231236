"""Every table, imported here so that Alembic sees them all."""

from app.models.base import Base
from app.models.category import Category
from app.models.idempotency_key import IdempotencyKey
from app.models.login_throttle import LoginThrottle
from app.models.lot import Lot
from app.models.sale import Sale, SaleLine, SaleNumberSeries, SaleStatus, Tender
from app.models.session import RefreshToken, Session
from app.models.stock_movement import MovementKind, StockMovement
from app.models.sweet import Sweet, Unit
from app.models.user import STAFF, Role, User

__all__ = [
    "STAFF",
    "Base",
    "Category",
    "IdempotencyKey",
    "LoginThrottle",
    "Lot",
    "MovementKind",
    "RefreshToken",
    "Role",
    "Sale",
    "SaleLine",
    "SaleNumberSeries",
    "SaleStatus",
    "Session",
    "StockMovement",
    "Sweet",
    "Tender",
    "Unit",
    "User",
]
