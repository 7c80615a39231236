"""People and trust: invitations, customers, the audit log, settings, notifications and stock alerts.

Revision: 0002, after 0001.
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


# I3: what was written down stays written down.
KEEP_AUDIT_LOG = """
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_logs
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""


def upgrade() -> None:
    op.create_table(
        "audit_logs",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("actor_email", sa.String(), nullable=True),
        sa.Column("actor_role", sa.String(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("entity_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum("done", "refused", name="outcome", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("request_id", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_logs")),
    )
    op.create_index("ix_audit_logs_action_occurred_at_id", "audit_logs", ["action", "occurred_at", "id"], unique=False)
    op.create_index(
        "ix_audit_logs_actor_id_occurred_at_id", "audit_logs", ["actor_id", "occurred_at", "id"], unique=False
    )
    op.create_index(
        "ix_audit_logs_entity_entity_id_occurred_at_id",
        "audit_logs",
        ["entity", "entity_id", "occurred_at", "id"],
        unique=False,
    )
    op.create_index("ix_audit_logs_occurred_at_id", "audit_logs", ["occurred_at", "id"], unique=False)
    op.create_index(
        "ix_audit_logs_refused",
        "audit_logs",
        ["occurred_at", "id"],
        unique=False,
        postgresql_where=sa.text("outcome = 'refused'"),
    )
    op.create_table(
        "settings",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_settings")),
    )
    op.create_table(
        "customers",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("anonymised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "search_text",
            sa.String(),
            sa.Computed("search_form(name) || ' ' || coalesce(phone, '')", persisted=True),
            nullable=False,
        ),
        sa.CheckConstraint("phone ~ '^[+][0-9]{4,15}$'", name=op.f("ck_customers_phone_e164")),
        sa.CheckConstraint(
            "anonymised_at IS NULL OR coalesce(phone, email, note, user_id::text) IS NULL",
            name=op.f("ck_customers_anonymised_is_empty"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_customers_user_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
        sa.UniqueConstraint("phone", name="uq_customers_phone"),
        sa.UniqueConstraint("user_id", name="uq_customers_user_id"),
    )
    op.create_index("ix_customers_created_at_id", "customers", ["created_at", "id"], unique=False)
    op.create_index("ix_customers_name_id", "customers", ["name", "id"], unique=False)
    op.create_index(
        "ix_customers_search_text",
        "customers",
        ["search_text"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    )
    op.create_table(
        "invitations",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column(
            "role",
            sa.Enum("customer", "salesperson", "admin", name="role", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_by", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("role <> 'customer'", name=op.f("ck_invitations_for_staff")),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_invitations_email_lower_case")),
        sa.CheckConstraint("used_at IS NULL OR revoked_at IS NULL", name=op.f("ck_invitations_used_or_revoked")),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_invitations_created_by_users")),
        sa.ForeignKeyConstraint(["used_by"], ["users.id"], name=op.f("fk_invitations_used_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitations_token_hash")),
    )
    op.create_index("ix_invitations_created_at_id", "invitations", ["created_at", "id"], unique=False)
    op.create_index("ix_invitations_email_created_at_id", "invitations", ["email", "created_at", "id"], unique=False)
    op.create_table(
        "notifications",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "kind", sa.Enum("message", "stock", name="kind", native_enum=False, create_constraint=True), nullable=False
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("sender_id", sa.BigInteger(), nullable=True),
        sa.Column("sweet_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["sender_id"], ["users.id"], name=op.f("fk_notifications_sender_id_users")),
        sa.ForeignKeyConstraint(
            ["sweet_id"], ["sweets.id"], name=op.f("fk_notifications_sweet_id_sweets"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
    )
    op.create_index(
        "ix_notifications_admin_created_at_id",
        "notifications",
        ["created_at", "id"],
        unique=False,
        postgresql_where=sa.text("'admin' = ANY (notifications.roles)"),
    )
    op.create_index(
        "ix_notifications_customer_created_at_id",
        "notifications",
        ["created_at", "id"],
        unique=False,
        postgresql_where=sa.text("'customer' = ANY (notifications.roles)"),
    )
    op.create_index(
        "ix_notifications_salesperson_created_at_id",
        "notifications",
        ["created_at", "id"],
        unique=False,
        postgresql_where=sa.text("'salesperson' = ANY (notifications.roles)"),
    )
    op.create_index(
        "ix_notifications_sweet_id",
        "notifications",
        ["sweet_id"],
        unique=False,
        postgresql_where=sa.text("sweet_id IS NOT NULL"),
    )
    op.create_table(
        "stock_alerts",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("sweet_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "state", sa.Enum("low", "out", name="state", native_enum=False, create_constraint=True), nullable=False
        ),
        sa.Column("available", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("available >= 0 AND available < 'NaN'", name=op.f("ck_stock_alerts_available_not_negative")),
        sa.CheckConstraint("escalated_at IS NULL OR state = 'out'", name=op.f("ck_stock_alerts_escalated_is_out")),
        sa.ForeignKeyConstraint(["sweet_id"], ["sweets.id"], name=op.f("fk_stock_alerts_sweet_id_sweets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_alerts")),
    )
    op.create_index(
        "ix_stock_alerts_open_raised_at_id",
        "stock_alerts",
        ["raised_at", "id"],
        unique=False,
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.create_index("ix_stock_alerts_sweet_id", "stock_alerts", ["sweet_id"], unique=False)
    op.create_index(
        "uq_stock_alerts_open",
        "stock_alerts",
        ["sweet_id"],
        unique=True,
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.create_table(
        "notification_reads",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("notification_id", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["notification_id"],
            ["notifications.id"],
            name=op.f("fk_notification_reads_notification_id_notifications"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_notification_reads_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "notification_id", name=op.f("pk_notification_reads")),
    )
    op.add_column("sales", sa.Column("customer_id", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_sales_customer_id_created_at_id",
        "sales",
        ["customer_id", "created_at", "id"],
        unique=False,
        postgresql_where=sa.text("customer_id IS NOT NULL"),
    )
    op.create_foreign_key(op.f("fk_sales_customer_id_customers"), "sales", "customers", ["customer_id"], ["id"])
    op.add_column(
        "users",
        sa.Column(
            "search_text",
            sa.String(),
            sa.Computed("search_form(coalesce(full_name, '') || ' ' || email)", persisted=True),
            nullable=False,
        ),
    )
    op.create_index("ix_users_created_at_id", "users", ["created_at", "id"], unique=False)
    op.create_index("ix_users_role_email_id", "users", ["role", "email", "id"], unique=False)
    op.create_index(
        "ix_users_search_text",
        "users",
        ["search_text"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    )
    op.execute(KEEP_AUDIT_LOG)


def downgrade() -> None:
    op.drop_index(
        "ix_users_search_text",
        table_name="users",
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    )
    op.drop_index("ix_users_role_email_id", table_name="users")
    op.drop_index("ix_users_created_at_id", table_name="users")
    op.drop_column("users", "search_text")
    op.drop_constraint(op.f("fk_sales_customer_id_customers"), "sales", type_="foreignkey")
    op.drop_index(
        "ix_sales_customer_id_created_at_id", table_name="sales", postgresql_where=sa.text("customer_id IS NOT NULL")
    )
    op.drop_column("sales", "customer_id")
    op.drop_table("notification_reads")
    op.drop_index("uq_stock_alerts_open", table_name="stock_alerts", postgresql_where=sa.text("resolved_at IS NULL"))
    op.drop_index("ix_stock_alerts_sweet_id", table_name="stock_alerts")
    op.drop_index(
        "ix_stock_alerts_open_raised_at_id", table_name="stock_alerts", postgresql_where=sa.text("resolved_at IS NULL")
    )
    op.drop_table("stock_alerts")
    op.drop_index(
        "ix_notifications_sweet_id", table_name="notifications", postgresql_where=sa.text("sweet_id IS NOT NULL")
    )
    op.drop_index(
        "ix_notifications_salesperson_created_at_id",
        table_name="notifications",
        postgresql_where=sa.text("'salesperson' = ANY (notifications.roles)"),
    )
    op.drop_index(
        "ix_notifications_customer_created_at_id",
        table_name="notifications",
        postgresql_where=sa.text("'customer' = ANY (notifications.roles)"),
    )
    op.drop_index(
        "ix_notifications_admin_created_at_id",
        table_name="notifications",
        postgresql_where=sa.text("'admin' = ANY (notifications.roles)"),
    )
    op.drop_table("notifications")
    op.drop_index("ix_invitations_email_created_at_id", table_name="invitations")
    op.drop_index("ix_invitations_created_at_id", table_name="invitations")
    op.drop_table("invitations")
    op.drop_index(
        "ix_customers_search_text",
        table_name="customers",
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    )
    op.drop_index("ix_customers_name_id", table_name="customers")
    op.drop_index("ix_customers_created_at_id", table_name="customers")
    op.drop_table("customers")
    op.drop_table("settings")
    op.drop_index("ix_audit_logs_refused", table_name="audit_logs", postgresql_where=sa.text("outcome = 'refused'"))
    op.drop_index("ix_audit_logs_occurred_at_id", table_name="audit_logs")
    op.drop_index("ix_audit_logs_entity_entity_id_occurred_at_id", table_name="audit_logs")
    op.drop_index("ix_audit_logs_actor_id_occurred_at_id", table_name="audit_logs")
    op.drop_index("ix_audit_logs_action_occurred_at_id", table_name="audit_logs")
    op.drop_table("audit_logs")
