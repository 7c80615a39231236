"""A filled shop of one worker in production, for load by wrk."""

import asyncio
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from app.database.embedded import DATABASE_NAME, EmbeddedPostgres, as_shop
from benchmarks import shop
from benchmarks.load import Target
from benchmarks.processes import CpuMeter, free_port, running

SECRET_KEY = "a key of the benchmarks, of thirty-two bytes and more"  # noqa: S105 - it opens nothing else.


@dataclass(frozen=True, slots=True)
class FilledShop:
    """A running shop: its address, its processes and what it sells."""

    base_url: str
    pid: int
    postmaster: int
    environment: Mapping[str, str]
    seeded: shop.Seeded

    def target(self, email: str, password: str) -> Target:
        """Log somebody in; return the shop as a target of their requests."""
        given = {"username": email, "password": password}
        answer = httpx.post(f"{self.base_url}/api/auth/login", data=given, timeout=60)
        token = answer.raise_for_status().json()["access_token"]
        return Target(self.base_url, token, CpuMeter(self.pid, self.postmaster))


@contextmanager
def filled_shop(server: EmbeddedPostgres, directory: Path, application: str) -> Iterator[FilledShop]:
    """Fill the server's database and run the shop on it until the end of the block."""
    url = server.url(DATABASE_NAME)
    seeded = asyncio.run(shop.seed(url, SECRET_KEY))
    port = free_port()
    environment = {
        "ENVIRONMENT": "production",
        "ALLOWED_HOSTS": "localhost",
        "SECRET_KEY": SECRET_KEY,
        "DATABASE_URL": as_shop(url),
        "ACCESS_TOKEN_MINUTES": "600",
    }
    command = [sys.executable, "-m", "benchmarks.worker", str(port), application]
    postmaster = int((directory / "postgres" / "postmaster.pid").read_text().split()[0])
    with running(command, directory, port, environment) as pid:
        yield FilledShop(f"http://127.0.0.1:{port}", pid, postmaster, environment, seeded)
