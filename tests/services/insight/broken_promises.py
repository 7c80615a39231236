"""Break a database behind its own back, and run the checks of `verify` over it."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from app.repositories.insight.verification import CHECKS, VerificationRepository
from app.schemas.setting import ShopSettings
from app.services.insight.verification import Difference
from tests.services.insight.sound_books import NOON
from tests.support.clock import AS_A_TEST


async def execute(connection: AsyncConnection, statements: str) -> None:
    driver = (await connection.get_raw_connection()).driver_connection
    assert driver is not None
    await driver.execute(AS_A_TEST + statements)


async def differences_after(books: AsyncEngine, statements: str, now: datetime = NOON) -> list[Difference]:
    """Return the differences once the books are changed with triggers and foreign keys switched off."""
    async with books.connect() as connection:
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        await execute(connection, statements)
        verification = VerificationRepository(AsyncSession(connection))
        found = [
            Difference(check, *row)
            for check in CHECKS
            for row in await verification.run(check, now.date(), ShopSettings().time_zone)
        ]
        await connection.rollback()
    return found
