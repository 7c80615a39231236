"""Stock that can be proved: suppliers, purchase orders, adjustments, stocktakes, events.

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


# I3: documents that moved stock stay as they were written, and no other document is ever removed.
DOCUMENTS = """
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON adjustments
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON goods_receipts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON supplier_returns
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON sale_voids
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER refuse_change BEFORE DELETE OR TRUNCATE ON purchase_orders
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER refuse_change BEFORE DELETE OR TRUNCATE ON stocktakes
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

# Who writes an event waits for who wrote one before to commit, and only then draws its id: whoever has seen an event
# has seen all of lower ids. Row by row, because a statement that writes no row must neither wait nor announce anything.
EVENTS = """
CREATE SEQUENCE events_id_seq OWNED BY events.id;

CREATE FUNCTION take_turn_at_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('events', 0));
    NEW.id := nextval('events_id_seq');
    RETURN NEW;
END $$;

CREATE FUNCTION announce_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('events', '');
    RETURN NULL;
END $$;

CREATE TRIGGER take_turn_at_events BEFORE INSERT ON events
    FOR EACH ROW EXECUTE FUNCTION take_turn_at_events();

CREATE TRIGGER announce_events AFTER INSERT ON events
    FOR EACH ROW EXECUTE FUNCTION announce_events();
"""

# What moved before the ledger kept costs moved at the cost of its lot, which never changes.
FILL_COSTS = """
ALTER TABLE stock_movements DISABLE TRIGGER refuse_change;

UPDATE stock_movements SET unit_cost = lots.unit_cost FROM lots WHERE lots.id = stock_movements.lot_id;

ALTER TABLE stock_movements ENABLE TRIGGER refuse_change;
"""

MOVEMENT_CHECKS = {
    "void_undoes_sale": "kind <> 'void' OR (sale_id IS NOT NULL AND quantity > 0)",
    "adjustment_has_document": "(kind = 'adjustment') = (adjustment_id IS NOT NULL)",
    "count_has_document": "(kind = 'count') = (stocktake_id IS NOT NULL)",
    "supplier_return_has_document": "(kind = 'return' AND quantity < 0) = (supplier_return_id IS NOT NULL)",
}


def execute_script(script: str) -> None:
    """Run statements that stand apart by an empty line, one by one, as the driver wants them."""
    for statement in script.strip().split("\n\n"):
        op.execute(statement)


def upgrade() -> None:
    op.create_table(
        "daily_jobs",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("done_for", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_daily_jobs")),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index("ix_events_created_at", "events", ["created_at"], unique=False, postgresql_using="brin")
    op.create_table(
        "suppliers",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("lead_time_days", sa.SmallInteger(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("search_text", sa.String(), sa.Computed("search_form(name)", persisted=True), nullable=False),
        sa.CheckConstraint("phone ~ '^[+][0-9]{4,15}$'", name=op.f("ck_suppliers_phone_e164")),
        sa.CheckConstraint("lead_time_days >= 0", name=op.f("ck_suppliers_lead_time_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppliers")),
    )
    op.create_index("ix_suppliers_created_at_id", "suppliers", ["created_at", "id"], unique=False)
    op.create_index("ix_suppliers_name_id", "suppliers", ["name", "id"], unique=False)
    op.create_index(
        "ix_suppliers_search_text",
        "suppliers",
        ["search_text"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    )
    op.create_index("uq_suppliers_name", "suppliers", [sa.literal_column("lower(name)")], unique=True)
    op.create_table(
        "purchase_orders",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "number",
            sa.String(),
            sa.Computed("'PO-' || lpad(id::text, greatest(6, length(id::text)), '0')", persisted=True),
            nullable=False,
        ),
        sa.Column("supplier_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "ordered",
                "partially_received",
                "received",
                "cancelled",
                name="status",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(status = 'cancelled') = (cancelled_at IS NOT NULL)", name=op.f("ck_purchase_orders_cancelled_has_moment")
        ),
        sa.CheckConstraint(
            "(status = 'received') = (received_at IS NOT NULL)", name=op.f("ck_purchase_orders_received_has_moment")
        ),
        sa.CheckConstraint(
            "(status IN ('ordered', 'partially_received', 'received')) <= (ordered_at IS NOT NULL)",
            name=op.f("ck_purchase_orders_ordered_has_moment"),
        ),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_purchase_orders_created_by_users")),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["suppliers.id"], name=op.f("fk_purchase_orders_supplier_id_suppliers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_orders")),
    )
    op.create_index("ix_purchase_orders_created_at_id", "purchase_orders", ["created_at", "id"], unique=False)
    op.create_index(
        "ix_purchase_orders_expected_on_id",
        "purchase_orders",
        [sa.literal_column("coalesce(expected_on, 'infinity'::date)"), "id"],
        unique=False,
    )
    op.create_index(
        "ix_purchase_orders_status_created_at_id", "purchase_orders", ["status", "created_at", "id"], unique=False
    )
    op.create_index(
        "ix_purchase_orders_supplier_id_created_at_id",
        "purchase_orders",
        ["supplier_id", "created_at", "id"],
        unique=False,
    )
    op.create_table(
        "stocktakes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "status",
            sa.Enum("open", "posted", "cancelled", name="status", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("opened_by", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("posted_by", sa.BigInteger(), nullable=True),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(status = 'cancelled') = (cancelled_at IS NOT NULL)", name=op.f("ck_stocktakes_cancelled_has_moment")
        ),
        sa.CheckConstraint(
            "(status = 'posted') = (posted_at IS NOT NULL)", name=op.f("ck_stocktakes_posted_has_moment")
        ),
        sa.CheckConstraint("(posted_by IS NULL) = (posted_at IS NULL)", name=op.f("ck_stocktakes_posted_has_actor")),
        sa.ForeignKeyConstraint(["opened_by"], ["users.id"], name=op.f("fk_stocktakes_opened_by_users")),
        sa.ForeignKeyConstraint(["posted_by"], ["users.id"], name=op.f("fk_stocktakes_posted_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stocktakes")),
    )
    op.create_index("ix_stocktakes_opened_at_id", "stocktakes", ["opened_at", "id"], unique=False)
    op.create_index(
        "ix_stocktakes_posted_at",
        "stocktakes",
        ["posted_at"],
        unique=False,
        postgresql_where=sa.text("posted_at IS NOT NULL"),
    )
    op.create_index("ix_stocktakes_status_opened_at_id", "stocktakes", ["status", "opened_at", "id"], unique=False)
    op.create_table(
        "supplier_returns",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("supplier_id", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("credit", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("credit >= 0 AND credit < 'NaN'", name=op.f("ck_supplier_returns_credit_not_negative")),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_supplier_returns_created_by_users")),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["suppliers.id"], name=op.f("fk_supplier_returns_supplier_id_suppliers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_returns")),
    )
    op.create_index("ix_supplier_returns_created_at_id", "supplier_returns", ["created_at", "id"], unique=False)
    op.create_index(
        "ix_supplier_returns_supplier_id_created_at_id",
        "supplier_returns",
        ["supplier_id", "created_at", "id"],
        unique=False,
    )
    op.create_table(
        "goods_receipts",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("purchase_order_id", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("received_by", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["purchase_order_id"],
            ["purchase_orders.id"],
            name=op.f("fk_goods_receipts_purchase_order_id_purchase_orders"),
        ),
        sa.ForeignKeyConstraint(["received_by"], ["users.id"], name=op.f("fk_goods_receipts_received_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goods_receipts")),
    )
    op.create_index(
        "ix_goods_receipts_purchase_order_id_received_at_id",
        "goods_receipts",
        ["purchase_order_id", "received_at", "id"],
        unique=False,
    )
    op.create_table(
        "purchase_order_lines",
        sa.Column("purchase_order_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.SmallInteger(), nullable=False),
        sa.Column("sweet_id", sa.BigInteger(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "unit",
            sa.Enum("kg", "g", "piece", "box", name="unit", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("packs", sa.Integer(), nullable=False),
        sa.Column("pack_size", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("pack_cost", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("packs_received", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "pack_cost >= 0 AND pack_cost < 'NaN'", name=op.f("ck_purchase_order_lines_pack_cost_not_negative")
        ),
        sa.CheckConstraint(
            "pack_size > 0 AND pack_size < 'NaN'", name=op.f("ck_purchase_order_lines_pack_size_positive")
        ),
        sa.CheckConstraint("packs > 0", name=op.f("ck_purchase_order_lines_packs_positive")),
        sa.CheckConstraint(
            "packs_received >= 0 AND packs_received <= packs",
            name=op.f("ck_purchase_order_lines_packs_received_within_order"),
        ),
        sa.ForeignKeyConstraint(
            ["purchase_order_id"],
            ["purchase_orders.id"],
            name=op.f("fk_purchase_order_lines_purchase_order_id_purchase_orders"),
        ),
        sa.ForeignKeyConstraint(["sweet_id"], ["sweets.id"], name=op.f("fk_purchase_order_lines_sweet_id_sweets")),
        sa.PrimaryKeyConstraint("purchase_order_id", "line_no", name=op.f("pk_purchase_order_lines")),
    )
    op.create_index("ix_purchase_order_lines_sweet_id", "purchase_order_lines", ["sweet_id"], unique=False)
    op.create_table(
        "stocktake_counts",
        sa.Column("stocktake_id", sa.BigInteger(), nullable=False),
        sa.Column("sweet_id", sa.BigInteger(), nullable=False),
        sa.Column("expected", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("counted", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("counted_by", sa.BigInteger(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("counted >= 0 AND counted < 'NaN'", name=op.f("ck_stocktake_counts_counted_not_negative")),
        sa.CheckConstraint(
            "expected >= 0 AND expected < 'NaN'", name=op.f("ck_stocktake_counts_expected_not_negative")
        ),
        sa.ForeignKeyConstraint(["counted_by"], ["users.id"], name=op.f("fk_stocktake_counts_counted_by_users")),
        sa.ForeignKeyConstraint(
            ["stocktake_id"], ["stocktakes.id"], name=op.f("fk_stocktake_counts_stocktake_id_stocktakes")
        ),
        sa.ForeignKeyConstraint(["sweet_id"], ["sweets.id"], name=op.f("fk_stocktake_counts_sweet_id_sweets")),
        sa.PrimaryKeyConstraint("stocktake_id", "sweet_id", name=op.f("pk_stocktake_counts")),
    )
    op.create_index("ix_stocktake_counts_sweet_id", "stocktake_counts", ["sweet_id"], unique=False)
    op.create_table(
        "adjustments",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("sweet_id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "reason",
            sa.Enum(
                "wastage",
                "expired",
                "damage",
                "theft",
                "tasting",
                "internal_use",
                "found",
                "opening",
                name="reason",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("quantity", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(quantity > 0) = (reason IN ('found', 'opening'))", name=op.f("ck_adjustments_reason_fixes_sign")
        ),
        sa.CheckConstraint("quantity <> 0 AND quantity <> 'NaN'", name=op.f("ck_adjustments_quantity_not_zero")),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_adjustments_created_by_users")),
        sa.ForeignKeyConstraint(["lot_id", "sweet_id"], ["lots.id", "lots.sweet_id"], name="fk_adjustments_lot"),
        sa.ForeignKeyConstraint(["sweet_id"], ["sweets.id"], name=op.f("fk_adjustments_sweet_id_sweets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustments")),
    )
    op.create_index("ix_adjustments_created_at_id", "adjustments", ["created_at", "id"], unique=False)
    op.create_index(
        "ix_adjustments_lot_id", "adjustments", ["lot_id"], unique=False, postgresql_where=sa.text("lot_id IS NOT NULL")
    )
    op.create_index("ix_adjustments_reason_created_at_id", "adjustments", ["reason", "created_at", "id"], unique=False)
    op.create_index(
        "ix_adjustments_sweet_id_created_at_id", "adjustments", ["sweet_id", "created_at", "id"], unique=False
    )
    op.create_table(
        "sale_voids",
        sa.Column("sale_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("voided_by", sa.BigInteger(), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_sale_voids_reason_given")),
        sa.ForeignKeyConstraint(["sale_id"], ["sales.id"], name=op.f("fk_sale_voids_sale_id_sales")),
        sa.ForeignKeyConstraint(["voided_by"], ["users.id"], name=op.f("fk_sale_voids_voided_by_users")),
        sa.PrimaryKeyConstraint("sale_id", name=op.f("pk_sale_voids")),
    )
    op.create_table(
        "expiry_alerts",
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_expiry_alerts_lot_id_lots")),
        sa.PrimaryKeyConstraint("lot_id", name=op.f("pk_expiry_alerts")),
    )
    op.add_column("lots", sa.Column("supplier_id", sa.BigInteger(), nullable=True))
    op.add_column("lots", sa.Column("goods_receipt_id", sa.BigInteger(), nullable=True))
    op.add_column("lots", sa.Column("purchase_order_id", sa.BigInteger(), nullable=True))
    op.add_column("lots", sa.Column("purchase_order_line_no", sa.SmallInteger(), nullable=True))
    op.alter_column(
        "lots",
        "unit_cost",
        existing_type=sa.NUMERIC(precision=12, scale=2),
        type_=sa.Numeric(precision=14, scale=4),
        existing_nullable=True,
    )
    op.create_index(
        "ix_lots_best_before_id", "lots", ["best_before", "id"], unique=False, postgresql_where=sa.text("NOT is_empty")
    )
    op.create_index(
        "ix_lots_goods_receipt_id",
        "lots",
        ["goods_receipt_id"],
        unique=False,
        postgresql_where=sa.text("goods_receipt_id IS NOT NULL"),
    )
    op.create_index(
        "ix_lots_purchase_order_line",
        "lots",
        ["purchase_order_id", "purchase_order_line_no"],
        unique=False,
        postgresql_where=sa.text("purchase_order_id IS NOT NULL"),
    )
    op.create_index("ix_lots_received_at_id", "lots", ["received_at", "id"], unique=False)
    op.create_index(
        "ix_lots_supplier_id_received_at_id",
        "lots",
        ["supplier_id", "received_at", "id"],
        unique=False,
        postgresql_where=sa.text("supplier_id IS NOT NULL"),
    )
    op.create_index(
        "ix_lots_expiry_id",
        "lots",
        [sa.literal_column("coalesce(best_before, '9999-01-01'::date)"), "id"],
        unique=False,
    )
    # What a sweet's lots and a lot's movements are found by now gives them in the order of time as well.
    op.create_index("ix_lots_sweet_id_received_at_id", "lots", ["sweet_id", "received_at", "id"], unique=False)
    op.drop_index("ix_lots_sweet_id", table_name="lots")
    op.create_index(
        "ix_stock_movements_lot_id_occurred_at_id", "stock_movements", ["lot_id", "occurred_at", "id"], unique=False
    )
    op.drop_index("ix_stock_movements_lot_id", table_name="stock_movements")
    op.create_foreign_key(
        op.f("fk_lots_goods_receipt_id_goods_receipts"), "lots", "goods_receipts", ["goods_receipt_id"], ["id"]
    )
    op.create_foreign_key(
        "fk_lots_purchase_order_line",
        "lots",
        "purchase_order_lines",
        ["purchase_order_id", "purchase_order_line_no"],
        ["purchase_order_id", "line_no"],
    )
    op.create_foreign_key(op.f("fk_lots_supplier_id_suppliers"), "lots", "suppliers", ["supplier_id"], ["id"])
    op.add_column("stock_movements", sa.Column("purchase_order_id", sa.BigInteger(), nullable=True))
    op.add_column("stock_movements", sa.Column("supplier_return_id", sa.BigInteger(), nullable=True))
    op.add_column("stock_movements", sa.Column("adjustment_id", sa.BigInteger(), nullable=True))
    op.add_column("stock_movements", sa.Column("stocktake_id", sa.BigInteger(), nullable=True))
    op.add_column("stock_movements", sa.Column("unit_cost", sa.Numeric(precision=14, scale=4), nullable=True))
    op.create_index(
        "ix_stock_movements_adjustment_id",
        "stock_movements",
        ["adjustment_id"],
        unique=False,
        postgresql_where=sa.text("adjustment_id IS NOT NULL"),
    )
    op.create_index(
        "ix_stock_movements_purchase_order_id",
        "stock_movements",
        ["purchase_order_id"],
        unique=False,
        postgresql_where=sa.text("purchase_order_id IS NOT NULL"),
    )
    op.create_index(
        "ix_stock_movements_stocktake_id",
        "stock_movements",
        ["stocktake_id"],
        unique=False,
        postgresql_where=sa.text("stocktake_id IS NOT NULL"),
    )
    op.create_index(
        "ix_stock_movements_supplier_return_id",
        "stock_movements",
        ["supplier_return_id"],
        unique=False,
        postgresql_where=sa.text("supplier_return_id IS NOT NULL"),
    )
    op.create_foreign_key(
        op.f("fk_stock_movements_supplier_return_id_supplier_returns"),
        "stock_movements",
        "supplier_returns",
        ["supplier_return_id"],
        ["id"],
    )
    op.create_foreign_key(
        op.f("fk_stock_movements_adjustment_id_adjustments"),
        "stock_movements",
        "adjustments",
        ["adjustment_id"],
        ["id"],
    )
    op.create_foreign_key(
        op.f("fk_stock_movements_purchase_order_id_purchase_orders"),
        "stock_movements",
        "purchase_orders",
        ["purchase_order_id"],
        ["id"],
    )
    op.create_foreign_key(
        op.f("fk_stock_movements_stocktake_id_stocktakes"), "stock_movements", "stocktakes", ["stocktake_id"], ["id"]
    )
    op.create_check_constraint(
        op.f("ck_lots_order_whole"),
        "lots",
        "(goods_receipt_id IS NULL) = (purchase_order_id IS NULL) "
        "AND (purchase_order_id IS NULL) = (purchase_order_line_no IS NULL)",
    )
    # Before the constraints: the fill leaves work to do at the end of the transaction, and no table is altered then.
    execute_script(FILL_COSTS)
    for name, condition in MOVEMENT_CHECKS.items():
        op.create_check_constraint(op.f(f"ck_stock_movements_{name}"), "stock_movements", condition)
    execute_script(DOCUMENTS)
    execute_script(EVENTS)
    op.drop_constraint(op.f("ck_notifications_kind"), "notifications", type_="check")
    op.create_check_constraint(op.f("ck_notifications_kind"), "notifications", "kind IN ('message', 'stock', 'expiry')")


def downgrade() -> None:
    op.execute("DELETE FROM notifications WHERE kind = 'expiry'")
    op.drop_constraint(op.f("ck_notifications_kind"), "notifications", type_="check")
    op.create_check_constraint(op.f("ck_notifications_kind"), "notifications", "kind IN ('message', 'stock')")
    for name in MOVEMENT_CHECKS:
        op.drop_constraint(op.f(f"ck_stock_movements_{name}"), "stock_movements")
    op.drop_constraint(op.f("ck_lots_order_whole"), "lots")
    op.drop_constraint(op.f("fk_stock_movements_stocktake_id_stocktakes"), "stock_movements", type_="foreignkey")
    op.drop_constraint(
        op.f("fk_stock_movements_purchase_order_id_purchase_orders"), "stock_movements", type_="foreignkey"
    )
    op.drop_constraint(op.f("fk_stock_movements_adjustment_id_adjustments"), "stock_movements", type_="foreignkey")
    op.drop_constraint(
        op.f("fk_stock_movements_supplier_return_id_supplier_returns"), "stock_movements", type_="foreignkey"
    )
    op.drop_index(
        "ix_stock_movements_supplier_return_id",
        table_name="stock_movements",
        postgresql_where=sa.text("supplier_return_id IS NOT NULL"),
    )
    op.drop_index(
        "ix_stock_movements_stocktake_id",
        table_name="stock_movements",
        postgresql_where=sa.text("stocktake_id IS NOT NULL"),
    )
    op.drop_index(
        "ix_stock_movements_purchase_order_id",
        table_name="stock_movements",
        postgresql_where=sa.text("purchase_order_id IS NOT NULL"),
    )
    op.drop_index(
        "ix_stock_movements_adjustment_id",
        table_name="stock_movements",
        postgresql_where=sa.text("adjustment_id IS NOT NULL"),
    )
    op.drop_column("stock_movements", "unit_cost")
    op.drop_column("stock_movements", "stocktake_id")
    op.drop_column("stock_movements", "adjustment_id")
    op.drop_column("stock_movements", "supplier_return_id")
    op.drop_column("stock_movements", "purchase_order_id")
    op.drop_constraint(op.f("fk_lots_supplier_id_suppliers"), "lots", type_="foreignkey")
    op.drop_constraint("fk_lots_purchase_order_line", "lots", type_="foreignkey")
    op.drop_constraint(op.f("fk_lots_goods_receipt_id_goods_receipts"), "lots", type_="foreignkey")
    op.create_index("ix_stock_movements_lot_id", "stock_movements", ["lot_id"], unique=False)
    op.drop_index("ix_stock_movements_lot_id_occurred_at_id", table_name="stock_movements")
    op.create_index("ix_lots_sweet_id", "lots", ["sweet_id"], unique=False)
    op.drop_index("ix_lots_sweet_id_received_at_id", table_name="lots")
    op.drop_index("ix_lots_expiry_id", table_name="lots")
    op.drop_index(
        "ix_lots_supplier_id_received_at_id", table_name="lots", postgresql_where=sa.text("supplier_id IS NOT NULL")
    )
    op.drop_index("ix_lots_received_at_id", table_name="lots")
    op.drop_index(
        "ix_lots_purchase_order_line", table_name="lots", postgresql_where=sa.text("purchase_order_id IS NOT NULL")
    )
    op.drop_index(
        "ix_lots_goods_receipt_id", table_name="lots", postgresql_where=sa.text("goods_receipt_id IS NOT NULL")
    )
    op.drop_index("ix_lots_best_before_id", table_name="lots", postgresql_where=sa.text("NOT is_empty"))
    op.alter_column(
        "lots",
        "unit_cost",
        existing_type=sa.Numeric(precision=14, scale=4),
        type_=sa.NUMERIC(precision=12, scale=2),
        existing_nullable=True,
    )
    op.drop_column("lots", "purchase_order_line_no")
    op.drop_column("lots", "purchase_order_id")
    op.drop_column("lots", "goods_receipt_id")
    op.drop_column("lots", "supplier_id")
    op.drop_table("expiry_alerts")
    op.drop_table("sale_voids")
    op.drop_index("ix_adjustments_sweet_id_created_at_id", table_name="adjustments")
    op.drop_index("ix_adjustments_reason_created_at_id", table_name="adjustments")
    op.drop_index("ix_adjustments_lot_id", table_name="adjustments", postgresql_where=sa.text("lot_id IS NOT NULL"))
    op.drop_index("ix_adjustments_created_at_id", table_name="adjustments")
    op.drop_table("adjustments")
    op.drop_index("ix_stocktake_counts_sweet_id", table_name="stocktake_counts")
    op.drop_table("stocktake_counts")
    op.drop_index("ix_purchase_order_lines_sweet_id", table_name="purchase_order_lines")
    op.drop_table("purchase_order_lines")
    op.drop_index("ix_goods_receipts_purchase_order_id_received_at_id", table_name="goods_receipts")
    op.drop_table("goods_receipts")
    op.drop_index("ix_supplier_returns_supplier_id_created_at_id", table_name="supplier_returns")
    op.drop_index("ix_supplier_returns_created_at_id", table_name="supplier_returns")
    op.drop_table("supplier_returns")
    op.drop_index("ix_stocktakes_status_opened_at_id", table_name="stocktakes")
    op.drop_index("ix_stocktakes_posted_at", table_name="stocktakes", postgresql_where=sa.text("posted_at IS NOT NULL"))
    op.drop_index("ix_stocktakes_opened_at_id", table_name="stocktakes")
    op.drop_table("stocktakes")
    op.drop_index("ix_purchase_orders_supplier_id_created_at_id", table_name="purchase_orders")
    op.drop_index("ix_purchase_orders_status_created_at_id", table_name="purchase_orders")
    op.drop_index("ix_purchase_orders_expected_on_id", table_name="purchase_orders")
    op.drop_index("ix_purchase_orders_created_at_id", table_name="purchase_orders")
    op.drop_table("purchase_orders")
    op.drop_index("uq_suppliers_name", table_name="suppliers")
    op.drop_index(
        "ix_suppliers_search_text",
        table_name="suppliers",
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    )
    op.drop_index("ix_suppliers_name_id", table_name="suppliers")
    op.drop_index("ix_suppliers_created_at_id", table_name="suppliers")
    op.drop_table("suppliers")
    op.drop_index("ix_events_created_at", table_name="events", postgresql_using="brin")
    op.drop_table("events")
    op.drop_table("daily_jobs")
    op.execute("DROP FUNCTION take_turn_at_events, announce_events")
