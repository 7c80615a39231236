"""Registering. No transaction is open while a password is hashed."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.origin import Origin
from app.core.passwords import Lane
from app.models import Role, User
from app.repositories.people.users import UserRepository
from app.schemas.auth import Registration, TokensRead
from app.services.common.audit import AuditEntry, AuditService
from app.services.people.auth import AuthService, refuse_weak_password
from app.services.people.context import PasswordHashingService
from app.services.people.invitations import InvitationService
from app.services.people.known_devices import Device, KnownDeviceService
from app.services.people.throttle import Throttle, registrations_of


class RegistrationService(PasswordHashingService):
    """Opens accounts, limited per address: each costs a hash, and anybody may ask for one."""

    async def register(self, registration: Registration, origin: Origin) -> User:
        """Add a customer, or with an invitation a user of its role; reject an e-mail that is taken."""
        user = await self._new_user(registration, origin)
        async with self._database.unit_of_work() as session:
            await self._add(session, user, registration, origin)
            return user

    async def register_and_log_in(self, registration: Registration, origin: Origin, device: Device) -> TokensRead:
        """Add a user as `register` does, and open a session for them."""
        user = await self._new_user(registration, origin)
        async with self._database.unit_of_work() as session:
            await self._add(session, user, registration, origin)
            await KnownDeviceService(session, self._context).remember(user, device)
            auth = AuthService(session, self._context)
            return await auth.open_session(user, origin)

    async def _new_user(self, new: Registration, origin: Origin) -> User:
        refuse_weak_password(new.password, Role.CUSTOMER, new.email, new.full_name)
        self._hasher.refuse_if_full(Lane.REGISTRATION)
        async with self._database.unit_of_work() as session:
            await Throttle(session, self._context).count(registrations_of(origin.network))
        # Hashed before anything else is queried: waiting for the hash holds no connection, and the time of an error
        # tells nothing about the invitation.
        password_hash = await self._hasher.hash(new.password, Lane.REGISTRATION)
        return User(email=new.email, password_hash=password_hash, full_name=new.full_name, role=Role.CUSTOMER)

    async def _add(self, session: AsyncSession, user: User, new: Registration, origin: Origin) -> None:
        invitations = InvitationService(session, self._context)
        invitation = None
        if new.invitation_token is not None:
            invitation = await invitations.use(new.invitation_token, new.email)
            refuse_weak_password(new.password, invitation.role, new.email, new.full_name)
            user.role = invitation.role
        await UserRepository(session).add(user)
        entry = AuditEntry(
            "user.registered", user.id, origin, actor_id=user.id, actor_role=user.role, after=user.snapshot()
        )
        await AuditService(session, self._context).record_all([entry])
        if invitation is not None:
            await invitations.set_user(invitation, user, origin)
