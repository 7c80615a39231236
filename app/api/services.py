"""The services that routes ask for, each in the request's transaction, or in a session that only reads."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from app.api.deps import ReadingSessionDep, SessionDep, shop_of
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
from app.services.people.context import LoginContext
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


def _service(service: Callable[[AsyncSession, LoginContext], Any], session_dep: Any) -> Any:  # noqa: ANN401
    async def provide(request: Request, session: session_dep) -> Any:  # noqa: ANN401 - FastAPI's own types.
        return service(session, shop_of(request).context)

    return Depends(provide)


def _writing(service: Callable[[AsyncSession, LoginContext], Any]) -> Any:  # noqa: ANN401 - FastAPI's own Depends.
    return _service(service, SessionDep)


def _reading(service: Callable[[AsyncSession, LoginContext], Any]) -> Any:  # noqa: ANN401 - FastAPI's own Depends.
    return _service(service, ReadingSessionDep)


AuthServiceDep = Annotated[AuthService, _writing(AuthService)]
AuthReaderDep = Annotated[AuthService, _reading(AuthService)]
ImportReaderDep = Annotated[ImportService, _reading(ImportService)]
InvitationServiceDep = Annotated[InvitationService, _writing(InvitationService)]
InvitationReaderDep = Annotated[InvitationService, _reading(InvitationService)]
LinkCodeServiceDep = Annotated[LinkCodeService, _writing(LinkCodeService)]
UserServiceDep = Annotated[UserService, _writing(UserService)]
UserReadingServiceDep = Annotated[UserService, _reading(UserService)]
SessionServiceDep = Annotated[SessionService, _writing(SessionService)]
SessionReaderDep = Annotated[SessionService, _reading(SessionService)]
SecondFactorServiceDep = Annotated[SecondFactorService, _writing(SecondFactorService)]
SecondFactorReaderDep = Annotated[SecondFactorService, _reading(SecondFactorService)]
CategoryServiceDep = Annotated[CategoryService, _writing(CategoryService)]
CategoryReaderDep = Annotated[CategoryService, _reading(CategoryService)]
CustomerServiceDep = Annotated[CustomerService, _writing(CustomerService)]
CustomerReaderDep = Annotated[CustomerService, _reading(CustomerService)]
TaxClassServiceDep = Annotated[TaxClassService, _writing(TaxClassService)]
TaxClassReaderDep = Annotated[TaxClassService, _reading(TaxClassService)]
SweetServiceDep = Annotated[SweetService, _writing(SweetService)]
RestockServiceDep = Annotated[RestockService, _writing(RestockService)]
StockReaderDep = Annotated[StockService, _reading(StockService)]
SupplierServiceDep = Annotated[SupplierService, _writing(SupplierService)]
SupplierReaderDep = Annotated[SupplierService, _reading(SupplierService)]
PurchaseOrderServiceDep = Annotated[PurchaseOrderService, _writing(PurchaseOrderService)]
PurchaseOrderReaderDep = Annotated[PurchaseOrderService, _reading(PurchaseOrderService)]
SupplierReturnServiceDep = Annotated[SupplierReturnService, _writing(SupplierReturnService)]
SupplierReturnReaderDep = Annotated[SupplierReturnService, _reading(SupplierReturnService)]
LotReaderDep = Annotated[LotService, _reading(LotService)]
AdjustmentServiceDep = Annotated[AdjustmentService, _writing(AdjustmentService)]
AdjustmentReaderDep = Annotated[AdjustmentService, _reading(AdjustmentService)]
StocktakeServiceDep = Annotated[StocktakeService, _writing(StocktakeService)]
StocktakeReaderDep = Annotated[StocktakeService, _reading(StocktakeService)]
SaleReaderDep = Annotated[SaleService, _reading(SaleService)]
RefundServiceDep = Annotated[RefundService, _writing(RefundService)]
RefundReaderDep = Annotated[RefundService, _reading(RefundService)]
VoidServiceDep = Annotated[VoidService, _writing(VoidService)]
AdviceReaderDep = Annotated[AdviceService, _reading(AdviceService)]
AlertReaderDep = Annotated[AlertService, _reading(AlertService)]
ReportReaderDep = Annotated[ReportService, _reading(ReportService)]
NotificationServiceDep = Annotated[NotificationService, _writing(NotificationService)]
NotificationReaderDep = Annotated[NotificationService, _reading(NotificationService)]
AuditReaderDep = Annotated[AuditService, _reading(AuditService)]
SettingsServiceDep = Annotated[SettingsService, _writing(SettingsService)]
SettingsReaderDep = Annotated[SettingsService, _reading(SettingsService)]


async def get_login_service(request: Request) -> LoginService:
    """Return the service that opens its own short transactions around the hashing of passwords."""
    shop = shop_of(request)
    return LoginService(shop.database, shop.context)


LoginServiceDep = Annotated[LoginService, Depends(get_login_service)]


async def get_registration_service(request: Request) -> RegistrationService:
    """Return the service that registers, in short transactions of its own as well."""
    shop = shop_of(request)
    return RegistrationService(shop.database, shop.context)


RegistrationServiceDep = Annotated[RegistrationService, Depends(get_registration_service)]


async def get_password_service(request: Request) -> PasswordService:
    """Return the service that changes passwords, in short transactions of its own as well."""
    shop = shop_of(request)
    return PasswordService(shop.database, shop.context)


PasswordServiceDep = Annotated[PasswordService, Depends(get_password_service)]


async def get_confirmation_service(request: Request) -> ConfirmationService:
    """Return the service that confirms logins, in short transactions of its own too."""
    shop = shop_of(request)
    return ConfirmationService(shop.database, shop.context)


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
