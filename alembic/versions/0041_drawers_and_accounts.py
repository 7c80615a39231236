"""Drawers of cash, and customers who take goods on account.

Revision: 0041, after 0040.
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

OWNED = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp"
TIMES = sa.DateTime(timezone=True)

# Once closed nothing of a session changes. While it is open only the triggers that keep its cash touch it, and its end.
GUARD_DRAWER_SESSION = """
CREATE FUNCTION guard_drawer_session() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change text[] := CASE WHEN pg_trigger_depth() > 1 THEN ARRAY['cash']
        ELSE ARRAY['closed_by', 'closed_at', 'counted', 'counted_notes', 'reason'] END;
BEGIN
    IF OLD.closed_at IS NOT NULL THEN
        RAISE EXCEPTION 'drawer session % is closed', OLD.id
            USING ERRCODE = 'check_violation', TABLE = 'drawer_sessions', CONSTRAINT = 'ck_drawer_sessions_is_open';
    END IF;
    IF to_jsonb(NEW) - may_change IS DISTINCT FROM to_jsonb(OLD) - may_change THEN
        RAISE EXCEPTION 'a drawer session is fixed once it is opened' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$
"""
APPLY_MOVEMENTS = f"""
CREATE FUNCTION apply_drawer_movements() RETURNS trigger {OWNED} AS $$
BEGIN
    UPDATE drawer_sessions SET cash = cash + moved.amount
    FROM (
        SELECT session_id, sum(CASE kind WHEN 'in' THEN amount ELSE -amount END) AS amount
        FROM new_movements GROUP BY session_id
    ) AS moved
    WHERE id = session_id;
    RETURN NULL;
END $$
"""
GUARD_BALANCE = """
CREATE FUNCTION guard_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.balance <> OLD.balance AND pg_trigger_depth() = 1 THEN
        RAISE EXCEPTION 'what a customer owes is written by payments only' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    places = op.get_bind().scalar(sa.text("SELECT money_places()"))
    money, sums = sa.Numeric(10 + places, places), sa.Numeric(16 + places, places)
    op.create_table(
        "drawer_sessions",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("drawer", sa.String(), nullable=True),
        sa.Column("opened_by", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", TIMES, nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("opening_float", money, nullable=False),
        sa.Column("opening_notes", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("cash", sums, nullable=False),
        sa.Column("closed_by", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", TIMES, nullable=True),
        sa.Column("counted", money, nullable=True),
        sa.Column("counted_notes", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint(
            "opening_float >= 0 AND opening_float < 'NaN'", name=op.f("ck_drawer_sessions_opening_float_not_negative")
        ),
        sa.CheckConstraint("counted >= 0 AND counted < 'NaN'", name=op.f("ck_drawer_sessions_counted_not_negative")),
        sa.CheckConstraint(
            "num_nulls(closed_by, closed_at, counted) IN (0, 3) AND (closed_at IS NOT NULL"
            " OR (counted_notes IS NULL AND reason IS NULL))",
            name=op.f("ck_drawer_sessions_closed_whole"),
        ),
        sa.ForeignKeyConstraint(["opened_by"], ["users.id"], name=op.f("fk_drawer_sessions_opened_by_users")),
        sa.ForeignKeyConstraint(["closed_by"], ["users.id"], name=op.f("fk_drawer_sessions_closed_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drawer_sessions")),
        postgresql_with={"fillfactor": 50},
    )
    for name, columns in (("opened_by", ["opened_by"]), ("drawer", [sa.text("text_key(drawer)")])):
        op.create_index(
            f"uq_drawer_sessions_open_{name}",
            "drawer_sessions",
            columns,
            unique=True,
            postgresql_where=sa.text("closed_at IS NULL"),
        )
    op.create_index(
        "ix_drawer_sessions_closed_at",
        "drawer_sessions",
        ["closed_at"],
        postgresql_where=sa.text("closed_at IS NOT NULL"),
    )
    op.create_index("ix_drawer_sessions_opened_at_id", "drawer_sessions", ["opened_at", "id"])
    op.create_index("ix_drawer_sessions_opened_by_opened_at_id", "drawer_sessions", ["opened_by", "opened_at", "id"])
    op.create_table(
        "drawer_movements",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=3), nullable=False),
        sa.Column("amount", money, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("moved_by", sa.BigInteger(), nullable=False),
        sa.Column("moved_at", TIMES, nullable=False),
        sa.CheckConstraint("kind IN ('in', 'out')", name=op.f("ck_drawer_movements_kind")),
        sa.CheckConstraint("amount > 0 AND amount < 'NaN'", name=op.f("ck_drawer_movements_amount_positive")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["drawer_sessions.id"], name=op.f("fk_drawer_movements_session_id_drawer_sessions")
        ),
        sa.ForeignKeyConstraint(["moved_by"], ["users.id"], name=op.f("fk_drawer_movements_moved_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drawer_movements")),
    )
    op.create_index("ix_drawer_movements_session_id", "drawer_movements", ["session_id"])
    op.create_index("ix_drawer_movements_moved_at_id", "drawer_movements", ["moved_at", "id"])
    op.add_column("customers", sa.Column("credit_limit", money, nullable=True))
    op.add_column("customers", sa.Column("balance", money, server_default="0", nullable=False))
    op.create_check_constraint(
        op.f("ck_customers_credit_limit_not_negative"), "customers", "credit_limit >= 0 AND credit_limit < 'NaN'"
    )
    op.create_check_constraint(
        op.f("ck_customers_balance_within_limit"), "customers", "balance <= coalesce(credit_limit, 0)"
    )
    op.create_index("ix_customers_balance_id", "customers", ["balance", "id"], postgresql_where=sa.text("balance <> 0"))
    for statement in (
        GUARD_DRAWER_SESSION,
        "CREATE TRIGGER guard_drawer_session BEFORE UPDATE ON drawer_sessions"
        " FOR EACH ROW EXECUTE FUNCTION guard_drawer_session()",
        "CREATE TRIGGER refuse_change BEFORE DELETE OR TRUNCATE ON drawer_sessions"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        APPLY_MOVEMENTS,
        "REVOKE EXECUTE ON FUNCTION apply_drawer_movements() FROM PUBLIC",
        "CREATE TRIGGER apply_drawer_movements AFTER INSERT ON drawer_movements REFERENCING NEW TABLE AS new_movements"
        " FOR EACH STATEMENT EXECUTE FUNCTION apply_drawer_movements()",
        "CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON drawer_movements"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        GUARD_BALANCE,
        "CREATE TRIGGER guard_balance BEFORE UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION guard_balance()",
    ):
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TRIGGER guard_balance ON customers")
    op.execute("DROP FUNCTION guard_balance")
    op.drop_index("ix_customers_balance_id", "customers")
    for name in ("balance", "credit_limit"):
        op.drop_column("customers", name)
    op.drop_table("drawer_movements")
    op.drop_table("drawer_sessions")
    op.execute("DROP FUNCTION apply_drawer_movements, guard_drawer_session")
