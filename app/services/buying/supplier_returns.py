"""Supplier returns: goods sent back, as a document with movements out of the lots they came in."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Conflict, FieldError, Invalid, NotFound
from app.core.pagination import Page, Slice
from app.models import MovementKind, Supplier, SupplierReturn
from app.repositories.buying.supplier_returns import SupplierReturnRepository
from app.repositories.buying.suppliers import SupplierRepository
from app.repositories.stock.lots import LockedLot
from app.repositories.stock.stock_movements import NewMovement
from app.schemas.supplier_return import SupplierReturnCreate, SupplierReturnQuery
from app.services.buying.suppliers import known_supplier
from app.services.common.access import Actor
from app.services.common.audit import AuditService
from app.services.common.context import ShopContext
from app.services.common.idempotency import Answer, IdempotencyService, RequestKey
from app.services.stock.rules import check_step
from app.services.stock.stock import StockService


class SupplierReturnService:
    """Creates and lists supplier returns."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._clock = context.clock
        self._audit = AuditService(session, context)
        self._idempotency = IdempotencyService(session, context)
        self._stock = StockService(session, context)
        self._suppliers = SupplierRepository(session)
        self._returns = SupplierReturnRepository(session)

    async def list_returns(self, query: SupplierReturnQuery, page: Page) -> Slice:
        """Return one page of returns, without their lines."""
        return await self._returns.list_json(query.filters(), page)

    async def get(self, return_id: int) -> str:
        """Return a return with its lines as JSON."""
        supplier_return = await self._returns.get_json(return_id)
        if supplier_return is None:
            raise NotFound("supplier_return_not_found", "There is no such return to a supplier.")
        return supplier_return

    async def create(self, actor: Actor, new: SupplierReturnCreate, request_key: RequestKey | None) -> Answer:
        """Send goods back to the supplier they came from, all lines or none, once per key.

        Expired goods may go back, as may goods of an archived sweet or to an archived supplier.
        """

        async def work() -> Answer:
            supplier = known_supplier(await self._suppliers.keep(new.supplier_id))
            lots, sweets = await self._stock.lock_lots(line.lot_id for line in new.lines)
            _check_lots(new, supplier, lots)
            for index, line in enumerate(new.lines):
                check_step(line.quantity, sweets[lots[line.lot_id].sweet_id], f"/lines/{index}/quantity")
            now = self._clock()
            document = SupplierReturn(
                supplier_id=supplier.id,
                note=new.note,
                credit=new.credit,
                created_by=actor.user_id,
                created_at=now,
            )
            await self._returns.add(document)
            movements = [
                NewMovement(
                    sweet_id=lots[line.lot_id].sweet_id,
                    lot_id=line.lot_id,
                    quantity=-line.quantity,
                    kind=MovementKind.RETURN,
                    actor_id=actor.user_id,
                    occurred_at=now,
                    reason=new.note,
                    purchase_order_id=lots[line.lot_id].purchase_order_id,
                    supplier_return_id=document.id,
                )
                for line in new.lines
            ]
            await self._stock.take_from_lots(movements, lots, sweets)
            went = document.snapshot() | {"lines": [line.model_dump() for line in new.lines]}
            await self._audit.record(actor, "supplier_return.created", document.id, after=went)
            return Answer(document.id, await self.get(document.id))

        return await self._idempotency.once(actor.user_id, request_key, work)


def _check_lots(new: SupplierReturnCreate, supplier: Supplier, lots: Mapping[int, LockedLot]) -> None:
    """Reject lots that do not exist or did not come from the supplier."""
    unknown, others = [], []
    for index, line in enumerate(new.lines):
        pointer = f"/lines/{index}/lot_id"
        if line.lot_id not in lots:
            unknown.append(FieldError(pointer, "unknown_lot", "There is no such lot."))
        elif lots[line.lot_id].supplier_id != supplier.id:
            others.append(FieldError(pointer, "lot_of_another", f"This lot did not come from {supplier.name}."))
    if unknown:
        raise Invalid("unknown_lot", unknown[0].detail, unknown)
    if others:
        raise Conflict("lot_of_another", others[0].detail, others)
