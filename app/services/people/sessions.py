"""A user's own sessions: listing and ending them."""

import json
from dataclasses import replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.device import device_name
from app.core.errors import NotFound
from app.core.pagination import Page, Slice
from app.repositories.people.sessions import SessionRepository
from app.services.common.access import Actor
from app.services.common.audit import AuditService
from app.services.people.context import LoginContext


class SessionService:
    """Lists and ends the actor's own sessions only."""

    def __init__(self, session: AsyncSession, context: LoginContext) -> None:
        self._clock = context.clock
        self._idle = timedelta(days=context.installation.refresh_token_idle_days)
        self._audit = AuditService(session, context)
        self._sessions = SessionRepository(session)

    async def list_sessions(self, actor: Actor, page: Page) -> Slice:
        """Return one page of the actor's open sessions."""
        found = await self._sessions.list_live_json(
            page, user_id=actor.user_id, current_id=actor.session_id, idle=self._idle, now=self._clock()
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
