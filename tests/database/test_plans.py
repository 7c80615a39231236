"""The plans of the hot queries over a big shop, as the database carried them out: the cost follows the page."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
from httpx import URL, AsyncClient
from sqlalchemy import event

from app.database.embedded import EmbeddedPostgres
from app.models import Role
from tests.conftest import PASSWORDS, TestShop, copied_database, created, running_shop

LIMIT = 20
# 5,000 sweets; 10,000 full lots of the first, a third of them expired, and 2,000 empty ones; 30,000 sales; 100,000
# notifications, of which customers are told a few; 20,000 alerts, of which a few are open.
BIG_SHOP = """
    INSERT INTO categories (name) SELECT 'Tray ' || n FROM generate_series(1, 20) AS n;
    INSERT INTO sweets (sku, name, category_id, price, unit, quantity_step, min_quantity, created_at)
        SELECT 'BIG-' || n, CASE WHEN n % 100 = 50 THEN 'Gulab Jamun ' ELSE 'Sweet ' END || md5(n::text),
               1 + n % 20, 1 + n % 997, 'piece', 1, 1, suite.now() - n * interval '1 minute'
        FROM generate_series(1, 5000) AS n;
    INSERT INTO lots (sweet_id, best_before)
        SELECT 1, suite.today() + (n % 300 - 100) FROM generate_series(1, 12000) AS n;
    INSERT INTO lots (sweet_id) SELECT id FROM sweets WHERE id > 1;
    INSERT INTO stock_movements (sweet_id, lot_id, quantity, kind, actor_id, occurred_at)
        SELECT sweet_id, id, 10, 'restock', 1, suite.now() - id * interval '1 minute' FROM lots;
    INSERT INTO adjustments (id, sweet_id, reason, quantity, created_by) VALUES (1, 1, 'expired', -20000, 1);
    INSERT INTO stock_movements (sweet_id, lot_id, quantity, kind, adjustment_id, actor_id, occurred_at)
        SELECT sweet_id, id, -10, 'adjustment', 1, 1, suite.now() - id * interval '1 second' FROM lots
        WHERE sweet_id = 1 AND id % 6 = 0;
    INSERT INTO users (email, role, password_hash)
        SELECT 'buyer-' || n || '@example.com', 'customer', 'x' FROM generate_series(1, 5000) AS n;
    INSERT INTO sales (number, buyer_id, tender, subtotal, total, currency, created_at)
        SELECT 'n' || n, 3 + n % 300, 'cash', 2, 2, 'INR', suite.now() - n * interval '1 minute'
        FROM generate_series(1, 30000) AS n;
    INSERT INTO tax_classes (id, name) VALUES (1, 'Packed');
    INSERT INTO sale_lines (
        sale_id, line_no, sweet_id, sku, name, unit, quantity, unit_price, line_total, tax_class_id, tax
    ) SELECT id, 1, 2 + id % 4999, 'BIG', 'Barfi', 'piece', 1, 2, 2, 1, 0.1 FROM sales;
    INSERT INTO sale_line_taxes (sale_id, line_no, tax_no, component, rate_percent, taxable, amount)
        SELECT sale_id, line_no, 1, 'GST', 5, 1.9, 0.1 FROM sale_lines;
    INSERT INTO refunds (sale_id, tender, subtotal, discount_total, tax_total, total, refunded_by, created_at)
        SELECT id, 'cash', 1, 0, 0, 1, 1, created_at FROM sales WHERE id % 3 = 0;
    INSERT INTO refund_lines (refund_id, line_no, sale_id, quantity, restock, line_total, discount, tax, cost)
        SELECT id, 1, sale_id, 0.5, false, 1, 0, 0.05, 0 FROM refunds;
    INSERT INTO refund_line_taxes (refund_id, line_no, tax_no, component, rate_percent, taxable, amount)
        SELECT refund_id, 1, 1, 'GST', 5, 0.95, 0.05 FROM refund_lines;
    INSERT INTO sale_voids (sale_id, reason, voided_by, voided_at)
        SELECT id, 'x', 1, suite.now() FROM sales WHERE id % 9 = 0;
    INSERT INTO sessions (user_id, expires_at) SELECT 4 + n % 300, suite.now() + interval '30 days'
        FROM generate_series(1, 30000) AS n;
    INSERT INTO idempotency_keys (actor_id, key, fingerprint, status_code, body)
        SELECT 4 + n % 300, md5(n::text), '', 201, '{}' FROM generate_series(1, 10000) AS n;
    INSERT INTO audit_logs (occurred_at, actor_id, action, entity, entity_id, outcome)
        SELECT suite.now() - n * interval '1 minute', 1 + n % 300,
               CASE WHEN n % 100 = 0 THEN 'user.disabled' WHEN n % 3 = 0 THEN 'rare.' || n % 40 ELSE 'sale.created' END,
               CASE WHEN n % 400 = 0 THEN 'user' ELSE 'sale' END, n % 150,
               CASE WHEN n % 300 = 0 THEN 'refused' ELSE 'done' END
        FROM generate_series(1, 30000) AS n;
    INSERT INTO refusal_counts (subject, minute, count, audit_log_id)
        SELECT 'a subject ' || id, occurred_at, 2, id FROM audit_logs WHERE outcome = 'refused' OR id % 10 = 0;
    INSERT INTO invitations (token_hash, role, email, created_by, created_at, expires_at)
        SELECT decode(md5(n::text), 'hex'), 'salesperson', 'buyer-' || n % 100 || '@example.com', 1,
               suite.now() - n * interval '1 hour', suite.now() + (72 - n) * interval '1 hour'
        FROM generate_series(1, 10000) AS n;
    INSERT INTO customers (name, phone, created_at)
        SELECT CASE WHEN n % 100 = 50 THEN 'Asha ' ELSE 'Regular ' END || md5(n::text), '+9198' || 10000000 + n * 7,
               suite.now() - n * interval '1 minute'
        FROM generate_series(1, 5000) AS n;
    UPDATE customers SET user_id = 4 WHERE id = 3;
    INSERT INTO sales (number, seller_id, customer_id, tender, subtotal, total, currency, created_at)
        SELECT 'c' || n, 2, 1 + n % 20, 'card', 2, 2, 'INR', suite.now() - n * interval '3 minutes'
        FROM generate_series(1, 10000) AS n;
    INSERT INTO notifications (kind, title, body, roles, created_at)
        SELECT 'stock', md5(n::text), '', CASE WHEN n % 1000 = 0 THEN ARRAY['customer'] ELSE ARRAY['admin'] END,
               suite.now() + n * interval '1 second' FROM generate_series(1, 100000) AS n;
    INSERT INTO notification_reads (user_id, notification_id) SELECT 1 + n % 3, n FROM generate_series(1, 99000) AS n;
    INSERT INTO stock_alerts (sweet_id, state, available, raised_at, resolved_at)
        SELECT 2 + n % 4999, 'low', 1, suite.now() - n * interval '1 minute', CASE WHEN n > 200 THEN suite.now() END
        FROM generate_series(1, 20000) AS n;
    INSERT INTO users (email, full_name, role, is_active, password_hash, created_at)
        SELECT 'member-' || n || '@example.com',
               CASE WHEN n % 1000 = 500 THEN 'Asha ' ELSE 'Member ' END || md5(n::text),
               CASE WHEN n % 2000 = 7 THEN 'admin' WHEN n % 100 = 3 THEN 'salesperson' ELSE 'customer' END,
               n % 4000 <> 7, 'x', suite.now() - n * interval '1 minute'
        FROM generate_series(1, 20000) AS n;
    VACUUM ANALYZE
"""
HOT = 1
AUTO_EXPLAIN = """
    LOAD 'auto_explain'; SET auto_explain.log_format = json; SET auto_explain.log_level = notice;
    SET auto_explain.log_analyze = on; SET auto_explain.log_buffers = on; SET auto_explain.log_nested_statements = on;
    SET auto_explain.log_min_duration = 0
"""


@dataclass
class Plan:
    """What a statement did."""

    root: dict[str, Any]
    buffers: int

    def nodes(self) -> Iterator[dict[str, Any]]:
        waiting = [self.root]
        while waiting:
            node = waiting.pop()
            waiting += node.get("Plans", ())
            yield node

    def kinds(self) -> set[str]:
        return {node["Node Type"] for node in self.nodes()}

    def indexes(self) -> set[str]:
        return {node["Index Name"] for node in self.nodes() if "Index Name" in node}

    def tables(self) -> set[str]:
        """The tables that were looked at in any way."""
        return {node["Relation Name"] for node in self.nodes() if "Relation Name" in node}

    def scanned(self) -> set[str]:
        """The tables that were read from end to end."""
        return {node["Relation Name"] for node in self.nodes() if node["Node Type"] == "Seq Scan"}

    def rows_read(self, table: str) -> int:
        """How many rows of a table were looked at, those that were thrown away included."""
        rows = 0.0
        for node in self.nodes():
            if node.get("Relation Name") == table:
                rows += node["Actual Loops"] * (node["Actual Rows"] + node.get("Rows Removed by Filter", 0))
        return round(rows)


@dataclass
class BigShop:
    """A shop with a lot of everything, and the statements it has run since it was last asked."""

    shop: TestShop
    customer: AsyncClient
    admin: AsyncClient
    statements: list[tuple[str, tuple[Any, ...]]]

    async def explain(self, part: str, mode: str, inside: str = "") -> Plan:
        """Run again the last statement with `part` in it, and return how the database carried it out.

        With `inside`, it is how it carried out the statement with that in it, of a function that was called.
        """
        statement, values = [one for one in self.statements if part in one[0]][-1]
        explained: list[dict[str, Any]] = []
        async with self.shop.connect() as connection:
            connection.add_log_listener(lambda _, log: explained.append(json.loads(log.message.partition("plan:")[2])))
            await connection.execute(f"SET plan_cache_mode = {mode}; SET jit = off; PREPARE hot AS {statement}")
            await connection.execute(AUTO_EXPLAIN)
            await connection.execute(f"EXECUTE hot({', '.join(map(literal, values))})")
        (plan,) = [one["Plan"] for one in explained if (inside or part) in one["Query Text"]]
        return Plan(plan, plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


def literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, list):
        value = "{" + ",".join(str(one) for one in value) + "}"
    return "'" + str(value).replace("'", "''") + "'"


@asynccontextmanager
async def noted_shop(postgres: EmbeddedPostgres, template: str, script: str) -> AsyncIterator[BigShop]:
    """A shop that a script has filled, which notes the statements it runs."""
    async with copied_database(postgres, template) as url:
        connection = await asyncpg.connect(url)
        for statement in script.split(";"):
            await connection.execute(statement)
        await connection.close()
        async with running_shop(url) as shop:
            customer = await shop.log_in("customer@example.com", PASSWORDS[Role.CUSTOMER])
            admin = await shop.log_in("admin@example.com", PASSWORDS[Role.ADMIN])
            statements: list[tuple[str, tuple[Any, ...]]] = []

            def note(_conn: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
                statements.append((statement, tuple(parameters)))

            event.listen(shop.database.engine.sync_engine, "before_cursor_execute", note)
            yield BigShop(shop, customer, admin, statements)


@pytest_asyncio.fixture(scope="module")
async def big_shop(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[BigShop]:
    async with noted_shop(postgres, template, BIG_SHOP) as shop:
        yield shop


# What the database plans for the values it is given, and what it settles on for all values after a few runs.
MODES = pytest.mark.parametrize("mode", ["force_custom_plan", "force_generic_plan"])


@MODES
@pytest.mark.parametrize(("quantity", "lots"), [(1, 1), (100, 10)])
async def test_a_sale_looks_at_the_lots_it_takes_from_and_no_others(
    big_shop: BigShop, mode: str, quantity: int, lots: int
) -> None:
    created(await big_shop.customer.post(f"/api/sweets/{HOT}/purchase", json={"quantity": str(quantity)}))
    plan = await big_shop.explain("WITH RECURSIVE walk", mode)
    assert plan.scanned() == set()
    assert plan.indexes() == {"ix_lots_first_expired_first_out"}
    assert lots <= plan.rows_read("lots") <= lots + 1
    assert plan.buffers < 20 + 10 * lots


@MODES
async def test_a_sale_finds_its_sweet_and_its_key_by_their_ids(big_shop: BigShop, mode: str) -> None:
    address = f"/api/sweets/{HOT}/purchase"
    created(await big_shop.customer.post(address, json={"quantity": "1"}, headers={"Idempotency-Key": mode}))
    for part, index in (("FOR NO KEY UPDATE", "pk_sweets"), ("JOIN unnest", "pk_idempotency_keys")):
        plan = await big_shop.explain(part, mode)
        assert plan.indexes() == {index}
        assert plan.buffers < 20


LISTS = [
    ("/api/sweets", "sweets", "ix_sweets_name_id"),
    ("/api/sweets?sort=-name", "sweets", "ix_sweets_name_id"),
    ("/api/sweets?sort=price", "sweets", "ix_sweets_price_id"),
    ("/api/sweets?sort=-created_at", "sweets", "ix_sweets_created_at_id"),
    ("/api/sales", "sales", "ix_sales_buyer_id_created_at_id"),
    ("/api/sales?sort=created_at", "sales", "ix_sales_buyer_id_created_at_id"),
    ("/api/sales?tender=cash", "sales", "ix_sales_created_at_id"),
    ("/api/sales?buyer_id=9", "sales", "ix_sales_buyer_id_created_at_id"),
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
    ("/api/customers", "customers", "ix_customers_name_id"),
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
        plan = await big_shop.explain(f"FROM {table}", mode)
        assert index in plan.indexes()
        assert plan.scanned() <= {"categories", "settings"}
        assert not {kind for kind in plan.kinds() if "Sort" in kind}
        # One more than the page, to see whether there is another; and the few that share its first sort key.
        assert LIMIT < plan.rows_read(table) <= LIMIT + 10


@MODES
@pytest.mark.parametrize(
    ("filters", "index"),
    [("lot_id=77", "ix_stock_movements_lot_id_occurred_at_id"), ("sale_id=77", "ix_stock_movements_sale_id")],
)
async def test_the_movements_of_a_lot_or_a_sale_are_found_by_it(
    big_shop: BigShop, mode: str, filters: str, index: str
) -> None:
    await big_shop.admin.get(f"/api/stock-movements?{filters}")
    plan = await big_shop.explain("FROM stock_movements", mode)
    assert plan.indexes() == {index}
    assert plan.rows_read("stock_movements") <= 2


@MODES
async def test_a_search_finds_names_in_the_index_of_trigrams(big_shop: BigShop, mode: str) -> None:
    found = (await big_shop.customer.get("/api/sweets/search", params={"q": "gulb jamn", "limit": 100})).json()["items"]
    assert len(found) == 50
    plan = await big_shop.explain("search_sweets(", mode, inside="<% search_text")
    assert plan.indexes() == {"ix_sweets_search_text"}
    assert plan.scanned() == set()
    assert plan.rows_read("sweets") < 4 * len(found)


@MODES
async def test_a_search_reads_the_sweets_it_has_found_and_no_others(big_shop: BigShop, mode: str) -> None:
    await big_shop.customer.get("/api/sweets/search", params={"q": "gulb jamn", "limit": 100})
    plan = await big_shop.explain("search_sweets(", mode)
    assert plan.scanned() <= {"categories", "settings"}
    assert plan.rows_read("sweets") <= 100


@MODES
async def test_part_of_a_name_is_found_in_the_index_of_trigrams(big_shop: BigShop, mode: str) -> None:
    found = (await big_shop.customer.get("/api/sweets", params={"name": "JAMUN 0"})).json()["items"]
    assert 0 < len(found) < 10
    plan = await big_shop.explain("FROM sweets", mode)
    assert "ix_sweets_search_text" in plan.indexes()
    assert plan.rows_read("sweets") <= 50


async def test_the_few_refusals_are_found_without_the_many_deeds(big_shop: BigShop) -> None:
    page = (await big_shop.admin.get("/api/audit-logs?outcome=refused&limit=20")).json()
    assert len(page["items"]) == LIMIT
    plan = await big_shop.explain("FROM audit_logs", "force_custom_plan")
    assert plan.indexes() == {"ix_audit_logs_refused", "pk_users", "uq_refusal_counts_audit_log_id"}
    assert plan.rows_read("audit_logs") <= LIMIT + 1


@MODES
@pytest.mark.parametrize("search", [{"q": "ASHA 0"}, {"name": "asha 0"}, {"q": "98100-03507"}])
async def test_customers_are_found_by_part_of_a_name_or_number_in_the_index_of_trigrams(
    big_shop: BigShop, mode: str, search: dict[str, str]
) -> None:
    found = (await big_shop.admin.get("/api/customers", params=search)).json()["items"]
    assert 0 < len(found) < 10
    plan = await big_shop.explain("FROM customers", mode)
    assert "ix_customers_search_text" in plan.indexes()
    assert plan.rows_read("customers") <= 50


@MODES
async def test_a_linked_customer_reads_no_sales_but_their_own(big_shop: BigShop, mode: str) -> None:
    page = (await big_shop.admin.get("/api/customers/3/sales", params={"limit": LIMIT})).json()
    assert len(page["items"]) == LIMIT
    plan = await big_shop.explain("FROM sales", mode)
    assert {"ix_sales_buyer_id_created_at_id", "ix_sales_customer_id_created_at_id"} <= plan.indexes()
    assert "sales" not in plan.scanned()
    # 100 bought and 500 over the counter, each found once and looked up once.
    assert plan.rows_read("sales") <= 2 * (100 + 500)


@MODES
async def test_users_by_email_are_read_in_the_order_of_the_index_that_keeps_it_unique(
    big_shop: BigShop, mode: str
) -> None:
    await big_shop.admin.get("/api/users", params={"limit": LIMIT})
    plan = await big_shop.explain("FROM users", mode)
    assert plan.indexes() == {"uq_users_email"}
    # The database does not use that no two are equal, and looks a little ahead to put equal ones in order.
    assert plan.rows_read("users") <= 3 * LIMIT


@MODES
async def test_users_are_found_by_part_of_a_name_or_email_in_the_index_of_trigrams(
    big_shop: BigShop, mode: str
) -> None:
    for part, number in (("ÁSHA ", 20), ("member-777@", 1)):
        found = (await big_shop.admin.get("/api/users", params={"q": part})).json()["items"]
        assert len(found) == number
        plan = await big_shop.explain("FROM users", mode)
        assert "ix_users_search_text" in plan.indexes()
        assert plan.rows_read("users") <= 50


@MODES
async def test_the_admins_are_locked_without_a_look_at_everybody_else(big_shop: BigShop, mode: str) -> None:
    answer = await big_shop.admin.patch("/api/users/99", json={"full_name": mode})
    assert answer.status_code == 200, answer.text
    plan = await big_shop.explain("FOR NO KEY UPDATE", mode)
    assert plan.indexes() == {"pk_users", "ix_users_role_email_id"}
    assert plan.scanned() == set()


@MODES
async def test_ones_own_logins_are_found_without_those_of_others(big_shop: BigShop, mode: str) -> None:
    assert (await big_shop.customer.get("/api/auth/sessions")).json()["items"]
    plan = await big_shop.explain("FROM sessions", mode)
    assert plan.indexes() == {"ix_sessions_user_id"}
    assert plan.rows_read("sessions") <= 10
