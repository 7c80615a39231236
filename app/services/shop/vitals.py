"""How the shop feels: how late a worker's event loop is, its database connections, and the webhooks that wait."""

import asyncio
from itertools import count
from typing import NoReturn

import structlog
from prometheus_client import Gauge, Histogram

from app.core.background import attempt
from app.core.clock import Clock
from app.database.unit_of_work import Database
from app.repositories.shop.webhook_deliveries import WebhookDeliveryRepository

INTERVAL_SECONDS = 0.5
BACKLOG_EVERY = 30
"""The backlog of webhooks is asked of the database once in so many intervals."""

LOOP_LAG = Histogram(
    "event_loop_lag_seconds",
    "How much later than asked for the event loop of a worker woke its watch.",
    buckets=(0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
)
CONNECTIONS = Gauge(
    "database_connections_in_use", "Connections that requests and jobs hold.", multiprocess_mode="livesum"
)
CONNECTIONS_AT_MOST = Gauge(
    "database_connections_at_most", "Connections that the pools of all workers may open.", multiprocess_mode="livesum"
)


WAITING = Gauge("webhook_deliveries_waiting", "Deliveries of webhooks that wait.", multiprocess_mode="livemax")
DEAD = Gauge("webhook_deliveries_dead", "Deliveries of webhooks that were given up.", multiprocess_mode="livemax")
OLDEST = Gauge(
    "webhook_oldest_waiting_seconds", "The age of the oldest delivery that waits.", multiprocess_mode="livemax"
)


_log = structlog.get_logger("vitals")


async def watch_vitals(database: Database, clock: Clock) -> NoReturn:
    """Measure them for as long as the worker lives."""
    loop = asyncio.get_running_loop()
    for number in count():
        due = loop.time() + INTERVAL_SECONDS
        await asyncio.sleep(INTERVAL_SECONDS)
        LOOP_LAG.observe(max(0.0, loop.time() - due))
        CONNECTIONS.set(database.connections_in_use)
        CONNECTIONS_AT_MOST.set(database.connections_at_most)
        if number % BACKLOG_EVERY == 0:
            await attempt(lambda: _count_backlog(database, clock), _log)
    raise AssertionError("unreachable")


async def _count_backlog(database: Database, clock: Clock) -> None:
    async with database.reading() as session:
        backlog = await WebhookDeliveryRepository(session).backlog()
    WAITING.set(backlog.waiting)
    DEAD.set(backlog.dead)
    OLDEST.set((clock() - backlog.oldest_waiting).total_seconds() if backlog.oldest_waiting else 0)
