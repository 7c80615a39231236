"""Orders to suppliers as they are shown: JSON that the database builds in one query."""

from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.models import GoodsReceipt, Lot, MovementKind, PurchaseOrder, PurchaseOrderLine, StockMovement
from app.repositories.buying.suppliers import SUPPLIER_NAME
from app.repositories.common.json_columns import cost_text, decimal_text, json_object, moment_text

_LINE = func.json_build_object(
    *("line_no", PurchaseOrderLine.line_no),
    *("sweet_id", PurchaseOrderLine.sweet_id),
    *("sku", PurchaseOrderLine.sku),
    *("name", PurchaseOrderLine.name),
    *("unit", PurchaseOrderLine.unit),
    *("packs", PurchaseOrderLine.packs),
    *("pack_size", decimal_text(PurchaseOrderLine.pack_size)),
    *("pack_cost", decimal_text(PurchaseOrderLine.pack_cost)),
    *("quantity", decimal_text(PurchaseOrderLine.packs * PurchaseOrderLine.pack_size)),
    *("line_cost", decimal_text(PurchaseOrderLine.packs * PurchaseOrderLine.pack_cost)),
    *("packs_received", PurchaseOrderLine.packs_received),
    *("outstanding", decimal_text(PurchaseOrderLine.outstanding)),
)

_SUMS = (
    func.count().label("line_count"),
    func.sum(PurchaseOrderLine.packs * PurchaseOrderLine.pack_cost).label("total_cost"),
)
_OF_ORDER = select(*_SUMS).where(PurchaseOrderLine.purchase_order_id == PurchaseOrder.id)

TOTALS = _OF_ORDER.lateral("totals")
LINES = _OF_ORDER.add_columns(
    func.json_agg(aggregate_order_by(_LINE, PurchaseOrderLine.line_no)).label("lines")
).lateral("lines")

# The quantity received is in the ledger; the lot has only the rest. Movements are found by order, not by lot, so
# that sales from those lots are not read.
_LOTS = (
    select(
        Lot.goods_receipt_id,
        func.json_agg(
            aggregate_order_by(
                func.json_build_object(
                    *("lot_id", Lot.id),
                    *("line_no", Lot.purchase_order_line_no),
                    *("sweet_id", Lot.sweet_id),
                    *("packs", Lot.packs),
                    *("quantity", decimal_text(StockMovement.quantity)),
                    *("unit_cost", cost_text(Lot.unit_cost)),
                    *("made_on", Lot.made_on),
                    *("best_before", Lot.best_before),
                ),
                Lot.id,
            )
        ).label("lots"),
    )
    .join(StockMovement, StockMovement.lot_id == Lot.id)
    .where(StockMovement.purchase_order_id == PurchaseOrder.id, StockMovement.kind == MovementKind.RESTOCK)
    .group_by(Lot.goods_receipt_id)
    .correlate(PurchaseOrder)
    .subquery("received_lots")
)

RECEIPTS = (
    select(
        func.json_agg(
            aggregate_order_by(
                func.json_build_object(
                    *("id", GoodsReceipt.id),
                    *("received_at", moment_text(GoodsReceipt.received_at)),
                    *("received_by", GoodsReceipt.received_by),
                    *("supplier_reference", GoodsReceipt.supplier_reference),
                    *("note", GoodsReceipt.note),
                    *("lots", _LOTS.c.lots),
                ),
                GoodsReceipt.received_at,
                GoodsReceipt.id,
            )
        ).label("receipts")
    )
    .join(_LOTS, _LOTS.c.goods_receipt_id == GoodsReceipt.id)
    .where(GoodsReceipt.purchase_order_id == PurchaseOrder.id)
    .lateral("receipts")
)


def _members(sums: Any) -> dict[str, Any]:  # noqa: ANN401 - the columns of either lateral.
    return {
        "id": PurchaseOrder.id,
        "number": PurchaseOrder.number,
        "supplier": SUPPLIER_NAME,
        "status": PurchaseOrder.status,
        "expected_on": PurchaseOrder.expected_on,
        "supplier_reference": PurchaseOrder.supplier_reference,
        "note": PurchaseOrder.note,
        "line_count": sums.line_count,
        "total_cost": decimal_text(sums.total_cost),
        "created_by": PurchaseOrder.created_by,
        "created_at": moment_text(PurchaseOrder.created_at),
        "ordered_at": moment_text(PurchaseOrder.ordered_at),
        "received_at": moment_text(PurchaseOrder.received_at),
        "closed_at": moment_text(PurchaseOrder.closed_at),
        "closed_by": PurchaseOrder.closed_by,
        "close_reason": PurchaseOrder.close_reason,
        "cancelled_at": moment_text(PurchaseOrder.cancelled_at),
    }


SUMMARY_JSON = json_object(**_members(TOTALS.c))

ORDER_JSON = json_object(
    **_members(LINES.c),
    lines=LINES.c.lines,
    receipts=func.coalesce(RECEIPTS.c.receipts, text("'[]'::json")),
)
