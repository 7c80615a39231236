"""The shop as it is served: a parent with its workers, started again, killed, and brought to a new release."""

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import psutil

from benchmarks.chaos.app import WORKER_PATH
from benchmarks.processes import KEPT_VARIABLES, ROOT

APPLICATION = "benchmarks.chaos.app:create_chaos_app"
STOP_SECONDS = 60
START_SECONDS = 180
RELEASE_SECONDS = 150
RELEASE_TRIES = 3


class Releases:
    """Copies of the source under a link to the newest, as a shop is often deployed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.current = folder / "current"
        self._number = 0

    @property
    def version(self) -> str:
        return f"1.0.{self._number}"

    def make(self) -> str:
        """Put a copy with another version in the place of the current one; return its version."""
        self._number += 1
        release = self._folder / f"release-{self._number}"
        for part in ("app", "alembic", "benchmarks"):
            shutil.copytree(ROOT / part, release / part, ignore=shutil.ignore_patterns("node_modules", "static"))
        (release / "app" / "static").symlink_to(ROOT / "app" / "static")
        main = release / "app" / "main.py"
        text, replaced = re.subn(r'version="[^"]*"', f'version="{self.version}"', main.read_text())
        if replaced != 1:
            message = "app/main.py does not say its version once"
            raise RuntimeError(message)
        main.write_text(text)
        link = self._folder / "next"
        link.symlink_to(release.name)
        link.replace(self.current)
        for old in self._folder.glob("release-*"):
            if old.name not in (release.name, f"release-{self._number - 1}"):
                shutil.rmtree(old, ignore_errors=True)
        return self.version


class ServedShop:
    """The processes that serve the shop, and a log of all they say."""

    def __init__(self, port: int, folder: Path, releases: Releases, settings: Mapping[str, str]) -> None:
        self.port = port
        self.log = folder / "shop.log"
        self._folder = folder
        self._releases = releases
        kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        self._environment = kept | {"PYTHONPATH": str(releases.current)} | dict(settings)
        self._process: subprocess.Popen[bytes] | None = None
        self.killed: set[int] = set()
        """The workers that were killed from here; any other that dies has died by itself."""

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @asynccontextmanager
    async def open(self) -> AsyncIterator["ServedShop"]:
        """Serve during the block."""
        self.start()
        try:
            await self.wait_until_ready()
            yield self
        finally:
            await self.stop()

    def start(self) -> None:
        """Start the parent, which starts its workers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own command.
                [sys.executable, "-m", "benchmarks.worker", str(self.port), APPLICATION],
                cwd=self._folder,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    async def stop(self) -> None:
        """Stop it with SIGTERM and wait for its end; kill what is left after a minute."""
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            await asyncio.to_thread(process.wait, STOP_SECONDS)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            message = f"The shop did not stop within {STOP_SECONDS} s of SIGTERM."
            raise RuntimeError(message) from None

    def workers(self) -> list[int]:
        """Return the process ids of the workers."""
        if self._process is None:
            return []
        try:
            children = psutil.Process(self._process.pid).children()
            return [child.pid for child in children if any("spawn_main" in part for part in child.cmdline())]
        except psutil.Error:
            return []

    def kill(self, worker: int) -> None:
        """Kill a worker."""
        self.killed.add(worker)
        with suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)

    async def release(self) -> int:
        """Bring a new release into service, worker by worker; return how often it was asked for."""
        version = await asyncio.to_thread(self._releases.make)
        for asked in range(1, RELEASE_TRIES + 1):
            if self._process is not None:
                self._process.send_signal(signal.SIGHUP)
            with suppress(TimeoutError):
                async with asyncio.timeout(RELEASE_SECONDS):
                    while {state["version"] for state in await self.states()} != {version}:  # noqa: ASYNC110
                        await asyncio.sleep(0.2)
                    return asked
        message = f"The release {version} was not in service after {RELEASE_TRIES} times SIGHUP."
        raise RuntimeError(message)

    async def states(self) -> list[dict[str, Any]]:
        """Return what each worker says of itself, one for each; none until all of them have answered."""
        workers, found = set(self.workers()), dict[int, dict[str, Any]]()
        async with httpx.AsyncClient(base_url=self.base_url, timeout=10) as client:
            for _ in range(40):
                # Whichever worker is free takes a new connection.
                with suppress(httpx.TransportError, ValueError):
                    state = (await client.get(WORKER_PATH, headers={"Connection": "close"})).json()
                    found[state["pid"]] = state
                if workers and workers <= found.keys():
                    return [found[worker] for worker in workers]
        return []

    async def wait_until_ready(self) -> None:
        """Wait until it serves."""
        async with asyncio.timeout(START_SECONDS), httpx.AsyncClient(base_url=self.base_url) as client:
            while True:
                if self._process is None or self._process.poll() is not None:
                    message = f"The shop ended as it was starting:\n{self.log.read_text()[-3000:]}"
                    raise RuntimeError(message)
                with suppress(httpx.TransportError):
                    if (await client.get("/health/ready")).status_code == 200:
                        return
                await asyncio.sleep(0.05)
