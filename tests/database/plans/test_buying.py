"""The plans of buying, over a shop with many orders: their cost follows the page and the document."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from httpx import URL

from app.database.embedded import EmbeddedPostgres
from app.repositories.buying.purchase_orders import PurchaseOrderRepository
from app.repositories.buying.supplier_returns import SupplierReturnRepository
from app.repositories.buying.suppliers import SupplierRepository
from app.repositories.common.keyset import KeysetList
from app.repositories.insight.supplier_delays import LAST_RECEIPTS, SupplierDelayRepository
from app.repositories.stock.lots import LotRepository
from tests.support.answers import created, ok
from tests.support.plans import LIMIT, MODES, BigShop, big_shop_of

# 2,000 suppliers, a few of them archived; 20,000 orders of three lines of 500 sweets, every second without its day,
# every hundredth a draft; each received with a lot and a return; and one lot of order 7 sold in 20,000 parts.
BOUGHT = """
    INSERT INTO categories (name) VALUES ('Milk sweets');
    INSERT INTO sweets (sku, name, category_id, price, unit, quantity_step, min_quantity)
        SELECT 'S' || n, 'Sweet ' || n, 1, 1, 'piece', 1, 1 FROM generate_series(1, 500) AS n;
    INSERT INTO suppliers (name, created_at, archived_at)
        SELECT CASE WHEN n % 100 = 50 THEN 'Verma ' ELSE 'Dairy ' END || md5(n::text),
               suite.now() - n * interval '1 hour',
               CASE WHEN n % 100 = 7 THEN suite.now() END
        FROM generate_series(1, 2000) AS n;
    INSERT INTO purchase_orders (
        supplier_id, status, supplier_reference, expected_on, created_by, created_at, ordered_at, received_at
    )
        SELECT 1 + n % 200, CASE WHEN n % 100 = 3 THEN 'draft' ELSE 'received' END, 'SO-' || n,
               CASE WHEN n % 2 = 0 THEN suite.today() - n / 100 END, 1, suite.now() - n * interval '1 minute',
               CASE WHEN n % 100 <> 3 THEN suite.now() END, CASE WHEN n % 100 <> 3 THEN suite.now() END
        FROM generate_series(1, 20000) AS n;
    INSERT INTO purchase_order_lines (
        purchase_order_id, line_no, sweet_id, sku, name, unit, packs, pack_size, pack_cost, packs_received
    )
        SELECT o.id, n, 1 + (o.id * 3 + n) % 500, 'S', 'Sweet', 'piece', 2, 5, 10, 2
        FROM purchase_orders AS o, generate_series(1, 3) AS n;
    INSERT INTO goods_receipts (id, purchase_order_id, received_by, received_at)
        SELECT id, id, 1, suite.now() + interval '1 day' FROM purchase_orders;
    INSERT INTO lots (id, sweet_id, supplier_id, goods_receipt_id, purchase_order_id, purchase_order_line_no)
        SELECT o.id, line.sweet_id, o.supplier_id, o.id, o.id, 1
        FROM purchase_orders AS o JOIN purchase_order_lines AS line ON line.purchase_order_id = o.id AND line_no = 1;
    INSERT INTO stock_movements (sweet_id, lot_id, quantity, kind, purchase_order_id, actor_id)
        SELECT sweet_id, id, 50000, 'restock', id, 1 FROM lots;
    INSERT INTO supplier_returns (supplier_id, created_by, created_at)
        SELECT supplier_id, 1, created_at FROM purchase_orders ORDER BY id;
    INSERT INTO stock_movements (sweet_id, lot_id, quantity, kind, purchase_order_id, supplier_return_id, actor_id)
        SELECT sweet_id, id, -1, 'return', id, id, 1 FROM lots;
    INSERT INTO adjustments (id, sweet_id, reason, quantity, created_by) VALUES (1, 22, 'wastage', -20000, 1);
    INSERT INTO stock_movements (sweet_id, lot_id, quantity, kind, adjustment_id, actor_id)
        SELECT sweet_id, id, -1, 'adjustment', 1, 1 FROM lots, generate_series(1, 20000) WHERE id = 7;
    ALTER TABLE goods_receipts ALTER id RESTART WITH 30000;
    ALTER TABLE lots ALTER id RESTART WITH 30000;
    VACUUM ANALYZE
"""


@pytest_asyncio.fixture(scope="module")
async def bought_shop(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[BigShop]:
    async with big_shop_of(postgres, template, BOUGHT) as shop:
        yield shop


LISTS = [
    ("/api/suppliers", "suppliers", "ix_suppliers_sort_name_id"),
    ("/api/suppliers?sort=-created_at", "suppliers", "ix_suppliers_created_at_id"),
    ("/api/purchases", "purchase_orders", "ix_purchase_orders_created_at_id"),
    ("/api/purchases?sort=created_at", "purchase_orders", "ix_purchase_orders_created_at_id"),
    ("/api/purchases?sort=expected_on", "purchase_orders", "ix_purchase_orders_expected_on_id"),
    ("/api/purchases?sort=-expected_on", "purchase_orders", "ix_purchase_orders_expected_on_id"),
    ("/api/purchases?status=draft", "purchase_orders", "ix_purchase_orders_status_created_at_id"),
    ("/api/purchases?supplier_id=7", "purchase_orders", "ix_purchase_orders_supplier_id_created_at_id"),
    ("/api/supplier-returns", "supplier_returns", "ix_supplier_returns_created_at_id"),
    ("/api/supplier-returns?supplier_id=7", "supplier_returns", "ix_supplier_returns_supplier_id_created_at_id"),
]


@MODES
@pytest.mark.parametrize(("address", "table", "index"), LISTS)
async def test_a_page_of_a_list_reads_its_own_rows_from_the_index_in_order(
    bought_shop: BigShop, mode: str, address: str, table: str, index: str
) -> None:
    page: dict[str, Any] = {}
    for _ in ("first", "second"):
        cursor = {"cursor": page["next_cursor"]} if page else {}
        page = ok(await bought_shop.admin.get(URL(address).copy_merge_params({"limit": LIMIT, **cursor})))
        assert len(page["items"]) == LIMIT
        plan = await bought_shop.explain(KeysetList.fetch, mode)
        assert index in plan.indexes()
        assert plan.scanned() == set()
        assert not {kind for kind in plan.kinds() if "Sort" in kind}
        # One more than the page, to see whether there is another; and the few that share its first sort key.
        assert LIMIT < plan.rows_read(table) <= 2 * LIMIT


@pytest.mark.not_on("pg15", reason="its plan for any values reads all orders; the one for given values does not")
@MODES
async def test_the_orders_of_a_sweet_and_of_a_week_are_found_among_all(bought_shop: BigShop, mode: str) -> None:
    address = URL("/api/purchases").copy_merge_params({"sweet_id": 9, "limit": LIMIT})
    assert len(ok(await bought_shop.admin.get(address))["items"]) == LIMIT
    plan = await bought_shop.explain(KeysetList.fetch, mode)
    # A sweet is on 120 of 20,000 orders.
    assert "ix_purchase_order_lines_sweet_id" in plan.indexes()
    assert plan.rows_read("purchase_orders") <= 200
    ((week,),) = await bought_shop.shop.sql("SELECT (suite.today() - 100)::text")
    address = URL("/api/purchases?sort=expected_on").copy_merge_params({"expected_from": week, "limit": LIMIT})
    assert len(ok(await bought_shop.admin.get(address))["items"]) == LIMIT
    plan = await bought_shop.explain(KeysetList.fetch, mode)
    assert plan.indexes() >= {"ix_purchase_orders_expected_on_id"}
    assert plan.rows_read("purchase_orders") <= 2 * LIMIT


@pytest.mark.not_on("pg15", reason="its plan for any values reads all orders; the one for given values does not")
@MODES
@pytest.mark.parametrize(
    ("params", "found"), [({"number": "po-000042"}, [42]), ({"supplier_reference": "so-777"}, [777])]
)
async def test_an_order_is_found_by_its_numbers_in_their_indexes(
    bought_shop: BigShop, mode: str, params: dict[str, str], found: list[int]
) -> None:
    address = URL("/api/purchases").copy_merge_params(params)
    assert [order["id"] for order in ok(await bought_shop.admin.get(address))["items"]] == found
    plan = await bought_shop.explain(KeysetList.fetch, mode)
    assert plan.scanned() == set()
    assert plan.rows_read("purchase_orders") <= 2
    if "number" in params:
        assert "uq_purchase_orders_number" in plan.indexes()
    else:
        assert plan.indexes() >= {"ix_purchase_orders_supplier_reference", "ix_goods_receipts_supplier_reference"}


@MODES
async def test_the_delays_of_a_supplier_are_read_from_the_last_of_many_orders(bought_shop: BigShop, mode: str) -> None:
    async with bought_shop.shop.database.unit_of_work() as session:
        delays = await SupplierDelayRepository(session).last([7, 8], 1, "Asia/Kolkata")
    assert {supplier_id: len(days) for supplier_id, days in delays.items()} == {7: LAST_RECEIPTS, 8: LAST_RECEIPTS}
    plan = await bought_shop.explain(SupplierDelayRepository.last, mode)
    assert plan.scanned() <= {"suppliers"}
    assert plan.rows_read("goods_receipts") <= 4 * LAST_RECEIPTS


@MODES
async def test_an_order_is_shown_without_reading_the_sales_from_its_lots(bought_shop: BigShop, mode: str) -> None:
    order = ok(await bought_shop.admin.get("/api/purchases/7"))
    assert [lot["quantity"] for receipt in order["receipts"] for lot in receipt["lots"]] == ["50000.000"]
    plan = await bought_shop.explain(PurchaseOrderRepository.get_json, mode)
    assert plan.scanned() == set()
    assert plan.rows_read("stock_movements") <= 2
    assert plan.rows_read("lots") <= 2
    assert plan.rows_read("purchase_order_lines") == 3
    assert plan.buffers < 100


@MODES
async def test_a_return_reads_its_own_lots_and_movements_and_no_others(bought_shop: BigShop, mode: str) -> None:
    body = {"supplier_id": 8, "lines": [{"lot_id": 7, "quantity": "1"}]}
    went = created(await bought_shop.admin.post("/api/supplier-returns", json=body))
    for method in (SupplierReturnRepository.get_json, LotRepository.find):
        plan = await bought_shop.explain(method, mode)
        assert plan.scanned() == set()
        assert plan.buffers < 30
    assert went["line_count"] == 1


@MODES
async def test_whether_something_names_a_supplier_or_a_sweet_is_found_by_index(bought_shop: BigShop, mode: str) -> None:
    assert (await bought_shop.admin.delete("/api/suppliers/9")).status_code == 204
    plan = await bought_shop.explain(SupplierRepository.is_named, mode)
    assert plan.scanned() == set()
    assert plan.buffers < 30
