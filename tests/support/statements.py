"""What a shop asks its database, by way of SQLAlchemy or of the driver itself."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import asyncpg
from sqlalchemy import Engine, event

from app.database.engine import SERVER_SETTINGS

Listener = Callable[[str, Sequence[Any]], None]
"""Takes a statement and its values."""


@contextmanager
def listening(engine: Engine, listener: Listener) -> Iterator[None]:
    """Tell the listener of every statement that the shop runs, while it waits for it."""
    fetch = asyncpg.Connection.fetch

    def hear(_conn: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        listener(statement, tuple(parameters))

    async def fetch_heard(connection: asyncpg.Connection, query: str, *values: Any, **options: Any) -> Any:
        if connection.get_settings().application_name == SERVER_SETTINGS["application_name"]:
            listener(query, values)
        return await fetch(connection, query, *values, **options)

    event.listen(engine, "before_cursor_execute", hear)
    asyncpg.Connection.fetch = fetch_heard
    try:
        yield
    finally:
        asyncpg.Connection.fetch = fetch
        event.remove(engine, "before_cursor_execute", hear)
