"""Users: added, changed, disabled and deleted by admins. One active admin always remains."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Conflict, Forbidden, NotFound
from app.core.pagination import Page, Slice
from app.models import STAFF, User
from app.repositories.people.sessions import SessionRepository
from app.repositories.people.users import UserRepository
from app.schemas.user import PasswordReset, UserCreate, UserUpdate
from app.services.common.access import Actor, no_longer_valid, refuse_unconfirmed
from app.services.common.audit import AuditEntry, AuditService, Values
from app.services.people.auth import AuthService, refuse_weak_password
from app.services.people.context import LoginContext


class UserService:
    """Keeps the users. A change takes effect on the user's next request."""

    def __init__(self, session: AsyncSession, context: LoginContext) -> None:
        self._clock = context.clock
        self._auth = AuthService(session, context)
        self._hasher = context.hasher
        self._audit = AuditService(session, context)
        self._users = UserRepository(session)
        self._sessions = SessionRepository(session)

    async def list_users(self, filters: Mapping[str, Any], page: Page) -> Slice:
        """Return one page of users."""
        return await self._users.list_json(filters, page)

    async def get(self, user_id: int) -> str:
        """Return a user as JSON."""
        user = await self._users.get_json(user_id)
        if user is None:
            raise user_not_found()
        return user

    async def create(self, actor: Actor, new: UserCreate) -> tuple[int, str]:
        """Add a user of any role; return the id and JSON. Reject a weak password or an e-mail that is taken."""
        if new.role in STAFF:
            refuse_unconfirmed(actor, self._clock())
        user = await self._auth.add_user(new.email, new.password, new.full_name, new.role)
        await self._audit.record(actor, "user.created", user.id, after=user.snapshot())
        return user.id, await self.get(user.id)

    async def update(self, actor: Actor, user_id: int, changes: UserUpdate) -> str:
        """Change the given fields of a user; return the JSON.

        A new role ends the user's access tokens, and the next refresh carries it. Disabling ends all their sessions.
        """
        if "role" in changes.model_fields_set:
            refuse_unconfirmed(actor, self._clock())
        user, other_admins = await self._lock(actor, user_id)
        before, was_active_admin = user.snapshot(), user.is_active_admin
        for name, value in changes.model_dump(exclude_unset=True).items():
            setattr(user, name, value)
        if was_active_admin and not user.is_active_admin:
            _check_another_admin_remains(other_admins)
        if (user.role, user.is_active) != (before["role"], before["is_active"]):
            user.token_version += 1
        if before["is_active"] and not user.is_active:
            await self._sessions.revoke_all(user_id, self._clock())
        await self._users.flush()
        await self._audit.record_all(_audit_entries(actor, user_id, before, user.snapshot()))
        return await self.get(user_id)

    async def reset_password(self, actor: Actor, user_id: int, reset: PasswordReset) -> None:
        """Set the password of another user and end all their sessions; reject a weak password."""
        if user_id == actor.user_id:
            detail = "Change your own password at POST /api/auth/password, which asks for the present one."
            raise Forbidden("own_password", detail)
        refuse_unconfirmed(actor, self._clock())
        found = await self._users.get(user_id)
        if found is None:
            raise user_not_found()
        _refuse_weak(reset, found)
        # Hashed before anybody is locked, because hashing is slow.
        password_hash = await self._hasher.hash(reset.new_password)
        user, _ = await self._lock(actor, user_id)
        # A user who became an admin meanwhile needs a longer password.
        _refuse_weak(reset, user)
        before = user.snapshot()
        user.password_hash = password_hash
        user.token_version += 1
        await self._sessions.revoke_all(user_id, self._clock())
        await self._users.flush()
        await self._audit.record(actor, "user.password_reset", user_id, before=before, after=user.snapshot())

    async def delete(self, actor: Actor, user_id: int) -> None:
        """Delete a user with their sessions; rejected once the books name them."""
        user, other_admins = await self._lock(actor, user_id)
        if user.role in STAFF:
            refuse_unconfirmed(actor, self._clock())
        if user.is_active_admin:
            _check_another_admin_remains(other_admins)
        await self._audit.record(actor, "user.deleted", user_id, before=user.snapshot())
        await self._users.delete(user)

    async def _lock(self, actor: Actor, user_id: int) -> tuple[User, list[User]]:
        """Lock a user and the active admins; return the user and the other admins."""
        locked = {user.id: user for user in await self._users.lock_with_admins(user_id)}
        acting = locked.get(actor.user_id)
        # Another admin may have demoted or disabled this one while they waited for the locks.
        if acting is None or not acting.is_active_admin:
            raise no_longer_valid()
        user = locked.pop(user_id, None)
        if user is None:
            raise user_not_found()
        return user, list(locked.values())


def user_not_found() -> NotFound:
    """Return the error for a user who does not exist."""
    return NotFound("user_not_found", "There is no such user.")


def _check_another_admin_remains(other_admins: list[User]) -> None:
    if not other_admins:
        raise Conflict("last_admin", "This is the last active admin. Make somebody else an admin first.")


def _refuse_weak(reset: PasswordReset, user: User) -> None:
    refuse_weak_password(reset.new_password, user.role, user.email, user.full_name, pointer="/new_password")


def _audit_entries(actor: Actor, user_id: int, before: Values, after: Values) -> list[AuditEntry]:
    actions = {
        "full_name": "user.updated",
        "role": "user.role_changed",
        "is_active": "user.enabled" if after["is_active"] else "user.disabled",
    }
    return [
        AuditEntry(action, user_id, actor.origin, actor.user_id, actor.role, {name: before[name]}, {name: after[name]})
        for name, action in actions.items()
        if before[name] != after[name]
    ]
