"""Transactions are done again when they have to give way, and a snapshot shows one moment."""

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.database.errors import TransactionAborted
from app.database.unit_of_work import TRANSACTION_TRIES
from tests.support.shop import TestShop

COUNT_A_TRY = text("INSERT INTO login_throttles (subject, failures, last_failed_at) VALUES (:subject, 1, :now)")
TRIES = "SELECT subject FROM login_throttles WHERE subject LIKE 'try %'"


class GivesWay:
    """Work that the database aborts some times."""

    def __init__(self, shop: TestShop, times: int, sqlstate: str = "40001") -> None:
        self.tries = 0
        self._shop = shop
        self._times = times
        self._abort = text(f"DO $$ BEGIN RAISE 'others go first' USING ERRCODE = '{sqlstate}'; END $$")

    async def __call__(self, session: AsyncSession) -> int:
        self.tries += 1
        await session.execute(COUNT_A_TRY, {"subject": f"try {self.tries}", "now": self._shop.clock()})
        if self.tries <= self._times:
            await session.execute(self._abort)
        return self.tries


@pytest.mark.parametrize("sqlstate", ["40001", "40P01"])
async def test_work_that_gives_way_to_others_is_done_again_from_its_beginning(shop: TestShop, sqlstate: str) -> None:
    work = GivesWay(shop, times=2, sqlstate=sqlstate)
    assert await shop.database.run(work) == 3
    assert [row["subject"] for row in await shop.sql(TRIES)] == ["try 3"]


async def test_work_that_gives_way_each_time_is_refused_in_the_end_and_leaves_nothing(shop: TestShop) -> None:
    work = GivesWay(shop, times=TRANSACTION_TRIES)
    with pytest.raises(TransactionAborted):
        await shop.database.run(work)
    assert work.tries == TRANSACTION_TRIES
    assert await shop.sql(TRIES) == []


async def test_a_snapshot_shows_the_books_as_they_were_when_it_began(shop: TestShop) -> None:
    async with shop.database.snapshot() as session:
        assert (await session.execute(text(TRIES))).all() == []
        await shop.database.run(GivesWay(shop, times=0))
        assert (await session.execute(text(TRIES))).all() == []
    async with shop.database.snapshot() as session:
        assert len((await session.execute(text(TRIES))).all()) == 1
