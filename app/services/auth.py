"""Opening logins, and staying logged in."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.clock import Clock
from app.core.config import Settings
from app.core.errors import (
    FieldError,
    Invalid,
    Unauthenticated,
    UnauthenticatedKeepingChanges,
)
from app.core.origin import Origin
from app.core.passwords import ADMIN_MIN_LENGTH, CUSTOMER_MIN_LENGTH, PasswordHasher, WeakPassword, check_password
from app.core.security import TokenSigner, hash_token, new_token
from app.models import AuditOutcome, RefreshToken, Role, Session, User
from app.repositories.sessions import SessionRepository
from app.repositories.users import UserRepository
from app.schemas.auth import ProfileUpdate, TokensRead
from app.schemas.user import UserRead
from app.services.access import Actor
from app.services.audit import AuditService, Deed


class AuthService:
    """Lets people in and out."""

    def __init__(
        self, session: AsyncSession, clock: Clock, settings: Settings, signer: TokenSigner, hasher: PasswordHasher
    ) -> None:
        self._clock = clock
        self._settings = settings
        self._signer = signer
        self._hasher = hasher
        self._audit = AuditService(session, clock)
        self._users = UserRepository(session)
        self._sessions = SessionRepository(session)

    async def add_user(self, email: str, password: str, full_name: str | None, role: Role) -> User:
        """Add a user of any role; a weak password and an e-mail that is taken are refused."""
        user = await self._new_user(email, password, full_name, role)
        await self._users.add(user)
        return user

    async def open_session(self, user: User, origin: Origin) -> TokensRead:
        """Begin a login of a user who proved who they are."""
        now = self._clock()
        lifetime = timedelta(days=self._settings.refresh_token_absolute_days)
        session = Session(
            user_id=user.id,
            address=origin.address,
            user_agent=origin.user_agent,
            created_at=now,
            last_used_at=now,
            expires_at=now + lifetime,
        )
        await self._sessions.add(session)
        await self._record(user, "session.opened", session.id, origin, after={"user_agent": origin.user_agent})
        return await self._new_tokens(user, session, now)

    async def refresh(self, refresh_token: str, origin: Origin) -> TokensRead:
        """Exchange a refresh token for a fresh pair. A token used twice ends its login for whoever holds it."""
        now = self._clock()
        token_hash = hash_token(refresh_token)
        session = await self._sessions.use_token(token_hash, now)
        if session is None:
            reused = await self._sessions.revoke_reused(token_hash, now)
            if reused is not None:
                deed = Deed("session.reused", reused, origin, outcome=AuditOutcome.REFUSED)
                await self._audit.record_all([deed])
            raise UnauthenticatedKeepingChanges("invalid_refresh_token", "This login is over. Log in again.")
        user = await self._users.get(session.user_id)
        if user is None or not user.is_active:
            raise Unauthenticated("invalid_refresh_token", "This login is over. Log in again.")
        await self._record(user, "session.refreshed", session.id, origin)
        return await self._new_tokens(user, session, now)

    async def logout(self, actor: Actor) -> None:
        """End the login of this token, at once and for its refresh tokens too."""
        await self._sessions.revoke(actor.user_id, actor.session_id, self._clock())
        await self._audit.record(actor, "session.ended", actor.session_id)

    async def me(self, actor: Actor) -> User:
        """Return the user behind the token."""
        user = await self._users.get(actor.user_id)
        if user is None:
            raise Unauthenticated("token_revoked", "This login is no longer valid. Log in again.")
        return user

    async def update_me(self, actor: Actor, changes: ProfileUpdate) -> User:
        """Change what users may change of themselves."""
        user = await self.me(actor)
        before = user.snapshot()
        for name, value in changes.model_dump(exclude_unset=True).items():
            setattr(user, name, value)
        await self._users.flush()
        await self._audit.record(actor, "user.updated", user.id, before=before, after=user.snapshot())
        return user

    async def _record(
        self, user: User, action: str, entity_id: int, origin: Origin, after: dict[str, Any] | None = None
    ) -> None:
        deed = Deed(action, entity_id, origin, actor_id=user.id, actor_role=user.role, after=after)
        await self._audit.record_all([deed])

    async def _new_user(self, email: str, password: str, full_name: str | None, role: Role) -> User:
        refuse_weak_password(password, role, email, full_name)
        password_hash = await self._hasher.hash(password)
        # What was told before an account was made is compared with this moment.
        return User(email=email, password_hash=password_hash, full_name=full_name, role=role, created_at=self._clock())

    async def _new_tokens(self, user: User, session: Session, now: datetime) -> TokensRead:
        refresh_token = new_token()
        idle = timedelta(days=self._settings.refresh_token_idle_days)
        expires_at = min(now + idle, session.expires_at)
        await self._sessions.add_token(
            RefreshToken(
                token_hash=hash_token(refresh_token), session_id=session.id, created_at=now, expires_at=expires_at
            )
        )
        access_token = self._signer.issue(
            user_id=user.id, role=user.role, session_id=session.id, token_version=user.token_version, now=now
        )
        return TokensRead(
            access_token=access_token,
            refresh_token=refresh_token,
            expires_in=self._signer.lifetime_seconds,
            refresh_expires_in=int((expires_at - now).total_seconds()),
            user=UserRead.model_validate(user),
        )


def refuse_weak_password(
    password: str, role: Role, email: str, full_name: str | None, *, pointer: str = "/password"
) -> None:
    """Raise `Invalid` if a password is too weak for a user of this role; `pointer` is where the request has it."""
    minimum_length = ADMIN_MIN_LENGTH if role is Role.ADMIN else CUSTOMER_MIN_LENGTH
    personal = [email, *([full_name] if full_name else [])]
    try:
        check_password(password, minimum_length=minimum_length, personal=personal)
    except WeakPassword as error:
        raise Invalid("weak_password", error.detail, [FieldError(pointer, error.code, error.detail)]) from error
