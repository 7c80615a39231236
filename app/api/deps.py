"""What routes ask for: who is calling, in which transaction, and the service that does the work."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Request
from fastapi.security import OAuth2PasswordBearer
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.clock import Clock
from app.core.config import Settings
from app.core.errors import FieldError, Forbidden, Invalid, Unauthenticated
from app.core.origin import Origin
from app.core.passwords import PasswordHasher
from app.core.security import AccessClaims, InvalidToken, TokenSigner
from app.database.unit_of_work import Database
from app.models import STAFF, Role
from app.schemas.setting import ShopSettings
from app.services.access import AccessService, Actor, Caller
from app.services.adjustments import AdjustmentService
from app.services.advice import AdviceService
from app.services.alerts import AlertService
from app.services.audit import AuditService
from app.services.auth import AuthService
from app.services.catalogue import Catalogue
from app.services.categories import CategoryService
from app.services.checkout import Checkout
from app.services.customers import CustomerService
from app.services.invitations import InvitationService
from app.services.live_events import LiveEvents
from app.services.login import LoginService
from app.services.lots import LotService
from app.services.notifications import NotificationService
from app.services.password import PasswordService
from app.services.purchase_orders import PurchaseOrderService
from app.services.refusals import RefusalLog
from app.services.sales import SaleService
from app.services.sessions import SessionService
from app.services.settings import CurrentSettings, SettingsService
from app.services.stock import StockService
from app.services.stocktakes import StocktakeService
from app.services.supplier_returns import SupplierReturnService
from app.services.suppliers import SupplierService
from app.services.sweets import SweetService
from app.services.users import UserService
from app.services.voids import VoidService


@dataclass
class Shop:
    """What lives as long as the app does."""

    settings: Settings
    clock: Clock
    database: Database
    signer: TokenSigner
    hasher: PasswordHasher
    current_settings: CurrentSettings
    refusals: RefusalLog
    catalogue: Catalogue
    checkout: Checkout
    live_events: LiveEvents
    draining: bool = False


async def get_shop(request: Request) -> Shop:
    """Return what lives as long as the app does."""
    shop: Shop = request.app.state.shop
    return shop


ShopDep = Annotated[Shop, Depends(get_shop)]


async def get_session(shop: ShopDep) -> AsyncIterator[AsyncSession]:
    """Open the request's unit of work. It is committed before the reply leaves."""
    async with shop.database.unit_of_work() as session:
        yield session


async def get_reading_session(shop: ShopDep) -> AsyncIterator[AsyncSession]:
    """Open a session for a request that only reads."""
    async with shop.database.reading() as session:
        yield session


# With the default scope a dependency ends after the reply is sent: a failed commit would answer 201.
SessionDep = Annotated[AsyncSession, Depends(get_session, scope="function")]
ReadingSessionDep = Annotated[AsyncSession, Depends(get_reading_session, scope="function")]

_bearer = OAuth2PasswordBearer(tokenUrl="/api/auth/login", auto_error=False)


async def get_claims_if_any(
    request: Request, shop: ShopDep, token: Annotated[str | None, Depends(_bearer)]
) -> AccessClaims | None:
    """Return what the caller's token says, or None without one. A token that is not good is refused."""
    if token is None:
        return None
    try:
        claims = shop.signer.decode(token, shop.clock())
    except InvalidToken as error:
        raise Unauthenticated("invalid_token", "This access token is not valid. Log in or refresh it.") from error
    request.state.claims = claims
    return claims


ClaimsIfAny = Annotated[AccessClaims | None, Depends(get_claims_if_any)]


def origin_of(request: Request) -> Origin:
    """Return where a request comes from."""
    agent = request.headers.get("User-Agent")
    return Origin(
        address=request.client.host if request.client else None,
        user_agent=agent and agent[:500],
        request_id=request.state.request_id,
    )


async def get_origin(request: Request) -> Origin:
    """Return where the caller is calling from."""
    return origin_of(request)


OriginDep = Annotated[Origin, Depends(get_origin)]


async def get_caller(request: Request, claims: ClaimsIfAny) -> Caller:
    """Return who is calling, as their token says."""
    if claims is None:
        if request.headers.get("Authorization"):
            raise Unauthenticated("invalid_token", "Send the access token as: Authorization: Bearer <token>.")
        raise Unauthenticated("not_authenticated", "Log in first.")
    return Caller(claims, origin_of(request))


CallerDep = Annotated[Caller, Depends(get_caller)]


def _let_in(*roles: Role) -> Any:  # noqa: ANN401 - FastAPI's own Depends.
    # By the token alone, before anything is asked of the database.
    allowed = frozenset(roles)

    async def gate(caller: CallerDep) -> Caller:
        if caller.claims.role not in allowed:
            raise Forbidden("forbidden", "Your role does not allow this.")
        return caller

    return Depends(gate)


def acting(*roles: Role) -> Any:  # noqa: ANN401 - FastAPI's own Depends.
    """Let in these roles: at once by the token, then by the user's row, in the transaction of the change."""
    gate = _let_in(*roles)

    async def actor(caller: Annotated[Caller, gate], session: SessionDep) -> Actor:
        return await AccessService(session).confirm(caller)

    return Depends(actor)


def reading(*roles: Role) -> Any:  # noqa: ANN401 - FastAPI's own Depends.
    """Let in these roles: at once by the token, then by the user's row, before anybody's data is shown."""
    gate = _let_in(*roles)

    async def reader(caller: Annotated[Caller, gate], session: ReadingSessionDep) -> Actor:
        return await AccessService(session).confirm(caller)

    return Depends(reader)


UserDep = Annotated[Actor, acting(*Role)]
AdminDep = Annotated[Actor, acting(Role.ADMIN)]
UserReaderDep = Annotated[Actor, reading(*Role)]
StaffDep = Annotated[Actor, acting(*STAFF)]
StaffReaderDep = Annotated[Actor, reading(*STAFF)]
AdminReaderDep = Annotated[Actor, reading(Role.ADMIN)]


async def get_idempotency_key(
    idempotency_key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            max_length=257,
            pattern=r"^[\x20-\x7e]+$",
            description="Any text of yours, fresh for each new request: a retry with the same key does nothing twice.",
        ),
    ] = None,
) -> str | None:
    """Return the caller's Idempotency-Key without its quotes."""
    if idempotency_key is not None and len(idempotency_key) > 2 and idempotency_key[0] == idempotency_key[-1] == '"':
        return idempotency_key[1:-1]
    return idempotency_key


IdempotencyKey = Annotated[str | None, Depends(get_idempotency_key)]
LastEventId = Annotated[
    str | None,
    Header(
        alias="Last-Event-ID",
        pattern="^(0|[1-9][0-9]{0,17})$",
        description="The id of the last event you were told. Left out, you are told what happens from now on.",
        examples=["41"],
    ),
]
IfMatch = Annotated[
    str | None, Header(alias="If-Match", description="The ETag of the version you change.", examples=['"1"'])
]


async def refuse_repeated_parameters(request: Request) -> None:
    """Refuse a query that gives one parameter twice, because only one of the two would be heeded."""
    names = [name for name, _ in request.query_params.multi_items()]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        detail = "Give each parameter once."
        errors = [FieldError(name, "repeated_parameter", detail) for name in repeated]
        raise Invalid("invalid_request", "The request has values that cannot be used.", errors)


def _service(build: Callable[[AsyncSession, Shop, ShopSettings], Any], session_dep: Any) -> Any:  # noqa: ANN401
    async def provide(session: session_dep, shop: ShopDep) -> Any:  # noqa: ANN401 - FastAPI's own types.
        return build(session, shop, shop.current_settings.now)

    return Depends(provide)


def _auth(session: AsyncSession, shop: Shop, _: ShopSettings) -> AuthService:
    return AuthService(session, shop.clock, shop.settings, shop.signer, shop.hasher)


def _invitations(session: AsyncSession, shop: Shop, _: ShopSettings) -> InvitationService:
    return InvitationService(session, shop.clock)


def _users(session: AsyncSession, shop: Shop, settings: ShopSettings) -> UserService:
    return UserService(session, shop.clock, _auth(session, shop, settings), shop.hasher)


def _sessions(session: AsyncSession, shop: Shop, _: ShopSettings) -> SessionService:
    return SessionService(session, shop.clock, shop.settings)


def _categories(session: AsyncSession, shop: Shop, settings: ShopSettings) -> CategoryService:
    return CategoryService(session, shop.clock, settings.zone)


def _customers(session: AsyncSession, shop: Shop, settings: ShopSettings) -> CustomerService:
    return CustomerService(session, shop.clock, settings.phone_region)


def _sweets(session: AsyncSession, shop: Shop, settings: ShopSettings) -> SweetService:
    return SweetService(session, shop.clock, settings.zone)


def _stock(session: AsyncSession, shop: Shop, settings: ShopSettings) -> StockService:
    return StockService(session, shop.clock, settings.zone)


def _suppliers(session: AsyncSession, shop: Shop, settings: ShopSettings) -> SupplierService:
    return SupplierService(session, shop.clock, settings.phone_region)


def _purchase_orders(session: AsyncSession, shop: Shop, settings: ShopSettings) -> PurchaseOrderService:
    return PurchaseOrderService(session, shop.clock, settings.zone)


def _supplier_returns(session: AsyncSession, shop: Shop, settings: ShopSettings) -> SupplierReturnService:
    return SupplierReturnService(session, shop.clock, settings.zone)


def _lots(session: AsyncSession, shop: Shop, settings: ShopSettings) -> LotService:
    return LotService(session, shop.clock, settings.zone)


def _adjustments(session: AsyncSession, shop: Shop, settings: ShopSettings) -> AdjustmentService:
    return AdjustmentService(session, shop.clock, settings.zone)


def _stocktakes(session: AsyncSession, shop: Shop, settings: ShopSettings) -> StocktakeService:
    return StocktakeService(session, shop.clock, settings.zone)


def _sales(session: AsyncSession, shop: Shop, settings: ShopSettings) -> SaleService:
    return SaleService(session, shop.clock, settings.zone, settings.currency)


def _advice(session: AsyncSession, shop: Shop, settings: ShopSettings) -> AdviceService:
    return AdviceService(session, shop.clock, settings.zone)


def _voids(session: AsyncSession, shop: Shop, settings: ShopSettings) -> VoidService:
    return VoidService(session, shop.clock, settings.zone)


def _alerts(session: AsyncSession, shop: Shop, settings: ShopSettings) -> AlertService:
    return AlertService(session, shop.clock, settings.zone)


def _notifications(session: AsyncSession, shop: Shop, _: ShopSettings) -> NotificationService:
    return NotificationService(session, shop.clock)


def _audit(session: AsyncSession, shop: Shop, _: ShopSettings) -> AuditService:
    return AuditService(session, shop.clock)


def _settings(session: AsyncSession, shop: Shop, _: ShopSettings) -> SettingsService:
    return SettingsService(session, shop.clock, shop.current_settings.defaults)


AuthServiceDep = Annotated[AuthService, _service(_auth, SessionDep)]
AuthReaderDep = Annotated[AuthService, _service(_auth, ReadingSessionDep)]
InvitationServiceDep = Annotated[InvitationService, _service(_invitations, SessionDep)]
InvitationReaderDep = Annotated[InvitationService, _service(_invitations, ReadingSessionDep)]
UserServiceDep = Annotated[UserService, _service(_users, SessionDep)]
UserReadingServiceDep = Annotated[UserService, _service(_users, ReadingSessionDep)]
SessionServiceDep = Annotated[SessionService, _service(_sessions, SessionDep)]
SessionReaderDep = Annotated[SessionService, _service(_sessions, ReadingSessionDep)]
CategoryServiceDep = Annotated[CategoryService, _service(_categories, SessionDep)]
CategoryReaderDep = Annotated[CategoryService, _service(_categories, ReadingSessionDep)]
CustomerServiceDep = Annotated[CustomerService, _service(_customers, SessionDep)]
CustomerReaderDep = Annotated[CustomerService, _service(_customers, ReadingSessionDep)]
SweetServiceDep = Annotated[SweetService, _service(_sweets, SessionDep)]
StockServiceDep = Annotated[StockService, _service(_stock, SessionDep)]
StockReaderDep = Annotated[StockService, _service(_stock, ReadingSessionDep)]
SupplierServiceDep = Annotated[SupplierService, _service(_suppliers, SessionDep)]
SupplierReaderDep = Annotated[SupplierService, _service(_suppliers, ReadingSessionDep)]
PurchaseOrderServiceDep = Annotated[PurchaseOrderService, _service(_purchase_orders, SessionDep)]
PurchaseOrderReaderDep = Annotated[PurchaseOrderService, _service(_purchase_orders, ReadingSessionDep)]
SupplierReturnServiceDep = Annotated[SupplierReturnService, _service(_supplier_returns, SessionDep)]
SupplierReturnReaderDep = Annotated[SupplierReturnService, _service(_supplier_returns, ReadingSessionDep)]
LotReaderDep = Annotated[LotService, _service(_lots, ReadingSessionDep)]
AdjustmentServiceDep = Annotated[AdjustmentService, _service(_adjustments, SessionDep)]
AdjustmentReaderDep = Annotated[AdjustmentService, _service(_adjustments, ReadingSessionDep)]
StocktakeServiceDep = Annotated[StocktakeService, _service(_stocktakes, SessionDep)]
StocktakeReaderDep = Annotated[StocktakeService, _service(_stocktakes, ReadingSessionDep)]
SaleReaderDep = Annotated[SaleService, _service(_sales, ReadingSessionDep)]
VoidServiceDep = Annotated[VoidService, _service(_voids, SessionDep)]
AdviceReaderDep = Annotated[AdviceService, _service(_advice, ReadingSessionDep)]
AlertReaderDep = Annotated[AlertService, _service(_alerts, ReadingSessionDep)]
NotificationServiceDep = Annotated[NotificationService, _service(_notifications, SessionDep)]
NotificationReaderDep = Annotated[NotificationService, _service(_notifications, ReadingSessionDep)]
AuditReaderDep = Annotated[AuditService, _service(_audit, ReadingSessionDep)]
SettingsServiceDep = Annotated[SettingsService, _service(_settings, SessionDep)]
SettingsReaderDep = Annotated[SettingsService, _service(_settings, ReadingSessionDep)]


async def get_login_service(shop: ShopDep) -> LoginService:
    """Return the service that opens its own short transactions around the hashing of passwords."""
    return LoginService(shop.database, shop.clock, shop.settings, shop.signer, shop.hasher)


LoginServiceDep = Annotated[LoginService, Depends(get_login_service)]


async def get_password_service(shop: ShopDep) -> PasswordService:
    """Return the service that changes passwords, in short transactions of its own as well."""
    return PasswordService(shop.database, shop.clock, shop.settings, shop.signer, shop.hasher)


PasswordServiceDep = Annotated[PasswordService, Depends(get_password_service)]


async def get_checkout(shop: ShopDep) -> Checkout:
    """Return the till, which opens its own unit of work for each batch."""
    return shop.checkout


async def get_catalogue(shop: ShopDep) -> Catalogue:
    """Return the shop window, which shares one read among all who look at the same."""
    return shop.catalogue


async def get_live_events(shop: ShopDep) -> LiveEvents:
    """Return what tells those who listen, for as long as they do."""
    return shop.live_events


LiveEventsDep = Annotated[LiveEvents, Depends(get_live_events)]
CatalogueDep = Annotated[Catalogue, Depends(get_catalogue)]
CheckoutDep = Annotated[Checkout, Depends(get_checkout)]
