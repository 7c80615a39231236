"""The dependencies of routes: the caller, the transaction, headers. Each is flat, because FastAPI charges for each."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.security import OAuth2PasswordBearer
from fastapi.security.base import SecurityBase
from pydantic import AfterValidator
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.config import MAX_PUBLIC_URL, Settings
from app.core.errors import Forbidden, Malformed, Unauthenticated
from app.core.origin import Origin
from app.core.security import AccessClaims, InvalidToken
from app.database.unit_of_work import Database
from app.models import STAFF, Role
from app.services.catalogue.labels.labels import Labels
from app.services.catalogue.pictures import Pictures
from app.services.catalogue.storefront import Storefront
from app.services.common.access import AccessService, Actor, Caller
from app.services.files.exports import Exports
from app.services.files.imports import Imports
from app.services.people.context import LoginContext
from app.services.selling.checkout import Checkout
from app.services.selling.drawers.reports import DrawerReports
from app.services.selling.receipts.receipts import Receipts
from app.services.selling.statements.statements import Statements
from app.services.shop.live_events import LiveEvents
from app.services.shop.refusals import RefusalLog
from app.services.shop.settings import CurrentSettings


@dataclass
class Shop:
    """Everything that lives as long as the app."""

    settings: Settings
    database: Database
    current_settings: CurrentSettings[LoginContext]
    refusals: RefusalLog
    storefront: Storefront
    pictures: Pictures
    checkout: Checkout
    live_events: LiveEvents
    imports: Imports
    exports: Exports
    receipts: Receipts
    statements: Statements
    drawer_reports: DrawerReports
    labels: Labels
    draining: bool = False

    @property
    def context(self) -> LoginContext:
        """The context for a service that starts now."""
        return self.current_settings.context


def shop_of(request: Request) -> Shop:
    """Return the shop that serves a request."""
    shop: Shop = request.scope["app"].state.shop
    return shop


async def get_shop(request: Request) -> Shop:
    """Provide the shop."""
    return shop_of(request)


ShopDep = Annotated[Shop, Depends(get_shop)]


async def get_session(request: Request) -> AsyncIterator[AsyncSession]:
    """Open the request's unit of work, which is committed before the reply is sent."""
    async with shop_of(request).database.unit_of_work() as session:
        yield session


async def get_reading_session(request: Request) -> AsyncIterator[AsyncSession]:
    """Open a session for a request that only reads."""
    async with shop_of(request).database.reading() as session:
        yield session


async def get_looking_session(request: Request) -> AsyncIterator[AsyncSession]:
    """Open a session for a request that only reads, and takes long: on a standby, if there is one."""
    async with shop_of(request).database.looking() as session:
        yield session


async def get_snapshot_session(request: Request) -> AsyncIterator[AsyncSession]:
    """Open a session for a request that reads several things as they were at one moment."""
    async with shop_of(request).database.snapshot() as session:
        yield session


# With the default scope a dependency ends after the reply is sent: a failed commit would answer 201.
SessionDep = Annotated[AsyncSession, Depends(get_session, scope="function")]
ReadingSessionDep = Annotated[AsyncSession, Depends(get_reading_session, scope="function")]
LookingSessionDep = Annotated[AsyncSession, Depends(get_looking_session, scope="function")]
SnapshotSessionDep = Annotated[AsyncSession, Depends(get_snapshot_session, scope="function")]


def origin_of(request: Request) -> Origin:
    """Return the origin of a request."""
    agent = request.headers.get("User-Agent")
    return Origin(
        address=request.client.host if request.client else None,
        user_agent=agent and agent[:500],
        request_id=request.scope["state"]["request_id"],
    )


async def get_origin(request: Request) -> Origin:
    """Provide the origin of the request."""
    return origin_of(request)


OriginDep = Annotated[Origin, Depends(get_origin)]


def claims_of(request: Request) -> AccessClaims | None:
    """Return the claims of a request's access token, or None without one; an invalid token is refused."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    shop = shop_of(request)
    try:
        claims = shop.context.signer.decode(token.strip(), shop.context.clock())
    except InvalidToken as error:
        raise Unauthenticated("invalid_token", "This access token is not valid. Log in or refresh it.") from error
    request.scope["state"]["claims"] = claims
    return claims


def caller_of(request: Request) -> Caller:
    """Return the caller by their token, not confirmed yet; without a token they are refused."""
    claims = claims_of(request)
    if claims is None:
        if request.headers.get("Authorization"):
            raise Unauthenticated("invalid_token", "Send the access token as: Authorization: Bearer <token>.")
        raise Unauthenticated("not_authenticated", "Log in first.")
    return Caller(claims, origin_of(request))


_oauth2 = OAuth2PasswordBearer(tokenUrl="/api/auth/login")


class Bearer(SecurityBase):
    """A dependency that reads the access token itself. By its class the OpenAPI document knows the routes that do."""

    model = _oauth2.model
    scheme_name = _oauth2.scheme_name


class _ClaimsIfAny(Bearer):
    async def __call__(self, request: Request) -> AccessClaims | None:
        return claims_of(request)


class _Caller(Bearer):
    """Admits callers with one of these roles by their token alone, before anything is asked of the database."""

    def __init__(self, *roles: Role) -> None:
        self._roles = frozenset(roles)

    async def __call__(self, request: Request) -> Caller:
        return self.admit(request)

    def admit(self, request: Request) -> Caller:
        """Return the caller, or raise `Forbidden`."""
        caller = caller_of(request)
        if self._roles and caller.claims.role not in self._roles:
            raise Forbidden("forbidden", "Your role does not allow this.")
        return caller


class _Confirmed(Bearer):
    """Admits callers by their token, then by the user's row."""

    def __init__(self, *roles: Role, own_account: bool = False) -> None:
        self._gate = _Caller(*roles)
        self._own_account = own_account

    async def confirm(self, request: Request, session: AsyncSession) -> Actor:
        """Return the actor, or raise the refusal."""
        return await AccessService(session).confirm(self._gate.admit(request), own_account=self._own_account)


class _Acting(_Confirmed):
    """Confirms in the transaction of the change."""

    async def __call__(self, request: Request, session: SessionDep) -> Actor:
        return await self.confirm(request, session)


class _Reading(_Confirmed):
    """Confirms before anybody's data is shown."""

    async def __call__(self, request: Request, session: ReadingSessionDep) -> Actor:
        return await self.confirm(request, session)


class _Looking(_Confirmed):
    """Confirms before figures are shown, which may come from a standby: it knows of every login that has ended."""

    async def __call__(self, request: Request, session: LookingSessionDep) -> Actor:
        return await self.confirm(request, session)


ClaimsIfAny = Annotated[AccessClaims | None, Depends(_ClaimsIfAny())]
CallerDep = Annotated[Caller, Depends(_Caller())]
StaffCallerDep = Annotated[Caller, Depends(_Caller(*STAFF))]
AdminCallerDep = Annotated[Caller, Depends(_Caller(Role.ADMIN))]
"""Staff or an admin by their token; the service that acts for them confirms it."""
UserDep = Annotated[Actor, Depends(_Acting(*Role))]
StaffDep = Annotated[Actor, Depends(_Acting(*STAFF))]
AdminDep = Annotated[Actor, Depends(_Acting(Role.ADMIN))]
UserReaderDep = Annotated[Actor, Depends(_Reading(*Role))]
StaffReaderDep = Annotated[Actor, Depends(_Reading(*STAFF))]
AdminReaderDep = Annotated[Actor, Depends(_Reading(Role.ADMIN))]
AdminLookerDep = Annotated[Actor, Depends(_Looking(Role.ADMIN))]
OwnAccountDep = Annotated[Actor, Depends(_Acting(*Role, own_account=True))]
OwnAccountReaderDep = Annotated[Actor, Depends(_Reading(*Role, own_account=True))]
EnrollingDep = Annotated[Actor, Depends(_Acting(*STAFF, own_account=True))]
"""Staff who set up a second factor."""
EnrollingReaderDep = Annotated[Actor, Depends(_Reading(*STAFF, own_account=True))]


async def get_public_url(request: Request) -> str:
    """Return the shop's address for customers: the setting, or else the address of this request."""
    url = str(shop_of(request).settings.public_url or request.base_url).rstrip("/")
    if len(url) > MAX_PUBLIC_URL:
        raise Malformed("host_too_long", "The Host header is no name of a host.")
    return url


PublicUrl = Annotated[str, Depends(get_public_url)]


def _without_quotes(key: str | None) -> str | None:
    if key is not None and len(key) > 2 and key[0] == key[-1] == '"':
        return key[1:-1]
    return key


IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        max_length=257,
        pattern=r"^[\x20-\x7e]+$",
        description="Any text of yours, fresh for each new request: a retry with the same key does nothing twice.",
    ),
    AfterValidator(_without_quotes),
]
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
