"""Proving one's password anew within a login, before what a stolen token must not do."""

from app.core.clock import Clock
from app.core.errors import FieldError, Invalid
from app.core.passwords import Lane, PasswordHasher
from app.database.unit_of_work import Database
from app.models import User
from app.repositories.sessions import SessionRepository
from app.repositories.users import UserRepository
from app.schemas.auth import Confirmation, ConfirmationRead
from app.services.access import CONFIRMED_FOR, AccessService, Caller, no_longer_valid
from app.services.audit import AuditService
from app.services.throttle import Throttle, tries_of_owner


class ConfirmationService:
    """Marks logins as confirmed. It holds no connection while it hashes; guessing slows down that login alone."""

    def __init__(self, database: Database, clock: Clock, hasher: PasswordHasher) -> None:
        self._database = database
        self._clock = clock
        self._hasher = hasher

    async def confirm(self, caller: Caller, given: Confirmation) -> ConfirmationRead:
        """Confirm the caller's login for a while by their password. Refreshing it does not make it longer."""
        self._hasher.refuse_if_full(Lane.KNOWN)
        user = await self._begin(caller)
        if not await self._hasher.verify(given.password, user.password_hash):
            detail = "This is not your present password."
            raise Invalid("wrong_password", detail, [FieldError("/password", "wrong_password", detail)])
        async with self._database.unit_of_work() as session:
            # The password may have been changed while it was verified, which has ended this login.
            actor = await AccessService(session).confirm(caller)
            await Throttle(session, self._clock).succeed(tries_of_owner(caller.claims))
            now = self._clock()
            await SessionRepository(session).confirm(actor.session_id, now)
            await AuditService(session, self._clock).record(actor, "session.confirmed", actor.session_id)
            return ConfirmationRead(confirmed_until=now + CONFIRMED_FOR)

    async def _begin(self, caller: Caller) -> User:
        async with self._database.unit_of_work() as session:
            user = await UserRepository(session).get(caller.claims.user_id)
            await AccessService(session).confirm(caller)
            if user is None:
                raise no_longer_valid()
            await Throttle(session, self._clock).count(tries_of_owner(caller.claims))
            return user
