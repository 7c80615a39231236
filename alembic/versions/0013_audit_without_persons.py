"""The audit log without personal values, and with a count in place of the same refusal again and again.

Revision: 0013, after 0012. What is scrubbed stays scrubbed on the way down.
"""

import sqlalchemy as sa

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

PERSONAL = {
    "user": ("email", "full_name"),
    "customer": ("name", "phone", "email", "note"),
    "supplier": ("contact_name", "phone", "email", "address", "note"),
    "invitation": ("email",),
    "session": ("user_agent", "address"),
}

_SCRUBBED = """(
    SELECT jsonb_object_agg(
        key, CASE WHEN key IN ({names}) AND value <> 'null' THEN '"[personal]"'::jsonb ELSE value END
    ) FROM jsonb_each({column})
)"""


def upgrade() -> None:
    op.create_table(
        "refusal_counts",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("minute", sa.DateTime(timezone=True), nullable=False),
        sa.Column("audit_log_id", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "minute", name=op.f("pk_refusal_counts")),
        sa.UniqueConstraint("audit_log_id", name=op.f("uq_refusal_counts_audit_log_id")),
    )
    op.execute(
        "CREATE TRIGGER refuse_change BEFORE DELETE OR TRUNCATE ON refusal_counts"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.execute("ALTER TABLE audit_logs DISABLE TRIGGER refuse_change")
    for entity, columns in PERSONAL.items():
        names = ", ".join(f"'{name}'" for name in columns)
        before, after = (_SCRUBBED.format(names=names, column=column) for column in ("before", "after"))
        op.execute(
            f"UPDATE audit_logs SET before = {before}, after = {after} WHERE entity = '{entity}'"
            f" AND (jsonb_exists_any(before, ARRAY[{names}]) OR jsonb_exists_any(after, ARRAY[{names}]))"
        )
    # A column that is dropped stays in the rows until they are written anew.
    op.execute("UPDATE audit_logs SET actor_email = NULL WHERE actor_email IS NOT NULL")
    op.execute("ALTER TABLE audit_logs ENABLE TRIGGER refuse_change")
    op.drop_column("audit_logs", "actor_email")


def downgrade() -> None:
    op.add_column("audit_logs", sa.Column("actor_email", sa.String(), nullable=True))
    op.drop_table("refusal_counts")
