"""Every foreign key that a request can break has its error."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import Constraint

from app.database.constraint_errors import CONSTRAINT_ERRORS, IN_USE_ERRORS
from app.models import Base

PARENT_IS_THERE = {
    "inserted or locked in the same transaction": (
        "fk_adjustments_sweet_id_*",
        "fk_customers_merged_into_id_*",
        "fk_demand_forecasts_sweet_id_*",
        "fk_history_lines_ticket_id_*",
        "fk_lots_goods_receipt_id_*",
        "fk_lots_purchase_order_line",
        "fk_lots_sweet_id_*",
        "fk_notifications_sweet_id_*",
        "fk_payments_customer_id_*",
        "fk_purchase_order_lines_purchase_order_id_*",
        "fk_purchase_order_lines_sweet_id_*",
        "fk_purchase_orders_supplier_id_*",
        "fk_recovery_codes_user_id_*",
        "fk_refresh_tokens_session_id_*",
        "fk_refund_line_taxes_*",
        "fk_refund_lines_refund_id_*",
        "fk_sale_line_taxes_*",
        "fk_sale_lines_sale_id_*",
        "fk_sale_lines_sweet_id_*",
        "fk_sale_lines_tax_class_id_*",
        "fk_stock_alerts_sweet_id_*",
        "fk_stock_movements_adjustment_id_*",
        "fk_stock_movements_refund_id_*",
        "fk_stock_movements_supplier_return_id_*",
        "fk_stocktake_counts_sweet_id_*",
        "fk_supplier_returns_supplier_id_*",
        "fk_sweets_category_id_*",
        "fk_sweets_picture_large_*",
        "fk_sweets_picture_small_*",
        "fk_sweets_tax_class_id_*",
        "fk_tax_rates_tax_class_id_*",
        "fk_webhook_deliveries_event_id_*",
        "fk_webhook_secrets_webhook_id_*",
    ),
    "never deleted": (
        "fk_adjustments_lot",
        "fk_drawer_movements_session_id_*",
        "fk_expiry_alerts_lot_id_*",
        "fk_goods_receipts_purchase_order_id_*",
        "fk_notification_reads_notification_id_*",
        "fk_notifications_sale_id_*",
        "fk_payments_drawer_session_id_*",
        "fk_payments_refund_id_*",
        "fk_payments_sale_id_*",
        "fk_refund_lines_sale_id_line_no_*",
        "fk_refunds_sale_id_*",
        "fk_sale_voids_sale_id_*",
        "fk_stock_movements_lot_id_sweet_id_*",
        "fk_stock_movements_purchase_order_id_*",
        "fk_stock_movements_sale_id_sale_line_no_*",
        "fk_stock_movements_stocktake_id_*",
        "fk_stocktake_counts_stocktake_id_*",
    ),
    "kept while a row refers to it": (
        "fk_history_*_import_id_imports",
        "fk_notifications_user_id_*",
        "fk_import_take_backs_import_id_imports",
    ),
    "deleted a month after the last row that refers to it": ("fk_import_refusals_import_id_*",),
}
"""Foreign keys that no request can break, by why their parent row is there."""

CHILDREN_ARE_LOOKED_FOR = {"customers", "imports", "outbox_events", "pictures", "suppliers"}
"""Tables whose rows are deleted only after a look for children, and when no new ones can come."""

NEVER_DELETED = {
    *(
        "adjustments",
        "drawer_sessions",
        "goods_receipts",
        "history_tickets",
        "lots",
        "purchase_orders",
        "purchase_order_lines",
    ),
    *("purchase_orders", "refund_lines", "refunds", "sale_lines", "sales", "stocktakes", "supplier_returns"),
}

RAISED_BY_TRIGGERS = {
    "ck_drawer_sessions_is_open",
    "ck_history_lines_import_stands",
    "ck_import_take_backs_nothing_stands_on_it",
    "ck_money_fits_currency",
    "ck_refund_lines_never_more_than_sold",
}


def named(constraint: Constraint) -> str:
    name = postgresql.dialect().identifier_preparer.format_constraint(constraint)  # type: ignore[no-untyped-call]
    assert isinstance(name, str)
    return name


def foreign_keys() -> Iterator[ForeignKeyConstraint]:
    for table in Base.metadata.tables.values():
        yield from table.foreign_key_constraints


def test_every_foreign_key_has_its_error_or_a_parent_that_is_there() -> None:
    patterns = [pattern for group in PARENT_IS_THERE.values() for pattern in group]
    unused = set(patterns)
    for key in foreign_keys():
        name = named(key)
        matching = [pattern for pattern in patterns if fnmatchcase(name, pattern)]
        assert len(matching) + (name in CONSTRAINT_ERRORS) == 1, name
        unused -= set(matching)
    assert unused == set()


def test_deleting_a_row_that_others_refer_to_has_its_error_or_cannot_happen() -> None:
    deletable = set(IN_USE_ERRORS) | CHILDREN_ARE_LOOKED_FOR
    for key in foreign_keys():
        parent = key.referred_table.name
        if key.ondelete is None:
            assert (parent in deletable) != (parent in NEVER_DELETED), named(key)
    assert set(IN_USE_ERRORS) <= set(Base.metadata.tables)


def test_every_error_belongs_to_a_constraint() -> None:
    there = {named(constraint) for table in Base.metadata.tables.values() for constraint in table.constraints}
    there |= {str(index.name) for table in Base.metadata.tables.values() for index in table.indexes if index.unique}
    assert set(CONSTRAINT_ERRORS) - RAISED_BY_TRIGGERS <= there
