"""Payments: the ledger of money, and its sums by day."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, Moment, Money, Sum, choice

TenderName = Annotated[str, mapped_column(String(20))]


class Tender(StrEnum):
    """How every shop is paid; the setting `other_tenders` adds more."""

    CASH = "cash"
    CARD = "card"
    UPI = "upi"
    ACCOUNT = "account"
    """The customer owes it."""


class PaymentKind(StrEnum):
    """What money was taken for, or given back for."""

    SALE = "sale"
    REFUND = "refund"
    VOID = "void"
    ACCOUNT = "account"
    """A customer pays what they owe, or in advance; negative if it is paid back."""


class Payment(Base):
    """Money that was taken, or given back and then negative. It never changes; a trigger keeps what it sums up to.

    `cash_rounding` is the step that its cash was rounded to, 0 where it was not, and `rounding` its part of the
    rounding of the sale. `customer_id` is the customer whose account it moves.
    """

    __tablename__ = "payments"

    id: Mapped[Id]
    kind: Mapped[PaymentKind] = mapped_column(choice(PaymentKind, "kind"))
    sale_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("sales.id"))
    refund_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("refunds.id"))
    customer_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("customers.id"))
    tender: Mapped[TenderName]
    amount: Mapped[Money]
    rounding: Mapped[Money] = mapped_column(server_default="0")
    cash_rounding: Mapped[Money] = mapped_column(server_default="0")
    given: Mapped[Money | None]
    """The cash handed over, of which `given - amount` was change."""
    reference: Mapped[str | None]
    note: Mapped[str | None]
    taken_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id"))
    taken_at: Mapped[Moment]
    business_day: Mapped[date]
    hour: Mapped[int] = mapped_column(SmallInteger)
    """The hour on the shop's clock."""
    drawer_session_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("drawer_sessions.id"))

    __table_args__ = (
        *(
            Index(f"ix_payments_{name}_id", name, "id", postgresql_where=text(f"{name} IS NOT NULL"))
            for name in ("sale_id", "refund_id", "customer_id", "drawer_session_id")
        ),
        CheckConstraint(
            "CASE kind WHEN 'sale' THEN amount >= 0 WHEN 'account' THEN amount <> 0 ELSE amount <= 0 END"
            " AND abs(amount) < 'NaN' AND (amount <> 0 OR rounding <> 0)",
            name="amount_by_kind",
        ),
        CheckConstraint(
            "(kind = 'account') = (sale_id IS NULL) AND (kind = 'refund') = (refund_id IS NOT NULL)",
            name="document_by_kind",
        ),
        CheckConstraint(
            "(customer_id IS NOT NULL) = (kind = 'account' OR tender = 'account')"
            " AND NOT (kind = 'account' AND tender = 'account')",
            name="account_of_customer",
        ),
        CheckConstraint(
            "given IS NULL OR (tender = 'cash' AND kind IN ('sale', 'account') AND given >= amount AND given < 'NaN')",
            name="given_covers_amount",
        ),
        CheckConstraint(
            "CASE WHEN cash_rounding = 0 THEN kind IN ('refund', 'void') OR rounding = 0"
            " ELSE tender = 'cash' AND cash_rounding > 0 AND cash_rounding < 'NaN' AND mod(amount, cash_rounding) = 0"
            " AND (kind <> 'sale' OR 2 * abs(rounding) <= cash_rounding) END",
            name="rounded_to_coins",
        ),
        CheckConstraint("hour BETWEEN 0 AND 23", name="hour_of_day"),
    )


class DailyPayments(Base):
    """The payments of one hour of a business day, of one kind and tender, by one person into one drawer session.

    0 stands for no session, and for the unknown seller of an imported till history (`kind` history, tender other).
    """

    __tablename__ = "daily_payments"

    day: Mapped[date] = mapped_column(primary_key=True)
    hour: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    kind: Mapped[str] = mapped_column(String(7), primary_key=True)
    tender: Mapped[TenderName] = mapped_column(primary_key=True)
    taken_by: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    drawer_session_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    payments: Mapped[int] = mapped_column(Integer)
    amount: Mapped[Sum]
    """The money taken less the money given back."""
    given_back: Mapped[Sum]
    rounding: Mapped[Sum]

    __table_args__ = (
        Index(
            "ix_daily_payments_drawer_session_id",
            "drawer_session_id",
            postgresql_where=text("drawer_session_id > 0"),
        ),
        {"postgresql_with": {"fillfactor": 50}},
    )
