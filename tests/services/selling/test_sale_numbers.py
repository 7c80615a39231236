"""The numbers of sales: from 1 on in each financial year, none missing, none twice, none too long for an invoice."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from itertools import cycle
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import DomainError
from app.models import Role
from app.services.common.context import ShopContext
from app.services.common.idempotency import Answer
from app.services.selling.basket import Basket
from app.services.selling.sales import SaleService
from tests.support.answers import created, problem
from tests.support.checkout import claims_of, new_order, till
from tests.support.clock import suite_clock
from tests.support.requests import NewSweet
from tests.support.shop import TestShop, log_in_as

INDIA = ZoneInfo("Asia/Kolkata")
ROUNDS = 6
GOOD = 12
LAST = 99_999_999

Sweet = dict[str, Any]


@pytest.fixture
async def sweet(new_sweet: NewSweet) -> Sweet:
    return await new_sweet(stock="1000")


async def numbers(shop: TestShop) -> list[str]:
    return [row["number"] for row in await shop.sql("SELECT number FROM sales ORDER BY id")]


def years_of(found: list[str]) -> dict[str, list[int]]:
    """The numbers of each financial year in ascending order."""
    years: dict[str, list[int]] = {}
    for number in found:
        assert len(number) <= 16
        year, _, serial = number.partition("/")
        years.setdefault(year, []).append(int(serial))
    return {year: sorted(serials) for year, serials in years.items()}


class RolledBackError(Exception):
    """The reason a unit of work is rolled back."""


async def record(session: AsyncSession, order: Basket) -> Answer:
    (answer,) = await SaleService(session, ShopContext(suite_clock)).record([order])
    assert isinstance(answer, Answer)
    return answer


async def roll_back(shop: TestShop, order: Basket) -> None:
    """Draw a number, and throw it away."""
    with suppress(RolledBackError):
        async with shop.database.unit_of_work() as session:
            await record(session, order)
            raise RolledBackError


async def cancel(shop: TestShop, order: Basket) -> None:
    """Draw a number, and be cancelled before the commit."""
    drawn = asyncio.Event()

    async def sell() -> None:
        async with shop.database.unit_of_work() as session:
            await record(session, order)
            drawn.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(sell())
    reached = asyncio.create_task(drawn.wait())
    await asyncio.wait({task, reached}, return_when=asyncio.FIRST_COMPLETED)
    assert drawn.is_set(), task.result()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_sales_raced_by_others_that_come_to_nothing_are_numbered_without_a_gap(
    workers: list[TestShop], salesperson: AsyncClient, sweet: Sweet
) -> None:
    claims = claims_of(workers[0], salesperson)
    good = refused = 0

    async def sell(worker: TestShop) -> None:
        nonlocal good
        assert not (await till(worker).place(new_order(claims, (sweet, 1)))).replayed
        good += 1

    async def poison(worker: TestShop) -> None:
        nonlocal refused
        with pytest.raises(Exception):  # noqa: B017, PT011 - the database's own, or the driver's.
            await till(worker).place(new_order(claims, (sweet, 1), note="\0"))
        refused += 1

    def spoilt(worker: TestShop) -> list[Coroutine[Any, Any, None]]:
        spoils: list[Callable[[TestShop, Basket], Coroutine[Any, Any, None]]] = [roll_back, cancel]
        return [spoil(worker, new_order(claims, (sweet, 1))) for spoil in spoils]

    for _ in range(ROUNDS):
        racing: list[Awaitable[None]] = []
        for number, worker in zip(range(GOOD), cycle(workers), strict=False):
            racing.append(sell(worker))
            if number % 4 == 1:
                racing.extend([poison(worker), *spoilt(worker)])
        await asyncio.gather(*racing)
    ((drawn,),) = await workers[0].sql("SELECT nextval(pg_get_serial_sequence('sales', 'id')) - 1")
    # The ids are drawn beside the numbers, and never given back.
    assert drawn >= good + 2 * ROUNDS * GOOD // 4
    assert (good, refused) == (ROUNDS * GOOD, ROUNDS * GOOD // 4)
    assert list(years_of(await numbers(workers[0])).values()) == [list(range(1, good + 1))]


async def test_a_year_begins_at_the_shops_midnight_with_number_one(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    for moment in ("2027-03-31 23:59:58", "2027-03-31 23:59:59", "2027-04-01 00:00:00", "2027-04-01 05:29:59"):
        shop.clock.set(datetime.fromisoformat(moment).replace(tzinfo=INDIA))
        # A token of another time is no good.
        seller = await log_in_as(shop, Role.SALESPERSON)
        created(await seller.post("/api/sales", json={"lines": [{"sweet_id": sweet["id"], "quantity": "1"}]}))
    assert await numbers(shop) == ["2026-27/000001", "2026-27/000002", "2027-28/000001", "2027-28/000002"]


async def test_a_batch_across_midnight_is_numbered_in_both_years(
    shop: TestShop, salesperson: AsyncClient, sweet: Sweet
) -> None:
    claims = claims_of(shop, salesperson)
    moments = [datetime(2027, 3, 31, 23, 59, 59, tzinfo=INDIA), datetime(2027, 4, 1, tzinfo=INDIA)]
    orders = [replace(new_order(claims, (sweet, 1)), placed_at=moment) for moment in moments * 3]
    async with shop.database.unit_of_work() as session:
        answers = await SaleService(session, ShopContext(suite_clock)).record(orders)
    assert all(isinstance(answer, Answer) for answer in answers)
    assert years_of(await numbers(shop)) == {"2026-27": [1, 2, 3], "2027-28": [1, 2, 3]}


async def test_numbers_grow_beyond_six_digits(shop: TestShop, salesperson: AsyncClient, sweet: Sweet) -> None:
    claims = claims_of(shop, salesperson)
    first = (await till(shop).place(new_order(claims, (sweet, 1)))).body
    await shop.sql("UPDATE sale_number_series SET last_number = 999998")
    for _ in range(3):
        await till(shop).place(new_order(claims, (sweet, 1)))
    year = (await numbers(shop))[0].partition("/")[0]
    assert f'"{year}/000001"' in first
    assert await numbers(shop) == [f"{year}/{serial}" for serial in ("000001", "999999", "1000000", "1000001")]


async def test_the_last_number_that_fits_is_given_out_and_then_no_other(
    shop: TestShop, salesperson: AsyncClient, sweet: Sweet
) -> None:
    claims = claims_of(shop, salesperson)
    await till(shop).place(new_order(claims, (sweet, 1)))
    await shop.sql("UPDATE sale_number_series SET last_number = $1", LAST - 1)
    answers = await asyncio.gather(
        *(till(shop).place(new_order(claims, (sweet, 1))) for _ in range(3)), return_exceptions=True
    )
    refusals = [answer for answer in answers if isinstance(answer, DomainError)]
    assert [refusal.code for refusal in refusals] == ["sale_numbers_exhausted"] * 2
    line = {"sweet_id": sweet["id"], "quantity": "1"}
    problem(await salesperson.post("/api/sales", json={"lines": [line]}), 409, "sale_numbers_exhausted")
    last = (await numbers(shop))[-1]
    assert (last.partition("/")[2], len(last)) == (str(LAST), 16)
    # What was refused took neither a number nor any stock.
    ((given_out,),) = await shop.sql("SELECT last_number FROM sale_number_series")
    ((on_hand,),) = await shop.sql("SELECT on_hand FROM sweets WHERE id = $1", sweet["id"])
    assert (given_out, on_hand) == (LAST, 1000 - 2)


async def test_the_table_takes_no_number_that_is_too_long(shop: TestShop) -> None:
    with pytest.raises(asyncpg.CheckViolationError, match="ck_sales_number_within_16_characters"):
        await shop.sql(
            "INSERT INTO sales (number, buyer_id, subtotal, total, currency, business_day) "
            "VALUES ('2026-27/100000000', 3, 0, 0, 'INR', '2026-11-21')"
        )
