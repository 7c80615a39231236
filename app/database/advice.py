"""What is wrong with the way to the database, in a line, and which setting helps."""

import socket
from collections.abc import Iterator

import asyncpg

from app.database.errors import LOST_STATEMENTS, READ_ONLY_TRANSACTION

FORGETS_STATEMENTS = (
    "DATABASE_URL leads to a pooler that loses prepared statements, such as PgBouncer before 1.21 in transaction mode. "
    "Set DATABASE_PREPARED_STATEMENTS=false, or use a newer one."
)
_BY_STATE = {
    **dict.fromkeys(LOST_STATEMENTS, FORGETS_STATEMENTS),
    READ_ONLY_TRANSACTION: (
        "The database only reads: it is a standby, or was made read-only. Let DATABASE_URL lead to the primary."
    ),
    "28P01": "The database refuses this name and password. Check those in DATABASE_URL and MIGRATION_DATABASE_URL.",
    "28000": (
        "The database does not let this role in from here. "
        "Check the name in DATABASE_URL and MIGRATION_DATABASE_URL, and the server's pg_hba.conf."
    ),
    "3D000": "There is no such database on the server. Check the name at the end of DATABASE_URL, or create it.",
    "53300": "The database has no connection left. Lower DATABASE_POOL_SIZE or WORKERS, or raise its max_connections.",
}
_BY_MESSAGE = {
    "unsupported startup parameter": (
        "A pooler such as PgBouncer refuses the timeouts that the shop sets. Set DATABASE_TIMEOUTS=false."
    ),
    "no such database": _BY_STATE["3D000"],
    "no such user": _BY_STATE["28P01"],
    "password authentication failed": _BY_STATE["28P01"],
}
"""What PgBouncer says without a state of its own."""


def what_is_wrong(error: BaseException) -> str | None:
    """Return what a failed connection or statement says about the settings; None when it says nothing."""
    return next((advice for one in _causes(error) if (advice := _advice(one))), None)


def _advice(error: BaseException) -> str | None:
    if isinstance(error, asyncpg.PostgresError):
        said = next((advice for part, advice in _BY_MESSAGE.items() if part in str(error)), None)
        return said or _BY_STATE.get(error.sqlstate or "")
    if isinstance(error, socket.gaierror):
        return "The host of the database is not known. Check the one in DATABASE_URL and MIGRATION_DATABASE_URL."
    if isinstance(error, ConnectionRefusedError | FileNotFoundError):
        return f"Nothing listens where DATABASE_URL or MIGRATION_DATABASE_URL leads: {error.strerror or error}."
    if isinstance(error, TimeoutError):
        return "The database does not answer in time. Check the host and port in DATABASE_URL, and firewalls between."
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = getattr(error, "orig", None) or error.__cause__
