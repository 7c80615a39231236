"""Sales, their lines and taxes."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Numeric,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import PERSONAL, Base, CreatedAt, Id, Money, Quantity, choice
from app.models.sweet import Unit


class SaleStatus(StrEnum):
    """How a sale stands."""

    COMPLETED = "completed"
    VOIDED = "voided"


class TaxMode(StrEnum):
    """Whether prices have the tax in them."""

    INCLUSIVE = "inclusive"
    EXCLUSIVE = "exclusive"


DEFAULT_TAX_MODE = TaxMode.INCLUSIVE


class Sale(Base):
    """A sale. Everything but its status and its customer is fixed once it is written.

    A sale to a business keeps whom its tax invoice was made out to, whatever becomes of the customer.

    The amount due is `total + rounding`. Its payments keep `rounding`, and `due`, the part that is not paid yet.
    One with `held_until` is an order to collect.
    """

    __tablename__ = "sales"

    id: Mapped[Id]
    number: Mapped[str]
    status: Mapped[SaleStatus] = mapped_column(
        choice(SaleStatus, "status"),
        server_default=SaleStatus.COMPLETED.value,
    )
    buyer_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("users.id"))
    seller_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("users.id"))
    customer_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("customers.id"))
    note: Mapped[str | None]
    subtotal: Mapped[Money]
    discount_total: Mapped[Money] = mapped_column(server_default="0")
    discount_reason: Mapped[str | None]
    tax_total: Mapped[Money] = mapped_column(server_default="0")
    tax_mode: Mapped[TaxMode] = mapped_column(choice(TaxMode, "tax_mode"), server_default=TaxMode.EXCLUSIVE.value)
    total: Mapped[Money]
    rounding: Mapped[Money] = mapped_column(server_default="0")
    due: Mapped[Money] = mapped_column(server_default="0")
    currency: Mapped[str]
    idempotency_key: Mapped[str | None]
    created_at: Mapped[CreatedAt]
    sold_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When it was made, if it was entered later."""
    late_reason: Mapped[str | None]
    business_day: Mapped[date]
    held_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    collected_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    collected_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("users.id"))
    invoiced_name: Mapped[str | None] = mapped_column(info=PERSONAL)
    invoiced_gstin: Mapped[str | None] = mapped_column(info=PERSONAL)
    invoiced_address: Mapped[str | None] = mapped_column(info=PERSONAL)

    __table_args__ = (
        UniqueConstraint("number", name="uq_sales_number"),
        Index(
            "uq_sales_idempotency_key",
            text("coalesce(seller_id, buyer_id)"),
            "idempotency_key",
            unique=True,
            postgresql_where=text("idempotency_key IS NOT NULL"),
        ),
        Index("ix_sales_created_at_id", "created_at", "id"),
        Index("ix_sales_buyer_id_created_at_id", "buyer_id", "created_at", "id"),
        Index(
            "ix_sales_seller_id_created_at_id",
            "seller_id",
            "created_at",
            "id",
            postgresql_where=text("seller_id IS NOT NULL"),
        ),
        Index(
            "ix_sales_customer_id_created_at_id",
            "customer_id",
            "created_at",
            "id",
            postgresql_where=text("customer_id IS NOT NULL"),
        ),
        Index("ix_sales_due", "created_at", "id", postgresql_where=text("due > 0")),
        Index("ix_sales_due_of_buyer", "buyer_id", postgresql_where=text("due > 0")),
        Index(
            "ix_sales_to_collect",
            "held_until",
            "id",
            postgresql_where=text("held_until IS NOT NULL AND collected_at IS NULL AND status = 'completed'"),
        ),
        Index("ix_sales_sold_at", "sold_at", postgresql_where=text("sold_at IS NOT NULL")),
        CheckConstraint("sold_at <= created_at", name="sold_before_it_was_entered"),
        CheckConstraint(
            "(invoiced_name IS NULL) = (invoiced_gstin IS NULL)"
            " AND (invoiced_address IS NULL OR invoiced_gstin IS NOT NULL)",
            name="invoiced_whole",
        ),
        CheckConstraint("late_reason IS NULL OR sold_at IS NOT NULL", name="late_reason_of_late_sale"),
        CheckConstraint("char_length(number) <= 16", name="number_within_16_characters"),
        CheckConstraint(
            "total = subtotal - discount_total + CASE tax_mode WHEN 'exclusive' THEN tax_total ELSE 0 END",
            name="total_adds_up",
        ),
        CheckConstraint("tax_mode = 'exclusive' OR tax_total <= total", name="contained_tax_within_total"),
        CheckConstraint(
            "subtotal >= 0 AND discount_total >= 0 AND tax_total >= 0 AND total < 'NaN'", name="no_negative_part"
        ),
        CheckConstraint("discount_total <= subtotal", name="discount_within_subtotal"),
        CheckConstraint(
            "due >= 0 AND due <= total + rounding AND (due = 0 OR status = 'completed')", name="due_of_standing_sale"
        ),
        CheckConstraint(
            "(collected_at IS NULL) = (collected_by IS NULL) AND (collected_at IS NULL OR held_until IS NOT NULL)",
            name="collected_whole",
        ),
        CheckConstraint("buyer_id IS NOT NULL OR seller_id IS NOT NULL", name="has_buyer_or_seller"),
    )


class SaleLine(Base):
    """One line of a sale, with the sweet's name, unit and price as they were."""

    __tablename__ = "sale_lines"

    sale_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sales.id"), primary_key=True)
    line_no: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    sweet_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sweets.id"))
    sku: Mapped[str]
    name: Mapped[str]
    unit: Mapped[Unit] = mapped_column(choice(Unit, "unit"))
    quantity: Mapped[Quantity]
    unit_price: Mapped[Money]
    line_total: Mapped[Money]
    line_discount: Mapped[Money] = mapped_column(server_default="0")
    sale_discount: Mapped[Money] = mapped_column(server_default="0")
    discount_reason: Mapped[str | None]
    tax_class_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("tax_classes.id"))
    hsn_code: Mapped[str | None]
    tax: Mapped[Money] = mapped_column(server_default="0")
    tare: Mapped[Decimal | None] = mapped_column(Numeric(14, 3))
    cost: Mapped[Decimal | None] = mapped_column(Numeric(20, 7))

    __table_args__ = (
        Index("ix_sale_lines_sweet_id", "sweet_id"),
        Index("ix_sale_lines_tax_class_id", "tax_class_id", postgresql_where=text("tax_class_id IS NOT NULL")),
        CheckConstraint("tax >= 0 AND tax < 'NaN'", name="tax_not_negative"),
        CheckConstraint("tax = 0 OR tax_class_id IS NOT NULL", name="tax_has_class"),
        CheckConstraint("quantity > 0 AND quantity < 'NaN'", name="quantity_positive"),
        CheckConstraint("line_total = round(quantity * unit_price, scale(line_total))", name="line_total_adds_up"),
        CheckConstraint(
            "line_discount >= 0 AND sale_discount >= 0 AND line_discount + sale_discount <= line_total",
            name="discount_within_line",
        ),
        CheckConstraint(
            "tare IS NULL OR (tare >= 0 AND tare < 'NaN' AND unit IN ('kg', 'g'))", name="tare_of_what_is_weighed"
        ),
        CheckConstraint("cost >= 0 AND cost < 'NaN'", name="cost_not_negative"),
        CheckConstraint("line_discount = 0 OR discount_reason IS NOT NULL", name="discount_has_reason"),
    )


class SaleLineTax(Base):
    """One component of the tax on a line, with its rate as it was."""

    __tablename__ = "sale_line_taxes"

    sale_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    line_no: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    tax_no: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    component: Mapped[str]
    rate_percent: Mapped[Decimal] = mapped_column(Numeric(6, 3))
    taxable: Mapped[Money]
    amount: Mapped[Money]

    __table_args__ = (
        ForeignKeyConstraint(["sale_id", "line_no"], ["sale_lines.sale_id", "sale_lines.line_no"]),
        CheckConstraint("rate_percent >= 0 AND rate_percent <= 100", name="rate_is_percentage"),
        CheckConstraint(
            "taxable >= 0 AND taxable < 'NaN' AND amount >= 0 AND amount < 'NaN'", name="amounts_not_negative"
        ),
    )


class SaleNumberSeries(Base):
    """The last sale number given out in each financial year. Its row lock keeps the numbers without gaps."""

    __tablename__ = "sale_number_series"

    financial_year: Mapped[str] = mapped_column(primary_key=True)
    last_number: Mapped[int] = mapped_column(BigInteger)
