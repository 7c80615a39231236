"""The stock ledger: append-only, and the only thing that changes stock on hand."""

from decimal import Decimal
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Numeric,
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


DOCUMENTS = ("sale_id", "refund_id", "purchase_order_id", "supplier_return_id", "adjustment_id", "stocktake_id")
"""The columns that name the source document of a movement."""


class StockMovement(Base):
    """A signed quantity of one lot, at the lot's cost: positive came in, negative went out."""

    __tablename__ = "stock_movements"

    id: Mapped[Id]
    sweet_id: Mapped[int] = mapped_column(BigInteger)
    lot_id: Mapped[int] = mapped_column(BigInteger)
    quantity: Mapped[Quantity]
    kind: Mapped[MovementKind] = mapped_column(choice(MovementKind, "kind"))
    reason: Mapped[str | None]
    sale_id: Mapped[int | None] = mapped_column(BigInteger)
    sale_line_no: Mapped[int | None] = mapped_column(SmallInteger)
    refund_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("refunds.id"))
    purchase_order_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("purchase_orders.id"))
    supplier_return_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("supplier_returns.id"))
    adjustment_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("adjustments.id"))
    stocktake_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("stocktakes.id"))
    unit_cost: Mapped[Decimal | None] = mapped_column(Numeric(14, 4))
    actor_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("users.id"))
    """None for the shop itself."""
    occurred_at: Mapped[CreatedAt]

    __table_args__ = (
        ForeignKeyConstraint(["lot_id", "sweet_id"], ["lots.id", "lots.sweet_id"]),
        ForeignKeyConstraint(["sale_id", "sale_line_no"], ["sale_lines.sale_id", "sale_lines.line_no"]),
        Index("ix_stock_movements_occurred_at_id", "occurred_at", "id"),
        Index("ix_stock_movements_sweet_id_occurred_at_id", "sweet_id", "occurred_at", "id"),
        Index("ix_stock_movements_lot_id_occurred_at_id", "lot_id", "occurred_at", "id"),
        *(
            Index(f"ix_stock_movements_{document}", document, postgresql_where=text(f"{document} IS NOT NULL"))
            for document in DOCUMENTS
        ),
        CheckConstraint("quantity <> 0 AND quantity <> 'NaN'", name="quantity_not_zero"),
        CheckConstraint("kind <> 'restock' OR quantity > 0", name="restock_comes_in"),
        CheckConstraint("kind <> 'sale' OR quantity < 0", name="sale_goes_out"),
        CheckConstraint("(sale_id IS NULL) = (sale_line_no IS NULL)", name="sale_line_whole"),
        CheckConstraint("kind <> 'sale' OR sale_id IS NOT NULL", name="sale_has_document"),
        CheckConstraint("kind <> 'void' OR (sale_id IS NOT NULL AND quantity > 0)", name="void_undoes_sale"),
        CheckConstraint("actor_id IS NOT NULL OR kind = 'void'", name="actor_unless_void"),
        CheckConstraint("(kind = 'adjustment') = (adjustment_id IS NOT NULL)", name="adjustment_has_document"),
        CheckConstraint("(kind = 'count') = (stocktake_id IS NOT NULL)", name="count_has_document"),
        CheckConstraint(
            "(kind = 'return' AND quantity > 0) = (refund_id IS NOT NULL) "
            "AND (refund_id IS NULL OR sale_id IS NOT NULL)",
            name="refund_has_document",
        ),
        CheckConstraint(
            "(kind = 'return' AND quantity < 0) = (supplier_return_id IS NOT NULL)", name="supplier_return_has_document"
        ),
    )
