"""The shop's clock alone says when: no column has the database's own time as its default.

Revision: 0009, after 0008.
"""

import sqlalchemy as sa

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_CREATED = (
    "adjustments",
    "categories",
    "customers",
    "events",
    "idempotency_keys",
    "imports",
    "invitations",
    "notifications",
    "purchase_orders",
    "refresh_tokens",
    "refunds",
    "sales",
    "sessions",
    "supplier_returns",
    "suppliers",
    "sweets",
    "tax_classes",
    "users",
)
_UPDATED = ("categories", "customers", "suppliers", "sweets", "tax_classes", "users")
_MOMENTS = (
    *((table, "created_at") for table in _CREATED),
    *((table, "updated_at") for table in _UPDATED),
    ("audit_logs", "occurred_at"),
    ("goods_receipts", "received_at"),
    ("history_tickets", "imported_at"),
    ("lots", "received_at"),
    ("notification_reads", "read_at"),
    ("sessions", "last_used_at"),
    ("stock_movements", "occurred_at"),
    ("stocktake_counts", "counted_at"),
    ("stocktakes", "opened_at"),
)
_DAYS = tuple((table, "business_day") for table in ("history_tickets", "refunds", "sale_voids", "sales"))


def upgrade() -> None:
    for table, column in (*_MOMENTS, *_DAYS):
        op.alter_column(table, column, server_default=None)


def downgrade() -> None:
    for table, column in _MOMENTS:
        op.alter_column(table, column, server_default=sa.text("now()"))
    for table, column in _DAYS:
        op.alter_column(table, column, server_default=sa.text("CURRENT_DATE"))
