"""A till's history in the books comes to what a script of its own counts in the file."""

from decimal import Decimal
from typing import Any

import pytest

from app.schemas.setting import ShopSettings
from app.services.verification import VerificationService
from tests.api.support import all_rows
from tests.conftest import TestShop
from tests.services.imports import import_till_history
from tests.services.till_files import REAL_FILE, Counted, count_file, made_up_file


def files() -> list[Any]:
    real = [pytest.param(REAL_FILE.read_text(), id="real")] if REAL_FILE.exists() else []
    return [*real, pytest.param(made_up_file(), id="made-up")]


async def top_sweets(shop: TestShop) -> list[tuple[str, Decimal]]:
    """The ten that sold most, as the books of the days have it."""
    rows = await shop.sql(
        """
        SELECT name, sum(sold) AS sold FROM daily_sweet_sales JOIN sweets ON sweets.id = sweet_id
        GROUP BY sweets.id ORDER BY sum(sold) DESC, name LIMIT 10
        """
    )
    return [(row["name"], row["sold"]) for row in rows]


async def check_books(shop: TestShop, counted: Counted) -> None:
    ((tickets, lines, moved),) = await shop.sql(
        """
        SELECT (SELECT count(*) FROM history_tickets), (SELECT count(*) FROM history_lines),
            (SELECT count(*) FROM stock_movements)
        """
    )
    assert (tickets, lines, moved) == (counted.tickets, counted.lines, 0)
    days = await shop.sql("SELECT * FROM daily_sales")
    assert len(days) == counted.days
    assert {str(row["day"]): row["sale_count"] for row in days} == counted.tickets_by_day
    assert {row["total"] for row in days} == {0}
    by_day = await shop.sql("SELECT day, sum(sold) AS sold FROM daily_sweet_sales GROUP BY day")
    assert {str(row["day"]): row["sold"] for row in by_day} == counted.by_day
    assert await top_sweets(shop) == [(item, Decimal(sold)) for item, sold in counted.top_ten]


@pytest.mark.parametrize("data", files())
async def test_lines_tickets_days_and_top_ten_are_those_of_the_file(shop: TestShop, data: str) -> None:
    counted = count_file(data)
    tried = await import_till_history(shop, data, dry_run=True)
    assert await shop.sql("SELECT FROM sweets") == []
    imported = await import_till_history(shop, data)
    assert imported == tried
    assert (imported.added_updated_unchanged, imported.refused) == ((counted.lines, 0, 0), [])
    assert (imported.counts.ignored, imported.counts.read) == (counted.ignored, counted.lines + counted.ignored)
    assert len(imported.unknown) == imported.counts.unknown_items == len(counted.by_item)
    await check_books(shop, counted)
    async with shop.database.unit_of_work() as session:
        assert await VerificationService(session, shop.clock, ShopSettings()).verify() == []
    before = await all_rows(shop)
    again = await import_till_history(shop, data)
    assert (again.added_updated_unchanged, again.refused, again.unknown) == ((0, 0, counted.lines), [], [])
    assert await all_rows(shop) == before
