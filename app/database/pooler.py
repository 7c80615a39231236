"""What stands before the database: nothing, or a pooler, and whether prepared statements survive it."""

import secrets
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Any

import asyncpg

_TRIES = 10
_ANSWERS_WITHIN_SECONDS = 2


class Pooler(StrEnum):
    """What a connection leads to."""

    NONE = "none"
    HARMLESS = "one that lends a server for as long as a connection lasts"
    TRANSACTIONS = "one that lends a server for a transaction, and keeps prepared statements"
    FORGETS = "one that lends a server for a transaction, and forgets prepared statements"


async def find_pooler(connect: Callable[[], Awaitable[Any]]) -> Pooler:
    """Tell what two connections of the shop lead to."""
    one = await connect()
    try:
        other = await connect()
        try:
            return await _compare(one, other)
        finally:
            other.terminate()
    finally:
        one.terminate()


async def _compare(one: Any, other: Any) -> Pooler:  # noqa: ANN401 - asyncpg has no types.
    for _ in range(_TRIES):
        async with one.transaction():
            server = await one.fetchval("SELECT pg_backend_pid()")
            statement = await one.prepare("SELECT 1", name=f"sweetshop_{secrets.token_hex(8)}")
        if server == one.get_server_pid():
            return Pooler.NONE
        async with other.transaction():
            # A pooler lends the server that came back last, unless somebody else was quicker.
            if await other.fetchval("SELECT pg_backend_pid()") == server:
                return Pooler.TRANSACTIONS if await _is_kept(statement) else Pooler.FORGETS
    return Pooler.HARMLESS


async def _is_kept(statement: Any) -> bool:  # noqa: ANN401 - asyncpg has no types.
    """Tell whether a statement is known although the server it was prepared on is busy."""
    try:
        await statement.fetchval(timeout=_ANSWERS_WITHIN_SECONDS)
    except (asyncpg.InvalidSQLStatementNameError, TimeoutError):
        return False
    return True
