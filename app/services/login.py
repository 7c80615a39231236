"""Logging in: the one service that works without a transaction while it works, because hashing takes its time."""

from datetime import datetime
from hashlib import sha256
from math import ceil

from app.core.clock import Clock
from app.core.config import Settings
from app.core.email import normalise_email
from app.core.errors import Throttled, Unauthenticated
from app.core.origin import Origin
from app.core.passwords import PasswordHasher
from app.core.security import TokenSigner
from app.database.unit_of_work import Database
from app.models import AuditOutcome, User
from app.repositories.login_throttles import LoginThrottleRepository
from app.repositories.users import UserRepository
from app.schemas.auth import Login, TokensRead
from app.services.audit import AuditService, Deed
from app.services.auth import AuthService

FREE_FAILURES_OF_ACCOUNT = 5
FREE_FAILURES_OF_ADDRESS = 50
LONGEST_DELAY_SECONDS = 60
FORGET_FAILURES_AFTER_SECONDS = 15 * 60


class LoginService:
    """Lets people in by their password. It holds no connection while it hashes, so logins cannot starve sales."""

    def __init__(
        self, database: Database, clock: Clock, settings: Settings, signer: TokenSigner, hasher: PasswordHasher
    ) -> None:
        self._database = database
        self._clock = clock
        self._settings = settings
        self._signer = signer
        self._hasher = hasher

    async def login(self, login: Login, origin: Origin) -> TokensRead:
        """Return a fresh pair of tokens. A wrong password and an unknown e-mail are answered alike, and slow down."""
        try:
            email = normalise_email(login.username)
        except ValueError:
            email = ""
        account, address = _subject("account", email or login.username), _subject("address", origin.address or "")
        user = await self._begin(email, account, address)
        right = await self._hasher.verify(login.password, user.password_hash if user else None)
        if user is None or not right or not user.is_active:
            await self._record_refusal(user, email, origin)
            raise Unauthenticated("invalid_credentials", "This e-mail and password do not go together.")
        async with self._database.unit_of_work() as session:
            throttles = LoginThrottleRepository(session)
            await throttles.forget(account)
            await throttles.take_back(address)
            auth = AuthService(session, self._clock, self._settings, self._signer, self._hasher)
            return await auth.open_session(user, origin)

    async def _record_refusal(self, user: User | None, email: str, origin: Origin) -> None:
        deed = Deed(
            action="user.login_refused",
            entity_id=user.id if user else None,
            origin=origin,
            after={"email": email or None},
            outcome=AuditOutcome.REFUSED,
        )
        async with self._database.unit_of_work() as session:
            await AuditService(session, self._clock).record_all([deed])

    async def _begin(self, email: str, account: str, address: str) -> User | None:
        # A try counts as failed until it has succeeded: those that arrive together must not all go free.
        now = self._clock()
        async with self._database.unit_of_work() as session:
            throttles = LoginThrottleRepository(session)
            _refuse_before(await throttles.blocked_until([account, address], now), now)
            for subject, free in ((account, FREE_FAILURES_OF_ACCOUNT), (address, FREE_FAILURES_OF_ADDRESS)):
                await throttles.count_failure(
                    subject,
                    free_failures=free,
                    longest_delay=LONGEST_DELAY_SECONDS,
                    forget_after=FORGET_FAILURES_AFTER_SECONDS,
                    now=now,
                )
            return await UserRepository(session).get_by_email(email)


def _subject(kind: str, name: str) -> str:
    # A digest, because a name may be longer than an index takes, and a table of failures should not list people.
    return f"{kind} {sha256(name.encode(errors='surrogatepass')).hexdigest()}"


def _refuse_before(blocked_until: datetime | None, now: datetime) -> None:
    if blocked_until is not None and blocked_until > now:
        wait = ceil((blocked_until - now).total_seconds())
        raise Throttled("too_many_attempts", f"Too many failed logins. Try again in {wait} s.", retry_after=wait)
