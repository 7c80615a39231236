"""A delivery is received as it was weighed, beside its packs or without counting them.

Revision: 0029, after 0028.
"""

import sqlalchemy as sa

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("lots", sa.Column("packs", sa.Integer(), nullable=True))
    op.add_column(
        "purchase_order_lines", sa.Column("loose_received", sa.Numeric(14, 3), server_default="0", nullable=False)
    )
    op.execute(
        """
        UPDATE lots SET packs = moved.quantity / line.pack_size
        FROM stock_movements AS moved, purchase_order_lines AS line
        WHERE moved.lot_id = lots.id AND moved.kind = 'restock'
          AND line.purchase_order_id = lots.purchase_order_id AND line.line_no = lots.purchase_order_line_no
        """
    )
    op.add_column(
        "purchase_order_lines",
        sa.Column(
            "outstanding",
            sa.Numeric(14, 3),
            sa.Computed("greatest(0, (packs - packs_received) * pack_size - loose_received)", persisted=True),
            nullable=False,
        ),
    )
    op.create_check_constraint(
        op.f("ck_purchase_order_lines_loose_received_not_negative"),
        "purchase_order_lines",
        "loose_received >= 0 AND loose_received < 'NaN'",
    )
    op.create_check_constraint(
        op.f("ck_lots_packs_of_order"), "lots", "packs IS NULL OR (packs > 0 AND purchase_order_id IS NOT NULL)"
    )


def downgrade() -> None:
    """Forget what was weighed. Lots keep their quantities; lines count their packs alone."""
    op.drop_constraint(op.f("ck_lots_packs_of_order"), "lots")
    op.drop_constraint(op.f("ck_purchase_order_lines_loose_received_not_negative"), "purchase_order_lines")
    for name in ("outstanding", "loose_received"):
        op.drop_column("purchase_order_lines", name)
    op.drop_column("lots", "packs")
