"""Demand forecasts, kept for a day and until the stock changes, and an index of what is outstanding of a sweet.

Revision: 0039, after 0038.
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

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
    WHERE lots.id = moved.lot_id;{forget}
    RETURN NULL;
END $$
"""
# Only the first movement after a forecast writes; the others find nothing to forget.
FORGET = """
    UPDATE demand_forecasts SET runs_out_from = '-infinity'
    WHERE sweet_id IN (SELECT sweet_id FROM new_movements) AND runs_out_from <> '-infinity';"""


def upgrade() -> None:
    op.create_table(
        "forecast_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("sales_by_minute", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("is_complete", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_forecast_days")),
    )
    op.create_table(
        "demand_forecasts",
        sa.Column("sweet_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("days_observed", sa.Integer(), nullable=False),
        sa.Column("days_sold_out", sa.Integer(), nullable=False),
        sa.Column("at_least", sa.Boolean(), nullable=False),
        sa.Column("per_day", sa.Numeric(), nullable=True),
        sa.Column("by_weekday", postgresql.ARRAY(sa.Numeric()), nullable=True),
        sa.Column("deviation", sa.Numeric(), nullable=True),
        sa.Column("supplier_id", sa.BigInteger(), nullable=True),
        sa.Column("short_today_from", sa.Numeric(), nullable=False),
        sa.Column("runs_out_from", sa.Date(), nullable=False),
        sa.Column("needed_from", sa.Date(), nullable=False),
        sa.Column("sells_at_most", sa.Numeric(), nullable=True),
        sa.ForeignKeyConstraint(
            ["sweet_id"], ["sweets.id"], name=op.f("fk_demand_forecasts_sweet_id_sweets"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sweet_id", name=op.f("pk_demand_forecasts")),
    )
    op.create_index("ix_demand_forecasts_runs_out_from_sweet_id", "demand_forecasts", ["runs_out_from", "sweet_id"])
    op.create_index(
        "ix_demand_forecasts_short_today",
        "demand_forecasts",
        ["sweet_id"],
        postgresql_where=sa.text("short_today_from <= 1"),
    )
    op.execute(APPLY.format(forget=FORGET))
    op.create_index(
        "ix_purchase_order_lines_outstanding",
        "purchase_order_lines",
        ["sweet_id"],
        postgresql_where=sa.text("outstanding > 0"),
    )


def downgrade() -> None:
    op.drop_index("ix_purchase_order_lines_outstanding", table_name="purchase_order_lines")
    op.execute(APPLY.format(forget=""))
    op.drop_table("demand_forecasts")
    op.drop_table("forecast_days")
