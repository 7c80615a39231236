"""Send events under faults, and see that each came at least once, in order by sale, and that ids tell repetitions."""

import asyncio
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated

import asyncpg
import typer

from app.core.clock import system_clock
from app.core.logging import configure_logging
from app.core.second_factor import SecretBox
from app.core.webhook_signature import new_webhook_secret
from app.database.embedded import DATABASE_NAME, as_shop, embedded_postgres
from app.database.engine import create_engine
from app.database.migrations import migrate
from app.database.roles import login_of
from app.services.shop.webhooks.webhooks import PURPOSE
from benchmarks.webhook_faults.receiver import Receiver

EVENTS_OF_SALE = 4
WRITTEN_AT_ONCE = 1000
SECRET_KEY = "a key of this run and of no other, 16 bytes twice"  # noqa: S105 - it guards nothing.

WRITE = """
    INSERT INTO outbox_events (type, subject, payload, created_at)
    SELECT 'sale.created', 'sale:' || sale, json_build_object(
        'type', 'sale.created', 'data', json_build_object('id', sale, 'number', number))::text, $3
    FROM generate_series($1::int, $2::int) AS sale, generate_series(1, $4::int) AS number ORDER BY number, sale
"""


def main(
    events: Annotated[int, typer.Option(min=EVENTS_OF_SALE, help="How many events to send.")] = 100_000,
    failing: Annotated[float, typer.Option(min=0, max=0.5, help="The share of requests that fail.")] = 0.02,
    kill_every: Annotated[float, typer.Option(min=0.5, help="Seconds from one kill of a worker to the next.")] = 10,
    patience: Annotated[float, typer.Option(help="Seconds after which the run has failed.")] = 1800,
) -> None:
    """Send events while the receiver fails and workers are killed."""
    configure_logging("ERROR")
    with (
        tempfile.TemporaryDirectory(prefix="sweetshop-webhooks-") as name,
        embedded_postgres(Path(name) / "postgres") as server,
    ):
        asyncio.run(server.ensure_database(DATABASE_NAME))
        sys.exit(asyncio.run(_run(server.url(DATABASE_NAME), events, failing, kill_every, patience)))


async def _run(url: str, events: int, failing: float, kill_every: float, patience: float) -> int:
    owner = create_engine(url, pool_size=2)
    await migrate(owner, shop=login_of(as_shop(url)))
    await owner.dispose()
    receiver = Receiver(failing)
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    connection = await asyncpg.connect(url)
    await _add_endpoint(connection, server.sockets[0].getsockname()[1])
    workers = [await _worker(url) for _ in range(2)]
    kills, started = 0, time.monotonic()
    writing = asyncio.create_task(_write(connection, events // EVENTS_OF_SALE))
    next_kill = started + kill_every
    all_events = events // EVENTS_OF_SALE * EVENTS_OF_SALE
    try:
        while len(receiver.taken) < all_events and time.monotonic() - started < patience:
            await asyncio.sleep(0.05)
            if time.monotonic() >= next_kill:
                next_kill += kill_every
                victim = random.randrange(len(workers))  # noqa: S311 - not a secret.
                workers[victim].send_signal(signal.SIGKILL)
                await workers[victim].wait()
                workers[victim] = await _worker(url)
                kills += 1
                print(f"{len(receiver.taken)} of {all_events} after {time.monotonic() - started:.0f} s", flush=True)
        seconds = time.monotonic() - started
        await writing
        waiting = await _settle(connection, patience)
    finally:
        for worker in workers:
            worker.kill()
            await worker.wait()
        await connection.close()
        server.close()
    lost = all_events - len(receiver.taken)
    print(f"{all_events} events in {seconds:.1f} s: {all_events / seconds:.0f} a second")
    print(f"{receiver.requests} requests, {kills} workers killed, faults of the receiver: {dict(receiver.faults)}")
    print(f"lost: {lost}, out of order: {len(receiver.out_of_order)}, repeated and told by id: {receiver.repeated}")
    print(f"waiting or dead at the end: {waiting}")
    for one in receiver.out_of_order[:10]:
        print(one)
    return int(bool(lost or receiver.out_of_order or waiting))


async def _add_endpoint(connection: asyncpg.Connection, port: int) -> None:
    now = system_clock()
    webhook_id = await connection.fetchval(
        "INSERT INTO webhooks (url, events, is_enabled, created_at, updated_at)"
        " VALUES ($1, '{sale.created}', true, $2, $2) RETURNING id",
        f"http://127.0.0.1:{port}/",
        now,
    )
    sealed = SecretBox(SECRET_KEY, PURPOSE).close(new_webhook_secret())
    await connection.execute(
        "INSERT INTO webhook_secrets (webhook_id, secret, created_at) VALUES ($1, $2, $3)", webhook_id, sealed, now
    )


async def _write(connection: asyncpg.Connection, sales: int) -> None:
    for first in range(1, sales + 1, WRITTEN_AT_ONCE):
        last = min(first + WRITTEN_AT_ONCE - 1, sales)
        await connection.execute(WRITE, first, last, system_clock(), EVENTS_OF_SALE)


async def _settle(connection: asyncpg.Connection, patience: float) -> int:
    """Wait until what came is noted as delivered; return how many are not."""
    deadline = time.monotonic() + min(patience, 60)
    while True:
        waiting: int = await connection.fetchval("SELECT count(*) FROM webhook_deliveries WHERE state <> 'delivered'")
        if not waiting or time.monotonic() > deadline:
            return waiting
        await asyncio.sleep(0.2)


async def _worker(url: str) -> asyncio.subprocess.Process:
    environment = os.environ | {
        "ENVIRONMENT": "test",
        "SECRET_KEY": SECRET_KEY,
        "DATABASE_URL": as_shop(url),
        "WEBHOOK_PRIVATE_ADDRESSES": "127.0.0.1/32",
    }
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.webhook_faults.worker", env=environment
    )


if __name__ == "__main__":
    typer.run(main)
