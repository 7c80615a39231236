"""The daily job: announce lots that expire soon, and update the alerts of sweets whose lots expired at midnight."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.background import attempt, in_background
from app.database.unit_of_work import Database
from app.models import EXPIRY_JOB
from app.repositories.catalogue.sweets import SweetRepository
from app.repositories.shop.daily_jobs import DailyJobRepository
from app.repositories.shop.outbox import OutboxRepository
from app.repositories.stock.expiry_alerts import ExpiryAlertRepository
from app.services.common.context import ShopContext
from app.services.shop.settings import CurrentSettings, SettingsService
from app.services.stock.alerts import AlertService

LOOK_EVERY_SECONDS = 60.0
SWEETS_AT_ONCE = 100

_log = structlog.get_logger("daily_job")


class DailyJob:
    """Runs once for each day of the shop, on the worker that comes first."""

    def __init__(self, database: Database, current_settings: CurrentSettings[ShopContext]) -> None:
        self._database = database
        self._current_settings = current_settings
        self._done_for: date | None = None

    async def run(self) -> bool:
        """Run the job, unless it is done or another worker is running it. Return whether this worker ran it."""
        async with self._database.unit_of_work() as session:
            jobs = DailyJobRepository(session)
            if not await jobs.take(EXPIRY_JOB):
                return False
            # Read in the transaction: half a second ago the shop may have been in another time zone.
            settings = await SettingsService(session, self._current_settings.context).current()
            context = self._current_settings.context.with_settings(settings)
            now = context.clock()
            today = context.day_of(now)
            done_for = await jobs.done_for(EXPIRY_JOB)
            if done_for != today:
                expiring = ExpiryAlertRepository(session)
                await self._reevaluate(await expiring.sweets_that_turned(done_for, today), context)
                await expiring.tell(today, today + timedelta(days=settings.expiring_soon_days), now)
                await jobs.set_done(EXPIRY_JOB, today)
        self._done_for = today
        return done_for != today

    @asynccontextmanager
    async def every_day(self) -> AsyncIterator[None]:
        """Run today's job, and in the background that of each day that begins while the block runs."""
        await self._run_if_new_day()
        async with in_background(self._run_for_ever()):
            yield

    async def _reevaluate(self, sweet_ids: Sequence[int], context: ShopContext) -> None:
        # In small transactions, because sales wait for locked sweets.
        for start in range(0, len(sweet_ids), SWEETS_AT_ONCE):
            batch = sweet_ids[start : start + SWEETS_AT_ONCE]

            async def bring_up_to_date(session: AsyncSession, batch: Sequence[int] = batch) -> None:
                await SweetRepository(session).lock(batch)
                await AlertService(session, context).reevaluate(batch)
                await OutboxRepository(session).tell_of_stock(batch, context.clock())

            await self._database.run(bring_up_to_date)

    async def _run_for_ever(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            await self._run_if_new_day()

    async def _run_if_new_day(self) -> None:
        if self._done_for == self._current_settings.context.today():
            return
        await attempt(self.run, _log)
