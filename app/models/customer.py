"""People who buy, whether or not they have an account."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Computed, DateTime, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import PERSONAL, Base, CreatedAt, Id, Money, UpdatedAt


class Customer(Base):
    """A customer the shop knows by name.

    An anonymised one keeps only its row, because sales name it; so does one who was merged, as a way to the other.
    """

    __tablename__ = "customers"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(info=PERSONAL)
    phone: Mapped[str | None] = mapped_column(info=PERSONAL)
    email: Mapped[str | None] = mapped_column(info=PERSONAL)
    note: Mapped[str | None] = mapped_column(info=PERSONAL)
    gstin: Mapped[str | None] = mapped_column(info=PERSONAL)
    address: Mapped[str | None] = mapped_column(info=PERSONAL)
    user_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("users.id", ondelete="SET NULL"))
    credit_limit: Mapped[Money | None]
    """How much they may owe; None for nothing."""
    balance: Mapped[Money] = mapped_column(server_default="0")
    """What they owe, kept by their payments; negative for what they paid in advance."""
    anonymised_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    merged_into_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("customers.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]
    search_text: Mapped[str] = mapped_column(
        Computed("search_form(name) || ' ' || coalesce(phone, '')", persisted=True)
    )
    sort_name: Mapped[str] = mapped_column(Text(collation="C"), Computed("name_order(name)", persisted=True))

    __table_args__ = (
        UniqueConstraint("phone", name="uq_customers_phone"),
        UniqueConstraint("user_id", name="uq_customers_user_id"),
        Index("ix_customers_sort_name_id", "sort_name", "id"),
        Index("ix_customers_created_at_id", "created_at", "id"),
        Index("ix_customers_email", "email", postgresql_where=text("email IS NOT NULL")),
        Index(
            "ix_customers_search_text",
            "search_text",
            postgresql_using="gin",
            postgresql_ops={"search_text": "gin_trgm_ops"},
        ),
        Index("ix_customers_balance_id", "balance", "id", postgresql_where=text("balance <> 0")),
        Index("ix_customers_merged_into_id", "merged_into_id", postgresql_where=text("merged_into_id IS NOT NULL")),
        CheckConstraint("merged_into_id IS NULL OR anonymised_at IS NOT NULL", name="merged_is_empty"),
        CheckConstraint("phone ~ '^[+][0-9]{4,15}$'", name="phone_e164"),
        CheckConstraint(
            "anonymised_at IS NULL OR coalesce(phone, email, note, gstin, address, user_id::text) IS NULL",
            name="anonymised_is_empty",
        ),
        CheckConstraint("credit_limit >= 0 AND credit_limit < 'NaN'", name="credit_limit_not_negative"),
        CheckConstraint("balance <= coalesce(credit_limit, 0)", name="balance_within_limit"),
        CheckConstraint("gstin ~ '^[0-9]{2}[0-9A-Z]{13}$'", name="gstin_has_15_characters"),
    )
