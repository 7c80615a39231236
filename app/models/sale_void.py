"""That a sale was undone."""

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment


class SaleVoid(Base):
    """The void of a whole sale: by whom, when and why. The sale's number, lines and prices stay as they were.

    An order that nobody came for is voided by nobody: by the shop itself.
    """

    __tablename__ = "sale_voids"

    sale_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sales.id"), primary_key=True, autoincrement=False)
    reason: Mapped[str]
    voided_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("users.id"))
    voided_at: Mapped[Moment]
    business_day: Mapped[date]

    __table_args__ = (
        Index("ix_sale_voids_business_day", "business_day"),
        CheckConstraint("reason <> ''", name="reason_given"),
    )
