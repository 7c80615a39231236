"""Logging in. No transaction is open while a password is hashed, because hashing is slow."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.email import email_key, normalise_email
from app.core.errors import Unauthenticated
from app.core.origin import Origin
from app.core.passwords import Lane
from app.core.second_factor import split_code
from app.database.unit_of_work import Database
from app.models import User
from app.repositories.people.second_factors import SecondFactorRepository
from app.repositories.people.users import UserRepository
from app.schemas.auth import Login, TokensRead
from app.services.common.audit import AuditEntry, AuditService
from app.services.people.auth import AuthService
from app.services.people.context import LoginContext, PasswordHashingService
from app.services.people.known_devices import Device, KnownDeviceService
from app.services.people.second_factors import SecondFactorService
from app.services.people.throttle import Throttle, Tries, tries_of_device, tries_of_stranger


@dataclass(frozen=True, slots=True)
class _Try:
    """An attempt that was counted and is not yet verified."""

    user: User | None
    has_second_factor: bool
    tries: Tries
    hold_seconds: float
    lane: Lane


class LoginService(PasswordHashingService):
    """Logs users in by password. It holds no connection while it hashes, so logins cannot starve sales."""

    def __init__(self, database: Database, context: LoginContext) -> None:
        super().__init__(database, context)
        self._held_tries = context.held_tries

    async def login(self, login: Login, origin: Origin, device: Device) -> TokensRead:
        """Return a new pair of tokens. A wrong password and an unknown e-mail get the same error and slow down."""
        try:
            email = normalise_email(login.account)
        except ValueError:
            email = ""
        begun = await self._begin(email, login.account, origin, device)
        user, password, otp = begun.user, login.password, login.otp
        if begun.has_second_factor and otp is None:
            password, otp = split_code(password)
        is_right = await self._verify(begun, password, origin)
        try:
            if user is None or not is_right:
                raise _invalid_credentials()
            renewed = await self._hasher.renew(password, user.password_hash, begun.lane)
            return await self._let_in(user, renewed, otp, begun.tries, origin, device)
        except Unauthenticated:
            if user is not None:
                await self._record_refusal(user, origin)
            raise

    async def _begin(self, email: str, username: str, origin: Origin, device: Device) -> _Try:
        async with self._database.unit_of_work() as session:
            user = await UserRepository(session).get_by_email(email)
            has_second_factor = await SecondFactorRepository(session).is_on_for(user.email if user else email)
            known_as = await KnownDeviceService(session, self._context).recognise(user, device)
            if user and known_as:
                tries, lane = tries_of_device(user.id, known_as), Lane.KNOWN
            else:
                tries, lane = tries_of_stranger(email_key(email or username), origin.network), Lane.STRANGER
            self._hasher.refuse_if_full(lane)
            hold_seconds = await Throttle(session, self._context).count(tries)
            if lane is Lane.STRANGER:
                self._held_tries.refuse_if_full(origin.network, is_held=hold_seconds > 0)
            return _Try(user, has_second_factor, tries, hold_seconds, lane)

    async def _verify(self, begun: _Try, password: str, origin: Origin) -> bool:
        password_hash = begun.user.password_hash if begun.user else None
        if begun.lane is Lane.KNOWN:
            return await self._hasher.verify(password, password_hash, begun.lane)
        async with self._held_tries.turn(origin.network, begun.hold_seconds):
            return await self._hasher.verify(password, password_hash, begun.lane)

    async def _let_in(
        self, verified: User, renewed_hash: str | None, otp: str | None, tries: Tries, origin: Origin, device: Device
    ) -> TokensRead:
        async with self._database.unit_of_work() as session:
            # The password may have been changed while it was verified, which ended every earlier session.
            user = await UserRepository(session).get_for_update(verified.id)
            if user is None or not user.is_active or _has_new_password(user, verified):
                raise _invalid_credentials()
            await self._check_second_factor(session, user, otp)
            if renewed_hash is not None and user.password_hash == verified.password_hash:
                user.password_hash = renewed_hash
                await UserRepository(session).flush()
            await Throttle(session, self._context).succeed(tries)
            await KnownDeviceService(session, self._context).remember(user, device)
            auth = AuthService(session, self._context)
            return await auth.open_session(user, origin)

    async def _check_second_factor(self, session: AsyncSession, user: User, otp: str | None) -> None:
        factors = SecondFactorService(session, self._context)
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
        entry = AuditEntry("user.login_refused", user.id, origin)
        async with self._database.unit_of_work() as session:
            subject = f"login of user {user.id} from {(origin.address or '')[:64]}"
            await AuditService(session, self._context).record_refusal(entry, subject)


def _has_new_password(user: User, verified: User) -> bool:
    # A renewed hash keeps the token version; a new password raises it.
    return user.password_hash != verified.password_hash and user.token_version != verified.token_version


def _invalid_credentials() -> Unauthenticated:
    return Unauthenticated("invalid_credentials", "This e-mail and password do not go together.")
