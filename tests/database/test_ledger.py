"""I1 to I3, attacked with raw SQL by the superuser: a refused statement leaves no trace."""

from collections.abc import Iterable
from typing import Any

import asyncpg
import pytest

from tests.database.ledger import MOVE, everything, on_hand, undone

SELL = "INSERT INTO sales (number, buyer_id, subtotal, discount_total, total, currency, idempotency_key) VALUES"
LINE = "INSERT INTO sale_lines (sale_id, line_no, sweet_id, sku, name, unit, quantity, unit_price, line_total) VALUES"
TAXED = "INSERT INTO sales (number, buyer_id, subtotal, tax_total, total, currency, tax_mode) VALUES"
TAX = "INSERT INTO sale_line_taxes (sale_id, line_no, tax_no, component, rate_percent, taxable, amount) VALUES"
RATE = "INSERT INTO tax_rates (tax_class_id, effective_from, components, rates) VALUES"
OFF = (
    "INSERT INTO sale_lines (sale_id, line_no, sweet_id, sku, name, unit, quantity, unit_price, line_total,"
    " line_discount, sale_discount, discount_reason) VALUES"
)
SWEET = "INSERT INTO sweets (id, sku, name, category_id, price, unit, quantity_step, min_quantity, on_hand) VALUES"
ANOTHER = "(1, 'X', 'X', 1, 1, 'piece', 1, 1"

ONLY_BY_MOVEMENTS = [
    "UPDATE sweets SET on_hand = on_hand + 1",
    "UPDATE sweets SET on_hand = 0 WHERE id = 1",
    "UPDATE sweets SET name = 'Barfi', on_hand = 99 WHERE id = 1",
    "UPDATE sweets SET on_hand = 'NaN' WHERE id = 1",
    "UPDATE sweets SET stock_value = stock_value + 1",
    "INSERT INTO sweets (sku, name, category_id, price, unit, quantity_step, min_quantity, stock_value)"
    " VALUES ('X', 'X', 1, 1, 'piece', 1, 1, 0.001)",
    "UPDATE lots SET on_hand = on_hand - 1 WHERE id = 1",
    "UPDATE lots SET on_hand = 7 WHERE id = 4",
    "WITH changed AS (UPDATE lots SET on_hand = 0 RETURNING id) SELECT count(*) FROM changed",
    "DO $$ BEGIN UPDATE lots SET on_hand = 0; END $$",
    "MERGE INTO lots USING (VALUES (1)) AS one (id) ON lots.id = one.id WHEN MATCHED THEN UPDATE SET on_hand = 0",
    "INSERT INTO lots (sweet_id, on_hand) VALUES (1, 5)",
    "INSERT INTO lots (sweet_id, on_hand) VALUES (1, 'NaN')",
    "INSERT INTO lots (id, sweet_id) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET on_hand = 99",
    "INSERT INTO lots (sweet_id, on_hand) SELECT sweet_id, on_hand FROM lots WHERE on_hand > 0",
    f"{SWEET} (9, 'X', 'X', 1, 1, 'piece', 1, 1, 0.001)",
    f"{SWEET} {ANOTHER}, 0) ON CONFLICT (id) DO UPDATE SET on_hand = 99",
]
APPEND_ONLY = [
    "UPDATE stock_movements SET quantity = quantity + 1",
    "UPDATE stock_movements SET reason = 'a better one' WHERE id = 1",
    "UPDATE stock_movements SET reason = NULL WHERE false",
    "DELETE FROM stock_movements",
    "DELETE FROM stock_movements WHERE id = 1",
    "TRUNCATE stock_movements",
    "TRUNCATE sweets CASCADE",
    "TRUNCATE lots CASCADE",
    "TRUNCATE users CASCADE",
    "MERGE INTO stock_movements USING (VALUES (1)) AS one (id) ON stock_movements.id = one.id WHEN MATCHED THEN DELETE",
    "INSERT INTO stock_movements (id, sweet_id, lot_id, quantity, kind, actor_id) VALUES (1, 1, 1, 1, 'restock', 1)"
    " ON CONFLICT (id) DO UPDATE SET quantity = 99",
    "UPDATE sale_lines SET quantity = 1, line_total = unit_price",
    "UPDATE sale_lines SET name = 'Another' WHERE sale_id = 1",
    "DELETE FROM sale_lines WHERE line_no = 2",
    "TRUNCATE sale_lines CASCADE",
    "UPDATE adjustments SET quantity = -2",
    "DELETE FROM adjustments",
    "DELETE FROM stocktakes",
    "DELETE FROM purchase_orders",
    "UPDATE goods_receipts SET note = 'x'",
    "DELETE FROM supplier_returns",
    "UPDATE sale_line_taxes SET amount = 1",
    "DELETE FROM sale_line_taxes",
    "TRUNCATE sale_line_taxes",
    "UPDATE sale_voids SET reason = 'x'",
    "DELETE FROM sale_voids",
    "TRUNCATE sale_voids",
    "DELETE FROM sales",
    "DELETE FROM sales WHERE id = 1",
    "TRUNCATE sales CASCADE",
]
FIXED = [
    "UPDATE sales SET subtotal = subtotal + 1, total = total + 1",
    "UPDATE sales SET discount_total = 40, total = 0",
    "UPDATE sales SET discount_reason = 'x'",
    "UPDATE sales SET tax_total = 1, total = total + 1",
    "UPDATE sales SET number = '2026-27/000002'",
    "UPDATE sales SET buyer_id = 2",
    "UPDATE sales SET seller_id = 1",
    "UPDATE sales SET created_at = created_at - interval '1 day'",
    "UPDATE sales SET due = 0",
    "UPDATE sales SET due = 0 WHERE id = 1",
    "UPDATE sales SET rounding = 1, due = 41",
    "UPDATE sales SET held_until = created_at",
    "UPDATE sales SET note = 'a note'",
    "UPDATE sales SET currency = 'USD'",
    "UPDATE sales SET idempotency_key = NULL",
    "UPDATE sales SET tax_mode = 'inclusive'",
    "UPDATE sales SET id = 2",
    "UPDATE sales SET status = 'voided', total = 0, subtotal = 0",
]
BY_CONSTRAINT = [
    ("ck_lots_on_hand_not_negative", f"{MOVE} (1, 1, -9, 'adjustment', 1, NULL, NULL, 1, NULL)"),
    ("ck_lots_on_hand_not_negative", f"{MOVE} (1, 1, -8.001, 'sale', 3, 1, 1, NULL, NULL)"),
    (
        "ck_lots_on_hand_not_negative",
        f"{MOVE} (1, 2, 6, 'count', 1, NULL, NULL, NULL, 1), (1, 1, -9, 'count', 1, NULL, NULL, NULL, 1)",
    ),
    ("ck_sweets_on_hand_not_negative", f"{MOVE} (2, 3, -3.001, 'adjustment', 1, NULL, NULL, 1, NULL)"),
    ("fk_stock_movements_lot_id_sweet_id_lots", f"{MOVE} (2, 1, 1, 'restock', 1, NULL, NULL, NULL, NULL)"),
    ("fk_stock_movements_lot_id_sweet_id_lots", f"{MOVE} (1, 99, 1, 'restock', 1, NULL, NULL, NULL, NULL)"),
    ("fk_stock_movements_lot_id_sweet_id_lots", "UPDATE lots SET sweet_id = 2 WHERE id = 1"),
    ("fk_stock_movements_lot_id_sweet_id_lots", "UPDATE lots SET id = 99 WHERE id = 1"),
    ("fk_stock_movements_lot_id_sweet_id_lots", "DELETE FROM lots WHERE id = 2"),
    ("fk_lots_sweet_id_sweets", "DELETE FROM sweets WHERE id = 1"),
    ("ck_stock_movements_quantity_not_zero", f"{MOVE} (1, 1, 0, 'adjustment', 1, NULL, NULL, 1, NULL)"),
    ("ck_stock_movements_quantity_not_zero", f"{MOVE} (1, 1, 0.0004, 'adjustment', 1, NULL, NULL, 1, NULL)"),
    ("ck_stock_movements_sale_has_document", f"{MOVE} (1, 1, -1, 'sale', 3, NULL, NULL, NULL, NULL)"),
    ("ck_stock_movements_adjustment_has_document", f"{MOVE} (1, 1, 1, 'adjustment', 1, NULL, NULL, NULL, NULL)"),
    ("ck_stock_movements_adjustment_has_document", f"{MOVE} (1, 1, 1, 'restock', 1, NULL, NULL, 1, NULL)"),
    ("ck_stock_movements_count_has_document", f"{MOVE} (1, 1, 1, 'count', 1, NULL, NULL, NULL, NULL)"),
    ("ck_stock_movements_supplier_return_has_document", f"{MOVE} (1, 1, -1, 'return', 1, NULL, NULL, NULL, NULL)"),
    ("ck_stock_movements_sale_line_whole", f"{MOVE} (1, 1, -1, 'sale', 3, 1, NULL, NULL, NULL)"),
    ("fk_stock_movements_sale_id_sale_line_no_sale_lines", f"{MOVE} (1, 1, -1, 'sale', 3, 1, 9, NULL, NULL)"),
    ("ck_stock_movements_sale_goes_out", f"{MOVE} (1, 1, 1, 'sale', 3, 1, 1, NULL, NULL)"),
    ("ck_stock_movements_restock_comes_in", f"{MOVE} (1, 1, -1, 'restock', 1, NULL, NULL, NULL, NULL)"),
    ("ck_stock_movements_void_undoes_sale", f"{MOVE} (1, 1, -1, 'void', 1, 1, 1, NULL, NULL)"),
    ("ck_stock_movements_void_undoes_sale", f"{MOVE} (1, 1, 1, 'void', 1, NULL, NULL, NULL, NULL)"),
    ("ck_stock_movements_kind", f"{MOVE} (1, 1, 1, 'gift', 1, NULL, NULL, NULL, NULL)"),
    ("fk_stock_movements_actor_id_users", f"{MOVE} (1, 1, 1, 'restock', 99, NULL, NULL, NULL, NULL)"),
    ("ck_sales_total_adds_up", f"{SELL} ('n', 3, 10, 0, 11, 'INR', NULL)"),
    ("ck_sales_no_negative_part", f"{SELL} ('n', 3, 10, -1, 11, 'INR', NULL)"),
    ("ck_sales_discount_within_subtotal", f"{SELL} ('n', 3, 10, 11, -1, 'INR', NULL)"),
    ("ck_sale_lines_discount_within_line", f"{OFF} (1, 3, 1, 'B', 'B', 'piece', 1, 10, 10, 8, 2.01, 'x')"),
    ("ck_sale_lines_discount_within_line", f"{OFF} (1, 3, 1, 'B', 'B', 'piece', 1, 10, 10, -1, 0, 'x')"),
    ("ck_sale_lines_discount_within_line", f"{OFF} (1, 3, 1, 'B', 'B', 'piece', 1, 10, 10, 2, -1, 'x')"),
    ("ck_sale_lines_discount_within_line", f"{OFF} (1, 3, 1, 'B', 'B', 'piece', 1, 10, 10, 'NaN', 0, 'x')"),
    ("ck_sale_lines_discount_has_reason", f"{OFF} (1, 3, 1, 'B', 'B', 'piece', 1, 10, 10, 1, 0, NULL)"),
    ("ck_sales_total_adds_up", f"{TAXED} ('n', 3, 10, 1, 10, 'INR', 'exclusive')"),
    ("ck_sales_total_adds_up", f"{TAXED} ('n', 3, 10, 1, 11, 'INR', 'inclusive')"),
    ("ck_sales_contained_tax_within_total", f"{TAXED} ('n', 3, 10, 10.01, 10, 'INR', 'inclusive')"),
    ("ck_sales_tax_mode", f"{TAXED} ('n', 3, 10, 0, 10, 'INR', 'none')"),
    ("ck_sale_line_taxes_amounts_not_negative", f"{TAX} (1, 1, 2, 'GST', 5, 10, -1)"),
    ("ck_sale_line_taxes_amounts_not_negative", f"{TAX} (1, 1, 2, 'GST', 5, 'NaN', 1)"),
    ("ck_sale_line_taxes_rate_is_percentage", f"{TAX} (1, 1, 2, 'GST', 100.001, 10, 1)"),
    ("fk_sale_line_taxes_sale_id_line_no_sale_lines", f"{TAX} (1, 9, 1, 'GST', 5, 10, 1)"),
    ("pk_sale_line_taxes", f"{TAX} (1, 1, 1, 'GST', 5, 10, 1), (1, 1, 1, 'GST', 5, 10, 1)"),
    ("ck_tax_rates_rate_is_percentage", f"{RATE} (1, '2026-01-01', '{{A}}', '{{-1}}')"),
    ("ck_tax_rates_component_has_rate", f"{RATE} (1, '2026-01-01', '{{A,B}}', '{{1}}')"),
    ("fk_sweets_tax_class_id_tax_classes", "UPDATE sweets SET tax_class_id = 9"),
    ("ck_sales_has_buyer_or_seller", f"{SELL} ('n', NULL, 10, 0, 10, 'INR', NULL)"),
    ("uq_sales_number", f"{SELL} ('2026-27/000001', 3, 10, 0, 10, 'INR', NULL)"),
    ("uq_sales_idempotency_key", f"{SELL} ('n', 3, 10, 0, 10, 'INR', 'a key')"),
    ("ck_sale_lines_line_total_adds_up", f"{LINE} (1, 3, 1, 'BARFI', 'Barfi', 'piece', 1, 10, 9.99)"),
    ("ck_sale_lines_quantity_positive", f"{LINE} (1, 3, 1, 'BARFI', 'Barfi', 'piece', 0, 10, 0)"),
    ("pk_sale_lines", f"{LINE} (1, 1, 1, 'BARFI', 'Barfi', 'piece', 1, 10, 10)"),
]
NOT_A_NUMBER = [
    f"{MOVE} (1, 1, 'NaN', 'restock', 1, NULL, NULL, NULL, NULL)",
    f"{MOVE} (1, 1, 'NaN', 'adjustment', 1, NULL, NULL, 1, NULL)",
    f"{SWEET} (9, 'X', 'X', 1, 'NaN', 'piece', 1, 1, 0)",
]


async def refused(ledger: asyncpg.Connection, statement: str) -> asyncpg.PostgresError:
    """The database's refusal; every row is the same as before, to the last column."""
    async with undone(ledger):
        before = await everything(ledger)
        with pytest.raises(asyncpg.PostgresError) as caught:
            async with ledger.transaction():
                await ledger.execute(statement)
        assert await everything(ledger) == before
        await on_hand(ledger)
    return caught.value


def with_reason(reason: str, statements: Iterable[str]) -> list[Any]:
    return [pytest.param(reason, statement, id=statement[:90]) for statement in statements]


@pytest.mark.parametrize(
    ("reason", "statement"),
    [
        *with_reason("is changed by a stock movement only", ONLY_BY_MOVEMENTS),
        *with_reason("is append-only", APPEND_ONLY),
        *with_reason("a sale is fixed once it is written", FIXED),
    ],
)
async def test_stored_rows_cannot_be_changed_behind_the_ledgers_back(
    ledger: asyncpg.Connection, reason: str, statement: str
) -> None:
    error = await refused(ledger, statement)
    assert isinstance(error, asyncpg.RestrictViolationError)
    assert reason in str(error)


@pytest.mark.parametrize(("constraint", "statement"), BY_CONSTRAINT)
async def test_a_row_that_breaks_a_promise_is_refused(
    ledger: asyncpg.Connection, constraint: str, statement: str
) -> None:
    assert (await refused(ledger, statement)).constraint_name == constraint


@pytest.mark.parametrize("statement", NOT_A_NUMBER)
async def test_nan_never_enters_the_books(ledger: asyncpg.Connection, statement: str) -> None:
    error = await refused(ledger, f"DO $$ BEGIN {statement}; RAISE 'was taken'; END $$")
    assert "was taken" not in str(error)
