"""Purchase orders, goods receipts and supplier returns."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    DateTime,
    ForeignKey,
    Index,
    Numeric,
    SmallInteger,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CreatedAt, Id, Money, Quantity, choice
from app.models.sweet import Unit


class PurchaseOrderStatus(StrEnum):
    """How far an order has come."""

    DRAFT = "draft"
    ORDERED = "ordered"
    PARTIALLY_RECEIVED = "partially_received"
    RECEIVED = "received"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class PurchaseOrder(Base):
    """An order to a supplier. It is never removed; its lines are fixed once it is ordered."""

    __tablename__ = "purchase_orders"

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(
        Computed("'PO-' || lpad(id::text, greatest(6, length(id::text)), '0')", persisted=True)
    )
    supplier_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("suppliers.id"))
    status: Mapped[PurchaseOrderStatus] = mapped_column(choice(PurchaseOrderStatus, "status"))
    expected_on: Mapped[date | None]
    supplier_reference: Mapped[str | None]
    note: Mapped[str | None]
    created_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]
    ordered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    received_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    closed_by: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("users.id"))
    close_reason: Mapped[str | None]
    cancelled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        Index("ix_purchase_orders_created_at_id", "created_at", "id"),
        Index("ix_purchase_orders_supplier_id_created_at_id", "supplier_id", "created_at", "id"),
        Index("ix_purchase_orders_status_created_at_id", "status", "created_at", "id"),
        # An order without an expected day comes after all that have one.
        Index("ix_purchase_orders_expected_on_id", text("coalesce(expected_on, 'infinity'::date)"), "id"),
        Index("uq_purchase_orders_number", "number", unique=True),
        Index(
            "ix_purchase_orders_supplier_reference",
            text("lower(supplier_reference)"),
            postgresql_where=text("supplier_reference IS NOT NULL"),
        ),
        CheckConstraint(
            "(status IN ('ordered', 'partially_received', 'received', 'closed')) <= (ordered_at IS NOT NULL)",
            name="ordered_has_moment",
        ),
        CheckConstraint(
            "num_nonnulls(closed_at, closed_by, close_reason) = CASE WHEN status = 'closed' THEN 3 ELSE 0 END",
            name="closed_has_reason",
        ),
        CheckConstraint("(status = 'received') = (received_at IS NOT NULL)", name="received_has_moment"),
        CheckConstraint("(status = 'cancelled') = (cancelled_at IS NOT NULL)", name="cancelled_has_moment"),
    )


class PurchaseOrderLine(Base):
    """How many packs of which sweet are ordered; names, unit and the size of the pack as they were then."""

    __tablename__ = "purchase_order_lines"

    purchase_order_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("purchase_orders.id"), primary_key=True)
    line_no: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    sweet_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sweets.id"))
    sku: Mapped[str]
    name: Mapped[str]
    unit: Mapped[Unit] = mapped_column(choice(Unit, "unit"))
    packs: Mapped[int]
    pack_size: Mapped[Quantity]
    pack_cost: Mapped[Money]
    packs_received: Mapped[int] = mapped_column(server_default="0")
    loose_received: Mapped[Quantity] = mapped_column(server_default="0")
    """The part of what was received that was weighed and not counted in packs."""
    outstanding: Mapped[Decimal] = mapped_column(
        Numeric(14, 3), Computed("greatest(0, (packs - packs_received) * pack_size - loose_received)", persisted=True)
    )

    __table_args__ = (
        Index("ix_purchase_order_lines_sweet_id", "sweet_id"),
        Index("ix_purchase_order_lines_outstanding", "sweet_id", postgresql_where=text("outstanding > 0")),
        CheckConstraint("packs > 0", name="packs_positive"),
        CheckConstraint("pack_size > 0 AND pack_size < 'NaN'", name="pack_size_positive"),
        CheckConstraint("pack_cost >= 0 AND pack_cost < 'NaN'", name="pack_cost_not_negative"),
        # Holds for two concurrent receipts as well.
        CheckConstraint("packs_received >= 0 AND packs_received <= packs", name="packs_received_within_order"),
        CheckConstraint("loose_received >= 0 AND loose_received < 'NaN'", name="loose_received_not_negative"),
    )


class GoodsReceipt(Base):
    """One delivery of an order. Each of its lines became a lot, which names it."""

    __tablename__ = "goods_receipts"

    id: Mapped[Id]
    purchase_order_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("purchase_orders.id"))
    supplier_reference: Mapped[str | None]
    note: Mapped[str | None]
    received_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id"))
    received_at: Mapped[CreatedAt]

    __table_args__ = (
        Index("ix_goods_receipts_purchase_order_id_received_at_id", "purchase_order_id", "received_at", "id"),
        Index(
            "ix_goods_receipts_supplier_reference",
            text("lower(supplier_reference)"),
            postgresql_where=text("supplier_reference IS NOT NULL"),
        ),
    )


class SupplierReturn(Base):
    """Goods that went back to their supplier. Its lines are the movements that name it."""

    __tablename__ = "supplier_returns"

    id: Mapped[Id]
    supplier_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("suppliers.id"))
    note: Mapped[str | None]
    credit: Mapped[Money | None]
    created_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id"))
    created_at: Mapped[CreatedAt]

    __table_args__ = (
        Index("ix_supplier_returns_created_at_id", "created_at", "id"),
        Index("ix_supplier_returns_supplier_id_created_at_id", "supplier_id", "created_at", "id"),
        CheckConstraint("credit >= 0 AND credit < 'NaN'", name="credit_not_negative"),
    )
