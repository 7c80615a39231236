"""One account for e-mail addresses that look alike.

Of accounts that share a key already, the first keeps it. The others have none: they are found by their exact address.

Revision: 0016, after 0015.
"""

import sqlalchemy as sa

from alembic import op
from app.core.email import email_key

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("users", sa.Column("email_key", sa.String(), nullable=True))
    op.execute(r"UPDATE users SET email_key = email WHERE email !~ '[^\x01-\x7f]'")
    connection = op.get_bind()
    users = sa.table("users", sa.column("id"), sa.column("email"), sa.column("email_key"))
    others = connection.execute(
        sa.select(users.c.id, users.c.email).where(users.c.email_key.is_(None)).order_by(users.c.id)
    ).all()
    for user_id, email in others:
        key = email_key(email)
        is_taken = sa.exists().where(users.c.email_key == key)
        connection.execute(sa.update(users).where(users.c.id == user_id, ~is_taken).values(email_key=key))
    op.create_index("uq_users_email_key", "users", ["email_key"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_users_email_key", table_name="users")
    op.drop_column("users", "email_key")
