"""Connections to PostgreSQL: one pool, for transactions and for single reads."""

import secrets
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import asyncpg
from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.database.errors import READ_ONLY_TRANSACTION
from app.database.fair_pool import FairPool

TIMEOUTS = {
    "statement_timeout": "5s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "10s",
}
GIVE_UP_AFTER_SECONDS = 8.0
NAME = {"application_name": "sweetshop"}
"""The one setting that PgBouncer takes at the start."""
SERVER_SETTINGS = NAME | {"jit": "off"}
_LIBPQ_ONLY = {"channel_binding", "connect_timeout", "gssencmode"}


def normalise_url(url: str) -> str:
    """Return a URL asyncpg reads, from any of the ways people and hosting companies write one."""
    parts = urlsplit(url.strip())
    if parts.scheme.partition("+")[0] not in ("postgres", "postgresql"):
        msg = "DATABASE_URL has to begin with postgresql:// or postgres://"
        raise ValueError(msg)
    query = [(key, value) for key, value in parse_qsl(parts.query) if key not in _LIBPQ_ONLY]
    query = [("sslmode" if key == "ssl" else key, value) for key, value in query]
    return urlunsplit(("postgresql", parts.netloc, parts.path, urlencode(query), ""))


class _Connection(asyncpg.Connection):  # type: ignore[misc] # asyncpg has no types.
    """Names its statements for this process: the driver's own names count from 1 in each.

    On a server that a pooler lends to several processes, the same name would be another's statement.
    """

    __slots__ = ()

    def _get_unique_id(self, prefix: str) -> str:
        return f"{prefix}_{_PROCESS}_{next(_numbers)}"


_PROCESS, _numbers = f"sweetshop_{secrets.token_hex(6)}", count(1)


def connector(
    url: str,
    *,
    timeouts: bool = True,
    prepared_statements: bool = True,
    give_up_after: float | None = GIVE_UP_AFTER_SECONDS,
) -> Callable[[], Awaitable[Any]]:
    """Return a function that opens plain asyncpg connections with the shop's timeouts."""
    options: dict[str, Any] = {
        "dsn": normalise_url(url),
        "connection_class": _Connection,
        "server_settings": SERVER_SETTINGS | TIMEOUTS if timeouts else NAME,
        "timeout": 5,
        "command_timeout": give_up_after,
    }
    if not prepared_statements:
        options["statement_cache_size"] = 0

    async def connect() -> Any:  # noqa: ANN401 - asyncpg has no types.
        return await asyncpg.connect(**options)

    return connect


def create_engine(
    url: str,
    *,
    pool_size: int = 10,
    timeouts: bool = True,
    prepared_statements: bool = True,
    give_up_after: float | None = GIVE_UP_AFTER_SECONDS,
) -> AsyncEngine:
    """Return an engine that drops dead connections by itself and gives up waiting before people do.

    `give_up_after` bounds a statement from this side, in seconds, for a server that hangs and keeps no timeout.
    Without prepared statements each is parsed anew and has no name, as an old PgBouncer needs it.
    """
    connect = connector(url, timeouts=timeouts, prepared_statements=prepared_statements, give_up_after=give_up_after)
    kept = {} if prepared_statements else {"prepared_statement_cache_size": 0}
    engine = create_async_engine(
        "postgresql+asyncpg://",
        connect_args={"async_creator_fn": connect, **kept},
        poolclass=FairPool,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=5,
        hide_parameters=True,  # Errors are logged, and parameters may be secrets.
    )
    event.listen(engine.sync_engine, "handle_error", _drop_read_only_connection)
    event.listen(engine.sync_engine, "checkout", _refuse_closed_connection)
    return engine


def _drop_read_only_connection(context: ExceptionContext) -> None:
    # After a failover the old primary still answers but refuses writes; a fresh connection finds the new one.
    if getattr(context.original_exception, "sqlstate", None) == READ_ONLY_TRANSACTION:
        context.is_disconnect = True


def _refuse_closed_connection(connection: Any, _record: object, _proxy: object) -> None:  # noqa: ANN401
    # The socket already knows that the server went away, so this ping costs no round trip.
    if connection.driver_connection.is_closed():
        raise DisconnectionError
