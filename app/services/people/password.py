"""Changing one's own password. No transaction is open while a password is hashed."""

from app.core.errors import FieldError, Invalid
from app.core.passwords import Lane
from app.models import User
from app.repositories.people.sessions import SessionRepository
from app.repositories.people.users import UserRepository
from app.schemas.auth import PasswordChange, TokensRead
from app.services.common.access import AccessService, Caller, no_longer_valid
from app.services.common.audit import AuditService
from app.services.people.auth import AuthService, refuse_weak_password
from app.services.people.context import PasswordHashingService
from app.services.people.known_devices import Device, KnownDeviceService
from app.services.people.throttle import Throttle, tries_of_owner


class PasswordService(PasswordHashingService):
    """Changes the caller's password. Wrong guesses slow down their own session only."""

    async def change(self, caller: Caller, change: PasswordChange, device: Device) -> TokensRead:
        """Change the caller's password, end all their sessions and return the tokens of a new one."""
        self._hasher.refuse_if_full(Lane.KNOWN)
        user = await self._begin(caller, change)
        if not await self._hasher.verify(change.current_password, user.password_hash):
            detail = "This is not your present password."
            raise Invalid("wrong_password", detail, [FieldError("/current_password", "wrong_password", detail)])
        new_hash = await self._hasher.hash(change.new_password)
        return await self._finish(caller, user, new_hash, device)

    async def _begin(self, caller: Caller, change: PasswordChange) -> User:
        async with self._database.unit_of_work() as session:
            # Confirmed last, so that the password read above is the one that the caller's session belongs to.
            user = await UserRepository(session).get(caller.claims.user_id)
            await AccessService(session).confirm(caller, own_account=True)
            if user is None:
                raise no_longer_valid()
            refuse_weak_password(change.new_password, user.role, user.email, user.full_name, pointer="/new_password")
            await Throttle(session, self._context).count(tries_of_owner(caller.claims))
            return user

    async def _finish(self, caller: Caller, verified: User, new_hash: str, device: Device) -> TokensRead:
        async with self._database.unit_of_work() as session:
            # Locked before it is confirmed: the second of two concurrent changes finds its session ended.
            user = await UserRepository(session).get_for_update(verified.id)
            actor = await AccessService(session).confirm(caller, own_account=True)
            if user is None or user.password_hash != verified.password_hash:
                raise no_longer_valid()
            before = user.snapshot()
            user.password_hash = new_hash
            user.token_version += 1
            await UserRepository(session).flush()
            await SessionRepository(session).revoke_all(user.id, self._clock())
            await Throttle(session, self._context).succeed(tries_of_owner(caller.claims))
            await KnownDeviceService(session, self._context).remember(user, device)
            await AuditService(session, self._context).record(
                actor, "user.password_changed", user.id, before=before, after=user.snapshot()
            )
            auth = AuthService(session, self._context)
            return await auth.open_session(user, caller.origin)
