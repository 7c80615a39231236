"""An order whose rest never comes is closed short; orders and deliveries have the supplier's own numbers.

Revision: 0026, after 0025.
"""

import sqlalchemy as sa

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_STATUSES = ("draft", "ordered", "partially_received", "received")


def upgrade() -> None:
    for table in ("purchase_orders", "goods_receipts"):
        op.add_column(table, sa.Column("supplier_reference", sa.String(), nullable=True))
        op.create_index(
            f"ix_{table}_supplier_reference",
            table,
            [sa.text("lower(supplier_reference)")],
            postgresql_where=sa.text("supplier_reference IS NOT NULL"),
        )
    op.create_index("uq_purchase_orders_number", "purchase_orders", ["number"], unique=True)
    op.add_column("purchase_orders", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("purchase_orders", sa.Column("closed_by", sa.BigInteger(), nullable=True))
    op.add_column("purchase_orders", sa.Column("close_reason", sa.String(), nullable=True))
    op.create_foreign_key(op.f("fk_purchase_orders_closed_by_users"), "purchase_orders", "users", ["closed_by"], ["id"])
    _check_statuses(*_STATUSES, "closed", "cancelled", ordered="'ordered', 'partially_received', 'received', 'closed'")
    op.create_check_constraint(
        op.f("ck_purchase_orders_closed_has_reason"),
        "purchase_orders",
        "num_nonnulls(closed_at, closed_by, close_reason) = CASE WHEN status = 'closed' THEN 3 ELSE 0 END",
    )


def downgrade() -> None:
    """An order that was closed before anything came is cancelled, and any other is partly received again."""
    op.drop_constraint(op.f("ck_purchase_orders_closed_has_reason"), "purchase_orders")
    op.execute(
        """
        UPDATE purchase_orders
        SET status = CASE WHEN came THEN 'partially_received' ELSE 'cancelled' END,
            cancelled_at = CASE WHEN NOT came THEN closed_at END
        FROM (
            SELECT id AS order_id, EXISTS (
                SELECT FROM goods_receipts WHERE purchase_order_id = purchase_orders.id
            ) AS came FROM purchase_orders
        ) AS orders
        WHERE id = order_id AND status = 'closed'
        """
    )
    _check_statuses(*_STATUSES, "cancelled", ordered="'ordered', 'partially_received', 'received'")
    op.drop_constraint(op.f("fk_purchase_orders_closed_by_users"), "purchase_orders")
    for column in ("close_reason", "closed_by", "closed_at"):
        op.drop_column("purchase_orders", column)
    op.drop_index("uq_purchase_orders_number", "purchase_orders")
    for table in ("goods_receipts", "purchase_orders"):
        op.drop_index(f"ix_{table}_supplier_reference", table)
        op.drop_column(table, "supplier_reference")


def _check_statuses(*statuses: str, ordered: str) -> None:
    for name, condition in (
        ("status", "status IN (" + ", ".join(f"'{one}'" for one in statuses) + ")"),
        ("ordered_has_moment", f"(status IN ({ordered})) <= (ordered_at IS NOT NULL)"),
    ):
        op.drop_constraint(op.f(f"ck_purchase_orders_{name}"), "purchase_orders")
        op.create_check_constraint(op.f(f"ck_purchase_orders_{name}"), "purchase_orders", condition)
