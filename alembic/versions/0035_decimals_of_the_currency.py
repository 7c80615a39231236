"""Money with the decimals of the shop's currency.

Revision: 0035, after 0034.
"""

import sqlalchemy as sa
from babel.numbers import get_currency_precision

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

# A constant, so that the planner puts it where it is called; a new one makes new plans.
MONEY_PLACES = """
CREATE OR REPLACE FUNCTION public.money_places() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT {}'
"""

# An amount has ten digits before its decimals, the sum of a day sixteen. Their columns are known by that and by the
# decimals that money had: no other column has either.
SET_MONEY_PLACES = """
CREATE FUNCTION set_money_places(places integer) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    places_before integer := money_places();
    of_table record;
    is_lossy boolean;
    change text;
    changes text[] := '{}';
BEGIN
    IF places NOT BETWEEN 0 AND 3 THEN
        RAISE EXCEPTION 'money has no decimals, or up to three' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF places = places_before THEN
        RETURN;
    END IF;
    FOR of_table IN
        SELECT attrelid::regclass AS name,
            string_agg(format('ALTER COLUMN %I TYPE numeric(%s, %s)', attname, digits + places, places), ', ')
                AS changes,
            string_agg(format('%1$I <> round(%1$I, %2$s)', attname, places), ' OR ') AS losses
        FROM pg_attribute
        JOIN pg_class ON pg_class.oid = attrelid AND relkind = 'r' AND relnamespace = 'public'::regnamespace
        JOIN (VALUES (10), (16)) AS kinds (digits)
            ON atttypmod = (((digits + places_before) << 16) | places_before) + 4
        WHERE atttypid = 'numeric'::regtype AND NOT attisdropped
        GROUP BY attrelid ORDER BY attrelid::regclass::text COLLATE "C"
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s WHERE %s)', of_table.name, of_table.losses) INTO is_lossy;
        IF is_lossy THEN
            RAISE EXCEPTION '% has amounts with more decimals', of_table.name
                USING ERRCODE = 'check_violation', TABLE = of_table.name, CONSTRAINT = 'ck_money_fits_currency';
        END IF;
        changes := changes || format('ALTER TABLE %s %s', of_table.name, of_table.changes);
    END LOOP;
    FOREACH change IN ARRAY changes LOOP
        EXECUTE change;
    END LOOP;
    EXECUTE format($function$MONEY_PLACES$function$, places);
END $$
""".replace("MONEY_PLACES", MONEY_PLACES.strip().format("%s"))

# The decimals of a line are those of its column.
LINE_TOTAL = "line_total = round(quantity * unit_price, {})"


def upgrade() -> None:
    check_line_totals("scale(line_total)")
    op.execute(MONEY_PLACES.format(2))
    op.execute(SET_MONEY_PLACES)
    op.execute("REVOKE EXECUTE ON FUNCTION set_money_places(integer) FROM PUBLIC")
    fit_the_currency()


def fit_the_currency() -> None:
    """Give the amounts of a shop its currency's decimals, if none of them has more."""
    connection = op.get_bind()
    currency = connection.scalar(sa.text("SELECT value #>> '{}' FROM settings WHERE key = 'currency'"))
    places = 2 if currency is None else min(get_currency_precision(currency), 3)
    if places != 2:
        try:
            with connection.begin_nested():
                connection.execute(sa.text(f"SELECT set_money_places({places})"))
        except sa.exc.IntegrityError:
            # What was sold with more decimals stays as it is.
            return


def downgrade() -> None:
    op.execute("SELECT set_money_places(2)")
    op.execute("DROP FUNCTION set_money_places")
    op.execute("DROP FUNCTION money_places")
    check_line_totals("2")


def check_line_totals(places: str) -> None:
    name = op.f("ck_sale_lines_line_total_adds_up")
    op.drop_constraint(name, "sale_lines")
    op.create_check_constraint(name, "sale_lines", LINE_TOTAL.format(places))
