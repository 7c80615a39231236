"""How a worker feels: how late its event loop is, and how many of its database connections are in use."""

import asyncio
from typing import NoReturn

from prometheus_client import Gauge, Histogram

from app.database.unit_of_work import Database

INTERVAL_SECONDS = 0.5

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


async def watch_vitals(database: Database) -> NoReturn:
    """Measure them for as long as the worker lives."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + INTERVAL_SECONDS
        await asyncio.sleep(INTERVAL_SECONDS)
        LOOP_LAG.observe(max(0.0, loop.time() - due))
        CONNECTIONS.set(database.connections_in_use)
        CONNECTIONS_AT_MOST.set(database.connections_at_most)
