"""Pictures of sweets.

Revision: 0019, after 0018.
"""

import sqlalchemy as sa

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

SIZES = ("picture_small", "picture_large")


def upgrade() -> None:
    op.create_table(
        "pictures",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("hash ~ '^[0-9a-f]{64}$'", name="hash_is_sha256"),
        sa.PrimaryKeyConstraint("hash"),
    )
    # WebP cannot be compressed further.
    op.execute("ALTER TABLE pictures ALTER content SET STORAGE EXTERNAL")
    for column in SIZES:
        op.add_column("sweets", sa.Column(column, sa.String(), nullable=True))
        op.create_foreign_key(None, "sweets", "pictures", [column], ["hash"])
        op.create_index(f"ix_sweets_{column}", "sweets", [column], postgresql_where=sa.text(f"{column} IS NOT NULL"))
    op.add_column("sweets", sa.Column("picture_width", sa.SmallInteger(), nullable=True))
    op.add_column("sweets", sa.Column("picture_height", sa.SmallInteger(), nullable=True))
    op.create_check_constraint(
        "picture_whole",
        "sweets",
        "num_nulls(picture_small, picture_large, picture_width, picture_height) IN (0, 4)",
    )


def downgrade() -> None:
    for column in (*SIZES, "picture_width", "picture_height"):
        op.drop_column("sweets", column)
    op.drop_table("pictures")
