"""The services that routes ask for, each in the request's transaction, or in a session that only reads."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from app.api.deps import ReadingSessionDep, SessionDep, Shop, shop_of
from app.schemas.setting import ShopSettings
from app.services.buying.purchase_orders import PurchaseOrderService
from app.services.buying.restocks import RestockService
from app.services.buying.supplier_returns import SupplierReturnService
from app.services.buying.suppliers import SupplierService
from app.services.catalogue.categories import CategoryService
from app.services.catalogue.storefront import Catalogue
from app.services.catalogue.sweets import SweetService
from app.services.catalogue.tax_classes import TaxClassService
from app.services.common.audit import AuditService
from app.services.files.exports import Exports
from app.services.files.imports import Imports, ImportService
from app.services.insight.advice import AdviceService
from app.services.insight.reports import ReportService
from app.services.people.auth import AuthService
from app.services.people.confirmation import ConfirmationService
from app.services.people.customers import CustomerService
from app.services.people.invitations import InvitationService
from app.services.people.link_codes import LinkCodeService
from app.services.people.login import LoginService
from app.services.people.password import PasswordService
from app.services.people.registration import RegistrationService
from app.services.people.second_factors import SecondFactorService
from app.services.people.sessions import SessionService
from app.services.people.users import UserService
from app.services.selling.checkout import Checkout
from app.services.selling.receipts.receipts import Receipts
from app.services.selling.refunds import RefundService
from app.services.selling.sales import SaleService
from app.services.selling.voids import VoidService
from app.services.shop.live_events import LiveEvents
from app.services.shop.notifications import NotificationService
from app.services.shop.settings import SettingsService
from app.services.stock.adjustments import AdjustmentService
from app.services.stock.alerts import AlertService
from app.services.stock.lots import LotService
from app.services.stock.stock import StockService
from app.services.stock.stocktakes import StocktakeService

Build = Callable[[AsyncSession, Shop, ShopSettings], Any]


def _service(build: Build, session_dep: Any) -> Any:  # noqa: ANN401
    async def provide(request: Request, session: session_dep) -> Any:  # noqa: ANN401 - FastAPI's own types.
        shop = shop_of(request)
        return build(session, shop, shop.current_settings.now)

    return Depends(provide)


def _with_clock(service: Callable[..., Any]) -> Build:
    return lambda session, shop, _: service(session, shop.clock)


def _in_zone(service: Callable[..., Any]) -> Build:
    return lambda session, shop, settings: service(session, shop.clock, settings.zone)


def _on_business_days(service: Callable[..., Any]) -> Build:
    return lambda session, shop, settings: service(session, shop.clock, settings.business_days)


def _auth(session: AsyncSession, shop: Shop, _: ShopSettings) -> AuthService:
    return AuthService(session, shop.clock, shop.settings, shop.signer, shop.hasher)


def _users(session: AsyncSession, shop: Shop, settings: ShopSettings) -> UserService:
    return UserService(session, shop.clock, _auth(session, shop, settings), shop.hasher)


def _sessions(session: AsyncSession, shop: Shop, _: ShopSettings) -> SessionService:
    return SessionService(session, shop.clock, shop.settings)


def _second_factors(session: AsyncSession, shop: Shop, _: ShopSettings) -> SecondFactorService:
    return SecondFactorService(session, shop.clock, shop.settings)


def _customers(session: AsyncSession, shop: Shop, settings: ShopSettings) -> CustomerService:
    return CustomerService(session, shop.clock, settings.phone_region)


def _suppliers(session: AsyncSession, shop: Shop, settings: ShopSettings) -> SupplierService:
    return SupplierService(session, shop.clock, settings.phone_region)


def _sales(session: AsyncSession, shop: Shop, settings: ShopSettings) -> SaleService:
    return SaleService(session, shop.clock, settings.business_days, settings.currency)


def _reports(session: AsyncSession, shop: Shop, settings: ShopSettings) -> ReportService:
    return ReportService(session, shop.clock, settings.business_days, settings.currency)


def _settings(session: AsyncSession, shop: Shop, _: ShopSettings) -> SettingsService:
    return SettingsService(session, shop.clock, shop.current_settings.defaults)


AuthServiceDep = Annotated[AuthService, _service(_auth, SessionDep)]
AuthReaderDep = Annotated[AuthService, _service(_auth, ReadingSessionDep)]
ImportReaderDep = Annotated[ImportService, _service(_with_clock(ImportService), ReadingSessionDep)]
InvitationServiceDep = Annotated[InvitationService, _service(_with_clock(InvitationService), SessionDep)]
InvitationReaderDep = Annotated[InvitationService, _service(_with_clock(InvitationService), ReadingSessionDep)]
LinkCodeServiceDep = Annotated[LinkCodeService, _service(_with_clock(LinkCodeService), SessionDep)]
UserServiceDep = Annotated[UserService, _service(_users, SessionDep)]
UserReadingServiceDep = Annotated[UserService, _service(_users, ReadingSessionDep)]
SessionServiceDep = Annotated[SessionService, _service(_sessions, SessionDep)]
SessionReaderDep = Annotated[SessionService, _service(_sessions, ReadingSessionDep)]
SecondFactorServiceDep = Annotated[SecondFactorService, _service(_second_factors, SessionDep)]
SecondFactorReaderDep = Annotated[SecondFactorService, _service(_second_factors, ReadingSessionDep)]
CategoryServiceDep = Annotated[CategoryService, _service(_in_zone(CategoryService), SessionDep)]
CategoryReaderDep = Annotated[CategoryService, _service(_in_zone(CategoryService), ReadingSessionDep)]
CustomerServiceDep = Annotated[CustomerService, _service(_customers, SessionDep)]
CustomerReaderDep = Annotated[CustomerService, _service(_customers, ReadingSessionDep)]
TaxClassServiceDep = Annotated[TaxClassService, _service(_in_zone(TaxClassService), SessionDep)]
TaxClassReaderDep = Annotated[TaxClassService, _service(_in_zone(TaxClassService), ReadingSessionDep)]
SweetServiceDep = Annotated[SweetService, _service(_in_zone(SweetService), SessionDep)]
RestockServiceDep = Annotated[RestockService, _service(_in_zone(RestockService), SessionDep)]
StockReaderDep = Annotated[StockService, _service(_in_zone(StockService), ReadingSessionDep)]
SupplierServiceDep = Annotated[SupplierService, _service(_suppliers, SessionDep)]
SupplierReaderDep = Annotated[SupplierService, _service(_suppliers, ReadingSessionDep)]
PurchaseOrderServiceDep = Annotated[PurchaseOrderService, _service(_in_zone(PurchaseOrderService), SessionDep)]
PurchaseOrderReaderDep = Annotated[PurchaseOrderService, _service(_in_zone(PurchaseOrderService), ReadingSessionDep)]
SupplierReturnServiceDep = Annotated[SupplierReturnService, _service(_in_zone(SupplierReturnService), SessionDep)]
SupplierReturnReaderDep = Annotated[SupplierReturnService, _service(_in_zone(SupplierReturnService), ReadingSessionDep)]
LotReaderDep = Annotated[LotService, _service(_in_zone(LotService), ReadingSessionDep)]
AdjustmentServiceDep = Annotated[AdjustmentService, _service(_in_zone(AdjustmentService), SessionDep)]
AdjustmentReaderDep = Annotated[AdjustmentService, _service(_in_zone(AdjustmentService), ReadingSessionDep)]
StocktakeServiceDep = Annotated[StocktakeService, _service(_in_zone(StocktakeService), SessionDep)]
StocktakeReaderDep = Annotated[StocktakeService, _service(_in_zone(StocktakeService), ReadingSessionDep)]
SaleReaderDep = Annotated[SaleService, _service(_sales, ReadingSessionDep)]
RefundServiceDep = Annotated[RefundService, _service(_on_business_days(RefundService), SessionDep)]
RefundReaderDep = Annotated[RefundService, _service(_on_business_days(RefundService), ReadingSessionDep)]
VoidServiceDep = Annotated[VoidService, _service(_on_business_days(VoidService), SessionDep)]
AdviceReaderDep = Annotated[AdviceService, _service(_in_zone(AdviceService), ReadingSessionDep)]
AlertReaderDep = Annotated[AlertService, _service(_in_zone(AlertService), ReadingSessionDep)]
ReportReaderDep = Annotated[ReportService, _service(_reports, ReadingSessionDep)]
NotificationServiceDep = Annotated[NotificationService, _service(_with_clock(NotificationService), SessionDep)]
NotificationReaderDep = Annotated[NotificationService, _service(_with_clock(NotificationService), ReadingSessionDep)]
AuditReaderDep = Annotated[AuditService, _service(_with_clock(AuditService), ReadingSessionDep)]
SettingsServiceDep = Annotated[SettingsService, _service(_settings, SessionDep)]
SettingsReaderDep = Annotated[SettingsService, _service(_settings, ReadingSessionDep)]


async def get_login_service(request: Request) -> LoginService:
    """Return the service that opens its own short transactions around the hashing of passwords."""
    shop = shop_of(request)
    return LoginService(shop.database, shop.clock, shop.settings, shop.signer, shop.hasher, shop.held_tries)


LoginServiceDep = Annotated[LoginService, Depends(get_login_service)]


async def get_registration_service(request: Request) -> RegistrationService:
    """Return the service that registers, in short transactions of its own as well."""
    shop = shop_of(request)
    return RegistrationService(shop.database, shop.clock, shop.settings, shop.signer, shop.hasher)


RegistrationServiceDep = Annotated[RegistrationService, Depends(get_registration_service)]


async def get_password_service(request: Request) -> PasswordService:
    """Return the service that changes passwords, in short transactions of its own as well."""
    shop = shop_of(request)
    return PasswordService(shop.database, shop.clock, shop.settings, shop.signer, shop.hasher)


PasswordServiceDep = Annotated[PasswordService, Depends(get_password_service)]


async def get_confirmation_service(request: Request) -> ConfirmationService:
    """Return the service that confirms logins, in short transactions of its own too."""
    shop = shop_of(request)
    return ConfirmationService(shop.database, shop.clock, shop.settings, shop.hasher)


ConfirmationServiceDep = Annotated[ConfirmationService, Depends(get_confirmation_service)]


async def get_checkout(request: Request) -> Checkout:
    """Return the till, which opens its own unit of work for each batch."""
    return shop_of(request).checkout


async def get_catalogue(request: Request) -> Catalogue:
    """Return the shop window, which shares one read among all who look at the same."""
    return shop_of(request).catalogue


async def get_live_events(request: Request) -> LiveEvents:
    """Return what tells those who listen, for as long as they do."""
    return shop_of(request).live_events


async def get_imports(request: Request) -> Imports:
    """Return what imports files in the background."""
    return shop_of(request).imports


async def get_exports(request: Request) -> Exports:
    """Return what sends the books as files."""
    return shop_of(request).exports


async def get_receipts(request: Request) -> Receipts:
    """Return what prints receipts, which reads each over a session of its own."""
    return shop_of(request).receipts


ImportsDep = Annotated[Imports, Depends(get_imports)]
ExportsDep = Annotated[Exports, Depends(get_exports)]
LiveEventsDep = Annotated[LiveEvents, Depends(get_live_events)]
CatalogueDep = Annotated[Catalogue, Depends(get_catalogue)]
CheckoutDep = Annotated[Checkout, Depends(get_checkout)]
ReceiptsDep = Annotated[Receipts, Depends(get_receipts)]
