"""Purchase orders: drafted, ordered, received in deliveries, closed short, or cancelled before the first."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Conflict, NotFound
from app.core.pagination import Page, Slice
from app.models import GoodsReceipt, PurchaseOrder, PurchaseOrderStatus
from app.repositories.buying.purchase_orders import OrderLine, PurchaseOrderRepository
from app.repositories.buying.suppliers import SupplierRepository
from app.schemas.purchase_order import (
    GoodsReceiptCreate,
    OrderedLine,
    PurchaseOrderClose,
    PurchaseOrderCreate,
    PurchaseOrderQuery,
    PurchaseOrderUpdate,
)
from app.services.buying.deliveries import (
    Delivery,
    after,
    deliveries_of,
    outstanding,
    received_of,
    still_to_come,
)
from app.services.buying.purchase_order_lines import check_dates_wait, check_orderable, new_lines, total_cost
from app.services.buying.suppliers import orderable
from app.services.common.access import Actor
from app.services.common.audit import AuditService
from app.services.common.context import ShopContext
from app.services.common.idempotency import Answer, IdempotencyService, RequestKey
from app.services.stock.stock import GoodsIn, StockService

_REFUSALS = {
    PurchaseOrderStatus.DRAFT: ("purchase_order_not_ordered", "This order is still a draft. Order it first."),
    PurchaseOrderStatus.ORDERED: ("purchase_order_already_ordered", "This has been ordered already."),
    PurchaseOrderStatus.PARTIALLY_RECEIVED: (
        "purchase_order_partially_received",
        "Some of this order has come in already. If the rest never comes, close the order.",
    ),
    PurchaseOrderStatus.RECEIVED: (
        "purchase_order_received",
        "All of this order has come in already. Send back what is not wanted with a supplier return.",
    ),
    PurchaseOrderStatus.CLOSED: ("purchase_order_closed", "This order was closed short. Make a new one for the rest."),
    PurchaseOrderStatus.CANCELLED: ("purchase_order_cancelled", "This order was cancelled. Make a new one."),
}
_DRAFT = {PurchaseOrderStatus.DRAFT}
_EXPECTED = {PurchaseOrderStatus.ORDERED, PurchaseOrderStatus.PARTIALLY_RECEIVED}
_NOTHING_CAME = {PurchaseOrderStatus.DRAFT, PurchaseOrderStatus.ORDERED}


class PurchaseOrderService:
    """Keeps the purchase orders. None is ever removed: a correction is a document of its own."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._clock = context.clock
        self._audit = AuditService(session, context)
        self._idempotency = IdempotencyService(session, context)
        self._stock = StockService(session, context)
        self._suppliers = SupplierRepository(session)
        self._orders = PurchaseOrderRepository(session)

    async def list_orders(self, query: PurchaseOrderQuery, page: Page) -> Slice:
        """Return one page of orders, without their lines."""
        return await self._orders.list_json(query.filters(), page)

    async def get(self, order_id: int) -> str:
        """Return an order with its lines and receipts as JSON."""
        order = await self._orders.get_json(order_id)
        if order is None:
            raise _not_found()
        return order

    async def create(self, actor: Actor, new: PurchaseOrderCreate, request_key: RequestKey | None) -> Answer:
        """Draft an order, or with `receive` order and receive all of it in one step, once per key."""

        async def work() -> Answer:
            now = self._clock()
            if not new.receive:
                check_dates_wait(new.lines)
            orderable(await self._suppliers.keep(new.supplier_id))
            lines = await self._new_lines(new.lines)
            order = PurchaseOrder(
                supplier_id=new.supplier_id,
                status=PurchaseOrderStatus.ORDERED if new.receive else PurchaseOrderStatus.DRAFT,
                expected_on=new.expected_on,
                supplier_reference=new.supplier_reference,
                note=new.note,
                created_by=actor.user_id,
                created_at=now,
                ordered_at=now if new.receive else None,
            )
            await self._orders.add(order)
            await self._orders.add_lines(order.id, lines)
            written = order.snapshot() | {"lines": len(lines), "total_cost": total_cost(lines)}
            await self._audit.record(actor, "purchase_order.created", order.id, after=written)
            if new.receive:
                all_of_it = [
                    Delivery(
                        line, line.packs, None, line.pack_cost, wanted.made_on, wanted.best_before, f"/lines/{index}"
                    )
                    for index, (line, wanted) in enumerate(zip(lines, new.lines, strict=True))
                ]
                await self._write_goods_receipt(actor, order, lines, all_of_it, GoodsReceipt(), now)
            return await self._answer(order)

        return await self._idempotency.once(actor.user_id, request_key, work)

    async def update(self, actor: Actor, order_id: int, changes: PurchaseOrderUpdate) -> str:
        """Change the given fields of an order; return its JSON.

        A draft may change entirely, an order that is still to come only in its expected day, the supplier's number and
        the note, and one that has ended not at all.
        """
        order = await self._for_update(order_id)
        columns = changes.model_dump(exclude_unset=True, exclude={"lines"})
        is_draft = order.status in _DRAFT
        changes_what_is_ordered = changes.lines is not None or "supplier_id" in columns
        if not is_draft and (order.status not in _EXPECTED or changes_what_is_ordered):
            detail = "What is ordered is fixed, and all of an order once it is received, closed or cancelled."
            raise Conflict("purchase_order_fixed", detail)
        before: dict[str, Any] = order.snapshot()
        if changes.supplier_id is not None:
            orderable(await self._suppliers.keep(changes.supplier_id))
        after: dict[str, Any] = {}
        if changes.lines is not None:
            old_lines, lines = await self._orders.lines(order_id), await self._new_lines(changes.lines)
            await self._orders.delete_lines(order_id)
            await self._orders.add_lines(order_id, lines)
            before["lines"], after["lines"] = _audited(old_lines), _audited(lines)
        for name, value in columns.items():
            setattr(order, name, value)
        await self._orders.flush()
        await self._audit.record(
            actor, "purchase_order.updated", order_id, before=before, after=order.snapshot() | after
        )
        return await self.get(order_id)

    async def order(self, actor: Actor, order_id: int) -> str:
        """Order a draft; return its JSON. Lines whose sweets can no longer be ordered are rejected."""
        order = await self._for_update(order_id)
        _check_status(order, _DRAFT)
        orderable(await self._suppliers.keep(order.supplier_id))
        lines = await self._orders.lines(order_id)
        check_orderable(lines, await self._stock.lock(line.sweet_id for line in lines))
        return await self._move(actor, order, PurchaseOrderStatus.ORDERED, ordered_at=self._clock())

    async def cancel(self, actor: Actor, order_id: int) -> str:
        """Cancel an order before its first delivery; return its JSON."""
        order = await self._for_update(order_id)
        _check_status(order, _NOTHING_CAME)
        return await self._move(actor, order, PurchaseOrderStatus.CANCELLED, cancelled_at=self._clock())

    async def close(
        self, actor: Actor, order_id: int, given: PurchaseOrderClose, request_key: RequestKey | None
    ) -> Answer:
        """Close an order whose rest will not come, once per key. What came in stays; nothing more is on order."""

        async def work() -> Answer:
            order = await self._for_update(order_id)
            if order.status in _DRAFT:
                raise Conflict("purchase_order_not_ordered", "This order is still a draft. Cancel it instead.")
            _check_status(order, _EXPECTED)
            body = await self._move(
                actor,
                order,
                PurchaseOrderStatus.CLOSED,
                closed_at=self._clock(),
                closed_by=actor.user_id,
                close_reason=given.reason,
            )
            return Answer(order.id, body)

        return await self._idempotency.once(actor.user_id, request_key, work)

    async def receive(
        self, actor: Actor, order_id: int, receipt: GoodsReceiptCreate, request_key: RequestKey | None
    ) -> Answer:
        """Receive a delivery, by default all that is outstanding, as one lot per line, once per key.

        Goods whose supplier or sweet was archived since are received too: they are in the shop.
        """

        async def work() -> Answer:
            order = await self._for_update(order_id)
            _check_status(order, _EXPECTED)
            lines = await self._orders.lines(order_id)
            came = receipt.lines if receipt.lines is not None else still_to_come(lines)
            paper = GoodsReceipt(supplier_reference=receipt.supplier_reference, note=receipt.note)
            await self._write_goods_receipt(actor, order, lines, deliveries_of(lines, came), paper, self._clock())
            return await self._answer(order)

        return await self._idempotency.once(actor.user_id, request_key, work)

    async def _write_goods_receipt(
        self,
        actor: Actor,
        order: PurchaseOrder,
        lines: Sequence[OrderLine],
        deliveries: Sequence[Delivery],
        goods: GoodsReceipt,
        now: datetime,
    ) -> None:
        """Write a new goods receipt for a locked order and update the order's status."""
        received = received_of(deliveries)
        goods.purchase_order_id, goods.received_by, goods.received_at = order.id, actor.user_id, now
        await self._orders.add_receipt(goods, received)
        before = order.snapshot()
        is_complete = not any(outstanding(line) for line in after(lines, received))
        order.status = PurchaseOrderStatus.RECEIVED if is_complete else PurchaseOrderStatus.PARTIALLY_RECEIVED
        order.received_at = now if is_complete else None
        await self._orders.flush()
        made = await self._stock.receive(
            [
                GoodsIn(
                    sweet_id=delivery.line.sweet_id,
                    quantity=delivery.quantity,
                    received_at=now,
                    unit_cost=delivery.unit_cost,
                    made_on=delivery.made_on,
                    best_before=delivery.best_before,
                    supplier_id=order.supplier_id,
                    goods_receipt_id=goods.id,
                    purchase_order_id=order.id,
                    purchase_order_line_no=delivery.line.line_no,
                    packs=delivery.packs,
                    pointer=f"{delivery.pointer}/{'packs' if delivery.weight is None else 'quantity'}",
                )
                for delivery in deliveries
            ],
            actor,
        )
        became = {"goods_receipt_id": goods.id, "lot_ids": [lot_id for lot_id, _ in made]}
        await self._audit.record(
            actor, "purchase_order.received", order.id, before=before, after=order.snapshot() | became
        )

    async def _new_lines(self, wanted: Sequence[OrderedLine]) -> list[OrderLine]:
        """Return the order lines to write, with names and units of the sweets, which stay locked."""
        return new_lines(wanted, await self._stock.lock(line.sweet_id for line in wanted))

    async def _move(
        self, actor: Actor, order: PurchaseOrder, status: PurchaseOrderStatus, **values: datetime | int | str
    ) -> str:
        before = order.snapshot()
        order.status = status
        for name, value in values.items():
            setattr(order, name, value)
        await self._orders.flush()
        await self._audit.record(actor, f"purchase_order.{status}", order.id, before=before, after=order.snapshot())
        return await self.get(order.id)

    async def _for_update(self, order_id: int) -> PurchaseOrder:
        order = await self._orders.get_for_update(order_id)
        if order is None:
            raise _not_found()
        return order

    async def _answer(self, order: PurchaseOrder) -> Answer:
        return Answer(order.id, await self.get(order.id))


def _check_status(order: PurchaseOrder, allowed: set[PurchaseOrderStatus]) -> None:
    if order.status not in allowed:
        code, detail = _REFUSALS[order.status]
        raise Conflict(code, detail)


def _audited(lines: Sequence[OrderLine]) -> list[dict[str, int | Decimal]]:
    return [
        {"sweet_id": line.sweet_id, "packs": line.packs, "pack_size": line.pack_size, "pack_cost": line.pack_cost}
        for line in lines
    ]


def _not_found() -> NotFound:
    return NotFound("purchase_order_not_found", "There is no such order.")
