"""Database errors as domain errors."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
from prometheus_client import Counter
from sqlalchemy.exc import DBAPIError, DisconnectionError, EmulatedDBAPIException
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.core.errors import DomainError, Unavailable
from app.database.constraint_errors import CONSTRAINT_ERRORS, IN_USE_ERRORS

SERIALIZATION_FAILURE = "40001"
DEADLOCK_DETECTED = "40P01"
LOCK_NOT_AVAILABLE = "55P03"
QUERY_CANCELED = "57014"
READ_ONLY_TRANSACTION = "25006"
INSUFFICIENT_PRIVILEGE = "42501"
FOREIGN_KEY_VIOLATION = "23503"

LOST_STATEMENTS = ("42P05", "26000")
"""A prepared statement that is there already, or gone: a pooler lent another server."""

# Connections, resources, shutdowns, the system; refused logins and missing databases.
_UNAVAILABLE_CLASSES = ("08", "53", "57P", "58", "28", "3D000", READ_ONLY_TRANSACTION, *LOST_STATEMENTS)

# The pool raises errors of connecting as they are; SQLAlchemy wraps those of its own statements in a DBAPIError.
_NO_CONNECTION = (
    TimeoutError,
    OSError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # A connection that was cut in the middle of an answer, and is not closed yet.
    DisconnectionError,
    PoolTimeoutError,
    EmulatedDBAPIException,
)

ERRORS = Counter(
    "database_errors", "Errors of the database, by SQLSTATE, or by name where there is none.", ["sqlstate"]
)


class TransactionAborted(Unavailable):
    """The database aborted this transaction in favour of another; running all of it again is safe and usually works."""


class LockTimeout(Unavailable):
    """Another transaction held a lock for longer than the lock timeout."""


@contextmanager
def database_errors() -> Iterator[None]:
    """Raise each database error inside the block as its domain error, if it has one."""
    try:
        yield
    except DBAPIError as error:
        _count(error)
        translated = _in_use(error) or _translate(
            sqlstate_of(error), _constraint(error), connection_lost=error.connection_invalidated
        )
        if translated is None:
            raise
        raise translated from error
    except asyncpg.PostgresError as error:
        _count(error)
        translated = _translate(error.sqlstate or "", None, connection_lost=False)
        if translated is None:
            raise
        raise translated from error
    except _NO_CONNECTION as error:
        _count(error)
        raise _unavailable() from error


def is_refused_to_role(error: DBAPIError) -> bool:
    """Tell whether the database role lacks a privilege."""
    return sqlstate_of(error) == INSUFFICIENT_PRIVILEGE


def _count(error: BaseException) -> None:
    ERRORS.labels(sqlstate_of(error) or type(error).__name__).inc()


def _in_use(error: DBAPIError) -> DomainError | None:
    # The driver reports a missing parent and a remaining child alike, so the statement has to tell them apart.
    deletes_from = re.match(r"DELETE FROM (\w+)", error.statement or "")
    if deletes_from is None or sqlstate_of(error) != FOREIGN_KEY_VIOLATION or deletes_from[1] not in IN_USE_ERRORS:
        return None
    return IN_USE_ERRORS[deletes_from[1]]()


def _translate(sqlstate: str, constraint: str | None, *, connection_lost: bool) -> DomainError | None:
    if constraint in CONSTRAINT_ERRORS:
        return CONSTRAINT_ERRORS[constraint]()
    if sqlstate in (SERIALIZATION_FAILURE, DEADLOCK_DETECTED):
        return TransactionAborted("try_again", "Others changed the same things. Try again.", retry_after=1)
    if sqlstate in (LOCK_NOT_AVAILABLE, QUERY_CANCELED):
        too_busy = LockTimeout if sqlstate == LOCK_NOT_AVAILABLE else Unavailable
        return too_busy("too_busy", "The shop is too busy to take this now. Try again shortly.", retry_after=1)
    if connection_lost or sqlstate.startswith(_UNAVAILABLE_CLASSES):
        return _unavailable()
    return None


def _unavailable() -> Unavailable:
    return Unavailable(
        "database_unavailable",
        "The shop's books cannot be reached at the moment. Try again shortly, with the same Idempotency-Key.",
        retry_after=2,
    )


def sqlstate_of(error: BaseException | None) -> str:
    """Return the SQLSTATE of an error of the database or of its driver, or an empty text."""
    return getattr(getattr(error, "orig", error), "sqlstate", None) or ""


def _constraint(error: DBAPIError) -> str | None:
    cause = getattr(error.orig, "__cause__", None)
    return getattr(cause, "constraint_name", None)
