"""Sales at the counter: what was given in cash, discounts, taxes.

Revision: 0004, after 0003.
"""

from decimal import Decimal

import sqlalchemy as sa

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

AMOUNT_GIVEN = "amount_given IS NULL OR (tender = 'cash' AND amount_given >= total AND amount_given < 'NaN')"

DISCOUNT_WITHIN_LINE = "line_discount >= 0 AND sale_discount >= 0 AND line_discount + sale_discount <= line_total"
DISCOUNT_HAS_REASON = "line_discount = 0 OR discount_reason IS NOT NULL"

TOTAL = "total = subtotal - discount_total + CASE tax_mode WHEN 'exclusive' THEN tax_total ELSE 0 END"
TOTAL_BEFORE = "total = subtotal - discount_total + tax_total"

# I3: the taxes of a sale stay as they were.
APPEND_ONLY = """
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON sale_line_taxes
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""


def money(name: str) -> sa.Column[Decimal]:
    return sa.Column(name, sa.Numeric(precision=12, scale=2), server_default="0", nullable=False)


def upgrade() -> None:
    op.add_column("sales", sa.Column("amount_given", sa.Numeric(precision=12, scale=2), nullable=True))
    op.create_check_constraint(op.f("ck_sales_amount_given_covers_total"), "sales", AMOUNT_GIVEN)
    op.add_column("sales", sa.Column("discount_reason", sa.String(), nullable=True))
    op.create_check_constraint(op.f("ck_sales_discount_within_subtotal"), "sales", "discount_total <= subtotal")
    op.add_column("sale_lines", money("line_discount"))
    op.add_column("sale_lines", money("sale_discount"))
    op.add_column("sale_lines", sa.Column("discount_reason", sa.String(), nullable=True))
    op.create_check_constraint(op.f("ck_sale_lines_discount_within_line"), "sale_lines", DISCOUNT_WITHIN_LINE)
    op.create_check_constraint(op.f("ck_sale_lines_discount_has_reason"), "sale_lines", DISCOUNT_HAS_REASON)

    upgrade_taxes()


def upgrade_taxes() -> None:
    op.create_table(
        "tax_classes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("hsn_code", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_classes")),
    )
    op.create_index("uq_tax_classes_name", "tax_classes", [sa.literal_column("lower(name)")], unique=True)
    op.create_table(
        "tax_rates",
        sa.Column("tax_class_id", sa.BigInteger(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("components", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("rates", sa.ARRAY(sa.Numeric(precision=6, scale=3)), nullable=False),
        sa.CheckConstraint(
            "cardinality(components) = cardinality(rates)", name=op.f("ck_tax_rates_component_has_rate")
        ),
        sa.CheckConstraint("0 <= ALL (rates) AND 100 >= ALL (rates)", name=op.f("ck_tax_rates_rate_is_percentage")),
        sa.ForeignKeyConstraint(
            ["tax_class_id"], ["tax_classes.id"], name=op.f("fk_tax_rates_tax_class_id_tax_classes")
        ),
        sa.PrimaryKeyConstraint("tax_class_id", "effective_from", name=op.f("pk_tax_rates")),
    )
    for table in ("sweets", "sale_lines"):
        op.add_column(table, sa.Column("tax_class_id", sa.BigInteger(), nullable=True))
        op.create_foreign_key(
            op.f(f"fk_{table}_tax_class_id_tax_classes"), table, "tax_classes", ["tax_class_id"], ["id"]
        )
        op.create_index(
            f"ix_{table}_tax_class_id",
            table,
            ["tax_class_id"],
            unique=False,
            postgresql_where=sa.text("tax_class_id IS NOT NULL"),
        )
    op.add_column("sale_lines", sa.Column("hsn_code", sa.String(), nullable=True))
    op.add_column("sale_lines", money("tax"))
    op.create_check_constraint(op.f("ck_sale_lines_tax_not_negative"), "sale_lines", "tax >= 0 AND tax < 'NaN'")
    op.create_check_constraint(op.f("ck_sale_lines_tax_has_class"), "sale_lines", "tax = 0 OR tax_class_id IS NOT NULL")
    op.create_table(
        "sale_line_taxes",
        sa.Column("sale_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.SmallInteger(), nullable=False),
        sa.Column("tax_no", sa.SmallInteger(), nullable=False),
        sa.Column("component", sa.String(), nullable=False),
        sa.Column("rate_percent", sa.Numeric(precision=6, scale=3), nullable=False),
        sa.Column("taxable", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.CheckConstraint(
            "rate_percent >= 0 AND rate_percent <= 100", name=op.f("ck_sale_line_taxes_rate_is_percentage")
        ),
        sa.CheckConstraint(
            "taxable >= 0 AND taxable < 'NaN' AND amount >= 0 AND amount < 'NaN'",
            name=op.f("ck_sale_line_taxes_amounts_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["sale_id", "line_no"],
            ["sale_lines.sale_id", "sale_lines.line_no"],
            name=op.f("fk_sale_line_taxes_sale_id_line_no_sale_lines"),
        ),
        sa.PrimaryKeyConstraint("sale_id", "line_no", "tax_no", name=op.f("pk_sale_line_taxes")),
    )
    op.execute(APPEND_ONLY)
    op.add_column(
        "sales",
        sa.Column(
            "tax_mode",
            sa.Enum("inclusive", "exclusive", name="tax_mode", native_enum=False, create_constraint=False),
            server_default="exclusive",
            nullable=False,
        ),
    )
    op.create_check_constraint(op.f("ck_sales_tax_mode"), "sales", "tax_mode IN ('inclusive', 'exclusive')")
    op.drop_constraint(op.f("ck_sales_total_adds_up"), "sales")
    op.create_check_constraint(op.f("ck_sales_total_adds_up"), "sales", TOTAL)
    op.create_check_constraint(
        op.f("ck_sales_contained_tax_within_total"), "sales", "tax_mode = 'exclusive' OR tax_total <= total"
    )


def downgrade_taxes() -> None:
    op.drop_constraint(op.f("ck_sales_contained_tax_within_total"), "sales")
    op.drop_constraint(op.f("ck_sales_total_adds_up"), "sales")
    # What was in the price before is told no more: the older books know tax on top only.
    op.execute("ALTER TABLE sales DISABLE TRIGGER guard_sale")
    op.execute("UPDATE sales SET tax_total = 0 WHERE tax_mode = 'inclusive' AND tax_total > 0")
    op.execute("ALTER TABLE sales ENABLE TRIGGER guard_sale")
    op.create_check_constraint(op.f("ck_sales_total_adds_up"), "sales", TOTAL_BEFORE)
    op.drop_constraint(op.f("ck_sales_tax_mode"), "sales")
    op.drop_column("sales", "tax_mode")
    op.drop_table("sale_line_taxes")
    op.drop_constraint(op.f("ck_sale_lines_tax_has_class"), "sale_lines")
    op.drop_constraint(op.f("ck_sale_lines_tax_not_negative"), "sale_lines")
    op.drop_column("sale_lines", "tax")
    op.drop_column("sale_lines", "hsn_code")
    for table in ("sale_lines", "sweets"):
        op.drop_index(
            f"ix_{table}_tax_class_id", table_name=table, postgresql_where=sa.text("tax_class_id IS NOT NULL")
        )
        op.drop_constraint(op.f(f"fk_{table}_tax_class_id_tax_classes"), table, type_="foreignkey")
        op.drop_column(table, "tax_class_id")
    op.drop_table("tax_rates")
    op.drop_index("uq_tax_classes_name", table_name="tax_classes")
    op.drop_table("tax_classes")


def downgrade() -> None:
    downgrade_taxes()
    op.drop_constraint(op.f("ck_sale_lines_discount_has_reason"), "sale_lines")
    op.drop_constraint(op.f("ck_sale_lines_discount_within_line"), "sale_lines")
    op.drop_column("sale_lines", "discount_reason")
    op.drop_column("sale_lines", "sale_discount")
    op.drop_column("sale_lines", "line_discount")
    op.drop_constraint(op.f("ck_sales_discount_within_subtotal"), "sales")
    op.drop_column("sales", "discount_reason")
    op.drop_constraint(op.f("ck_sales_amount_given_covers_total"), "sales")
    op.drop_column("sales", "amount_given")
