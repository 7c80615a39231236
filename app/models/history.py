"""The sales of a previous till. They move no stock."""

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CreatedAt, Id, Moment, Money, Quantity


class HistoryTicket(Base):
    """One ticket of the previous till. It has further editions if its import was taken back and repeated."""

    __tablename__ = "history_tickets"

    id: Mapped[Id]
    ticket: Mapped[str]
    sold_at: Mapped[Moment]
    business_day: Mapped[date]
    edition: Mapped[int] = mapped_column(SmallInteger, server_default="1")
    imported_at: Mapped[CreatedAt]
    import_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("imports.id"))

    __table_args__ = (
        UniqueConstraint("business_day", "ticket", "edition", name="uq_history_tickets_business_day_ticket_edition"),
        Index("ix_history_tickets_sold_at", "sold_at"),
        Index("ix_history_tickets_import_id", "import_id", postgresql_where=text("import_id IS NOT NULL")),
    )


class HistoryLine(Base):
    """One line of such a ticket; if it came back its quantity, amount and tax are negative.

    `amount` is what was paid before tax and after the discount; it is null if the till told no money.
    """

    __tablename__ = "history_lines"

    ticket_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("history_tickets.id"), primary_key=True)
    line_no: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    sweet_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sweets.id"))
    item: Mapped[str]
    quantity: Mapped[Quantity]
    unit_price: Mapped[Money | None]
    amount: Mapped[Money | None]
    discount: Mapped[Money] = mapped_column(server_default="0")
    tax: Mapped[Money] = mapped_column(server_default="0")
    import_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("imports.id"))

    __table_args__ = (
        Index("ix_history_lines_sweet_id", "sweet_id"),
        CheckConstraint("quantity <> 0 AND quantity <> 'NaN'", name="quantity_not_zero"),
        CheckConstraint("unit_price >= 0 AND unit_price < 'NaN'", name="unit_price_not_negative"),
        CheckConstraint(
            "(amount IS NULL) = (unit_price IS NULL) AND sign(coalesce(amount, 0)) IN (0, sign(quantity)) "
            "AND sign(tax) IN (0, sign(quantity)) AND discount >= 0 AND discount < 'NaN' AND abs(tax) < 'NaN'",
            name="amount_adds_up",
        ),
        Index("ix_history_lines_import_id", "import_id", postgresql_where=text("import_id IS NOT NULL")),
    )
