"""What is kept under an idempotency key is the resource's id and its JSON; routes know the status and the address.

Revision: 0018, after 0017.
"""

import sqlalchemy as sa

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("idempotency_keys", sa.Column("resource_id", sa.BigInteger(), nullable=True))
    # Answers without an address, to voids and posted stocktakes, have the id in their JSON.
    op.execute(
        """
        UPDATE idempotency_keys
        SET resource_id = CAST(coalesce(substring(location FROM '[0-9]+$'), CAST(body AS json) ->> 'id') AS bigint)
        """
    )
    op.alter_column("idempotency_keys", "resource_id", nullable=False)
    op.drop_column("idempotency_keys", "location")
    op.drop_column("idempotency_keys", "status_code")


def downgrade() -> None:
    """Give kept answers their status again. Their addresses are lost: a retry is answered without Location."""
    op.add_column("idempotency_keys", sa.Column("location", sa.String(), nullable=True))
    op.add_column("idempotency_keys", sa.Column("status_code", sa.SmallInteger(), nullable=True))
    op.execute(
        """
        UPDATE idempotency_keys
        SET status_code = CASE WHEN CAST(body AS json) ->> 'status' IN ('voided', 'posted') THEN 200 ELSE 201 END
        """
    )
    op.alter_column("idempotency_keys", "status_code", nullable=False)
    op.drop_column("idempotency_keys", "resource_id")
