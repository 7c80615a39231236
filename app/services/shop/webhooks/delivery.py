"""The delivery of webhooks: by one worker at a time, with a courier of its own for each endpoint."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from uuid import uuid4

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.background import attempt, in_background
from app.core.config import Settings
from app.core.errors import Unavailable
from app.core.outbound import TIMEOUT_SECONDS, CheckedNetwork, Outbound
from app.core.second_factor import SecretBox
from app.database.unit_of_work import Database
from app.models import WEBHOOKS
from app.repositories.shop.leases import LeaseRepository
from app.repositories.shop.outbox import OutboxRepository
from app.services.common.context import ShopContext
from app.services.shop.webhooks.courier import Courier
from app.services.shop.webhooks.webhooks import PURPOSE

LOOK_EVERY_SECONDS = 1.0
"""How long an event waits at most. An announcement of each would make sales wait for one another."""
CONNECTIONS = 2
"""How many of the worker's connections to the database the couriers use; the rest is for requests."""
LEASE_SECONDS = 30.0
"""How long others wait for a worker that was killed."""

_log = structlog.get_logger("webhooks")


class WebhookDelivery:
    """Delivers what is due, unless another worker does."""

    def __init__(
        self,
        database: Database,
        context: Callable[[], ShopContext],
        settings: Settings,
        network: CheckedNetwork | None = None,
        *,
        timeout_seconds: float = TIMEOUT_SECONDS,
        lease_seconds: float = LEASE_SECONDS,
    ) -> None:
        self._database = database
        self._context = context
        self._box = SecretBox(settings.secret_key.get_secret_value(), PURPOSE)
        self._network = network or CheckedNetwork(settings.webhook_networks)
        self._at_once = settings.webhook_deliveries_at_once
        self._over_http = settings.sends_webhooks_over_http
        self._turns = asyncio.Semaphore(CONNECTIONS)
        self._timeout_seconds = timeout_seconds
        self._lease_seconds = lease_seconds
        self._holder = uuid4()
        self._sends_until = 0.0
        self._couriers: dict[int, tuple[Courier, Outbound]] = {}
        self._walks: dict[int, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Deliver until nothing is due, but for endpoints that are left alone for a while; raise what goes wrong."""
        while await self.look():
            walks = self._walks.values()
            done, _ = await asyncio.wait(walks, timeout=LOOK_EVERY_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            for walk in done:
                walk.result()

    async def look(self) -> bool:
        """Send couriers to endpoints that something is due at; return whether any courier is on the way."""
        for webhook_id, walk in list(self._walks.items()):
            if walk.done():
                del self._walks[webhook_id]
                self._tell_of_failure(webhook_id, walk)
        async with self._database.reading() as session:
            due = await OutboxRepository(session).due_webhooks(self._context().clock())
        waiting = [one for one in due if one not in self._walks and not self._courier(one).rests]
        if (waiting or self._walks) and await self._holds_lease():
            for webhook_id in waiting:
                self._walks[webhook_id] = asyncio.create_task(self._courier(webhook_id).run())
        return bool(self._walks)

    @asynccontextmanager
    async def always(self) -> AsyncIterator[None]:
        """Deliver in the background while the block runs."""
        try:
            async with in_background(self._run_for_ever()):
                yield
        finally:
            await self.close()

    async def close(self) -> None:
        """Stop the couriers, and let another worker take over. What was under way is sent again."""
        for walk in self._walks.values():
            walk.cancel()
        await asyncio.gather(*self._walks.values(), return_exceptions=True)
        for _, outbound in self._couriers.values():
            await outbound.close()
        if self._sends_until:
            with suppress(Unavailable):
                await self._database.run(lambda session: LeaseRepository(session).give_up(WEBHOOKS, self._holder))

    def _courier(self, webhook_id: int) -> Courier:
        if webhook_id not in self._couriers:
            outbound = Outbound(
                self._network,
                at_once=self._at_once,
                over_http=self._over_http,
                timeout_seconds=self._timeout_seconds,
            )
            courier = Courier(
                webhook_id,
                self._database,
                self._context,
                self._box,
                outbound,
                at_once=self._at_once,
                turns=self._turns,
                may_send=lambda: time.monotonic() < self._sends_until,
            )
            self._couriers[webhook_id] = courier, outbound
        return self._couriers[webhook_id][0]

    async def _holds_lease(self) -> bool:
        """Take the lease or renew it in time. A request that is sent under it ends before the lease does."""
        asked_at = time.monotonic()
        if self._sends_until - asked_at > self._lease_seconds / 3:
            return True

        async def take(session: AsyncSession) -> bool:
            now = self._context().clock()
            until = now + timedelta(seconds=self._lease_seconds)
            return await LeaseRepository(session).take(WEBHOOKS, self._holder, now, until)

        if await self._database.run(take):
            self._sends_until = asked_at + self._lease_seconds - self._timeout_seconds
            return True
        return False

    async def _run_for_ever(self) -> None:
        while True:
            await attempt(self.look, _log)
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    def _tell_of_failure(self, webhook_id: int, walk: asyncio.Task[None]) -> None:
        error = None if walk.cancelled() else walk.exception()
        if isinstance(error, Unavailable):
            _log.info("put_off", webhook_id=webhook_id, reason=error.code)
        elif error is not None:
            _log.warning("put_off", webhook_id=webhook_id, exc_info=error)
