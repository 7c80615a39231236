"""The servers the shop is measured against, each a process of its own: a bare FastAPI route and a Django REST shop."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import asyncpg

from app.database.embedded import EmbeddedPostgres
from benchmarks.bare import ANSWER
from benchmarks.load import Target
from benchmarks.processes import ROOT, CpuMeter, free_port, running

DJANGO_DATABASE = "django_peer"


@contextmanager
def bare_route(directory: Path, environment: Mapping[str, str], answer: str, postmaster: int) -> Iterator[Target]:
    """Serve a route that answers every purchase with `answer`, by the server and options that serve the shop."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.worker", str(port), "benchmarks.bare:create_bare_app"]
    with running(command, directory, port, {**environment, ANSWER: answer}) as worker:
        yield Target(f"http://127.0.0.1:{port}", "none", CpuMeter(worker, postmaster))


@contextmanager
def django_shop(
    python: Path, directory: Path, server: EmbeddedPostgres, secret_key: str, postmaster: int
) -> Iterator[Target]:
    """Serve the Django REST purchase by one gunicorn worker, over a database of its own on the shop's PostgreSQL."""
    asyncio.run(server.ensure_database(DJANGO_DATABASE))
    environment = {
        "DATABASE_URL": server.url(DJANGO_DATABASE),
        "SECRET_KEY": secret_key,
        "DJANGO_SETTINGS_MODULE": "benchmarks.django_peer.settings",
    }
    seeded = subprocess.run(  # noqa: S603 - our own module.
        [python, "-m", "benchmarks.django_peer.seed"],
        env=environment | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    sweet_id, token = seeded.stdout.split()
    port = free_port()
    command = [str(python), "-m", "gunicorn", "--workers=1", f"--bind=127.0.0.1:{port}", "--log-level=warning"]
    with running([*command, "benchmarks.django_peer.wsgi"], directory, port, environment) as gunicorn:
        meter = CpuMeter(gunicorn, postmaster)
        yield Target(f"http://127.0.0.1:{port}", token, meter, range(int(sweet_id), int(sweet_id) + 1))


async def django_sales(server: EmbeddedPostgres) -> int:
    """Return how many sales the Django shop has written."""
    connection = await asyncpg.connect(server.url(DJANGO_DATABASE))
    try:
        found: int = await connection.fetchval("SELECT count(*) FROM django_peer_sale")
    finally:
        await connection.close()
    return found
