"""Stock that was lost or turned up."""

from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CreatedAt, Id, Quantity, choice


class AdjustmentReason(StrEnum):
    """Why stock is corrected, which fixes whether it grows or shrinks."""

    WASTAGE = "wastage"
    EXPIRED = "expired"
    DAMAGE = "damage"
    THEFT = "theft"
    TASTING = "tasting"
    INTERNAL_USE = "internal_use"
    FOUND = "found"
    OPENING = "opening"


INCREASES = (AdjustmentReason.FOUND, AdjustmentReason.OPENING)
"""The reasons that add stock; all others take it away."""


class Adjustment(Base):
    """A correction of a sweet's stock, of one of its lots when it names one. `quantity` is signed."""

    __tablename__ = "adjustments"

    id: Mapped[Id]
    sweet_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sweets.id"))
    lot_id: Mapped[int | None] = mapped_column(BigInteger)
    reason: Mapped[AdjustmentReason] = mapped_column(choice(AdjustmentReason, "reason"))
    quantity: Mapped[Quantity]
    note: Mapped[str | None]
    created_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]

    __table_args__ = (
        ForeignKeyConstraint(["lot_id", "sweet_id"], ["lots.id", "lots.sweet_id"], name="fk_adjustments_lot"),
        Index("ix_adjustments_created_at_id", "created_at", "id"),
        Index("ix_adjustments_sweet_id_created_at_id", "sweet_id", "created_at", "id"),
        Index("ix_adjustments_reason_created_at_id", "reason", "created_at", "id"),
        Index("ix_adjustments_lot_id", "lot_id", postgresql_where=text("lot_id IS NOT NULL")),
        CheckConstraint("quantity <> 0 AND quantity <> 'NaN'", name="quantity_not_zero"),
        CheckConstraint("(quantity > 0) = (reason IN ('found', 'opening'))", name="reason_fixes_sign"),
    )
