"""Sessions: opening, refreshing and ending logins."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import (
    FieldError,
    Invalid,
    Unauthenticated,
    UnauthenticatedKeepingChanges,
)
from app.core.origin import Origin
from app.core.passwords import ADMIN_MIN_LENGTH, CUSTOMER_MIN_LENGTH, WeakPassword, check_password
from app.core.security import derive_key, hash_token, new_token, successor_of
from app.models import RefreshToken, Role, Session, User
from app.repositories.people.sessions import SessionRepository
from app.repositories.people.users import UserRepository
from app.schemas.auth import ProfileUpdate, TokensRead
from app.schemas.user import UserRead
from app.services.common.access import AccessService, Actor, Caller
from app.services.common.audit import AuditEntry, AuditService
from app.services.people.context import LoginContext

RACE_SECONDS = 20
"""How long a used refresh token gets the same successor again: for two tabs at once, or for a lost answer."""


class AuthService:
    """Opens, refreshes and ends sessions, and keeps users' own profiles."""

    def __init__(self, session: AsyncSession, context: LoginContext) -> None:
        self._clock = context.clock
        self._installation = context.installation
        self._signer = context.signer
        self._hasher = context.hasher
        self._access = AccessService(session)
        self._audit = AuditService(session, context)
        self._users = UserRepository(session)
        self._sessions = SessionRepository(session)

    async def add_user(self, email: str, password: str, full_name: str | None, role: Role) -> User:
        """Add a user of any role; reject a weak password or an e-mail that is taken."""
        user = await self._new_user(email, password, full_name, role)
        await self._users.add(user)
        return user

    async def open_session(self, user: User, origin: Origin) -> TokensRead:
        """Open a session for a user who has proved who they are."""
        now = self._clock()
        lifetime = timedelta(days=self._installation.refresh_token_absolute_days)
        session = Session(
            user_id=user.id,
            address=origin.address,
            user_agent=origin.user_agent,
            created_at=now,
            last_used_at=now,
            confirmed_at=now,
            expires_at=now + lifetime,
        )
        await self._sessions.add(session)
        await self._record(user, "session.opened", session.id, origin, after={"user_agent": origin.user_agent})
        refresh_token = new_token()
        expires_at = await self._add_token(refresh_token, session, now)
        return self._tokens(user, session, refresh_token, expires_at, now)

    async def refresh(self, refresh_token: str, origin: Origin) -> TokensRead:
        """Exchange a refresh token for a new pair. A token that is used twice ends its session for everyone.

        A second use within 20 seconds gets the same successor, as long as that has not been used.
        """
        now = self._clock()
        token_hash, successor = hash_token(refresh_token), self._successor_of(refresh_token)
        session, expires_at, action = await self._sessions.use_token(token_hash, now), None, "session.refreshed"
        if session is None:
            session, expires_at = await self._raced(token_hash, hash_token(successor), origin, now)
            action = "session.raced"
        user = await self._users.get(session.user_id)
        if user is None or not user.is_active:
            raise Unauthenticated("invalid_refresh_token", "This login is over. Log in again.")
        await self._record(user, action, session.id, origin)
        if expires_at is None:
            expires_at = await self._add_token(successor, session, now)
        return self._tokens(user, session, successor, expires_at, now)

    async def logout(self, caller: Caller | None, refresh_token: str | None, origin: Origin) -> None:
        """End the session of an access token and that of a refresh token, which are usually the same.

        A session that has already ended is an error only if there is no refresh token.
        """
        now = self._clock()
        if caller is not None:
            (actor,) = await self._access.confirm_all([caller], own_account=True)
            if isinstance(actor, Actor):
                await self._sessions.revoke(actor.user_id, actor.session_id, now)
                await self._audit.record(actor, "session.ended", actor.session_id)
            elif refresh_token is None:
                raise actor
        if refresh_token is not None:
            ended = await self._sessions.revoke_by_token(hash_token(refresh_token), now)
            user = await self._users.get(ended.user_id) if ended else None
            if ended is not None and user is not None:
                await self._record(user, "session.ended", ended.id, origin)

    async def me(self, actor: Actor) -> User:
        """Return the user behind the token."""
        user = await self._users.get(actor.user_id)
        if user is None:
            raise Unauthenticated("token_revoked", "This login is no longer valid. Log in again.")
        return user

    async def update_me(self, actor: Actor, changes: ProfileUpdate) -> User:
        """Change the fields that users may change themselves."""
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
        entry = AuditEntry(action, entity_id, origin, actor_id=user.id, actor_role=user.role, after=after)
        await self._audit.record_all([entry])

    async def _new_user(self, email: str, password: str, full_name: str | None, role: Role) -> User:
        refuse_weak_password(password, role, email, full_name)
        return User(email=email, password_hash=await self._hasher.hash(password), full_name=full_name, role=role)

    def _successor_of(self, refresh_token: str) -> str:
        # Derived, because a retry has to get the same token, and no token is stored in clear.
        key = derive_key(self._installation.secret_key.get_secret_value(), "refresh token successor")
        return successor_of(refresh_token, key)

    async def _raced(
        self, token_hash: bytes, successor_hash: bytes, origin: Origin, now: datetime
    ) -> tuple[Session, datetime]:
        """Return the session of a token used moments ago and the end of its successor, or end the session."""
        used_since = now - timedelta(seconds=RACE_SECONDS)
        raced = await self._sessions.find_raced(token_hash, successor_hash, used_since=used_since, now=now)
        if raced is not None:
            return raced
        reused = await self._sessions.revoke_reused(token_hash, now)
        if reused is not None:
            subject = f"reuse of session {reused} from {(origin.address or '')[:64]}"
            await self._audit.record_refusal(AuditEntry("session.reused", reused, origin), subject)
        raise UnauthenticatedKeepingChanges("invalid_refresh_token", "This login is over. Log in again.")

    async def _add_token(self, refresh_token: str, session: Session, now: datetime) -> datetime:
        """Store a new refresh token of a session; return when it expires."""
        expires_at = min(now + timedelta(days=self._installation.refresh_token_idle_days), session.expires_at)
        await self._sessions.add_token(
            RefreshToken(
                token_hash=hash_token(refresh_token), session_id=session.id, created_at=now, expires_at=expires_at
            )
        )
        return expires_at

    def _tokens(
        self, user: User, session: Session, refresh_token: str, expires_at: datetime, now: datetime
    ) -> TokensRead:
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
    """Raise `Invalid` if a password is too weak for the role; `pointer` is its place in the request."""
    minimum_length = ADMIN_MIN_LENGTH if role is Role.ADMIN else CUSTOMER_MIN_LENGTH
    personal = [email, *([full_name] if full_name else [])]
    try:
        check_password(password, minimum_length=minimum_length, personal=personal)
    except WeakPassword as error:
        raise Invalid("weak_password", error.detail, [FieldError(pointer, error.code, error.detail)]) from error
