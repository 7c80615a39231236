"""Sweets are searched with one measurement of likeness for each that is found, in place of three.

Revision: 0040, after 0039.
"""

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

HEAD = """
CREATE OR REPLACE FUNCTION search_sweets(query text) RETURNS TABLE (sweet_id bigint, relevance real)
LANGUAGE sql STABLE STRICT ROWS 20
SET pg_trgm.word_similarity_threshold = 0.35
"""

# What the index proposes is measured to check it, and once more where the condition is under an OR or is not as the
# index has it. A text that has all the words as they stand is as like them as can be, and need not be measured again.
SEARCH = """AS $$
    WITH exact AS MATERIALIZED (
        SELECT id FROM sweets WHERE text_key(sku) = text_key(query)
        UNION SELECT id FROM sweets WHERE barcode = barcode_form(query)
    )
    SELECT id, CAST(1 AS real) FROM exact
    UNION ALL
    SELECT id, CAST(0.99 AS real) * CASE
        WHEN strpos(concat(' ', search_text, ' '), concat(' ', search_form(query), ' ')) > 0 THEN CAST(1 AS real)
        ELSE word_similarity(search_form(query), search_text) END
    FROM sweets WHERE search_text %> search_form(query) AND id NOT IN (SELECT id FROM exact)
$$
"""
SEARCH_BEFORE = """AS $$
    SELECT id,
           CASE WHEN text_key(sku) = text_key(query) OR barcode = barcode_form(query) THEN CAST(1 AS real)
           ELSE CAST(0.99 AS real) * word_similarity(search_form(query), search_text) END
    FROM sweets
    WHERE search_form(query) <% search_text OR text_key(sku) = text_key(query) OR barcode = barcode_form(query)
$$
"""


def upgrade() -> None:
    op.execute(HEAD + SEARCH)


def downgrade() -> None:
    op.execute(HEAD + SEARCH_BEFORE)
