"""Sales by category and day, and by sweet and month or year, kept with those of each day.

Revision: 0038, after 0037.
"""

from decimal import Decimal

import sqlalchemy as sa

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

OWNED = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp"
COUNTS = ("sale_count", "void_count", "refund_count")
QUANTITIES = ("sold", "refunded")
MONEY = ("gross", "discounts", "refunds", "tax", "total", "costed_sales")
SWEET_FIGURES = (*QUANTITIES, *MONEY, "cost")
DAY_FIGURES = (*COUNTS, *MONEY, "cost")
CATEGORY_KEY = ("day", "category_id", "unit")
PERIOD_KEY = ("period", "begins", "sweet_id")
NEW_TABLES = ("daily_category_sales", "period_sweet_sales")


def added(figures: tuple[str, ...]) -> str:
    return ", ".join(f"{name} = books.{name} + excluded.{name}" for name in figures)


def sums(figures: tuple[str, ...]) -> str:
    return ", ".join(f"sum({name})" for name in figures)


def upsert(table: str, key: tuple[str, ...], figures: tuple[str, ...], rows: str) -> str:
    """Return the statement that adds the sums of rows to those of a table, which it locks in the order of its key."""
    keys = ", ".join(key)
    return f"""
    INSERT INTO {table} AS books ({keys}, {", ".join(figures)})
    SELECT {keys}, {sums(figures)} FROM {rows} GROUP BY {keys} ORDER BY {keys}
    ON CONFLICT ({keys}) DO UPDATE SET {added(figures)};
    """


OF_SWEETS = upsert("daily_sweet_sales", ("day", "sweet_id"), SWEET_FIGURES, "unnest(bookings)")
OF_DAYS = upsert("daily_sales", ("day",), DAY_FIGURES, "unnest(bookings)")
WITH_CATEGORIES = "unnest(bookings) AS booked JOIN sweets ON sweets.id = sweet_id"
OF_CATEGORIES = upsert("daily_category_sales", CATEGORY_KEY, SWEET_FIGURES, WITH_CATEGORIES)
PERIODS = """(
        SELECT period, CAST(date_trunc(period, CAST(day AS timestamp)) AS date) AS begins, booked.*
        FROM {rows} AS booked CROSS JOIN (VALUES ('month'), ('year')) AS periods (period)
    ) AS booked"""
OF_PERIODS = upsert("period_sweet_sales", PERIOD_KEY, SWEET_FIGURES, PERIODS.format(rows="unnest(bookings)"))
BOOK = "CREATE OR REPLACE FUNCTION book(bookings booking[]) RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\n{}\nEND $$"

# Those who book look at the categories of sweets once they have the days, which a move keeps from them: so each booking
# is moved, or made in the new category. What other triggers do to sweets changes no category.
MOVE = f"""
CREATE FUNCTION move_category_sales() RETURNS trigger {OWNED} AS $$
BEGIN
    IF pg_trigger_depth() > 1 OR NOT EXISTS (
        SELECT FROM old_sweets AS before JOIN new_sweets AS after USING (id)
        WHERE after.category_id <> before.category_id OR after.unit <> before.unit
    ) THEN
        RETURN NULL;
    END IF;
    LOCK TABLE daily_sales IN SHARE ROW EXCLUSIVE MODE;
    INSERT INTO daily_category_sales AS books (day, category_id, unit, {", ".join(SWEET_FIGURES)})
    SELECT day, place.category_id, place.unit, {", ".join(f"sum(sign * {name})" for name in SWEET_FIGURES)}
    FROM old_sweets AS before JOIN new_sweets AS after USING (id)
    CROSS JOIN LATERAL (
        VALUES (-1, before.category_id, before.unit), (1, after.category_id, after.unit)
    ) AS place (sign, category_id, unit)
    JOIN daily_sweet_sales ON sweet_id = id
    WHERE after.category_id <> before.category_id OR after.unit <> before.unit
    GROUP BY day, place.category_id, place.unit ORDER BY day, place.category_id, place.unit
    ON CONFLICT (day, category_id, unit) DO UPDATE SET {added(SWEET_FIGURES)};
    DELETE FROM daily_category_sales
    WHERE {" AND ".join(f"{name} = 0" for name in SWEET_FIGURES)}
        AND (category_id, unit) IN (SELECT category_id, unit FROM old_sweets);
    RETURN NULL;
END $$
"""
MOVED_BY = (
    "CREATE TRIGGER move_category_sales AFTER UPDATE ON sweets"
    " REFERENCING OLD TABLE AS old_sweets NEW TABLE AS new_sweets"
    " FOR EACH STATEMENT EXECUTE FUNCTION move_category_sales()"
)
FILL_CATEGORIES = f"""
INSERT INTO daily_category_sales (day, category_id, unit, {", ".join(SWEET_FIGURES)})
SELECT day, category_id, unit, {sums(SWEET_FIGURES)}
FROM daily_sweet_sales JOIN sweets ON sweets.id = sweet_id GROUP BY day, category_id, unit ORDER BY day
"""
FILL_PERIODS = f"""
INSERT INTO period_sweet_sales (period, begins, sweet_id, {", ".join(SWEET_FIGURES)})
SELECT period, begins, sweet_id, {sums(SWEET_FIGURES)}
FROM {PERIODS.format(rows="daily_sweet_sales")} GROUP BY period, begins, sweet_id ORDER BY period, begins, sweet_id
"""


def upgrade() -> None:
    places = op.get_bind().scalar(sa.text("SELECT money_places()"))
    op.create_table(
        "daily_category_sales",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("category_id", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=5), nullable=False),
        *figures(places),
        sa.PrimaryKeyConstraint(*CATEGORY_KEY, name=op.f("pk_daily_category_sales")),
        postgresql_with={"fillfactor": 50},
    )
    op.create_index("ix_daily_category_sales_category_id", "daily_category_sales", ["category_id"])
    op.create_table(
        "period_sweet_sales",
        sa.Column("period", sa.String(length=5), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("sweet_id", sa.BigInteger(), nullable=False),
        *figures(places),
        sa.ForeignKeyConstraint(["sweet_id"], ["sweets.id"], name=op.f("fk_period_sweet_sales_sweet_id_sweets")),
        sa.PrimaryKeyConstraint(*PERIOD_KEY, name=op.f("pk_period_sweet_sales")),
        postgresql_with={"fillfactor": 70},
    )
    op.execute(FILL_CATEGORIES)
    op.execute(FILL_PERIODS)
    op.create_index("ix_period_sweet_sales_sweet_id", "period_sweet_sales", ["sweet_id", "period", "begins"])
    run(BOOK.format(OF_SWEETS + OF_DAYS + OF_CATEGORIES + OF_PERIODS))
    run(MOVE)
    run("REVOKE EXECUTE ON FUNCTION move_category_sales() FROM PUBLIC")
    run(MOVED_BY)
    for table in NEW_TABLES:
        run(
            f"CREATE TRIGGER guard_books BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION guard_books()"
        )


def figures(places: int) -> list[sa.Column[Decimal]]:
    return [
        *(sa.Column(name, sa.Numeric(precision=18, scale=3), nullable=False) for name in QUANTITIES),
        *(sa.Column(name, sa.Numeric(precision=16 + places, scale=places), nullable=False) for name in MONEY),
        sa.Column("cost", sa.Numeric(precision=24, scale=7), nullable=False),
    ]


def run(statement: str) -> None:
    """Run a statement as it stands: a colon in it begins no parameter."""
    op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    run("DROP TRIGGER move_category_sales ON sweets")
    run("DROP FUNCTION move_category_sales")
    run(BOOK.format(OF_SWEETS + OF_DAYS))
    for table in NEW_TABLES:
        op.drop_table(table)
