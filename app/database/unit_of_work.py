"""The only place that commits. A request's writes are committed before its reply is sent, or not at all."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from typing import Any, TypeVar, cast

from prometheus_client import Counter
from sqlalchemy import QueuePool
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from app.core.clock import CLOCK_OPTION, Clock
from app.core.errors import DomainError, Unavailable
from app.database.errors import TransactionAborted, database_errors, sqlstate_of
from app.database.standby import Standby

TRANSACTION_TRIES = 5

RETRIES = Counter("transaction_retries", "Transactions done again, by the SQLSTATE that ended them.", ["sqlstate"])

_OF_ONE_MOMENT: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}

Result = TypeVar("Result")


class Database:
    """Sessions over one engine: `unit_of_work` for transactions, `reading` and `snapshot` for looking.

    Rows that are given no time of their own get it from the clock. `looking` may be on a standby, if there is one.
    """

    def __init__(self, engine: AsyncEngine, clock: Clock, standby: AsyncEngine | None = None) -> None:
        engine = engine.execution_options(**{CLOCK_OPTION: clock})
        self.engine = engine
        self._transactions = async_sessionmaker(engine, expire_on_commit=False, autoflush=False)
        # AUTOCOMMIT saves a single statement the round trips of BEGIN and ROLLBACK.
        self._reads = async_sessionmaker(
            engine.execution_options(isolation_level="AUTOCOMMIT"), expire_on_commit=False, autoflush=False
        )

        self._snapshots = async_sessionmaker(engine.execution_options(**_OF_ONE_MOMENT), autoflush=False)
        self.standby = None if standby is None else Standby(standby, engine)

    @asynccontextmanager
    async def unit_of_work(self) -> AsyncIterator[AsyncSession]:
        """Commit what the block did, or roll it back when it raises; a refusal that keeps its changes is committed."""
        with database_errors():
            async with self._transactions() as session:
                try:
                    yield session
                except DomainError as error:
                    if error.keeps_changes:
                        await session.commit()
                    raise
                await session.commit()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """Open a session whose every statement stands alone; it never changes anything."""
        with database_errors():
            async with self._reads() as session:
                yield session

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncSession]:
        """Open a session that sees the books as they are now, however long it reads; it cannot change anything."""
        with database_errors():
            async with self._snapshots() as session:
                yield session

    @asynccontextmanager
    async def looking(self, *, snapshot: bool = False) -> AsyncIterator[AsyncSession]:
        """Open a session like `reading`, or `snapshot`, on a standby that knows all that was committed before."""
        standby = self.standby
        connection = await standby.connect() if standby is not None else None
        if standby is None or connection is None:
            async with self.snapshot() if snapshot else self.reading() as session:
                yield session
            return
        try:
            with database_errors():
                async with aclosing(connection):
                    if snapshot:
                        await connection.execution_options(**_OF_ONE_MOMENT)
                    async with AsyncSession(connection, expire_on_commit=False, autoflush=False) as session:
                        yield session
        except Unavailable as error:
            standby.rest(error)
            raise

    async def run(self, work: Callable[[AsyncSession], Awaitable[Result]]) -> Result:
        """Do `work` in a unit of work; when the database makes it give way to others, do the whole of it again."""
        for attempt in range(1, TRANSACTION_TRIES + 1):
            try:
                async with self.unit_of_work() as session:
                    return await work(session)
            except TransactionAborted as aborted:
                if attempt == TRANSACTION_TRIES:
                    raise
                RETRIES.labels(sqlstate_of(aborted.__cause__)).inc()
                await asyncio.sleep(random.uniform(0, 0.02 * 2**attempt))  # noqa: S311 - jitter, not a secret.
        raise AssertionError("unreachable")

    @property
    def connections_in_use(self) -> int:
        """How many connections are held at the moment."""
        return self._pool.checkedout()

    @property
    def connections_at_most(self) -> int:
        """How many connections the pool may open."""
        return self._pool.size()

    @property
    def _pool(self) -> QueuePool:
        return cast("QueuePool", self.engine.pool)

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()
        if self.standby is not None:
            await self.standby.close()
