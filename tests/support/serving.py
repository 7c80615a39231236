"""`sweetshop serve` in a process of its own."""

import asyncio
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
from httpx import AsyncClient, TransportError

from tests.support.commands import SWEETSHOP, environment
from tests.support.engines import shop_environment

FIRST_START, NEXT_START, STOP = 60.0, 20.0, 30.0


@dataclass
class Served:
    """A shop that is open."""

    process: asyncio.subprocess.Process
    client: AsyncClient
    log: Path
    seconds: float
    """How long it took to open."""

    def printed(self) -> str:
        return self.log.read_text()

    async def log_in(self, email: str, password: str) -> None:
        answer = await self.client.post("/api/auth/login", data={"username": email, "password": password})
        assert answer.status_code == 200, answer.text
        self.client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

    async def total(self, address: str) -> int:
        total: int = (await self.client.get(address, params={"limit": 1, "count": True})).json()["total"]
        return total

    async def addresses(self) -> list[str]:
        """Where one's own logins came from, the newest first."""
        return [login["address"] for login in (await self.client.get("/api/auth/sessions")).json()["items"]]

    async def stop(self, by: signal.Signals, others: Sequence[psutil.Process] = ()) -> None:
        """Stop it as a terminal does, which tells the whole group of processes; the others have to end with it."""
        os.killpg(self.process.pid, by)
        deadline = time.monotonic() + STOP
        await asyncio.wait_for(self.process.wait(), STOP)
        for one in others:
            while is_alive(one):
                assert time.monotonic() < deadline, one
                time.sleep(0.02)  # noqa: ASYNC251 - nothing else has to run.


def is_alive(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def workers_of(shop: Served) -> set[int]:
    children = psutil.Process(shop.process.pid).children()
    workers = set()
    for child in children:
        # It may end while it is looked at.
        with suppress(psutil.NoSuchProcess):
            if "spawn_main" in str(child.as_dict(["cmdline"])):
                workers.add(child.pid)
    return workers


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@asynccontextmanager
async def serving(folder: Path, port: int, patience: float, *arguments: str, **changes: str) -> AsyncIterator[Served]:
    """Open the shop and wait until it is ready; it is closed at the end in any case."""
    log = folder / "log"
    started = time.monotonic()
    if "DATABASE_URL" in changes and "MIGRATION_DATABASE_URL" not in changes:
        changes |= shop_environment(changes["DATABASE_URL"])
    with log.open("w") as output:
        process = await asyncio.create_subprocess_exec(
            SWEETSHOP,
            "serve",
            *arguments,
            cwd=folder,
            env=environment(**({"DATA_DIR": str(folder / "data"), "ENVIRONMENT": "development"} | changes)),
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        async with AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            while not await is_ready(client):
                assert process.returncode is None, log.read_text()
                assert time.monotonic() < started + patience, log.read_text()
                await asyncio.sleep(0.05)
            yield Served(process, client, log, time.monotonic() - started)
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGTERM)
            await process.wait()


async def is_ready(client: AsyncClient) -> bool:
    try:
        return (await client.get("/health/ready")).status_code == 200
    except TransportError:
        return False
