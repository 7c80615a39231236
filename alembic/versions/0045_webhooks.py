"""Webhooks: endpoints, an outbox of events that triggers write with what they tell of, and its deliveries.

Revision: 0045, after 0044.
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

OWNED = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp"
ZONE = "coalesce((SELECT value #>> ARRAY[]::text[] FROM settings WHERE key = 'time_zone'), 'Asia/Kolkata')"
UTC_TEXT = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
EVENTS = "{sale.created,sale.paid,sale.refunded,sale.voided,stock.changed,stock.low,order.ready}"

# Without an endpoint that wants them a change costs a look at the endpoints and no more. They run after the triggers of
# the ledger, which come first by name.
WANTED = "EXISTS (SELECT FROM webhooks WHERE is_enabled AND {} = ANY (events))"
STOCK_PAYLOAD = f"""
CREATE FUNCTION stock_payload(of_sweet bigint, change numeric, moment timestamptz) RETURNS text LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
    SELECT json_build_object(
        'type', 'stock.changed', 'timestamp', {UTC_TEXT.format("moment")}, 'data', json_build_object(
            'sweet_id', id, 'sku', sku, 'name', name, 'unit', unit, 'change', change::text, 'on_hand', on_hand::text,
            'available', (on_hand - coalesce((
                SELECT sum(lots.on_hand) FROM lots WHERE sweet_id = of_sweet AND NOT is_empty
                    AND coalesce(best_before, 'infinity'::date) < (moment AT TIME ZONE {ZONE})::date
            ), 0))::text
        )
    )::text FROM sweets WHERE id = of_sweet
$$
"""
TELLING = {
    "tell_of_sales": (
        "AFTER INSERT ON sales REFERENCING NEW TABLE AS new_sales FOR EACH STATEMENT",
        f"""
    INSERT INTO outbox_events (type, subject, document_id, created_at)
    SELECT told.type, 'sale:' || sale.id, sale.id, sale.created_at
    FROM (VALUES (1, 'sale.created'), (2, 'order.ready')) AS told (position, type), new_sales AS sale
    WHERE {WANTED.format("told.type")} AND (told.type = 'sale.created' OR sale.held_until IS NOT NULL)
    ORDER BY sale.id, told.position;""",
    ),
    "tell_of_payments": (
        "AFTER INSERT ON payments REFERENCING NEW TABLE AS new_payments FOR EACH STATEMENT",
        f"""
    INSERT INTO outbox_events (type, subject, payload, created_at)
    SELECT 'sale.paid', 'sale:' || sale_id, json_build_object(
        'type', 'sale.paid', 'timestamp', {UTC_TEXT.format("taken_at")}, 'data', json_build_object(
            'id', payment.id, 'sale_id', sale_id, 'sale_number', number, 'business_day', payment.business_day,
            'currency', currency, 'tender', tender, 'amount', amount::text, 'rounding', payment.rounding::text,
            'taken_at', {UTC_TEXT.format("taken_at")}
        ))::text, taken_at
    FROM new_payments AS payment JOIN sales ON sales.id = sale_id
    WHERE kind = 'sale' AND taken_at <> sales.created_at AND {WANTED.format("'sale.paid'")} ORDER BY payment.id;""",
    ),
    "tell_of_refunds": (
        "AFTER INSERT ON refunds REFERENCING NEW TABLE AS new_refunds FOR EACH STATEMENT",
        f"""
    INSERT INTO outbox_events (type, subject, document_id, created_at)
    SELECT 'sale.refunded', 'sale:' || sale_id, id, created_at
    FROM new_refunds WHERE {WANTED.format("'sale.refunded'")} ORDER BY id;""",
    ),
    "tell_of_voids": (
        "AFTER INSERT ON sale_voids REFERENCING NEW TABLE AS new_voids FOR EACH STATEMENT",
        f"""
    INSERT INTO outbox_events (type, subject, document_id, created_at)
    SELECT 'sale.voided', 'sale:' || sale_id, sale_id, voided_at
    FROM new_voids WHERE {WANTED.format("'sale.voided'")} ORDER BY sale_id;""",
    ),
    "tell_of_stock": (
        "AFTER INSERT ON stock_movements REFERENCING NEW TABLE AS new_movements FOR EACH STATEMENT",
        f"""
    IF {WANTED.format("'stock.changed'")} THEN
        INSERT INTO outbox_events (type, subject, payload, created_at)
        SELECT 'stock.changed', 'sweet:' || sweet_id, stock_payload(sweet_id, sum(quantity), max(occurred_at)),
            max(occurred_at)
        FROM new_movements GROUP BY sweet_id ORDER BY sweet_id;
    END IF;""",
    ),
    "tell_of_alerts": (
        "AFTER INSERT OR UPDATE ON stock_alerts FOR EACH ROW",
        f"""
    IF TG_OP = 'UPDATE' AND (NEW.escalated_at IS NULL OR NEW.escalated_at IS NOT DISTINCT FROM OLD.escalated_at) THEN
        RETURN NULL;
    END IF;
    INSERT INTO outbox_events (type, subject, payload, created_at)
    SELECT 'stock.low', 'sweet:' || id, json_build_object(
        'type', 'stock.low', 'timestamp', {UTC_TEXT.format("moment")}, 'data', json_build_object(
            'sweet_id', id, 'sku', sku, 'name', name, 'unit', unit, 'state', NEW.state, 'available', NEW.available::text
        ))::text, moment
    FROM sweets, coalesce(NEW.escalated_at, NEW.raised_at) AS moment
    WHERE id = NEW.sweet_id AND {WANTED.format("'stock.low'")};""",
    ),
    "fan_out_events": (
        "AFTER INSERT ON outbox_events REFERENCING NEW TABLE AS new_events FOR EACH STATEMENT",
        """
    INSERT INTO webhook_deliveries (webhook_id, event_id, type, subject, next_attempt_at, created_at)
    SELECT webhook.id, event.id, event.type, event.subject, event.created_at, event.created_at
    FROM new_events AS event JOIN webhooks AS webhook ON is_enabled AND event.type = ANY (events)
    ORDER BY event.id, webhook.id;""",
    ),
}


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.create_table(
        "leases",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", sa.Uuid(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "outbox_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=True),
        sa.Column("payload", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "payload IS NOT NULL OR document_id IS NOT NULL", name=op.f("ck_outbox_events_has_payload_or_document")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_events")),
    )
    op.create_index(
        "ix_outbox_events_created_at", "outbox_events", ["created_at"], unique=False, postgresql_using="brin"
    )
    op.create_table(
        "webhooks",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("events", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("is_enabled", sa.Boolean(), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            f"cardinality(events) > 0 AND events <@ '{EVENTS}'::varchar[]",
            name=op.f("ck_webhooks_events_known"),
        ),
        sa.CheckConstraint("NOT (is_enabled AND gone_at IS NOT NULL)", name=op.f("ck_webhooks_gone_is_disabled")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
    )
    op.create_index("ix_webhooks_created_at_id", "webhooks", ["created_at", "id"], unique=False)
    op.create_table(
        "webhook_deliveries",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("webhook_id", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "delivered", "dead", name="state", native_enum=False, create_constraint=True),
            server_default="waiting",
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'waiting') = (finished_at IS NULL)", name=op.f("ck_webhook_deliveries_finished_unless_waiting")
        ),
        sa.CheckConstraint(
            "state = 'waiting' OR next_attempt_at IS NULL", name=op.f("ck_webhook_deliveries_tried_while_waiting")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["outbox_events.id"], name=op.f("fk_webhook_deliveries_event_id_outbox_events")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_deliveries")),
    )
    op.create_index("ix_webhook_deliveries_created_at_id", "webhook_deliveries", ["created_at", "id"], unique=False)
    op.create_index(
        "ix_webhook_deliveries_due",
        "webhook_deliveries",
        ["webhook_id", "next_attempt_at", "event_id"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index("ix_webhook_deliveries_event_id", "webhook_deliveries", ["event_id"], unique=False)
    op.create_index(
        "ix_webhook_deliveries_of_subject",
        "webhook_deliveries",
        ["webhook_id", "subject", "event_id"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "ix_webhook_deliveries_unfinished",
        "webhook_deliveries",
        ["state", "created_at", "id"],
        unique=False,
        postgresql_where=sa.text("state <> 'delivered'"),
    )
    op.create_index(
        "ix_webhook_deliveries_webhook_id_created_at_id",
        "webhook_deliveries",
        ["webhook_id", "created_at", "id"],
        unique=False,
    )
    op.create_table(
        "webhook_secrets",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("webhook_id", sa.BigInteger(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["webhook_id"], ["webhooks.id"], name=op.f("fk_webhook_secrets_webhook_id_webhooks"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_secrets")),
    )
    op.create_index(
        "ix_webhook_secrets_ends_at",
        "webhook_secrets",
        ["ends_at"],
        unique=False,
        postgresql_where=sa.text("ends_at IS NOT NULL"),
    )
    op.create_index("ix_webhook_secrets_webhook_id", "webhook_secrets", ["webhook_id"], unique=False)
    op.execute(STOCK_PAYLOAD)
    for name, (moment, body) in TELLING.items():
        op.execute(f"CREATE FUNCTION {name}() RETURNS trigger {OWNED} AS $$\nBEGIN{body}\n    RETURN NULL;\nEND $$")
        op.execute(f"CREATE TRIGGER {name} {moment} EXECUTE FUNCTION {name}()")
        op.execute(f"REVOKE EXECUTE ON FUNCTION {name}() FROM PUBLIC")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    for name, (moment, _) in TELLING.items():
        op.execute(f"DROP TRIGGER {name} ON {moment.partition(' ON ')[2].split()[0]}")
        op.execute(f"DROP FUNCTION {name}")
    op.execute("DROP FUNCTION stock_payload")
    for table in ("webhook_secrets", "webhook_deliveries", "webhooks", "outbox_events", "leases"):
        op.drop_table(table)
