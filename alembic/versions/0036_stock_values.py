"""What a sweet's stock cost, kept by the ledger, and an index of the lots whose cost nobody knows.

Revision: 0036, after 0035.
"""

import sqlalchemy as sa

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

# Each movement is at the cost of its lot, so the value of the movements is that of the lots. An unknown cost adds none.
APPLY = """
CREATE OR REPLACE FUNCTION apply_stock_movements() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE sweets SET on_hand = sweets.on_hand + moved.quantity, stock_value = sweets.stock_value + moved.value
    FROM (
        SELECT sweet_id, sum(quantity) AS quantity, coalesce(sum(quantity * unit_cost), 0) AS value
        FROM new_movements GROUP BY sweet_id
    ) AS moved
    WHERE sweets.id = moved.sweet_id;
    UPDATE lots SET on_hand = lots.on_hand + moved.quantity
    FROM (SELECT lot_id, sum(quantity) AS quantity FROM new_movements GROUP BY lot_id) AS moved
    WHERE lots.id = moved.lot_id;
    RETURN NULL;
END $$
"""
APPLY_BEFORE = """
CREATE OR REPLACE FUNCTION apply_stock_movements() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE sweets SET on_hand = sweets.on_hand + moved.quantity
    FROM (SELECT sweet_id, sum(quantity) AS quantity FROM new_movements GROUP BY sweet_id) AS moved
    WHERE sweets.id = moved.sweet_id;
    UPDATE lots SET on_hand = lots.on_hand + moved.quantity
    FROM (SELECT lot_id, sum(quantity) AS quantity FROM new_movements GROUP BY lot_id) AS moved
    WHERE lots.id = moved.lot_id;
    RETURN NULL;
END $$
"""
GUARDS = {
    "guard_stock_value_update": "BEFORE UPDATE ON sweets FOR EACH ROW"
    " WHEN (NEW.stock_value <> OLD.stock_value AND pg_trigger_depth() < 1)",
    "guard_stock_value_insert": "BEFORE INSERT ON sweets FOR EACH ROW WHEN (NEW.stock_value <> 0)",
}
GUARD = """
CREATE FUNCTION guard_stock_value() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the value of stock is changed by a stock movement only' USING ERRCODE = 'restrict_violation';
END $$
"""
FILL = """
UPDATE sweets SET stock_value = held.value
FROM (
    SELECT sweet_id, sum(on_hand * unit_cost) AS value FROM lots
    WHERE NOT is_empty AND unit_cost IS NOT NULL GROUP BY sweet_id
) AS held
WHERE sweets.id = held.sweet_id
"""


def upgrade() -> None:
    op.add_column("sweets", sa.Column("stock_value", sa.Numeric(24, 7), server_default="0", nullable=False))
    op.execute(APPLY)
    op.execute(FILL)
    op.execute(GUARD)
    for name, moment in GUARDS.items():
        op.execute(f"CREATE TRIGGER {name} {moment} EXECUTE FUNCTION guard_stock_value()")
    op.create_index(
        "ix_lots_without_cost", "lots", ["sweet_id"], postgresql_where=sa.text("NOT is_empty AND unit_cost IS NULL")
    )


def downgrade() -> None:
    op.drop_index("ix_lots_without_cost", table_name="lots")
    for name in GUARDS:
        op.execute(f"DROP TRIGGER {name} ON sweets")
    op.execute("DROP FUNCTION guard_stock_value")
    op.execute(APPLY_BEFORE)
    op.drop_column("sweets", "stock_value")
