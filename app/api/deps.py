"""What routes ask for: who is calling, in which transaction, and the service that does the work."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Request
from fastapi.security import OAuth2PasswordBearer
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.clock import Clock
from app.core.config import MAX_PUBLIC_URL, Settings
from app.core.errors import FieldError, Forbidden, Invalid, Malformed, Unauthenticated
from app.core.origin import Origin
from app.core.passwords import PasswordHasher
from app.core.security import AccessClaims, InvalidToken, TokenSigner
from app.database.unit_of_work import Database
from app.models import STAFF, Role
from app.services.catalogue.storefront import Catalogue
from app.services.common.access import AccessService, Actor, Caller
from app.services.files.exports import Exports
from app.services.files.imports import Imports
from app.services.people.held_tries import HeldTries
from app.services.selling.checkout import Checkout
from app.services.selling.receipts.receipts import Receipts
from app.services.shop.live_events import LiveEvents
from app.services.shop.refusals import RefusalLog
from app.services.shop.settings import CurrentSettings


@dataclass
class Shop:
    """What lives as long as the app does."""

    settings: Settings
    clock: Clock
    database: Database
    signer: TokenSigner
    hasher: PasswordHasher
    held_tries: HeldTries
    current_settings: CurrentSettings
    refusals: RefusalLog
    catalogue: Catalogue
    checkout: Checkout
    live_events: LiveEvents
    imports: Imports
    exports: Exports
    receipts: Receipts
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

BearerToken = Annotated[str | None, Depends(OAuth2PasswordBearer(tokenUrl="/api/auth/login", auto_error=False))]


async def get_claims_if_any(request: Request, shop: ShopDep, token: BearerToken) -> AccessClaims | None:
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


def acting(*roles: Role, own_account: bool = False) -> Any:  # noqa: ANN401 - FastAPI's own Depends.
    """Let in these roles: at once by the token, then by the user's row, in the transaction of the change."""
    gate = _let_in(*roles)

    async def actor(caller: Annotated[Caller, gate], session: SessionDep) -> Actor:
        return await AccessService(session).confirm(caller, own_account=own_account)

    return Depends(actor)


def reading(*roles: Role, own_account: bool = False) -> Any:  # noqa: ANN401 - FastAPI's own Depends.
    """Let in these roles: at once by the token, then by the user's row, before anybody's data is shown."""
    gate = _let_in(*roles)

    async def reader(caller: Annotated[Caller, gate], session: ReadingSessionDep) -> Actor:
        return await AccessService(session).confirm(caller, own_account=own_account)

    return Depends(reader)


UserDep = Annotated[Actor, acting(*Role)]
AdminDep = Annotated[Actor, acting(Role.ADMIN)]
UserReaderDep = Annotated[Actor, reading(*Role)]
OwnAccountDep = Annotated[Actor, acting(*Role, own_account=True)]
OwnAccountReaderDep = Annotated[Actor, reading(*Role, own_account=True)]
EnrollingDep = Annotated[Actor, acting(*STAFF, own_account=True)]
"""Staff who set up a second factor."""
EnrollingReaderDep = Annotated[Actor, reading(*STAFF, own_account=True)]
StaffDep = Annotated[Actor, acting(*STAFF)]
StaffReaderDep = Annotated[Actor, reading(*STAFF)]
AdminCallerDep = Annotated[Caller, _let_in(Role.ADMIN)]
"""An admin by their token; whoever acts for them confirms it."""
AdminReaderDep = Annotated[Actor, reading(Role.ADMIN)]


async def get_public_url(request: Request, shop: ShopDep) -> str:
    """Return where customers reach the shop: as it is set, or else where this request was sent."""
    url = str(shop.settings.public_url or request.base_url).rstrip("/")
    if len(url) > MAX_PUBLIC_URL:
        raise Malformed("host_too_long", "The Host header is no name of a host.")
    return url


PublicUrl = Annotated[str, Depends(get_public_url)]


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
    counts = Counter(name for name, _ in request.query_params.multi_items())
    repeated = sorted(name for name, count in counts.items() if count > 1)
    if repeated:
        detail = "Give each parameter once."
        errors = [FieldError(name, "repeated_parameter", detail) for name in repeated]
        raise Invalid("invalid_request", "The request has values that cannot be used.", errors)
