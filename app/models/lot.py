"""Lots: goods received together, which expire together."""

from datetime import date
from decimal import Decimal

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Numeric,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CreatedAt, Id, Quantity


class Lot(Base):
    """One receipt of one sweet. `on_hand` is written by the ledger's trigger alone."""

    __tablename__ = "lots"

    id: Mapped[Id]
    sweet_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sweets.id"))
    unit_cost: Mapped[Decimal | None] = mapped_column(Numeric(14, 4))
    supplier_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("suppliers.id"))
    goods_receipt_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("goods_receipts.id"))
    purchase_order_id: Mapped[int | None] = mapped_column(BigInteger)
    purchase_order_line_no: Mapped[int | None] = mapped_column(SmallInteger)
    packs: Mapped[int | None]
    """The packs of the order that it came in; NULL if it was weighed and not counted, or came without an order."""
    made_on: Mapped[date | None]
    best_before: Mapped[date | None]
    note: Mapped[str | None]
    on_hand: Mapped[Quantity] = mapped_column(server_default="0")
    is_empty: Mapped[bool] = mapped_column(Computed("on_hand = 0", persisted=True))
    received_at: Mapped[CreatedAt]

    __table_args__ = (
        UniqueConstraint("id", "sweet_id", name="uq_lots_id_sweet_id"),
        ForeignKeyConstraint(
            ["purchase_order_id", "purchase_order_line_no"],
            ["purchase_order_lines.purchase_order_id", "purchase_order_lines.line_no"],
            name="fk_lots_purchase_order_line",
        ),
        # First expired, first out: a sale walks this index and stops when it has enough, however many lots there are.
        # The predicate is a column of its own so that a sale that does not empty the lot leaves the index alone.
        Index(
            "ix_lots_first_expired_first_out",
            "sweet_id",
            text("coalesce(best_before, 'infinity'::date)"),
            "id",
            postgresql_where=text("NOT is_empty"),
        ),
        Index("ix_lots_sweet_id_received_at_id", "sweet_id", "received_at", "id"),
        Index("ix_lots_received_at_id", "received_at", "id"),
        # For the list. Written unlike the expression of sales, which could otherwise walk it through all lots.
        Index("ix_lots_expiry_id", text("coalesce(best_before, '9999-01-01'::date)"), "id"),
        Index("ix_lots_best_before_id", "best_before", "id", postgresql_where=text("NOT is_empty")),
        Index(
            "ix_lots_supplier_id_received_at_id",
            "supplier_id",
            "received_at",
            "id",
            postgresql_where=text("supplier_id IS NOT NULL"),
        ),
        Index(
            "ix_lots_purchase_order_line",
            "purchase_order_id",
            "purchase_order_line_no",
            postgresql_where=text("purchase_order_id IS NOT NULL"),
        ),
        Index("ix_lots_without_cost", "sweet_id", postgresql_where=text("NOT is_empty AND unit_cost IS NULL")),
        Index("ix_lots_goods_receipt_id", "goods_receipt_id", postgresql_where=text("goods_receipt_id IS NOT NULL")),
        CheckConstraint("on_hand >= 0 AND on_hand < 'NaN'", name="on_hand_not_negative"),
        CheckConstraint("unit_cost >= 0 AND unit_cost < 'NaN'", name="unit_cost_not_negative"),
        CheckConstraint("best_before >= made_on", name="best_before_after_made_on"),
        CheckConstraint(
            "(goods_receipt_id IS NULL) = (purchase_order_id IS NULL) "
            "AND (purchase_order_id IS NULL) = (purchase_order_line_no IS NULL)",
            name="order_whole",
        ),
        CheckConstraint("packs IS NULL OR (packs > 0 AND purchase_order_id IS NOT NULL)", name="packs_of_order"),
        {"postgresql_with": {"fillfactor": 70}},
    )
