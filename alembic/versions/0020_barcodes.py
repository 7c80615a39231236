"""Barcodes of sweets, and a search that finds a SKU or a barcode exactly.

Revision: 0020, after 0019.
"""

import sqlalchemy as sa

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

# The shortest form of a GTIN, as app/core/barcode.py stores it; NULL for any other text.
BARCODE_FORM = """
CREATE FUNCTION barcode_form(input text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE
    WHEN input !~ '^[0-9]{8,14}$' THEN NULL
    WHEN length(ltrim(input, '0')) <= 8 THEN lpad(ltrim(input, '0'), 8, '0')
    WHEN length(ltrim(input, '0')) <= 12 THEN lpad(ltrim(input, '0'), 12, '0')
    ELSE ltrim(input, '0')
END
"""

# No name is as relevant as a code that is the same.
SEARCH_SWEETS = """
CREATE OR REPLACE FUNCTION search_sweets(query text) RETURNS TABLE (sweet_id bigint, relevance real)
LANGUAGE sql STABLE STRICT ROWS 20
SET pg_trgm.word_similarity_threshold = 0.35
AS $$
    SELECT id,
           CASE WHEN lower(sku) = lower(query) OR barcode = barcode_form(query) THEN CAST(1 AS real)
           ELSE CAST(0.99 AS real) * word_similarity(search_form(query), search_text) END
    FROM sweets
    WHERE search_form(query) <% search_text OR lower(sku) = lower(query) OR barcode = barcode_form(query)
$$
"""

SEARCH_NAMES = """
CREATE OR REPLACE FUNCTION search_sweets(query text) RETURNS TABLE (sweet_id bigint, relevance real)
LANGUAGE sql STABLE STRICT ROWS 20
SET pg_trgm.word_similarity_threshold = 0.35
AS $$
    SELECT id, word_similarity(search_form(query), search_text)
    FROM sweets
    WHERE search_form(query) <% search_text
$$
"""


def upgrade() -> None:
    op.add_column("sweets", sa.Column("barcode", sa.String(), nullable=True))
    op.create_check_constraint("barcode_is_gtin", "sweets", "barcode ~ '^([0-9]{8}|[0-9]{12,14})$'")
    op.create_index("uq_sweets_barcode", "sweets", ["barcode"], unique=True)
    op.execute(BARCODE_FORM)
    op.execute(SEARCH_SWEETS)


def downgrade() -> None:
    op.execute(SEARCH_NAMES)
    op.execute("DROP FUNCTION barcode_form")
    op.drop_column("sweets", "barcode")
