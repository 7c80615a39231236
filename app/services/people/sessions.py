"""Sessions: users list and end their own, admins those of anybody."""

import json
from dataclasses import replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.device import device_name
from app.core.errors import NotFound
from app.core.pagination import Page, Slice
from app.repositories.people.sessions import SessionRepository
from app.repositories.people.users import UserRepository
from app.services.common.access import Actor
from app.services.common.audit import AuditService
from app.services.people.context import LoginContext


class SessionService:
    """Lists and ends sessions."""

    def __init__(self, session: AsyncSession, context: LoginContext) -> None:
        self._clock = context.clock
        self._idle = timedelta(days=context.installation.refresh_token_idle_days)
        self._audit = AuditService(session, context)
        self._sessions = SessionRepository(session)
        self._users = UserRepository(session)

    async def list_sessions(self, actor: Actor, page: Page) -> Slice:
        """Return one page of the actor's open sessions."""
        return await self._list(actor, actor.user_id, page)

    async def list_sessions_of(self, actor: Actor, user_id: int, page: Page) -> Slice:
        """Return one page of a user's open sessions."""
        await self._check_user(user_id)
        return await self._list(actor, user_id, page)

    async def _list(self, actor: Actor, user_id: int, page: Page) -> Slice:
        found = await self._sessions.list_live_json(
            page, user_id=user_id, current_id=actor.session_id, idle=self._idle, now=self._clock()
        )
        logins = [{**login, "device": device_name(login["user_agent"])} for login in json.loads(found.items)]
        return replace(found, items=json.dumps(logins))

    async def end(self, actor: Actor, session_id: int) -> None:
        """End one of the actor's sessions at once, with its refresh tokens."""
        if not await self._sessions.revoke(actor.user_id, session_id, self._clock()):
            raise NotFound("session_not_found", "You have no such login. It may be over already.")
        await self._audit.record(actor, "session.ended", session_id)

    async def end_all(self, actor: Actor) -> None:
        """End all sessions of the actor, including this one."""
        ended = await self._sessions.revoke_all(actor.user_id, self._clock())
        await self._audit.record(actor, "session.all_ended", None, after={"sessions": ended})

    async def end_all_of(self, actor: Actor, user_id: int) -> None:
        """End all sessions of a user."""
        await self._check_user(user_id)
        ended = await self._sessions.revoke_all(user_id, self._clock())
        await self._audit.record(actor, "user.logged_out", user_id, after={"sessions": ended})

    async def _check_user(self, user_id: int) -> None:
        if await self._users.get(user_id) is None:
            raise NotFound("user_not_found", "There is no such user.")
