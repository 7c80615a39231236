"""Queries over users."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import User


@dataclass(frozen=True, slots=True)
class Standing:
    """How a user and one login of theirs stand at this moment."""

    user_id: int
    session_id: int
    role: str
    token_version: int


class UserRepository:
    """Reads and writes users."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def standings(self, logins: Sequence[tuple[int, int]]) -> dict[tuple[int, int], Standing]:
        """Return how each (user id, session id) stands; one that is disabled, over or unknown is left out."""
        rows = await self._session.execute(
            _STANDINGS,
            {"user_ids": [user_id for user_id, _ in logins], "session_ids": [session_id for _, session_id in logins]},
        )
        return {(row[0], row[1]): Standing(*row) for row in rows}

    async def any(self) -> bool:
        """Tell whether the shop has any user at all."""
        return bool((await self._session.execute(select(exists(select(User.id))))).scalar())

    async def get(self, user_id: int) -> User | None:
        """Return a user."""
        return await self._session.get(User, user_id)

    async def get_for_update(self, user_id: int) -> User | None:
        """Return a user and keep others from changing it until the end of the transaction."""
        return await self._session.get(User, user_id, with_for_update={"key_share": True})

    async def get_by_email(self, email: str) -> User | None:
        """Return the user of an e-mail address in lower case."""
        return (await self._session.execute(select(User).where(User.email == email))).scalar_one_or_none()

    async def add(self, user: User) -> None:
        """Insert a user."""
        self._session.add(user)
        await self._session.flush()

    async def flush(self) -> None:
        """Send what was changed on a user to the database."""
        await self._session.flush()


_STANDINGS = text(
    """
    SELECT users.id, sessions.id, users.role, users.token_version
    FROM unnest(CAST(:user_ids AS bigint[]), CAST(:session_ids AS bigint[])) AS login (user_id, session_id)
    JOIN users ON users.id = login.user_id AND users.is_active
    JOIN sessions ON sessions.id = login.session_id AND sessions.user_id = users.id AND sessions.revoked_at IS NULL
    """
)
