"""Baskets put aside at the till.

Revision: 0021, after 0020.
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "held_tickets",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("lines", postgresql.JSONB(), nullable=False),
        sa.Column("discount", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("line_count", sa.SmallInteger(), nullable=False),
        sa.Column("total", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("can_be_sold", sa.Boolean(), nullable=False),
        sa.Column("held_by", sa.BigInteger(), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("total >= 0 AND total < 'NaN'", name=op.f("ck_held_tickets_total_not_negative")),
        sa.CheckConstraint("jsonb_array_length(lines) = line_count", name=op.f("ck_held_tickets_line_count_of_lines")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_held_tickets_customer_id_customers", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["held_by"], ["users.id"], name="fk_held_tickets_held_by_users", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_held_tickets"),
    )
    op.create_index("ix_held_tickets_customer_id", "held_tickets", ["customer_id"])
    op.create_index("ix_held_tickets_held_at_id", "held_tickets", ["held_at", "id"])
    op.create_index("ix_held_tickets_held_by", "held_tickets", ["held_by"])


def downgrade() -> None:
    op.drop_table("held_tickets")
