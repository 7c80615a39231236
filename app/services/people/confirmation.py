"""Confirmation: proving the password again before an action that a stolen token must not allow."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import FieldError, Invalid
from app.core.passwords import Lane
from app.models import User
from app.repositories.people.sessions import SessionRepository
from app.repositories.people.users import UserRepository
from app.schemas.auth import Confirmation, ConfirmationRead
from app.services.common.access import CONFIRMED_FOR, AccessService, Actor, Caller, no_longer_valid
from app.services.common.audit import AuditService
from app.services.people.context import PasswordHashingService
from app.services.people.second_factors import SecondFactorService, wrong_otp
from app.services.people.throttle import Throttle, tries_of_owner


class ConfirmationService(PasswordHashingService):
    """Runs actions that need the password. It holds no connection while it hashes; wrong passwords slow the login."""

    async def confirm(self, caller: Caller, given: Confirmation) -> ConfirmationRead:
        """Confirm the caller's session for ten minutes. A refresh does not extend them."""
        async with self._proved(caller, given) as (session, actor):
            now = self._clock()
            await SessionRepository(session).confirm(actor.session_id, now)
            await AuditService(session, self._context).record(actor, "session.confirmed", actor.session_id)
            return ConfirmationRead(confirmed_until=now + CONFIRMED_FOR)

    async def remove_second_factor(self, caller: Caller, given: Confirmation) -> None:
        """Remove the caller's second factor."""
        async with self._proved(caller, given) as (session, actor):
            await SecondFactorService(session, self._context).remove(actor)

    @asynccontextmanager
    async def _proved(self, caller: Caller, given: Confirmation) -> AsyncIterator[tuple[AsyncSession, Actor]]:
        """Open a unit of work once the caller has proved their password, and their second factor if they have one."""
        self._hasher.refuse_if_full(Lane.KNOWN)
        user = await self._begin(caller)
        if not await self._hasher.verify(given.password, user.password_hash):
            detail = "This is not your present password."
            raise Invalid("wrong_password", detail, [FieldError("/password", "wrong_password", detail)])
        async with self._database.unit_of_work() as session:
            # The password may have been changed while it was verified, which ends this session.
            actor = await AccessService(session).confirm(caller, own_account=True)
            factors = SecondFactorService(session, self._context)
            factor = await factors.needed_of(user)
            if factor is not None and not (given.otp and await factors.accepts(user, factor, given.otp)):
                raise wrong_otp()
            await Throttle(session, self._context).succeed(tries_of_owner(caller.claims))
            yield session, actor

    async def _begin(self, caller: Caller) -> User:
        async with self._database.unit_of_work() as session:
            user = await UserRepository(session).get(caller.claims.user_id)
            await AccessService(session).confirm(caller, own_account=True)
            if user is None:
                raise no_longer_valid()
            await Throttle(session, self._context).count(tries_of_owner(caller.claims))
            return user
