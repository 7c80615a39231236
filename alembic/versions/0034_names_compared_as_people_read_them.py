"""Names and SKUs are compared without regard to case, spaces and spelling in Unicode, and sorted as people sort them.

Revision: 0034, after 0033.
"""

import sqlalchemy as sa

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

# Spaces that are no space of ASCII, and letters that nobody sees; app/core/names.py has the same.
SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
# The digits of Devanagari, Bengali, Gurmukhi, Gujarati, Tamil, Telugu, Kannada, Malayalam, Arabic, Persian, full width.
ZEROS = "\u0966\u09e6\u0a66\u0ae6\u0be6\u0c66\u0ce6\u0d66\u0660\u06f0\uff10"
DIGITS = "".join(chr(ord(zero) + digit) for zero in ZEROS for digit in range(10))

TIDY = f"btrim(regexp_replace(translate({{}}, '{SPACES}', repeat(' ', {len(SPACES)})), '\\s+', ' ', 'g'))"

# Two texts with one key are one name: in any case, in either form of Unicode, with any spaces.
TEXT_KEY = f"""
CREATE FUNCTION text_key(input text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN lower(normalize({TIDY.format(f"translate(input, '{UNSEEN}', '')")}, NFC))
"""

# Letters beside those with accents, 2 before 10: each number is written with twelve digits.
NAME_ORDER = f"""
CREATE FUNCTION name_order(input text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN regexp_replace(
    regexp_replace(
        translate(search_form(text_key(input)), '{DIGITS}', repeat('0123456789', {len(ZEROS)})),
        '([0-9]+)', '00000000000\\1', 'g'
    ),
    '[0-9]*([0-9]{{12}})', '\\1', 'g'
)
"""

SEARCH_SWEETS = """
CREATE OR REPLACE FUNCTION search_sweets(query text) RETURNS TABLE (sweet_id bigint, relevance real)
LANGUAGE sql STABLE STRICT ROWS 20
SET pg_trgm.word_similarity_threshold = 0.35
AS $$
    SELECT id,
           CASE WHEN {key}(sku) = {key}(query) OR barcode = barcode_form(query) THEN CAST(1 AS real)
           ELSE CAST(0.99 AS real) * word_similarity(search_form(query), search_text) END
    FROM sweets
    WHERE search_form(query) <% search_text OR {key}(sku) = {key}(query) OR barcode = barcode_form(query)
$$
"""

UNIQUE = {"sweets": "sku", "categories": "name", "suppliers": "name", "tax_classes": "name"}
SORTED = ("sweets", "categories", "suppliers", "tax_classes", "customers")
INDEXED = ("sweets", "suppliers", "customers")
BARE_NAME = r"lower(regexp_replace(name, '\s'::text, ''::text, 'g'::text))"


def upgrade() -> None:
    op.execute(TEXT_KEY)
    op.execute(NAME_ORDER)
    for table, column in UNIQUE.items():
        op.drop_index(f"uq_{table}_{column}", table)
    op.drop_index("ix_sweets_bare_name", "sweets")
    for table in SORTED:
        _tidy(table, "name")
    _tidy("sweets", "sku")
    for table, column in UNIQUE.items():
        _tell_apart(table, column)
        op.create_index(f"uq_{table}_{column}", table, [sa.text(f"text_key({column})")], unique=True)
    op.create_index("ix_sweets_bare_name", "sweets", [sa.text("replace(text_key(name), ' '::text, ''::text)")])
    for table in SORTED:
        order = sa.Computed("name_order(name)", persisted=True)
        op.add_column(table, sa.Column("sort_name", sa.Text(collation="C"), order, nullable=False))
    for table in INDEXED:
        op.drop_index(f"ix_{table}_name_id", table)
        op.create_index(f"ix_{table}_sort_name_id", table, ["sort_name", "id"])
    op.execute(SEARCH_SWEETS.format(key="text_key"))


def downgrade() -> None:
    op.execute(SEARCH_SWEETS.format(key="lower"))
    for table in INDEXED:
        op.drop_index(f"ix_{table}_sort_name_id", table)
        op.create_index(f"ix_{table}_name_id", table, ["name", "id"])
    for table in SORTED:
        op.drop_column(table, "sort_name")
    op.drop_index("ix_sweets_bare_name", "sweets")
    op.create_index("ix_sweets_bare_name", "sweets", [sa.text(BARE_NAME)])
    for table, column in UNIQUE.items():
        op.drop_index(f"uq_{table}_{column}", table)
        op.create_index(f"uq_{table}_{column}", table, [sa.text(f"lower({column})")], unique=True)
    op.execute("DROP FUNCTION name_order")
    op.execute("DROP FUNCTION text_key")


def _tidy(table: str, column: str) -> None:
    tidy = f"normalize({TIDY.format(column)}, NFC)"
    op.execute(f"UPDATE {table} SET {column} = {tidy} WHERE {column} <> {tidy}")


def _tell_apart(table: str, column: str) -> None:
    """Give all but the oldest of the rows that have become one name their id as a suffix."""
    suffix = "'-' || id" if column == "sku" else "' (' || id || ')'"
    op.execute(
        f"""
        DO $$
        BEGIN
            LOOP
                UPDATE {table} SET {column} = {column} || {suffix}
                WHERE id IN (
                    SELECT id FROM (
                        SELECT id, row_number() OVER (PARTITION BY text_key({column}) ORDER BY id) AS place FROM {table}
                    ) AS alike WHERE place > 1
                );
                EXIT WHEN NOT FOUND;
            END LOOP;
        END $$
        """
    )
