"""Kept forecasts: advice is the same with and without them, in a shop of forty sweets with three weeks behind it."""

import itertools
from collections.abc import AsyncIterator, Collection
from typing import Any

import pytest
import pytest_asyncio
from httpx import AsyncClient

from app.repositories.insight.demand_forecasts import DemandForecastRepository
from app.services.insight import advice as advice_module
from app.services.insight import kept_demand
from app.services.insight.kept_demand import KeptDemand
from tests.api.insight.diary import ADVICE, Diary
from tests.support.answers import created, ok, problem, walk
from tests.support.concurrency import until
from tests.support.requests import purchase, restock
from tests.support.transfers import imported

SWEETS, DAYS = 40, 21
# Each sweet gets a lot of its own size and shelf life a day and sells some of it, more of it on the last day of a week.
# Every fifth comes from one supplier, who takes days, and every seventh is on order, some of it too late to count on.
SHOP = f"""
    INSERT INTO suppliers (name, lead_time_days) VALUES ('Anand Dairy', 3);
    INSERT INTO sweets (sku, name, category_id, price, unit, quantity_step, min_quantity, shelf_life_days)
        SELECT 'KEPT-' || n, 'Sweet ' || n, 1, 2, 'piece', 1, 1, nullif(1 + n % 9, 9)
        FROM generate_series(1, {SWEETS}) AS n;
    INSERT INTO lots (sweet_id, best_before, received_at, supplier_id)
        SELECT id, CAST('2026-11-02' AS date) + day + shelf_life_days,
            timestamptz '2026-11-02 08:00+05:30' + day * interval '1 day', CASE WHEN id % 5 = 0 THEN 1 END
        FROM sweets, generate_series(0, {DAYS - 1}) AS day WHERE sku LIKE 'KEPT-%' ORDER BY day, id;
    INSERT INTO stock_movements (sweet_id, lot_id, quantity, kind, actor_id, occurred_at)
        SELECT sweet_id, id, 8 + sweet_id % 3, 'restock', 1, received_at FROM lots WHERE sweet_id > 1 ORDER BY id;
    INSERT INTO sales (number, seller_id, subtotal, total, due, currency, created_at)
        SELECT 'n' || day || '-' || n, 2, {2 * SWEETS}, {2 * SWEETS}, {2 * SWEETS}, 'INR',
            timestamptz '2026-11-02 09:00+05:30' + day * interval '1 day' + n * interval '127 minutes'
        FROM generate_series(0, {DAYS - 1}) AS day, generate_series(0, 3) AS n ORDER BY day, n;
    INSERT INTO sale_lines (sale_id, line_no, sweet_id, sku, name, unit, quantity, unit_price, line_total)
        SELECT sales.id, row_number() OVER (PARTITION BY sales.id ORDER BY sweets.id), sweets.id, sku, sweets.name,
            'piece', 1 + (sales.id * 7 + sweets.id) % 2, 2, 2 * (1 + (sales.id * 7 + sweets.id) % 2)
        FROM sales, sweets WHERE sku LIKE 'KEPT-%' AND sweets.id % 11 <> 0;
    INSERT INTO stock_movements (sweet_id, lot_id, quantity, kind, sale_id, sale_line_no, actor_id, occurred_at)
        SELECT line.sweet_id, lots.id, -line.quantity, 'sale', line.sale_id, line.line_no, 2, sales.created_at
        FROM sales JOIN sale_lines AS line ON line.sale_id = sales.id
        JOIN lots ON lots.sweet_id = line.sweet_id
            AND lots.received_at = date_trunc('day', sales.created_at, 'Asia/Kolkata') + interval '8 hours';
    INSERT INTO purchase_orders (supplier_id, status, created_by, ordered_at, expected_on)
        SELECT 1, 'ordered', 1, timestamptz '2026-11-20 10:00+05:30', CAST(day AS date)
        FROM unnest('{{2026-11-10,2026-11-24,null}}'::text[]) AS day;
    INSERT INTO purchase_order_lines
        (purchase_order_id, line_no, sweet_id, sku, name, unit, packs, pack_size, pack_cost, packs_received)
        SELECT orders.id, row_number() OVER (PARTITION BY orders.id ORDER BY sweets.id), sweets.id, sku, sweets.name,
            'piece', 3, 4, 1, 1
        FROM purchase_orders AS orders, sweets WHERE sku LIKE 'KEPT-%' AND (sweets.id + orders.id) % 7 = 0;
"""
QUESTIONS: list[dict[str, Any]] = [
    {},
    {"all": True},
    {"urgent": True},
    {"count": True, "limit": 2},
    {"sort": "-runs_out_on"},
    {"lead_time_days": 0, "cover_days": 1},
    {"lead_time_days": 9, "cover_days": 14, "limit": 5},
    {"made_here": True},
    {"supplier_id": 1},
    {"category_id": 1, "cover_days": 5},
    {"sweet_id": 12, "all": True},
    {"days": 10},
]


@pytest_asyncio.fixture
async def trading(diary: Diary) -> AsyncIterator[Diary]:
    await diary.shop.sql(
        "INSERT INTO adjustments (id, sweet_id, reason, quantity, created_by) VALUES (9, 1, 'wastage', -1, 1)"
    )
    async with diary.shop.connect() as connection:
        await connection.execute(SHOP)
    diary.at(DAYS, 11)
    yield diary


async def keep(diary: Diary) -> None:
    await KeptDemand(diary.shop.database, lambda: diary.shop.context).keep_all()


async def kept(diary: Diary) -> int:
    return int((await diary.shop.sql("SELECT count(*) FROM demand_forecasts"))[0][0])


async def answers(client: AsyncClient) -> list[Any]:
    return [ok(await client.get(ADVICE, params=question)) for question in QUESTIONS]


async def answers_without(diary: Diary) -> list[Any]:
    """What is answered when no forecast is kept; those that are stay as they are."""
    await diary.shop.sql("ALTER TABLE forecast_days RENAME TO put_away")
    await diary.shop.sql("CREATE TABLE forecast_days (LIKE put_away)")
    await diary.shop.sql("GRANT SELECT ON forecast_days TO PUBLIC")
    found = await answers(diary.admin)
    await diary.shop.sql("DROP TABLE forecast_days")
    await diary.shop.sql("ALTER TABLE put_away RENAME TO forecast_days")
    return found


async def test_advice_is_the_same_with_kept_forecasts_as_stock_changes_and_days_go_by(trading: Diary) -> None:
    admin, shop = trading.admin, trading.shop
    learned = await answers(admin)
    assert len(learned[0]["items"]) > 10
    await keep(trading)
    assert await kept(trading) == SWEETS + 1
    assert await answers(admin) == learned
    # What is sold, voided, received and ordered after that.
    by_id = {one["sweet_id"]: one for one in learned[1]["items"]}
    sold = [{"id": sweet_id} for sweet_id, one in by_id.items() if float(one["available"]) >= 3][:9]
    sales = [created(await purchase(admin, sweet, "3")) for sweet in sold]
    ok(await admin.post(f"/api/sales/{sales[0]['id']}/void", json={"reason": "Wrong sweet"}))
    await restock(admin, sold[1], "50")
    await restock(admin, {"id": 22}, "5")
    ok(await admin.post("/api/purchases/2/cancel"))
    for hour in (11, 15, 22):
        trading.at(DAYS, hour)
        assert await answers(admin) == await answers_without(trading)
    # The job has only those to look at whose stock has changed.
    told: list[int] = []
    await KeptDemand(shop.database, lambda: shop.context).keep_all(told.append)
    assert told == [len(sold) + 1]
    assert await answers(admin) == await answers_without(trading)
    # On the next day nothing that was kept is of today, until it is kept anew.
    trading.at(DAYS + 1, 11)
    learned = await answers(admin)
    assert learned == await answers_without(trading)
    await keep(trading)
    assert await answers(admin) == learned


async def test_a_page_is_the_same_wherever_it_begins(trading: Diary) -> None:
    for question in ({}, {"all": True}, {"sort": "-runs_out_on"}):
        learned = await walk(trading.admin, ADVICE, limit=3, **question)
        assert len(list(itertools.chain.from_iterable(learned))) > 10
        await keep(trading)
        assert await walk(trading.admin, ADVICE, limit=3, **question) == learned
        await trading.shop.sql("TRUNCATE demand_forecasts, forecast_days")


async def test_a_page_of_kept_forecasts_takes_the_same_statements_however_long_it_is(trading: Diary) -> None:
    await keep(trading)
    for limit in (1, 5):
        async with trading.shop.count_statements() as counter:
            ok(await trading.admin.get(ADVICE, params={"limit": limit}))
        # Who is asking, the kept day, sweets that may need something, their stocks; late suppliers if there are any.
        assert 4 <= len(counter) <= 5, counter.statements


async def test_a_history_that_is_imported_or_taken_back_is_learned_from_at_once(trading: Diary) -> None:
    await keep(trading)
    till = "date,time,ticket,item,quantity,price\n" + "".join(
        f"2026-11-{day:02},10:30,{day},Sweet 3,40,2\n" for day in range(2, 20)
    )
    job = await imported(trading.admin, "till_history", till)
    assert job["added"] == 18
    assert await kept(trading) == 0
    learned = await answers(trading.admin)
    await keep(trading)
    assert await answers(trading.admin) == learned
    ok(await trading.admin.post(f"/api/imports/{job['id']}/take-back"))
    assert await kept(trading) == 0
    assert await answers(trading.admin) != learned
    # Of days before those that are learned from, nothing is forgotten.
    await keep(trading)
    await imported(trading.admin, "till_history", till.replace("2026-11", "2026-08"))
    assert await kept(trading) == SWEETS + 1


async def test_forecasts_of_another_time_zone_are_not_used(trading: Diary) -> None:
    await keep(trading)
    ok(await trading.admin.put("/api/settings", json={"time_zone": "America/New_York"}))
    await trading.shop.app.state.shop.current_settings._read()
    assert await answers(trading.admin) == await answers_without(trading)
    await keep(trading)
    assert await answers(trading.admin) == await answers_without(trading)


async def test_a_shop_of_more_sweets_than_are_learned_in_a_request_uses_the_forecasts_of_yesterday(
    trading: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(advice_module, "MOST_LEARNED", 10)
    refusal = problem(await trading.admin.get(ADVICE), 503, "advice_not_ready")
    assert "Try again in a few minutes" in refusal["detail"]
    assert len(ok(await trading.admin.get(ADVICE, params={"sweet_id": 12, "all": True}))["items"]) == 1
    await keep(trading)
    today = ok(await trading.admin.get(ADVICE))["items"]
    trading.at(DAYS + 1, 8)
    tomorrow = ok(await trading.admin.get(ADVICE))["items"]
    assert {one["sweet_id"] for one in today} - {one["sweet_id"] for one in tomorrow} == set()
    assert {one["days_observed"] for one in tomorrow} == {one["days_observed"] for one in today}


async def test_the_job_keeps_forecasts_for_as_long_as_the_shop_is_open(
    trading: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def all_are_kept() -> bool:
        return await kept(trading) == SWEETS + 1

    monkeypatch.setattr(kept_demand, "LOOK_EVERY_SECONDS", 0.01)
    async with KeptDemand(trading.shop.database, lambda: trading.shop.context).always():
        await until(all_are_kept)


async def test_a_sale_while_forecasts_are_kept_is_not_missed(trading: Diary, monkeypatch: pytest.MonkeyPatch) -> None:
    lock_sweets = DemandForecastRepository.lock_sweets

    async def sell_and_lock(self: DemandForecastRepository, sweet_ids: Collection[int]) -> dict[int, int]:
        created(await purchase(trading.admin, {"id": 22}, "3"))
        return await lock_sweets(self, sweet_ids)

    await restock(trading.admin, {"id": 22}, "20")
    monkeypatch.setattr(DemandForecastRepository, "lock_sweets", sell_and_lock)
    await keep(trading)
    unknown = await trading.shop.sql("SELECT sweet_id FROM demand_forecasts WHERE runs_out_from = '-infinity'")
    assert [row["sweet_id"] for row in unknown] == [22]
    assert await answers(trading.admin) == await answers_without(trading)


async def test_what_is_kept_goes_with_the_sweet(trading: Diary) -> None:
    sweet = await trading.new_sweet(sku="NEVER-SOLD")
    await keep(trading)
    assert await kept(trading) == SWEETS + 2
    answer = await trading.admin.delete(f"/api/sweets/{sweet['id']}", headers={"If-Match": "*"})
    assert answer.status_code == 204, answer.text
    assert await kept(trading) == SWEETS + 1
