"""The plans of the dashboards over three years of five hundred sweets."""

from collections.abc import AsyncIterator, Callable
from datetime import date, timedelta
from typing import Any

import pytest
import pytest_asyncio

from app.database.embedded import EmbeddedPostgres
from app.repositories.insight.reports import ReportRepository
from app.repositories.insight.takings import TakingsRepository
from tests.support.answers import ok
from tests.support.plans import MODES, BigShop, big_shop_of

DAYS, SWEETS, LOTS = 1096, 500, 20_000
# Rows of a day, four of each hour.
PAYMENTS = 40
LAST_DAY = date(2026, 10, 31)
# Twenty lots of old for each one on the shelf.
LONG_OPEN = f"""
    INSERT INTO categories (name) SELECT 'Tray ' || n FROM generate_series(1, 20) AS n;
    INSERT INTO sweets (sku, name, category_id, price, unit, quantity_step, min_quantity)
        SELECT 'LONG-' || n, 'Sweet ' || n, 1 + n % 20, 10, (ARRAY['kg', 'g', 'piece', 'box'])[1 + n % 4], 1, 1
        FROM generate_series(1, {SWEETS}) AS n;
    INSERT INTO lots (sweet_id, unit_cost) SELECT 1 + n % {SWEETS}, 4 FROM generate_series(1, {LOTS}) AS n;
    INSERT INTO stock_movements (sweet_id, lot_id, quantity, kind, unit_cost, actor_id)
        SELECT sweet_id, id, 10, 'restock', 4, 1 FROM lots WHERE id % 20 = 0;
    INSERT INTO daily_sweet_sales
        SELECT date '{LAST_DAY}' - day, sweet, 2, 0, 20, 0, 0, 0, 20, 20, 8
        FROM generate_series(0, {DAYS - 1}) AS day, generate_series(1, {SWEETS}) AS sweet;
    INSERT INTO daily_sales
        SELECT day, 100, 0, 0, sum(gross), 0, 0, 0, sum(total), sum(costed_sales), sum(cost)
        FROM daily_sweet_sales GROUP BY day;
    INSERT INTO daily_category_sales
        SELECT day, category_id, unit, sum(sold), 0, sum(gross), 0, 0, 0, sum(total), sum(costed_sales), sum(cost)
        FROM daily_sweet_sales JOIN sweets ON sweets.id = sweet_id GROUP BY day, category_id, unit;
    INSERT INTO period_sweet_sales
        SELECT period, date_trunc(period, day::timestamp), sweet_id,
            sum(sold), 0, sum(gross), 0, 0, 0, sum(total), sum(costed_sales), sum(cost)
        FROM daily_sweet_sales CROSS JOIN (VALUES ('month'), ('year')) AS periods (period) GROUP BY 1, 2, 3;
    INSERT INTO drawer_sessions (opened_by, opened_at, business_day, opening_float, cash, closed_by, closed_at, counted)
        SELECT 1, date '{LAST_DAY}' - day, date '{LAST_DAY}' - day, 0, 0, 1, date '{LAST_DAY}' - day, 0
        FROM generate_series(0, {DAYS - 1}) AS day;
    INSERT INTO daily_payments
        SELECT business_day, 9 + n / 4, 'sale', (ARRAY['cash', 'card', 'upi', 'account'])[1 + n % 4], 1, id, 5, 50, 0, 0
        FROM drawer_sessions, generate_series(0, {PAYMENTS - 1}) AS n;
    VACUUM ANALYZE
"""
BOOKS = {
    *("daily_category_sales", "daily_sales", "daily_sweet_sales", "period_sweet_sales"),
    *("sale_lines", "sales", "stock_movements"),
}


@pytest_asyncio.fixture(scope="module")
async def long_open(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[BigShop]:
    async with big_shop_of(postgres, template, LONG_OPEN) as shop:
        yield shop


def span(days: int) -> str:
    return f"from={LAST_DAY - timedelta(days=days - 1)}&to={LAST_DAY}"


@MODES
async def test_stats_read_the_days_they_are_of(long_open: BigShop, mode: str) -> None:
    stats = ok(await long_open.admin.get("/api/dashboard/stats"))
    plan = await long_open.explain(ReportRepository.stats_json, mode)
    assert plan.tables() & BOOKS == {"daily_sales"}
    assert plan.indexes() == {"pk_daily_sales"}
    assert plan.rows_read("daily_sales") <= 2 * (1 + 7 + 31)
    assert stats["today"]["previous"]["from"] < stats["day"]


@MODES
@pytest.mark.parametrize(("by", "periods"), [("day", DAYS), ("week", 157), ("month", 36)])
async def test_years_of_takings_are_read_from_their_days_alone(
    long_open: BigShop, mode: str, by: str, periods: int
) -> None:
    answer = ok(await long_open.admin.get(f"/api/dashboard/total-sales?by={by}&{span(DAYS)}"))
    assert (len(answer["items"]), answer["total"]) == (periods, f"{DAYS * SWEETS * 20}.00")
    plan = await long_open.explain(ReportRepository.total_sales_json, mode)
    assert plan.tables() == {"daily_sales"}
    assert plan.rows_read("daily_sales") == DAYS


@MODES
async def test_a_month_of_takings_reads_a_month(long_open: BigShop, mode: str) -> None:
    ok(await long_open.admin.get(f"/api/dashboard/total-sales?{span(30)}"))
    plan = await long_open.explain(ReportRepository.total_sales_json, mode)
    assert plan.indexes() == {"pk_daily_sales"}
    assert plan.rows_read("daily_sales") == 30


@MODES
async def test_the_days_of_one_sweet_are_read_without_those_of_others(long_open: BigShop, mode: str) -> None:
    answer = ok(await long_open.admin.get(f"/api/dashboard/sweets/7?{span(30)}"))
    assert (len(answer["items"]), answer["total"]) == (30, "600.00")
    plan = await long_open.explain(ReportRepository.sweet_sales_json, mode)
    assert plan.tables() == {"daily_sweet_sales", "sweets"}
    assert "ix_daily_sweet_sales_sweet_id_day" in plan.indexes()
    assert plan.rows_read("daily_sweet_sales") == 30


@MODES
@pytest.mark.parametrize("by", ["money", "quantity"])
async def test_the_best_sellers_of_days_within_a_month_are_read_from_those(
    long_open: BigShop, mode: str, by: str
) -> None:
    answer = ok(await long_open.admin.get(f"/api/dashboard/top-sweets?by={by}&from=2026-10-11&to=2026-10-13"))
    assert len(answer["items"]) == (10 if by == "money" else 40)
    plan = await long_open.explain(ReportRepository.top_sweets_json, mode)
    assert plan.scanned() <= {"categories", "sweets"}
    assert plan.rows_read("daily_sweet_sales") == 3 * (SWEETS + len(answer["items"]))
    assert plan.rows_read("period_sweet_sales") == 0


@pytest.mark.not_on("pg15", reason="it reads ten rows more than the sweets have")
@MODES
@pytest.mark.parametrize(
    ("begins", "ends", "days", "periods"),
    [
        # September and October, less the first two days.
        (LAST_DAY - timedelta(58), LAST_DAY, 2, 2),
        # Two years and ten months, which are a year less days to come.
        (date(2024, 1, 1), LAST_DAY, 0, 3),
        # All days but the first: November and December, and three years.
        (LAST_DAY - timedelta(DAYS - 2), LAST_DAY, 1, 5),
    ],
)
async def test_the_best_sellers_of_long_spans_are_read_from_months_and_years(
    long_open: BigShop, mode: str, begins: date, ends: date, days: int, periods: int
) -> None:
    answer = ok(await long_open.admin.get(f"/api/dashboard/top-sweets?from={begins}&to={ends}"))
    assert answer["items"][0]["total"] == f"{20 * ((ends - begins).days + 1)}.00"
    plan = await long_open.explain(ReportRepository.top_sweets_json, mode)
    assert plan.tables() & BOOKS == {"daily_sweet_sales", "period_sweet_sales"}
    assert plan.scanned() <= {"categories", "sweets"}
    sweets = SWEETS + len(answer["items"])
    assert plan.rows_read("daily_sweet_sales") == days * sweets
    assert plan.rows_read("period_sweet_sales") == periods * sweets


@MODES
@pytest.mark.parametrize("days", [30, DAYS])
async def test_metrics_read_the_days_of_categories_and_no_lots_of_known_cost(
    long_open: BigShop, mode: str, days: int
) -> None:
    answer = ok(await long_open.admin.get(f"/api/metrics/sweets?{span(days)}"))
    assert (answer["total"]["count"], answer["total"]["value"]) == (SWEETS, f"{LOTS // 20 * 10 * 4}.00")
    assert answer["total"]["total"] == f"{days * SWEETS * 20}.00"
    plan = await long_open.explain(ReportRepository.sweet_metrics_json, mode)
    assert plan.tables() & BOOKS == {"daily_category_sales"}
    # Of each category there are sweets of one unit.
    assert plan.rows_read("daily_category_sales") == days * 20
    assert "ix_lots_without_cost" in plan.indexes()
    assert plan.rows_read("lots") == 0


@MODES
@pytest.mark.parametrize("days", [30, DAYS])
@pytest.mark.parametrize(
    ("name", "method"), [("tenders", TakingsRepository.tenders_json), ("takings", TakingsRepository.takings_json)]
)
async def test_takings_read_the_payments_of_their_days_once(
    long_open: BigShop, mode: str, days: int, name: str, method: Callable[..., Any]
) -> None:
    answer = ok(await long_open.admin.get(f"/api/dashboard/{name}?{span(days)}"))
    assert answer["total"]["net"] == f"{days * PAYMENTS * 3 // 4 * 50}.00"
    plan = await long_open.explain(method, mode)
    assert plan.tables() <= {"daily_payments", "drawer_sessions", "users"}
    assert plan.rows_read("daily_payments") == days * PAYMENTS
    if days < DAYS:
        assert "pk_daily_payments" in plan.indexes()
