"""A durable PostgreSQL that is killed, paused and filled up, and started again whenever it has ended."""

import asyncio
import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import psutil

from app.database.embedded import DATABASE_NAME, OWNER, SYSTEM_USER, TOOLS, embedded_postgres

OPTIONS = {
    "listen_addresses": "",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "max_wal_size": "48MB",
    "min_wal_size": "32MB",
    "deadlock_timeout": "200ms",
}
DISK_MB = 4096
"""The most the data may take; a tmpfs uses no more memory than there are files in it."""
START_SECONDS = 120


class Disk:
    """The disk of the database: a tmpfs of its own, which can be full."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def mounted(self) -> Iterator[bool]:
        """Mount it during the block if this machine lets us, and yield whether it does."""
        self.folder.mkdir(parents=True)
        if not _succeeds("mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m,mode=755", "tmpfs", str(self.folder)):
            yield False
            return
        try:
            yield True
        finally:
            subprocess.run(["umount", "--lazy", str(self.folder)], check=False)  # noqa: S603, S607

    def fill(self) -> None:
        """Leave no room for another page."""
        self._resize(f"{shutil.disk_usage(self.folder).used // 1024}k")

    def free(self) -> None:
        """Give the room back."""
        self._resize(f"{DISK_MB}m")

    def _resize(self, size: str) -> None:
        # What is written meanwhile may take more than was seen: then the size stays, and the next look has a newer one.
        _succeeds("mount", "-o", f"remount,size={size}", str(self.folder))


def _succeeds(*command: str) -> bool:
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0  # noqa: S603
    except OSError:
        return False


class Postgres:
    """The server, and its end by every means."""

    def __init__(self, data: Path) -> None:
        self._data = data
        # The path of a socket has to be short.
        self._sockets = Path(tempfile.mkdtemp(prefix="chaos-", dir="/tmp"))
        self._sockets.chmod(0o777)
        self._process: subprocess.Popen[bytes] | None = None
        self._is_wanted = True
        self.down_for = 0.0
        """How many seconds it stays away after its end."""
        self.starts = 0

    @property
    def socket(self) -> Path:
        return self._sockets / ".s.PGSQL.5432"

    def url(self, role: str = OWNER) -> str:
        """Return the address of the shop's database on the socket, which no fault of the network reaches."""
        return f"postgresql://{role}:@/{DATABASE_NAME}?host={self._sockets}"

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Postgres"]:
        """Make the server and keep it running during the block."""
        with embedded_postgres(self._data) as made:
            await made.ensure_database(DATABASE_NAME)
        self._start()
        keeper = asyncio.create_task(self._keep_running())
        try:
            await self.wait_until_ready()
            yield self
        finally:
            self._is_wanted = False
            keeper.cancel()
            await self._end()
            shutil.rmtree(self._sockets, ignore_errors=True)

    async def connect(self) -> asyncpg.Connection:
        """Connect as the owner of everything."""
        return await asyncpg.connect(self.url())

    async def wait_until_ready(self) -> None:
        """Wait until somebody can connect."""
        async with asyncio.timeout(START_SECONDS):
            while True:
                with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                    await (await self.connect()).close()
                    return
                await asyncio.sleep(0.05)

    def kill(self) -> None:
        """Kill every process of it as a power cut does."""
        self._signal(signal.SIGKILL)

    def stop_at_once(self) -> None:
        """Stop it without a checkpoint, as `pg_ctl stop -m immediate` does."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)

    def pause(self) -> None:
        """Let no process of it go on."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let all of them go on."""
        self._signal(signal.SIGCONT)

    async def end_sessions(self, role: str) -> int:
        """End every session of a role; return how many there were."""
        connection = await self.connect()
        try:
            ended: int = await connection.fetchval(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = $1", role
            )
            return ended
        finally:
            await connection.close()

    def _signal(self, number: int) -> None:
        if self._process is None:
            return
        with contextlib.suppress(psutil.NoSuchProcess):
            postmaster = psutil.Process(self._process.pid)
            for process in [postmaster, *postmaster.children(recursive=True)]:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.send_signal(number)

    def _start(self) -> None:
        options = [part for name, value in OPTIONS.items() for part in ("-c", f"{name}={value}")]
        log = (self._data.parent.parent / "postgres.log").open("ab")
        self._process = subprocess.Popen(  # noqa: S603
            [str(TOOLS / "postgres"), "-D", str(self._data), "-k", str(self._sockets), *options],
            stdout=log,
            stderr=log,
            cwd="/",
            start_new_session=True,
            **_as_whom(),
        )
        log.close()
        self.starts += 1

    async def _keep_running(self) -> None:
        while self._is_wanted:
            if self._process is not None and self._process.poll() is not None:
                await asyncio.sleep(self.down_for)
                self._start()
            await asyncio.sleep(0.1)

    async def _end(self) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        self.resume()
        self._process.send_signal(signal.SIGINT)
        try:
            await asyncio.to_thread(self._process.wait, 30)
        except subprocess.TimeoutExpired:
            self.kill()
            self._process.wait()


def _as_whom() -> dict[str, Any]:
    # PostgreSQL refuses to run as root.
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam(SYSTEM_USER)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
