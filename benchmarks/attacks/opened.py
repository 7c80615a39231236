"""A shop for one attack, and the cost of the attack."""

import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import psutil

from app.database.embedded import DATABASE_NAME, EmbeddedPostgres, as_shop
from benchmarks.attacks.target import OWNER, SALESPERSON, SECOND_ADMIN, SECRET, Target, ask, written
from benchmarks.processes import MemoryWatch, free_port, running

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
TOKEN_MINUTES = 600
SMALLEST_WORKER_MB = 40
"""A process below this is uvicorn's resource tracker."""


class LogMeter:
    """Reads a log while it is written: its length, and the number of leaked secrets."""

    def __init__(self) -> None:
        self.bytes = 0
        self.secrets = 0

    @contextmanager
    def reading(self) -> Iterator[int]:
        """Yield the file descriptor to write to."""
        reading, writing = os.pipe()
        thread = threading.Thread(target=self._read, args=(reading,))
        thread.start()
        try:
            yield writing
        finally:
            os.close(writing)
            thread.join()
            os.close(reading)

    def _read(self, log: int) -> None:
        secret = SECRET.encode()
        tail = b""
        while chunk := os.read(log, 65_536):
            self.bytes += len(chunk)
            self.secrets += (tail + chunk).count(secret)
            tail = (tail + chunk)[1 - len(secret) :]


@dataclass
class Cost:
    """The resources used so far."""

    memory_mb: list[float]
    log_bytes: int
    secrets_in_log: int
    rows: dict[str, int]

    def since(self, before: "Cost", most_mb: list[float]) -> dict[str, Any]:
        """Return the resources used since an earlier moment, and the peak memory of each worker."""
        rows = {name: count - before.rows.get(name, 0) for name, count in self.rows.items()}
        return {
            "memory_before_mb": before.memory_mb,
            "memory_most_mb": [round(mb, 1) for mb in most_mb],
            "memory_after_mb": self.memory_mb,
            "log_bytes": self.log_bytes - before.log_bytes,
            "secrets_in_log": self.secrets_in_log - before.secrets_in_log,
            "rows": {name: count for name, count in rows.items() if count},
        }


class OpenedShop:
    """The shop's processes and its database, as an operator sees them."""

    def __init__(self, target: Target, pid: int, log: LogMeter) -> None:
        self.target = target
        self._pid = pid
        self._log = log

    def workers(self) -> list[psutil.Process]:
        """Return the worker processes."""
        children = psutil.Process(self._pid).children()
        return [child for child in children if child.memory_info().rss > SMALLEST_WORKER_MB * 1e6]

    @contextmanager
    def memory_watched(self) -> Iterator[list[MemoryWatch]]:
        """Watch the memory of every worker during the block."""
        with ExitStack() as stack:
            yield [stack.enter_context(MemoryWatch(worker.pid).watching()) for worker in self.workers()]

    async def cost(self) -> Cost:
        """Return the resources used so far. Refusals in the audit log are counted apart."""
        connection = await asyncpg.connect(self.target.database_url)
        try:
            names = [row[0] for row in await connection.fetch(TABLES)]
            rows = {name: await connection.fetchval(f'SELECT count(*) FROM "{name}"') for name in names}  # noqa: S608
            refused = await connection.fetchval("SELECT count(*) FROM audit_logs WHERE outcome = 'refused'")
        finally:
            await connection.close()
        rows["audit_logs refused"] = refused
        memory = [round(worker.memory_info().rss / 1e6, 1) for worker in self.workers()]
        return Cost(memory, self._log.bytes, self._log.secrets, rows)


@asynccontextmanager
async def opened_shop(
    server: EmbeddedPostgres, name: str, directory: Path, secret_key: str, workers: int, sweet_id: int
) -> AsyncIterator[OpenedShop]:
    """Open a shop on a copy of the filled database, as it is run in production, until the end of the block."""
    await _copy(server, name)
    target = Target(free_port(), server.url(name), sweet_id)
    settings = {
        "ENVIRONMENT": "production",
        "SECRET_KEY": secret_key,
        "DATABASE_URL": as_shop(target.database_url),
        "ACCESS_TOKEN_MINUTES": str(TOKEN_MINUTES),
        "PUBLIC_URL": target.base_url,
        "PORT": str(target.port),
        "WORKERS": str(workers),
    }
    log = LogMeter()
    command = [sys.executable, "-P", "-m", "app.server"]
    with log.reading() as output, running(command, directory, target.port, settings, output) as pid:
        await _add_staff(target)
        await _warm_up(target, workers)
        yield OpenedShop(target, pid, log)


async def _copy(server: EmbeddedPostgres, name: str) -> None:
    connection = await asyncpg.connect(server.url("postgres"))
    try:
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{DATABASE_NAME}"')
    finally:
        await connection.close()


async def _add_staff(target: Target) -> None:
    token = await target.log_in(OWNER)
    async with target.client() as client:
        for (email, password), role in ((SECOND_ADMIN, "admin"), (SALESPERSON, "salesperson")):
            new = {"email": email, "password": password, "role": role}
            answer = await client.post("/api/users", json=new, headers={"Authorization": f"Bearer {token}"})
            answer.raise_for_status()


async def _warm_up(target: Target, workers: int) -> None:
    # A worker takes a second to write this document for the first time, which is no part of any attack.
    document = written("GET", "/openapi.json", Host=f"127.0.0.1:{target.port}")
    await asyncio.gather(*(ask(target, document) for _ in range(4 * workers)))
