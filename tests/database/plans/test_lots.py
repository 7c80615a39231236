"""The plans of lots, recalls, adjustments and stocktakes over a shop that has received, sold and counted for years."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from httpx import URL

from app.database.embedded import EmbeddedPostgres
from app.repositories.catalogue.sweets import SweetRepository
from app.repositories.common.keyset import KeysetList
from app.repositories.stock.adjustments import AdjustmentRepository
from app.repositories.stock.lot_queries import LotListRepository
from app.repositories.stock.lots import LotRepository
from app.repositories.stock.stocktakes import StocktakeRepository
from tests.support.answers import created, ok
from tests.support.plans import LIMIT, MODES, BigShop, big_shop_of

# 200 sweets; 15,000 lots, 75 of each sweet, of which the newest three are not empty; and 10,000 full lots of the
# first sweet, nearly half of them expired, but none of the newest. Lot 1 went into 4,000 sales. 14,000 adjustments,
# 1,000 stocktakes of 20 sweets.
OLD_SHOP = """
    INSERT INTO categories (name) VALUES ('Tray');
    INSERT INTO suppliers (name) SELECT 'Supplier ' || n FROM generate_series(1, 20) AS n;
    INSERT INTO sweets (sku, name, category_id, price, unit, quantity_step, min_quantity)
        SELECT 'OLD-' || n, 'Sweet ' || n, 1, n, 'piece', 1, 1 FROM generate_series(1, 200) AS n;
    INSERT INTO lots (sweet_id, supplier_id, best_before, received_at)
        SELECT 1 + n % 200, CASE WHEN n % 3 = 0 THEN 1 + n % 20 END,
               CASE WHEN n % 7 > 0 THEN suite.today() - 350 + n / 40 END,
               suite.now() - (15000 - n) * interval '30 minutes'
        FROM generate_series(0, 14999) AS n;
    INSERT INTO stock_movements (sweet_id, lot_id, quantity, kind, actor_id, occurred_at)
        SELECT sweet_id, id, 10, 'restock', 1, received_at FROM lots;
    INSERT INTO users (email, role, password_hash)
        SELECT 'buyer-' || n || '@example.com', 'customer', 'x' FROM generate_series(1, 2000) AS n;
    INSERT INTO customers (name) SELECT 'Regular ' || n FROM generate_series(1, 2000) AS n;
    INSERT INTO sales (number, buyer_id, customer_id, subtotal, total, currency, created_at)
        SELECT 'n' || n, 4 + n % 2000, 1 + n % 2000, 2, 2, 'INR',
               suite.now() - (16000 - n) * interval '10 minutes'
        FROM generate_series(1, 16000) AS n;
    INSERT INTO sale_lines (sale_id, line_no, sweet_id, sku, name, unit, quantity, unit_price, line_total)
        SELECT id, 1, CASE WHEN id % 4 = 0 THEN 1 ELSE 2 END, 'OLD', 'Barfi', 'piece', 0.001, 2000, 2 FROM sales;
    INSERT INTO stock_movements (sweet_id, lot_id, quantity, kind, sale_id, sale_line_no, actor_id, occurred_at)
        SELECT line.sweet_id, CASE WHEN line.sweet_id = 1 THEN 1 ELSE 14802 END, -0.001, 'sale', sales.id, 1, 3,
               created_at
        FROM sales JOIN sale_lines AS line ON line.sale_id = sales.id WHERE line.sweet_id = 1 OR sales.id % 8 = 1;
    INSERT INTO adjustments (id, sweet_id, reason, quantity, created_by, created_at)
        SELECT n, 1 + n % 200,
               CASE WHEN n % 100 = 0 THEN 'theft' ELSE (ARRAY['wastage', 'damage', 'tasting'])[1 + n % 3] END,
               -10, 1, suite.now() - (14000 - n) * interval '20 minutes'
        FROM generate_series(1, 14000) AS n;
    INSERT INTO stock_movements (sweet_id, lot_id, quantity, kind, adjustment_id, actor_id, occurred_at)
        SELECT sweet_id, id, -on_hand, 'adjustment', 1 + id % 14000, 1, received_at FROM lots
        WHERE id <= 14400 AND on_hand > 0;
    INSERT INTO lots (sweet_id, best_before, received_at)
        SELECT 1, suite.today() + (n + 150) % 300 - 150, suite.now() - n * interval '1 minute'
        FROM generate_series(0, 9999) AS n;
    INSERT INTO stock_movements (sweet_id, lot_id, quantity, kind, actor_id, occurred_at)
        SELECT sweet_id, id, 10, 'restock', 1, received_at FROM lots WHERE id > 15000;
    INSERT INTO stocktakes (id, status, opened_by, opened_at, posted_by, posted_at, cancelled_at)
        SELECT n, CASE WHEN n % 10 > 0 THEN 'posted' ELSE 'cancelled' END, 1, at, CASE WHEN n % 10 > 0 THEN 1 END,
               CASE WHEN n % 10 > 0 THEN at END, CASE WHEN n % 10 = 0 THEN at END FROM generate_series(1, 1000) AS n,
               LATERAL (SELECT suite.now() - (1001 - n) * interval '1 day') AS day (at);
    INSERT INTO stocktake_counts (stocktake_id, sweet_id, expected, counted, counted_by, counted_at)
        SELECT id, 1 + (id + n) % 200, 10, 10, 1, opened_at FROM stocktakes, generate_series(1, 20) AS n;
    SELECT setval(pg_get_serial_sequence('adjustments', 'id'), 14000);
    SELECT setval(pg_get_serial_sequence('stocktakes', 'id'), 1000);
    VACUUM ANALYZE
"""


@pytest_asyncio.fixture(scope="module")
async def old_shop(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[BigShop]:
    async with big_shop_of(postgres, template, OLD_SHOP) as shop:
        yield shop


LISTS = [
    ("/api/lots", "lots", "ix_lots_received_at_id"),
    ("/api/lots?sort=received_at", "lots", "ix_lots_received_at_id"),
    ("/api/lots?sort=best_before", "lots", "ix_lots_expiry_id"),
    ("/api/lots?sort=-best_before", "lots", "ix_lots_expiry_id"),
    ("/api/lots?sweet_id=7", "lots", "ix_lots_sweet_id_received_at_id"),
    ("/api/lots?supplier_id=7", "lots", "ix_lots_supplier_id_received_at_id"),
    ("/api/lots/1/recall", "stock_movements", "ix_stock_movements_lot_id_occurred_at_id"),
    ("/api/lots/1/recall?sort=sold_at", "stock_movements", "ix_stock_movements_lot_id_occurred_at_id"),
    ("/api/adjustments", "adjustments", "ix_adjustments_created_at_id"),
    ("/api/adjustments?sweet_id=7", "adjustments", "ix_adjustments_sweet_id_created_at_id"),
    ("/api/stocktakes", "stocktakes", "ix_stocktakes_opened_at_id"),
]


@MODES
@pytest.mark.parametrize(("address", "table", "index"), LISTS)
async def test_a_page_of_a_list_reads_its_own_rows_from_the_index_in_order(
    old_shop: BigShop, mode: str, address: str, table: str, index: str
) -> None:
    page: dict[str, Any] = {}
    for _ in ("first", "second", "third"):
        cursor = {"cursor": page["next_cursor"]} if page else {}
        page = ok(await old_shop.admin.get(URL(address).copy_merge_params({"limit": LIMIT, **cursor})))
        assert len(page["items"]) == LIMIT
        plan = await old_shop.explain(KeysetList.fetch, mode)
        assert index in plan.indexes()
        assert plan.scanned() <= {"sweets"}
        read = plan.rows_read(table)
        # Of a lot its first movement is read too, of a sale what came back of it.
        assert LIMIT < read <= (4 * LIMIT if table == "stock_movements" else LIMIT + 50), read
        assert plan.buffers < 40 * LIMIT


@MODES
@pytest.mark.parametrize(
    ("filters", "most"), [("expiring_within_days=7", 1000), ("expired=true&empty=false", 6000), ("empty=false", 200)]
)
async def test_lots_that_expire_or_have_expired_are_found_without_the_years_of_empty_ones(
    old_shop: BigShop, mode: str, filters: str, most: int
) -> None:
    page = ok(await old_shop.admin.get(f"/api/lots?{filters}&limit={LIMIT}"))
    assert len(page["items"]) == LIMIT
    plan = await old_shop.explain(KeysetList.fetch, mode)
    assert "lots" not in plan.scanned()
    assert plan.rows_read("lots") <= most


@pytest.mark.parametrize(
    ("address", "table", "index"),
    [
        ("/api/adjustments?reason=theft", "adjustments", "ix_adjustments_reason_created_at_id"),
        ("/api/stocktakes?status=cancelled", "stocktakes", "ix_stocktakes_status_opened_at_id"),
    ],
)
async def test_the_few_of_a_kind_are_found_without_the_many(
    old_shop: BigShop, address: str, table: str, index: str
) -> None:
    page = ok(await old_shop.admin.get(f"{address}&limit={LIMIT}"))
    assert len(page["items"]) == LIMIT
    plan = await old_shop.explain(KeysetList.fetch, "force_custom_plan")
    assert index in plan.indexes()
    assert plan.rows_read(table) <= LIMIT + 1


@MODES
async def test_the_lots_of_a_sale_are_found_by_it(old_shop: BigShop, mode: str) -> None:
    body = ok(await old_shop.admin.get("/api/sales/4/lots"))
    assert [item["lot_id"] for item in body["items"]] == [1]
    plan = await old_shop.explain(LotListRepository.get_sale_lots_json, mode)
    assert "ix_stock_movements_sale_id" in plan.indexes()
    assert "lots" not in plan.scanned()
    assert (plan.rows_read("stock_movements"), plan.rows_read("lots")) == (1, 1)
    assert plan.buffers < 30


@MODES
@pytest.mark.parametrize(("quantity", "reason", "lots"), [("1", "wastage", 1), ("95", "expired", 10)])
async def test_a_loss_looks_at_the_lots_it_takes_from_although_there_are_ten_thousand(
    old_shop: BigShop, mode: str, quantity: str, reason: str, lots: int
) -> None:
    created(await old_shop.admin.post("/api/adjustments", json={"sweet_id": 1, "quantity": quantity, "reason": reason}))
    plan = await old_shop.explain(LotRepository._walk, mode)
    assert plan.indexes() == {"ix_lots_first_expired_first_out"}
    assert lots <= plan.rows_read("lots") <= lots + 1
    assert plan.buffers < 30 + 10 * lots
    plan = await old_shop.explain(AdjustmentRepository.get_json, mode)
    assert "ix_adjustments_created_at_id" not in plan.indexes()
    assert plan.rows_read("adjustments") == 1


@MODES
async def test_a_sale_from_ten_thousand_lots_costs_as_much_as_one_from_a_hundred(old_shop: BigShop, mode: str) -> None:
    buffers = []
    for sweet_id in (1, 2):
        created(await old_shop.customer.post(f"/api/sweets/{sweet_id}/purchase", json={"quantity": "1"}))
        plan = await old_shop.explain(LotRepository._walk, mode)
        assert plan.indexes() == {"ix_lots_first_expired_first_out"}
        assert plan.rows_read("lots") <= 2
        buffers.append(plan.buffers)
    assert abs(buffers[0] - buffers[1]) <= 3


@MODES
async def test_a_stocktake_is_compared_with_those_posted_since_only(old_shop: BigShop, mode: str) -> None:
    ((on_hand,),) = await old_shop.shop.sql("SELECT on_hand::text FROM sweets WHERE id = 9")
    address = f"/api/stocktakes/{created(await old_shop.admin.post('/api/stocktakes', json={}))['id']}"
    counts = {"counts": [{"sweet_id": 9, "expected": on_hand, "counted": on_hand}]}
    ok(await old_shop.admin.put(f"{address}/counts", json=counts))
    shown = await old_shop.explain(StocktakeRepository.get_json, mode)
    ok(await old_shop.admin.post(f"{address}/post"))
    for plan in (shown, await old_shop.explain(StocktakeRepository.counts, mode)):
        assert plan.rows_read("stocktake_counts") <= 10
        assert plan.rows_read("stocktakes") <= 10
        assert plan.buffers < 100


@MODES
async def test_a_surplus_finds_the_newest_lot_without_reading_the_others(old_shop: BigShop, mode: str) -> None:
    ((on_hand,),) = await old_shop.shop.sql("SELECT on_hand FROM sweets WHERE id = 1")
    address = f"/api/stocktakes/{created(await old_shop.admin.post('/api/stocktakes', json={}))['id']}"
    counts = {"counts": [{"sweet_id": 1, "expected": str(on_hand), "counted": str(int(on_hand) + 1)}]}
    ok(await old_shop.admin.put(f"{address}/counts", json=counts))
    ok(await old_shop.admin.post(f"{address}/post"))
    plan = await old_shop.explain(LotRepository.newest, mode)
    assert plan.indexes() == {"ix_lots_sweet_id_received_at_id"}
    assert plan.rows_read("lots") == 1


@MODES
async def test_the_freshness_of_a_page_of_sweets_is_read_from_few_of_their_lots(old_shop: BigShop, mode: str) -> None:
    # All but the first sweet, which has thousands of lots: 75 each, of which three are not empty.
    page = ok(await old_shop.customer.get("/api/sweets", params={"min_price": "2", "limit": LIMIT}))
    assert len(page["items"]) == LIMIT
    plan = await old_shop.explain(KeysetList.fetch, mode)
    assert "ix_lots_first_expired_first_out" in plan.indexes()
    assert not {"lots", "stock_movements"} & plan.scanned()
    # For each sweet the expired lots, the first to be sold, and those of today.
    assert plan.rows_read("lots") <= 7 * (LIMIT + 1)
    assert plan.rows_read("stock_movements") <= 3 * (LIMIT + 1)


@MODES
async def test_a_sweet_with_many_lots_is_fresh_after_a_look_at_few_of_them(old_shop: BigShop, mode: str) -> None:
    assert ok(await old_shop.customer.get("/api/sweets/1"))["fresh_today"]
    plan = await old_shop.explain(SweetRepository.get_json, mode)
    # The expired ones are added up.
    assert 4_900 <= plan.rows_read("lots") < 6_000
    assert plan.rows_read("stock_movements") <= 10
