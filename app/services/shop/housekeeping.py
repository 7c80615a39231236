"""Housekeeping: delete expired keys, sessions, devices, codes, imports, events and tickets, and unused pictures."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import structlog

from app.core.background import in_background
from app.core.clock import Clock
from app.core.errors import Unavailable
from app.database.unit_of_work import Database
from app.repositories.catalogue.pictures import PictureRepository
from app.repositories.common.idempotency_keys import IdempotencyKeyRepository
from app.repositories.files.imports import ImportRepository
from app.repositories.people.known_devices import KnownDeviceRepository
from app.repositories.people.link_codes import LinkCodeRepository
from app.repositories.people.login_throttles import LoginThrottleRepository
from app.repositories.people.sessions import SessionRepository
from app.repositories.selling.held_tickets import HeldTicketRepository
from app.repositories.shop.events import EventRepository
from app.repositories.shop.webhook_deliveries import WebhookDeliveryRepository
from app.repositories.shop.webhooks import WebhookRepository

IDEMPOTENCY_KEYS_KEPT = timedelta(hours=24)
ENDED_SESSIONS_KEPT = timedelta(days=7)
LOGIN_FAILURES_KEPT = timedelta(days=1)
KNOWN_DEVICES_KEPT = timedelta(days=365)
IMPORTS_KEPT = timedelta(days=90)
EVENTS_KEPT = timedelta(hours=24)
UNUSED_PICTURES_KEPT = timedelta(hours=24)
"""Counted from their last upload."""
HELD_TICKETS_KEPT = timedelta(days=3)
DELIVERED_KEPT = timedelta(days=30)
DEAD_KEPT = timedelta(days=90)
"""Longer: an admin may still want to send them again."""

_FIRST_AFTER_SECONDS = 60
_THEN_EVERY_SECONDS = 3600

_log = structlog.get_logger("housekeeping")


class Housekeeping:
    """Deletes expired rows once an hour, on every worker."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def tidy(self) -> None:
        """Delete all expired rows."""
        now = self._clock()
        async with self._database.unit_of_work() as session:
            await IdempotencyKeyRepository(session).delete_before(now - IDEMPOTENCY_KEYS_KEPT)
            await SessionRepository(session).delete_before(now - ENDED_SESSIONS_KEPT)
            await LoginThrottleRepository(session).delete_before(now - LOGIN_FAILURES_KEPT)
            await KnownDeviceRepository(session).delete_before(now - KNOWN_DEVICES_KEPT)
            await LinkCodeRepository(session).delete_over(now)
            await ImportRepository(session).delete_before(now - IMPORTS_KEPT)
            await EventRepository(session).delete_before(now - EVENTS_KEPT)
            await PictureRepository(session).delete_unused(now - UNUSED_PICTURES_KEPT)
            await HeldTicketRepository(session).delete_before(now - HELD_TICKETS_KEPT)
            await WebhookRepository(session).delete_ended_secrets(now)
            await WebhookDeliveryRepository(session).delete_before(now - DELIVERED_KEPT, now - DEAD_KEPT)

    @asynccontextmanager
    async def every_hour(self) -> AsyncIterator[None]:
        """Delete expired rows in the background while the block runs."""
        async with in_background(self._tidy_for_ever()):
            yield

    async def _tidy_for_ever(self) -> None:
        wait = _FIRST_AFTER_SECONDS
        while True:
            await asyncio.sleep(wait)
            wait = _THEN_EVERY_SECONDS
            try:
                await self.tidy()
            except Unavailable as error:
                _log.warning("tidying_put_off", reason=error.code)
