"""Imports of a previous till's history: what they left out and did not know, and an index to find its items by.

Revision: 0008, after 0007.
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for count in ("ignored", "unknown_items"):
        op.add_column("imports", sa.Column(count, sa.BigInteger(), server_default="0", nullable=False))
    op.add_column(
        "imports", sa.Column("first_unknown_items", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False)
    )
    op.create_index(
        "ix_sweets_bare_name", "sweets", [sa.text(r"lower(regexp_replace(name, '\s'::text, ''::text, 'g'::text))")]
    )


def downgrade() -> None:
    op.drop_index("ix_sweets_bare_name", table_name="sweets")
    for column in ("first_unknown_items", "unknown_items", "ignored"):
        op.drop_column("imports", column)
