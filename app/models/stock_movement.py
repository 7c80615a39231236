"""The ledger of stock: append-only, and the only thing that changes what is on hand."""

from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CreatedAt, Id, Quantity, choice


class MovementKind(StrEnum):
    """Why stock moved."""

    RESTOCK = "restock"
    SALE = "sale"
    VOID = "void"
    RETURN = "return"
    ADJUSTMENT = "adjustment"
    COUNT = "count"


class StockMovement(Base):
    """A signed quantity of one lot: positive came in, negative went out."""

    __tablename__ = "stock_movements"

    id: Mapped[Id]
    sweet_id: Mapped[int] = mapped_column(BigInteger)
    lot_id: Mapped[int] = mapped_column(BigInteger)
    quantity: Mapped[Quantity]
    kind: Mapped[MovementKind] = mapped_column(choice(MovementKind, "kind"))
    reason: Mapped[str | None]
    sale_id: Mapped[int | None] = mapped_column(BigInteger)
    sale_line_no: Mapped[int | None] = mapped_column(SmallInteger)
    actor_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id"))
    occurred_at: Mapped[CreatedAt]

    __table_args__ = (
        ForeignKeyConstraint(["lot_id", "sweet_id"], ["lots.id", "lots.sweet_id"]),
        ForeignKeyConstraint(["sale_id", "sale_line_no"], ["sale_lines.sale_id", "sale_lines.line_no"]),
        Index("ix_stock_movements_occurred_at_id", "occurred_at", "id"),
        Index("ix_stock_movements_sweet_id_occurred_at_id", "sweet_id", "occurred_at", "id"),
        Index("ix_stock_movements_lot_id", "lot_id"),
        Index("ix_stock_movements_sale_id", "sale_id", postgresql_where=text("sale_id IS NOT NULL")),
        CheckConstraint("quantity <> 0 AND quantity <> 'NaN'", name="quantity_not_zero"),
        CheckConstraint("kind <> 'restock' OR quantity > 0", name="restock_comes_in"),
        CheckConstraint("kind <> 'sale' OR quantity < 0", name="sale_goes_out"),
        CheckConstraint("(sale_id IS NULL) = (sale_line_no IS NULL)", name="sale_line_whole"),
        CheckConstraint("kind <> 'sale' OR sale_id IS NOT NULL", name="sale_has_document"),
    )
