"""Logging in. It works without a transaction while it hashes, because hashing takes its time."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.clock import Clock
from app.core.config import Settings
from app.core.email import normalise_email
from app.core.errors import Unauthenticated
from app.core.origin import Origin
from app.core.passwords import PasswordHasher
from app.core.second_factor import split_code
from app.core.security import TokenSigner
from app.database.unit_of_work import Database
from app.models import User
from app.repositories.second_factors import SecondFactorRepository
from app.repositories.users import UserRepository
from app.schemas.auth import Login, TokensRead
from app.services.audit import AuditService, Deed
from app.services.auth import AuthService
from app.services.second_factors import SecondFactorService
from app.services.throttle import PasswordThrottle


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
            email = normalise_email(login.account)
        except ValueError:
            email = ""
        account = email or login.account
        self._hasher.refuse_if_full()
        async with self._database.unit_of_work() as session:
            await PasswordThrottle(session, self._clock, account, origin).count_try()
            user = await UserRepository(session).get_by_email(email)
            has_second_factor = await SecondFactorRepository(session).is_on_for(email)
        password, otp = login.password, login.otp
        if has_second_factor and otp is None:
            password, otp = split_code(password)
        right = await self._hasher.verify(password, user.password_hash if user else None)
        try:
            if user is None or not right:
                raise _invalid_credentials()
            return await self._let_in(user, otp, account, origin)
        except Unauthenticated:
            if user is not None:
                await self._record_refusal(user, origin)
            raise

    async def _let_in(self, verified: User, otp: str | None, account: str, origin: Origin) -> TokensRead:
        async with self._database.unit_of_work() as session:
            # The password may have been changed while it was verified, which has ended every login before this one.
            user = await UserRepository(session).get_for_update(verified.id)
            if user is None or not user.is_active or user.password_hash != verified.password_hash:
                raise _invalid_credentials()
            await self._check_second_factor(session, user, otp)
            await PasswordThrottle(session, self._clock, account, origin).succeed()
            auth = AuthService(session, self._clock, self._settings, self._signer, self._hasher)
            return await auth.open_session(user, origin)

    async def _check_second_factor(self, session: AsyncSession, user: User, otp: str | None) -> None:
        factors = SecondFactorService(session, self._clock, self._settings)
        factor = await factors.needed_of(user)
        if factor is None:
            return
        if otp is None:
            detail = "Send a code of your authenticator app too: as otp, or in a form after the password and a space."
            raise Unauthenticated("otp_required", detail)
        if not await factors.accepts(user, factor, otp):
            detail = "This code is not good, or was used before. Send the next one, or a recovery code."
            raise Unauthenticated("invalid_otp", detail)

    async def _record_refusal(self, user: User, origin: Origin) -> None:
        deed = Deed("user.login_refused", user.id, origin)
        async with self._database.unit_of_work() as session:
            subject = f"login of user {user.id} from {(origin.address or '')[:64]}"
            await AuditService(session, self._clock).record_refusal(deed, subject)


def _invalid_credentials() -> Unauthenticated:
    return Unauthenticated("invalid_credentials", "This e-mail and password do not go together.")
