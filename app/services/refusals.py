"""Refusals that are written down: what was asked for and not allowed."""

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.clock import Clock
from app.core.errors import DomainError, ErrorKind, Unavailable
from app.core.origin import Origin
from app.core.security import AccessClaims
from app.database.unit_of_work import Database
from app.models import AuditOutcome
from app.services.audit import AuditService, Deed

RECORDED_CODES = frozenset({"invitation_invalid", "last_admin", "wrong_password"})

_log = structlog.get_logger("refusals")


class RefusalLog:
    """Writes refusals into the audit log, each in a transaction of its own, because the refused one is undone."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def record(
        self, error: DomainError, claims: AccessClaims | None, origin: Origin, method: str, path: str
    ) -> None:
        """Write down a refusal, if it is one of those that matter. The answer goes out even when this fails."""
        if error.kind is not ErrorKind.FORBIDDEN and error.code not in RECORDED_CODES:
            return
        deed = Deed(
            action="request.refused",
            entity_id=None,
            origin=origin,
            actor_id=claims.user_id if claims else None,
            actor_role=claims.role if claims else None,
            after={"method": method, "path": path[:500], "code": error.code},
            outcome=AuditOutcome.REFUSED,
        )

        async def work(session: AsyncSession) -> None:
            await AuditService(session, self._clock).record_all([deed])

        try:
            await self._database.run(work)
        except Unavailable as unavailable:
            _log.warning("refusal_not_recorded", reason=unavailable.code)
