"""Refunds: money that was given back for lines of a sale."""

from datetime import date
from decimal import Decimal

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Numeric,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CreatedAt, Id, Money, Quantity


class Refund(Base):
    """A refund of some or all lines of a sale. It never changes."""

    __tablename__ = "refunds"

    id: Mapped[Id]
    number: Mapped[str]
    sale_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sales.id"))
    reason: Mapped[str | None]
    subtotal: Mapped[Money]
    discount_total: Mapped[Money]
    tax_total: Mapped[Money]
    total: Mapped[Money]
    rounding: Mapped[Money] = mapped_column(server_default="0")
    refunded_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id"))
    idempotency_key: Mapped[str | None]
    created_at: Mapped[CreatedAt]
    business_day: Mapped[date]

    __table_args__ = (
        UniqueConstraint("number", name="uq_refunds_number"),
        CheckConstraint("char_length(number) <= 16", name="number_within_16_characters"),
        Index("ix_refunds_sale_id", "sale_id"),
        Index("ix_refunds_created_at_id", "created_at", "id"),
        Index("ix_refunds_refunded_by_created_at_id", "refunded_by", "created_at", "id"),
        Index(
            "uq_refunds_idempotency_key",
            "refunded_by",
            "idempotency_key",
            unique=True,
            postgresql_where=text("idempotency_key IS NOT NULL"),
        ),
        CheckConstraint(
            "discount_total >= 0 AND discount_total <= subtotal AND tax_total >= 0 AND total >= 0 AND subtotal < 'NaN'",
            name="no_negative_part",
        ),
        CheckConstraint("total + rounding >= 0 AND rounding < 'NaN'", name="amount_due_not_negative"),
    )


class RefundLine(Base):
    """What was given back for one line of the sale: its part of the line's figures.

    A quantity of 0 is money alone, for a `reason`. `cost` is that of goods that went back on the shelf, 0 where
    the line's cost is not known.
    """

    __tablename__ = "refund_lines"

    refund_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("refunds.id"), primary_key=True)
    line_no: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    sale_id: Mapped[int] = mapped_column(BigInteger)
    quantity: Mapped[Quantity]
    restock: Mapped[bool]
    line_total: Mapped[Money]
    discount: Mapped[Money]
    tax: Mapped[Money]
    cost: Mapped[Decimal] = mapped_column(Numeric(20, 7))
    reason: Mapped[str | None]

    __table_args__ = (
        ForeignKeyConstraint(["sale_id", "line_no"], ["sale_lines.sale_id", "sale_lines.line_no"]),
        Index("ix_refund_lines_sale_id_line_no", "sale_id", "line_no"),
        CheckConstraint("quantity >= 0 AND quantity < 'NaN'", name="quantity_not_negative"),
        CheckConstraint(
            "quantity > 0 OR (NOT restock AND discount = 0 AND reason IS NOT NULL)", name="money_alone_has_reason"
        ),
        CheckConstraint("discount >= 0 AND discount <= line_total AND line_total < 'NaN'", name="discount_within_line"),
        CheckConstraint("tax >= 0 AND tax < 'NaN'", name="tax_not_negative"),
        CheckConstraint("cost >= 0 AND cost < 'NaN'", name="cost_not_negative"),
        CheckConstraint("restock OR cost = 0", name="cost_comes_back_with_goods"),
    )


class RefundLineTax(Base):
    """One component of the tax that was given back with a line."""

    __tablename__ = "refund_line_taxes"

    refund_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    line_no: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    tax_no: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    component: Mapped[str]
    rate_percent: Mapped[Decimal] = mapped_column(Numeric(6, 3))
    taxable: Mapped[Money]
    amount: Mapped[Money]

    __table_args__ = (
        ForeignKeyConstraint(["refund_id", "line_no"], ["refund_lines.refund_id", "refund_lines.line_no"]),
        CheckConstraint("rate_percent >= 0 AND rate_percent <= 100", name="rate_is_percentage"),
        CheckConstraint("amount >= 0 AND amount < 'NaN' AND taxable < 'NaN'", name="amount_not_negative"),
    )


class RefundNumberSeries(Base):
    """The last refund number given out in each financial year, kept as that of sales is."""

    __tablename__ = "refund_number_series"

    financial_year: Mapped[str] = mapped_column(primary_key=True)
    last_number: Mapped[int] = mapped_column(BigInteger)
