"""Refused requests: recorded in the audit log, or counted."""

import structlog
from prometheus_client import Counter
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import DomainError, ErrorKind, Unavailable
from app.core.origin import Origin
from app.core.security import AccessClaims
from app.database.unit_of_work import Database
from app.services.common.audit import AuditEntry, AuditService
from app.services.common.context import ShopContext
from app.services.shop.settings import CurrentSettings

RECORDED_CODES = frozenset({"last_admin", "wrong_password"})

REFUSED_TO_NOBODY = Counter("requests_refused_to_nobody", "Requests refused that had no valid token.", ["code"])

_log = structlog.get_logger("refusals")


class RefusalLog:
    """Records refusals in the audit log, each in its own transaction, because the refused one is rolled back.

    Refusals of strangers are only counted, or they could fill a log that nobody can empty.
    """

    def __init__(self, database: Database, current_settings: CurrentSettings[ShopContext]) -> None:
        self._database = database
        self._current_settings = current_settings

    async def record(
        self,
        error: DomainError,
        claims: AccessClaims | None,
        origin: Origin,
        *,
        method: str,
        path: str,
        operation: str,
    ) -> None:
        """Record a refusal, if it is of a recorded kind. The answer is sent even when this fails.

        A user, code and operation get one entry a minute, which has the number of refusals.
        """
        if claims is None:
            REFUSED_TO_NOBODY.labels(error.code).inc()
            return
        if error.kind is not ErrorKind.FORBIDDEN and error.code not in RECORDED_CODES:
            return
        after = {"method": method, "path": path[:500], "code": error.code}
        entry = AuditEntry("request.refused", None, origin, claims.user_id, claims.role, after=after)
        subject = f"user {claims.user_id} {error.code} {operation}"

        async def work(session: AsyncSession) -> None:
            await AuditService(session, self._current_settings.context).record_refusal(entry, subject)

        try:
            await self._database.run(work)
        except Unavailable as unavailable:
            _log.warning("refusal_not_recorded", reason=unavailable.code)
