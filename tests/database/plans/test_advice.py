"""The cost of advice in a shop of a hundred sweets with a year behind it, and 100,000 lines in the last ninety days."""

from collections.abc import AsyncIterator

import pytest_asyncio

from app.database.embedded import EmbeddedPostgres
from app.repositories.insight.demand_forecasts import DemandForecastRepository
from app.repositories.insight.replenishment import ReplenishmentRepository
from app.repositories.insight.sales_history import SalesHistoryRepository
from tests.support.answers import ok
from tests.support.plans import MODES, BigShop, big_shop_of

SWEETS, DAYS, LINES_A_DAY, OLD_DAYS = 100, 90, 11, 275
# Each sweet has a lot a day, and sells from it eleven times, ten sweets to a sale. Before that there is most of a year
# of which only the ledger's sums are left: a lot a day that came in and went out; and what a till sold in that time.
BUSY_SHOP = f"""
    INSERT INTO categories (name) VALUES ('Milk sweets');
    INSERT INTO sweets (sku, name, category_id, price, unit, quantity_step, min_quantity, shelf_life_days)
        SELECT 'BUSY-' || n, 'Sweet ' || n, 1, 2, 'piece', 1, 1, 1 + n % 7 FROM generate_series(1, {SWEETS}) AS n;
    INSERT INTO adjustments (id, sweet_id, reason, quantity, created_by) VALUES (1, 1, 'wastage', -1, 1);
    INSERT INTO lots (sweet_id, best_before, received_at)
        SELECT sweet, suite.today() - {DAYS + OLD_DAYS} + day + (1 + sweet % 7),
            suite.today() - ({DAYS + OLD_DAYS} - day) * interval '1 day' + interval '3 hours'
        FROM generate_series(0, {OLD_DAYS + DAYS - 1}) AS day, generate_series(1, {SWEETS}) AS sweet
        ORDER BY day, sweet;
    INSERT INTO stock_movements (sweet_id, lot_id, quantity, kind, actor_id, occurred_at)
        SELECT sweet_id, id, 30, 'restock', 1, received_at FROM lots ORDER BY id;
    INSERT INTO stock_movements (sweet_id, lot_id, quantity, kind, adjustment_id, actor_id, occurred_at)
        SELECT sweet_id, id, -30, 'adjustment', 1, 1, received_at + interval '12 hours'
        FROM lots WHERE received_at < suite.today() - interval '{DAYS + 1} days' ORDER BY id;
    INSERT INTO sales (number, seller_id, subtotal, total, currency, created_at)
        SELECT 'n' || day || '-' || n, 2, 20, 20, 'INR',
            suite.today() - ({DAYS} - day) * interval '1 day' + interval '4 hours'
            + n * interval '3 minutes'
        FROM generate_series(0, {DAYS - 1}) AS day, generate_series(1, {LINES_A_DAY * SWEETS // 10}) AS n
        ORDER BY day, n;
    INSERT INTO sale_lines (sale_id, line_no, sweet_id, sku, name, unit, quantity, unit_price, line_total)
        SELECT id, line_no, 1 + (id * 10 + line_no) % {SWEETS}, 'BUSY', 'Sweet', 'piece',
            1 + id % 3, 2, 2 * (1 + id % 3)
        FROM sales, generate_series(1, 10) AS line_no;
    INSERT INTO stock_movements (sweet_id, lot_id, quantity, kind, sale_id, sale_line_no, actor_id, occurred_at)
        SELECT lines.sweet_id, lots.id, -lines.quantity, 'sale', lines.sale_id, lines.line_no, 2, sales.created_at
        FROM sales JOIN sale_lines AS lines ON lines.sale_id = sales.id
        JOIN lots ON lots.sweet_id = lines.sweet_id
            AND lots.received_at = date_trunc('day', sales.created_at) + interval '3 hours'
        ORDER BY sales.id;
    INSERT INTO history_tickets (ticket, sold_at, business_day)
        SELECT n, suite.today() - ({DAYS} + day) * interval '1 day' + interval '5 hours',
            suite.today() - {DAYS} - day
        FROM generate_series(10, {OLD_DAYS}) AS day, generate_series(1, 40) AS n ORDER BY day DESC, n;
    INSERT INTO history_lines (ticket_id, line_no, sweet_id, item, quantity)
        SELECT id, line_no, 1 + (id * 3 + line_no) % {SWEETS}, 'Sweet', 1
        FROM history_tickets, generate_series(1, 3) AS line_no;
    VACUUM ANALYZE
"""


@pytest_asyncio.fixture(scope="module")
async def busy_shop(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[BigShop]:
    async with big_shop_of(postgres, template, BUSY_SHOP) as shop:
        yield shop


@MODES
async def test_nothing_is_read_anew_for_each_sweet_day_or_lot(busy_shop: BigShop, mode: str) -> None:
    page = ok(await busy_shop.admin.get(f"/api/advice/reorder?days={DAYS}&all=true&limit=200"))
    assert [one["days_observed"] for one in page["items"]] == [DAYS] * SWEETS
    plan = await busy_shop.explain(SalesHistoryRepository.histories, mode)
    lots = SWEETS * (DAYS + OLD_DAYS)
    # The first movement of each sweet, and each movement once.
    assert plan.rows_read("stock_movements") <= SWEETS + 2 * lots + SWEETS * DAYS * LINES_A_DAY
    # With the movements, with what is not empty, on the shelf, and the latest of each sweet.
    assert plan.rows_read("lots") <= 3 * lots + SWEETS


async def test_movements_before_the_window_are_not_read(busy_shop: BigShop) -> None:
    await busy_shop.admin.get("/api/advice/reorder?days=7")
    plan = await busy_shop.explain(SalesHistoryRepository.histories, "force_custom_plan")
    assert "ix_stock_movements_sweet_id_occurred_at_id" in plan.indexes()
    assert plan.rows_read("stock_movements") <= SWEETS + 8 * SWEETS * (1 + LINES_A_DAY)


async def test_a_short_window_costs_less_than_a_long_one(busy_shop: BigShop) -> None:
    buffers = []
    for days in (7, 90):
        await busy_shop.admin.get(f"/api/advice/reorder?days={days}")
        buffers.append((await busy_shop.explain(SalesHistoryRepository.histories, "force_custom_plan")).buffers)
    assert buffers[0] < buffers[1]


async def test_the_days_of_the_shop_are_read_from_the_sales_of_the_window(busy_shop: BigShop) -> None:
    await busy_shop.admin.get("/api/advice/reorder?days=7")
    plan = await busy_shop.explain(SalesHistoryRepository.shop_days, "force_custom_plan")
    # Those have a row for each import that was taken back.
    assert plan.scanned() <= {"import_take_backs"}
    assert plan.rows_read("sales") <= 8 * SWEETS * LINES_A_DAY // 10


async def test_a_tills_history_before_the_window_is_not_read(busy_shop: BigShop) -> None:
    await busy_shop.admin.get("/api/advice/reorder?days=30")
    plan = await busy_shop.explain(SalesHistoryRepository.histories, "force_custom_plan")
    assert plan.rows_read("history_tickets") == 0
    assert "ix_history_tickets_sold_at" in plan.indexes()


async def test_each_line_of_a_tills_history_is_read_once(busy_shop: BigShop) -> None:
    await busy_shop.admin.get("/api/advice/reorder?days=365")
    plan = await busy_shop.explain(SalesHistoryRepository.histories, "force_custom_plan")
    tickets = (OLD_DAYS - 9) * 40
    assert plan.rows_read("history_tickets") <= tickets
    assert plan.rows_read("history_lines") <= 3 * tickets
    # The first day of each sweet in the books, and one within the window.
    assert plan.rows_read("daily_sweet_sales") <= 2 * SWEETS


@MODES
async def test_the_advice_on_one_sweet_reads_no_movement_of_another(busy_shop: BigShop, mode: str) -> None:
    (sweet,) = ok(await busy_shop.admin.get("/api/sweets", params={"sku": "BUSY-7"}))["items"]
    address = f"/api/advice/reorder?days={DAYS}&all=true&sweet_id={sweet['id']}"
    assert len(ok(await busy_shop.admin.get(address))["items"]) == 1
    plan = await busy_shop.explain(SalesHistoryRepository.histories, mode)
    assert plan.rows_read("stock_movements") <= 1 + DAYS * (2 + LINES_A_DAY)


# Twenty thousand sweets that sell two a day each. A tenth have run out, and the others last for weeks.
WIDE_SHOP = """
    INSERT INTO categories (name) VALUES ('Milk sweets');
    INSERT INTO sweets (sku, name, category_id, price, unit, quantity_step, min_quantity, shelf_life_days)
        SELECT 'WIDE-' || n, 'Sweet ' || n, 1, 2, 'piece', 1, 1, 30 FROM generate_series(1, 20000) AS n;
    INSERT INTO forecast_days (day, zone, sales_by_minute, is_complete)
        SELECT suite.today(), 'Asia/Kolkata', array_fill(1, '{1440}'), true;
    INSERT INTO demand_forecasts (
        sweet_id, day, days_observed, days_sold_out, at_least, per_day, by_weekday, deviation, short_today_from,
        runs_out_from, needed_from, sells_at_most
    )
        SELECT id, suite.today(), 56, 0, false, 2, array_fill(2::numeric, '{7}'), 1,
            CASE lasts WHEN 0 THEN 0 ELSE 2 END, suite.today() + greatest(lasts, 1), suite.today() + lasts, 62
        FROM sweets CROSS JOIN LATERAL (SELECT CASE WHEN id % 10 = 0 THEN 0 ELSE 20 + id % 20 END::int AS lasts) AS one;
    VACUUM ANALYZE
"""


@pytest_asyncio.fixture(scope="module")
async def wide_shop(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[BigShop]:
    async with big_shop_of(postgres, template, WIDE_SHOP) as shop:
        yield shop


async def test_advice_on_kept_forecasts_reads_those_that_run_out_first(wide_shop: BigShop) -> None:
    assert len(ok(await wide_shop.admin.get("/api/advice/reorder?limit=20"))["items"]) == 20
    plan = await wide_shop.explain(DemandForecastRepository.may_need, "force_custom_plan")
    assert "ix_demand_forecasts_runs_out_from_sweet_id" in plan.indexes()
    assert not plan.scanned() & {"sweets", "demand_forecasts"}
    plan = await wide_shop.explain(ReplenishmentRepository.stocks, "force_custom_plan")
    assert plan.rows_read("sweets") <= 41
