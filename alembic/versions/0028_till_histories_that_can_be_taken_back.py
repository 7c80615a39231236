"""A previous till's amounts, discounts and taxes as it told them, and imports of it that can be taken back.

Revision: 0028, after 0027.
"""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

OWNED = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp"

# What lines of a previous till add to the books, or take out of them again.
BOOKINGS = """
    SELECT array_agg(CAST(ROW(
        day, sweet_id, {sign} * tickets, 0, 0, {sign} * sold, {sign} * refunded, {sign} * (net_sold + discounts),
        {sign} * discounts, {sign} * refunds, {sign} * tax, {sign} * (net_sold - refunds + tax), 0, 0
    ) AS booking))
    FROM (
        SELECT ticket.business_day AS day, line.sweet_id, count(*) FILTER (WHERE line.line_no = 1) AS tickets,
            sum(greatest(line.quantity, 0)) AS sold, -sum(least(line.quantity, 0)) AS refunded,
            coalesce(sum(line.amount) FILTER (WHERE line.quantity > 0), 0) AS net_sold,
            coalesce(sum(line.discount) FILTER (WHERE line.quantity > 0), 0) AS discounts,
            -coalesce(sum(line.amount) FILTER (WHERE line.quantity < 0), 0) AS refunds, sum(line.tax) AS tax
        FROM {lines} AS line JOIN history_tickets AS ticket ON ticket.id = line.ticket_id
        GROUP BY day, line.sweet_id
    ) AS sums
    HAVING count(*) > 0
""".strip()

TAKEN_LINES = "(SELECT history_lines.* FROM history_lines JOIN new_rows USING (import_id))"

# Those who book lines share a lock, which whoever takes an import back has alone: so neither misses the other.
FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION book_history_lines() RETURNS trigger {OWNED} AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtext('history_lines'));
    IF EXISTS (
        SELECT FROM new_lines AS line JOIN history_tickets AS ticket ON ticket.id = line.ticket_id
        JOIN import_take_backs AS taken ON taken.import_id IN (line.import_id, ticket.import_id)
    ) THEN
        RAISE EXCEPTION 'the import of this ticket was taken back'
            USING ERRCODE = 'check_violation', TABLE = 'history_lines',
                CONSTRAINT = 'ck_history_lines_import_stands';
    END IF;
    PERFORM book(({BOOKINGS.format(sign="1", lines="new_lines")}));
    RETURN NULL;
END $$

CREATE FUNCTION book_take_backs() RETURNS trigger {OWNED} AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('history_lines'));
    IF EXISTS (
        SELECT FROM new_rows AS taken
        JOIN history_tickets AS ticket ON ticket.import_id = taken.import_id
        JOIN history_lines AS line ON line.ticket_id = ticket.id
        WHERE line.import_id IS DISTINCT FROM taken.import_id
            AND NOT EXISTS (SELECT FROM import_take_backs AS other WHERE other.import_id = line.import_id)
    ) THEN
        RAISE EXCEPTION 'a later import added lines to the tickets of this one'
            USING ERRCODE = 'check_violation', TABLE = 'import_take_backs',
                CONSTRAINT = 'ck_import_take_backs_nothing_stands_on_it';
    END IF;
    PERFORM book((
        {BOOKINGS.format(sign="-1", lines=TAKEN_LINES)}
    ));
    RETURN NULL;
END $$
"""

BOOK_HISTORY_LINES_BEFORE = f"""
CREATE OR REPLACE FUNCTION book_history_lines() RETURNS trigger {OWNED} AS $$
BEGIN
    PERFORM book(array_agg(CAST(ROW(
        ticket.business_day, line.sweet_id, (line.line_no = 1)::int, 0, 0, greatest(line.quantity, 0),
        -least(line.quantity, 0), greatest(coalesce(line.amount, 0), 0), 0, -least(coalesce(line.amount, 0), 0), 0,
        coalesce(line.amount, 0), 0, 0
    ) AS booking)))
    FROM new_lines AS line JOIN history_tickets AS ticket ON ticket.id = line.ticket_id
    HAVING count(*) > 0;
    RETURN NULL;
END $$
"""

# The older books know no marks: what was taken back leaves them, as its figures already have.
REMOVE_TAKEN_BACK = """
ALTER TABLE history_lines DISABLE TRIGGER refuse_change

ALTER TABLE history_tickets DISABLE TRIGGER refuse_change

DELETE FROM history_lines WHERE import_id IN (SELECT import_id FROM import_take_backs)

DELETE FROM history_tickets WHERE import_id IN (SELECT import_id FROM import_take_backs)

ALTER TABLE history_lines ENABLE TRIGGER refuse_change

ALTER TABLE history_tickets ENABLE TRIGGER refuse_change
"""


def execute_script(script: str) -> None:
    """Run statements that stand apart by an empty line, one by one, as the driver wants them."""
    for statement in script.strip().split("\n\n"):
        op.execute(statement)


def upgrade() -> None:
    op.alter_column("imports", "created_by", nullable=True)
    op.add_column("imports", sa.Column("cancelled", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("imports", sa.Column("brought", postgresql.JSONB(none_as_null=True), nullable=True))
    op.create_table(
        "import_take_backs",
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("taken_back_by", sa.BigInteger(), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_import_take_backs_import_id_imports")),
        sa.ForeignKeyConstraint(["taken_back_by"], ["users.id"], name=op.f("fk_import_take_backs_taken_back_by_users")),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_import_take_backs")),
    )
    for table in ("history_tickets", "history_lines"):
        op.add_column(table, sa.Column("import_id", sa.BigInteger(), nullable=True))
        op.create_foreign_key(op.f(f"fk_{table}_import_id_imports"), table, "imports", ["import_id"], ["id"])
        op.create_index(
            f"ix_{table}_import_id", table, ["import_id"], postgresql_where=sa.text("import_id IS NOT NULL")
        )
    op.add_column("history_tickets", sa.Column("edition", sa.SmallInteger(), server_default="1", nullable=False))
    op.drop_constraint(op.f("uq_history_tickets_business_day_ticket"), "history_tickets")
    op.create_unique_constraint(
        op.f("uq_history_tickets_business_day_ticket_edition"),
        "history_tickets",
        ["business_day", "ticket", "edition"],
    )
    for name in ("discount", "tax"):
        op.add_column(
            "history_lines", sa.Column(name, sa.Numeric(precision=12, scale=2), server_default="0", nullable=False)
        )
    op.drop_constraint(op.f("ck_history_lines_amount_adds_up"), "history_lines")
    op.create_check_constraint(
        op.f("ck_history_lines_amount_adds_up"),
        "history_lines",
        "(amount IS NULL) = (unit_price IS NULL) AND sign(coalesce(amount, 0)) IN (0, sign(quantity)) "
        "AND sign(tax) IN (0, sign(quantity)) AND discount >= 0 AND discount < 'NaN' AND abs(tax) < 'NaN'",
    )
    execute_script(FUNCTIONS)
    op.execute("REVOKE EXECUTE ON FUNCTION book_take_backs() FROM PUBLIC")
    op.execute(
        "CREATE TRIGGER book_take_backs AFTER INSERT ON import_take_backs REFERENCING NEW TABLE AS new_rows "
        "FOR EACH STATEMENT EXECUTE FUNCTION book_take_backs()"
    )
    op.execute(
        "CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON import_take_backs "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.execute(BOOK_HISTORY_LINES_BEFORE)
    execute_script(REMOVE_TAKEN_BACK)
    op.drop_table("import_take_backs")
    op.execute("DROP FUNCTION book_take_backs")
    op.drop_constraint(op.f("ck_history_lines_amount_adds_up"), "history_lines")
    for column in ("tax", "discount"):
        op.drop_column("history_lines", column)
    # Amounts that a till told stay as they are.
    op.execute(
        "ALTER TABLE history_lines ADD CONSTRAINT ck_history_lines_amount_adds_up "
        "CHECK (amount IS NOT DISTINCT FROM round(quantity * unit_price, 2)) NOT VALID"
    )
    op.drop_constraint(op.f("uq_history_tickets_business_day_ticket_edition"), "history_tickets")
    op.drop_column("history_tickets", "edition")
    op.create_unique_constraint(
        op.f("uq_history_tickets_business_day_ticket"), "history_tickets", ["business_day", "ticket"]
    )
    for table in ("history_lines", "history_tickets"):
        op.drop_column(table, "import_id")
    op.drop_column("imports", "brought")
    op.drop_column("imports", "cancelled")
    op.execute("DELETE FROM imports WHERE created_by IS NULL")
    op.alter_column("imports", "created_by", nullable=False)
