"""Numbers of refunds, without gaps within a financial year.

Revision: 0030, after 0029.
"""

import sqlalchemy as sa

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

# A financial year begins in April, as that of sales does.
NUMBER_REFUNDS = """
UPDATE refunds SET number = 'R' || financial_year || '/' || to_char(position, 'FM999999000000')
FROM (
    SELECT id, financial_year, row_number() OVER (PARTITION BY financial_year ORDER BY created_at, id) AS position
    FROM (
        SELECT id, created_at, year || '-' || right((year + 1)::text, 2) AS financial_year
        FROM (
            SELECT id, created_at, extract(year FROM business_day - interval '3 months')::int AS year FROM refunds
        ) AS dated
    ) AS named
) AS numbered
WHERE refunds.id = numbered.id
"""
BEGIN_SERIES = """
INSERT INTO refund_number_series (financial_year, last_number)
SELECT substr(split_part(number, '/', 1), 2), count(*) FROM refunds GROUP BY 1
"""


def upgrade() -> None:
    op.create_table(
        "refund_number_series",
        sa.Column("financial_year", sa.String(), nullable=False),
        sa.Column("last_number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("financial_year", name=op.f("pk_refund_number_series")),
    )
    op.add_column("refunds", sa.Column("number", sa.String(), nullable=True))
    op.execute("ALTER TABLE refunds DISABLE TRIGGER refuse_change")
    op.execute(NUMBER_REFUNDS)
    op.execute("ALTER TABLE refunds ENABLE TRIGGER refuse_change")
    op.execute(BEGIN_SERIES)
    op.alter_column("refunds", "number", nullable=False)
    op.create_unique_constraint("uq_refunds_number", "refunds", ["number"])
    op.create_check_constraint(op.f("ck_refunds_number_within_16_characters"), "refunds", "char_length(number) <= 16")


def downgrade() -> None:
    op.drop_column("refunds", "number")
    op.drop_table("refund_number_series")
