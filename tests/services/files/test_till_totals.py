"""An imported till history adds up to the totals that an independent script counts in the file."""

from decimal import Decimal
from typing import Any

import pytest
from httpx import AsyncClient

from app.services.insight.verification import VerificationService
from tests.support.answers import ok
from tests.support.databases import all_rows
from tests.support.imports import import_till_history
from tests.support.shop import TestShop
from tests.support.till_files import REAL_FILE, Counted, count_file, made_up_file


def files() -> list[Any]:
    real = [pytest.param(REAL_FILE.read_text(), id="real")] if REAL_FILE.exists() else []
    return [*real, pytest.param(made_up_file(), id="made-up")]


SPAN = {"from": "2016-10-01", "to": "2017-01-31"}


async def top_sweets(admin: AsyncClient) -> list[tuple[str, Decimal]]:
    """The ten that sold most, as the dashboard has it."""
    rows = ok(await admin.get("/api/dashboard/top-sweets", params=SPAN | {"by": "quantity"}))["items"]
    best = [(row["sweet"]["name"], Decimal(row["quantity"])) for row in rows]
    return sorted(best, key=lambda one: (-one[1], one[0]))


async def check_books(shop: TestShop, admin: AsyncClient, counted: Counted) -> None:
    ((tickets, lines, moved),) = await shop.sql(
        """
        SELECT (SELECT count(*) FROM history_tickets), (SELECT count(*) FROM history_lines),
            (SELECT count(*) FROM stock_movements)
        """
    )
    assert (tickets, lines, moved) == (counted.tickets, counted.lines, 0)
    totals = ok(await admin.get("/api/dashboard/total-sales", params=SPAN))
    assert (totals["sales"], totals["total"]) == (counted.tickets, "0.00")
    by_day = {day["from"]: day["sales"] for day in totals["items"] if day["sales"]}
    assert (by_day, len(by_day)) == (counted.tickets_by_day, counted.days)
    sold = await shop.sql("SELECT day, sum(sold) AS sold FROM daily_sweet_sales GROUP BY day")
    assert {str(row["day"]): row["sold"] for row in sold} == counted.by_day
    assert await top_sweets(admin) == [(item, Decimal(sold)) for item, sold in counted.top_ten]


@pytest.mark.parametrize("data", files())
async def test_lines_tickets_days_and_top_ten_are_those_of_the_file(
    shop: TestShop, admin: AsyncClient, data: str
) -> None:
    counted = count_file(data)
    tried = await import_till_history(shop, data, dry_run=True)
    assert await shop.sql("SELECT FROM sweets") == []
    imported = await import_till_history(shop, data)
    assert imported == tried
    assert (imported.added_updated_unchanged, imported.refused) == ((counted.lines, 0, 0), [])
    assert (imported.counts.ignored, imported.counts.read) == (counted.ignored, counted.lines + counted.ignored)
    assert len(imported.unknown) == imported.counts.unknown_items == len(counted.by_item)
    await check_books(shop, admin, counted)
    async with shop.database.unit_of_work() as session:
        assert await VerificationService(session, shop.context).verify() == []
    before = await all_rows(shop)
    again = await import_till_history(shop, data)
    assert (again.added_updated_unchanged, again.refused, again.unknown) == ((0, 0, counted.lines), [], [])
    assert await all_rows(shop) == before
