"""The plans of the lists of a big shop: their cost follows the page."""

from typing import Any

import pytest
from httpx import URL

from app.core.pagination import MAX_TOTAL
from app.repositories.catalogue.sweets import SweetRepository
from app.repositories.common.keyset import KeysetList
from tests.support.answers import ok
from tests.support.plans import LIMIT, MODES, BigShop

LISTS = [
    ("/api/sweets", "sweets", "ix_sweets_sort_name_id"),
    ("/api/sweets?sort=-name", "sweets", "ix_sweets_sort_name_id"),
    ("/api/sweets?sort=price", "sweets", "ix_sweets_price_id"),
    ("/api/sweets?sort=-created_at", "sweets", "ix_sweets_created_at_id"),
    ("/api/sales", "sales", "ix_sales_buyer_id_created_at_id"),
    ("/api/sales?sort=created_at", "sales", "ix_sales_buyer_id_created_at_id"),
    ("/api/sales?tender=cash", "sales", "ix_sales_created_at_id"),
    ("/api/sales?payment_state=paid", "sales", "ix_sales_created_at_id"),
    ("/api/sales?to_collect=false", "sales", "ix_sales_created_at_id"),
    ("/api/sales?buyer_id=9", "sales", "ix_sales_buyer_id_created_at_id"),
    ("/api/sales?seller_id=8", "sales", "ix_sales_seller_id_created_at_id"),
    ("/api/refunds", "refunds", "ix_refunds_created_at_id"),
    ("/api/refunds?tender=cash", "refunds", "ix_refunds_created_at_id"),
    ("/api/refunds?refunded_by=8", "refunds", "ix_refunds_refunded_by_created_at_id"),
    ("/api/audit-logs", "audit_logs", "ix_audit_logs_occurred_at_id"),
    ("/api/audit-logs?actor_id=7", "audit_logs", "ix_audit_logs_actor_id_occurred_at_id"),
    ("/api/audit-logs?action=user.disabled", "audit_logs", "ix_audit_logs_action_occurred_at_id"),
    ("/api/audit-logs?entity=sale&entity_id=8", "audit_logs", "ix_audit_logs_entity_entity_id_occurred_at_id"),
    ("/api/invitations", "invitations", "ix_invitations_created_at_id"),
    ("/api/invitations?sort=created_at", "invitations", "ix_invitations_created_at_id"),
    ("/api/invitations?status=expired&sort=created_at", "invitations", "ix_invitations_created_at_id"),
    ("/api/invitations?email=Buyer-7@example.com", "invitations", "ix_invitations_email_created_at_id"),
    ("/api/sales?customer_id=9", "sales", "ix_sales_customer_id_created_at_id"),
    ("/api/customers/9/sales", "sales", "ix_sales_customer_id_created_at_id"),
    ("/api/tickets", "held_tickets", "ix_held_tickets_held_at_id"),
    ("/api/customers", "customers", "ix_customers_sort_name_id"),
    ("/api/customers?sort=-created_at", "customers", "ix_customers_created_at_id"),
    ("/api/notifications", "notifications", "ix_notifications_admin_created_at_id"),
    ("/api/notifications?sort=created_at", "notifications", "ix_notifications_admin_created_at_id"),
    ("/api/dashboard/low-stock", "sweets", "ix_stock_alerts_open_raised_at_id"),
    ("/api/users?role=salesperson", "users", "ix_users_role_email_id"),
    ("/api/users?sort=created_at", "users", "ix_users_created_at_id"),
    ("/api/stock-movements", "stock_movements", "ix_stock_movements_occurred_at_id"),
    ("/api/stock-movements?sweet_id=1", "stock_movements", "ix_stock_movements_sweet_id_occurred_at_id"),
]


@MODES
@pytest.mark.parametrize(("address", "table", "index"), LISTS)
async def test_a_page_of_a_list_reads_its_own_rows_from_the_index_in_order(
    big_shop: BigShop, mode: str, address: str, table: str, index: str
) -> None:
    is_buyers_own = index.startswith("ix_sales_buyer") and "buyer_id" not in address
    client = big_shop.customer if is_buyers_own else big_shop.admin
    page: dict[str, Any] = {}
    for _ in ("first", "second", "third"):
        cursor = {"cursor": page["next_cursor"]} if page else {}
        page = (await client.get(URL(address).copy_merge_params({"limit": LIMIT, **cursor}))).json()
        assert len(page["items"]) == LIMIT
        plan = await big_shop.explain(KeysetList.fetch, mode)
        assert index in plan.indexes()
        assert plan.scanned() <= {"categories", "settings", "purchase_orders"}
        assert not {kind for kind in plan.kinds() if "Sort" in kind}
        # One more than the page, to see whether there is another; and the few that share its first sort key.
        assert LIMIT < plan.rows_read(table) <= LIMIT + 10


@MODES
@pytest.mark.parametrize("filters", ["payment_state=due", "payment_state=partly_paid", "to_collect=true"])
async def test_the_few_sales_that_are_due_or_to_collect_are_found_without_the_many(
    big_shop: BigShop, mode: str, filters: str
) -> None:
    page = ok(await big_shop.admin.get(f"/api/sales?{filters}&limit={LIMIT}"))
    assert len(page["items"]) == LIMIT
    plan = await big_shop.explain(KeysetList.fetch, mode)
    assert "sales" not in plan.scanned()
    # Those that are due, or the newest of all as far as the page goes.
    assert plan.rows_read("sales") <= 1000


@MODES
async def test_a_sale_is_found_by_its_number_without_reading_others(big_shop: BigShop, mode: str) -> None:
    newest = ok(await big_shop.admin.get("/api/sales", params={"limit": 1}))["items"][0]
    found = ok(await big_shop.admin.get("/api/sales", params={"number": newest["number"]}))
    assert [sale["id"] for sale in found["items"]] == [newest["id"]]
    plan = await big_shop.explain(KeysetList.fetch, mode)
    assert "uq_sales_number" in plan.indexes()
    assert plan.rows_read("sales") == 1


@MODES
@pytest.mark.parametrize(
    ("filters", "index"),
    [("lot_id=77", "ix_stock_movements_lot_id_occurred_at_id"), ("sale_id=77", "ix_stock_movements_sale_id")],
)
async def test_the_movements_of_a_lot_or_a_sale_are_found_by_it(
    big_shop: BigShop, mode: str, filters: str, index: str
) -> None:
    await big_shop.admin.get(f"/api/stock-movements?{filters}")
    plan = await big_shop.explain(KeysetList.fetch, mode)
    assert plan.indexes() == {index, "pk_sweets", "pk_sales"}
    assert plan.rows_read("stock_movements") <= 2
    assert plan.rows_read("sweets") <= 2


@MODES
async def test_sweets_by_sku_are_read_in_the_order_of_the_index_that_keeps_it_unique(
    big_shop: BigShop, mode: str
) -> None:
    page: dict[str, Any] = {}
    for _ in ("first", "second"):
        cursor = f"&cursor={page['next_cursor']}" if page else ""
        page = ok(await big_shop.admin.get(f"/api/sweets?sort=sku&limit={LIMIT}{cursor}"))
        plan = await big_shop.explain(KeysetList.fetch, mode)
        assert "uq_sweets_sku" in plan.indexes()
        assert plan.scanned() <= {"categories", "settings"}
        # The database does not use that no two are equal, and looks a little ahead to put equal ones in order.
        assert plan.rows_read("sweets") <= 3 * LIMIT


@MODES
async def test_the_sweets_of_a_tax_class_are_found_by_it(big_shop: BigShop, mode: str) -> None:
    found = ok(await big_shop.admin.get("/api/sweets", params={"tax_class_id": 1}))["items"]
    assert len(found) == 10
    plan = await big_shop.explain(KeysetList.fetch, mode)
    assert "ix_sweets_tax_class_id" in plan.indexes()
    assert plan.rows_read("sweets") <= 10


@MODES
async def test_sweets_that_lack_a_picture_or_a_barcode_are_read_as_far_as_the_page_goes(
    big_shop: BigShop, mode: str
) -> None:
    for lacking in ("has_picture", "has_barcode"):
        page = ok(await big_shop.admin.get("/api/sweets", params={lacking: "false", "limit": LIMIT}))
        assert len(page["items"]) == LIMIT
        plan = await big_shop.explain(KeysetList.fetch, mode)
        assert "ix_sweets_sort_name_id" in plan.indexes()
        assert plan.rows_read("sweets") <= LIMIT + 10


@MODES
async def test_a_search_finds_names_in_the_index_of_trigrams(big_shop: BigShop, mode: str) -> None:
    found = (await big_shop.customer.get("/api/sweets/search", params={"q": "gulb jamn", "limit": 100})).json()["items"]
    assert len(found) == 50
    (plan,) = await big_shop.explain_within(KeysetList.fetch, "search_sweets", mode)
    # A plan of its own knows that these words are no barcode.
    assert plan.indexes() - {"uq_sweets_barcode"} == {"ix_sweets_search_text", "uq_sweets_sku"}
    assert plan.scanned() == set()
    assert plan.rows_read("sweets") < 4 * len(found)


@MODES
async def test_a_search_reads_the_sweets_it_has_found_and_no_others(big_shop: BigShop, mode: str) -> None:
    await big_shop.customer.get("/api/sweets/search", params={"q": "gulb jamn", "limit": 100})
    plan = await big_shop.explain(KeysetList.fetch, mode)
    assert plan.scanned() <= {"categories", "settings"}
    # Each is looked at to choose the page, and each of the page again to show it.
    assert plan.rows_read("sweets") <= 100


@MODES
@pytest.mark.parametrize("wanted", ["stock_state=ok", "in_stock=false"])
async def test_the_expired_lots_of_all_sweets_are_read_once_to_choose_by_stock(
    big_shop: BigShop, mode: str, wanted: str
) -> None:
    ok(await big_shop.admin.get(f"/api/sweets?{wanted}&limit={LIMIT}"))
    plan = await big_shop.explain(KeysetList.fetch, mode)
    looks = sum(node["Actual Loops"] for node in plan.nodes() if node.get("Relation Name") == "lots")
    # Only the first sweet has expired lots, which are added up twice at most. Each sweet of the page looks for what has
    # expired, what is sold first and what is fresh.
    assert looks <= 1 + 2 + 3 * (LIMIT + 1)


@MODES
@pytest.mark.parametrize("wanted", ["stock_state=ok", "stock_state=low,ok", "in_stock=true"])
async def test_a_page_of_sweets_by_stock_ends_as_soon_as_it_is_full(big_shop: BigShop, mode: str, wanted: str) -> None:
    page = ok(await big_shop.admin.get(f"/api/sweets?{wanted}&limit={LIMIT}"))
    assert len(page["items"]) == LIMIT
    plan = await big_shop.explain(KeysetList.fetch, mode)
    assert "ix_sweets_sort_name_id" in plan.indexes()
    assert "sweets" not in plan.scanned()
    # Those of the page are chosen and then read, and a few have nothing in stock.
    assert plan.rows_read("sweets") <= 2 * (LIMIT + 1) + 10


@MODES
async def test_sweets_by_stock_are_counted_in_one_walk_over_sweets_and_expired_lots(
    big_shop: BigShop, mode: str
) -> None:
    assert ok(await big_shop.admin.get("/api/sweets?stock_state=ok&count=true"))["total"] > 4000
    plan = await big_shop.explain(KeysetList.fetch, mode)
    loops = [node["Actual Loops"] for node in plan.nodes() if node.get("Relation Name") in ("sweets", "lots")]
    assert loops == [1, 1]


@MODES
async def test_a_search_measures_the_likeness_of_what_the_index_proposes_alone(big_shop: BigShop, mode: str) -> None:
    ok(await big_shop.admin.get("/api/sweets?q=jamun"))
    for plan in await big_shop.explain_within(KeysetList.fetch, "search_sweets", mode):
        assert {"ix_sweets_search_text", "uq_sweets_sku"} <= plan.indexes()
        assert plan.scanned() == set()
        # What the index found is checked, and not filtered by the same once more.
        assert not [node for node in plan.nodes() if "%" in node.get("Filter", "")]


@MODES
@pytest.mark.parametrize(
    ("address", "table", "others"),
    [
        ("/api/sales?count=true", "sales", {"sale_lines", "sale_voids"}),
        ("/api/lots?count=true", "lots", {"sweets"}),
        ("/api/dashboard/low-stock?count=true", "stock_alerts", {"sweets", "lots"}),
    ],
)
async def test_a_count_reads_the_rows_it_counts_up_to_the_bound_and_nothing_for_their_items(
    big_shop: BigShop, mode: str, address: str, table: str, others: set[str]
) -> None:
    total = ok(await big_shop.admin.get(address))["total"]
    plan = await big_shop.explain(KeysetList.fetch, mode)
    assert plan.rows_read(table) <= MAX_TOTAL + 1
    assert total <= MAX_TOTAL
    assert not others & plan.tables()


@MODES
@pytest.mark.parametrize(
    "code", ["BIG-77", "8901030865275", "2100077002508"], ids=["a SKU", "a barcode", "a scale label"]
)
async def test_a_scanned_code_is_found_in_the_indexes_of_codes(big_shop: BigShop, mode: str, code: str) -> None:
    await big_shop.admin.get("/api/sweets/scan", params={"code": code})
    plan = await big_shop.explain(SweetRepository.scan, mode)
    assert {"uq_sweets_sku"} <= plan.indexes()
    assert "sweets" not in plan.scanned()
    assert plan.rows_read("sweets") <= 1


@MODES
async def test_part_of_a_name_is_found_in_the_index_of_trigrams(big_shop: BigShop, mode: str) -> None:
    found = (await big_shop.customer.get("/api/sweets", params={"name": "JAMUN 0"})).json()["items"]
    assert 0 < len(found) < 10
    plan = await big_shop.explain(KeysetList.fetch, mode)
    assert "ix_sweets_search_text" in plan.indexes()
    assert plan.rows_read("sweets") <= 50
