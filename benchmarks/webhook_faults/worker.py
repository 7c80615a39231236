"""A worker that does nothing but deliver, with short waits, so that a run of minutes has the faults of days."""

import asyncio
import sys
from datetime import timedelta

from app.core.clock import system_clock
from app.core.config import Settings
from app.core.logging import configure_logging
from app.database.engine import create_engine
from app.database.unit_of_work import Database
from app.services.people.context import login_context
from app.services.shop.webhooks import courier, delivery

TIMEOUT_SECONDS = 1.0
LEASE_SECONDS = 3.0
RETRY_SECONDS = (0.2, 0.5, 1.0, 2.0)


async def deliver(settings: Settings) -> None:
    """Deliver until the process is killed."""
    assert settings.database_url is not None  # noqa: S101 - the run gives it.
    database = Database(create_engine(settings.database_url.get_secret_value()), system_clock)
    context = login_context(settings)
    async with delivery.WebhookDelivery(
        database, lambda: context, settings, timeout_seconds=TIMEOUT_SECONDS, lease_seconds=LEASE_SECONDS
    ).always():
        await asyncio.Event().wait()


if __name__ == "__main__":
    configure_logging("ERROR")
    courier.RETRY_AFTER = tuple(timedelta(seconds=seconds) for seconds in RETRY_SECONDS)
    sys.exit(asyncio.run(deliver(Settings(_env_file=None))))
