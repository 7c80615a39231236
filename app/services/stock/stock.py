"""Stock: every change locks the sweets and writes movements to the ledger."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Conflict, NotFound
from app.core.money import QUANTITY_PLACES
from app.core.pagination import Page, Slice
from app.models import MovementKind
from app.repositories.catalogue.sweets import LockedSweet, SweetRepository
from app.repositories.stock.lots import AllocatableLot, LockedLot, LotRepository, NewLot
from app.repositories.stock.stock_movements import NewMovement, StockMovementRepository
from app.schemas.stock import MovementQuery
from app.services.common.access import Actor
from app.services.common.audit import AuditEntry, AuditService
from app.services.common.context import ShopContext
from app.services.stock.alerts import AlertService
from app.services.stock.allocation import Allocation
from app.services.stock.rules import check_room, check_step, sellable


@dataclass(frozen=True, slots=True)
class GoodsIn:
    """Goods of one sweet that come in together and become one lot."""

    sweet_id: int
    quantity: Decimal
    received_at: datetime
    unit_cost: Decimal | None = None
    made_on: date | None = None
    best_before: date | None = None
    note: str | None = None
    supplier_id: int | None = None
    goods_receipt_id: int | None = None
    purchase_order_id: int | None = None
    purchase_order_line_no: int | None = None
    packs: int | None = None
    pointer: str = "/quantity"
    """The JSON Pointer of the quantity in the request."""


class StockService:
    """Locks sweets, allocates their lots, receives goods and writes the ledger."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._clock = context.clock
        self._context = context
        self._alerts = AlertService(session, context)
        self._audit = AuditService(session, context)
        self._sweets = SweetRepository(session)
        self._lots = LotRepository(session)
        self._movements = StockMovementRepository(session)

    async def lock(self, sweet_ids: Iterable[int]) -> dict[int, LockedSweet]:
        """Lock sweets in order of id; return those that exist."""
        return {sweet.id: sweet for sweet in await self._sweets.lock(set(sweet_ids))}

    async def allocation(self, needed: Mapping[int, Decimal], at: datetime) -> Allocation:
        """Return the lots of locked sweets that can be sold at a moment, until each need is covered or lots run out."""
        return Allocation(await self._lots.first_expired_first_out(needed, self._context.day_of(at)))

    async def lock_lots(self, lot_ids: Iterable[int]) -> tuple[dict[int, LockedLot], dict[int, LockedSweet]]:
        """Lock the sweets of some lots; return the lots that exist, read under the lock, and the sweets."""
        ids = sorted(set(lot_ids))
        # A lot's sweet never changes; its quantity is read again under the lock.
        sweets = await self.lock(lot.sweet_id for lot in await self._lots.find(ids))
        return {lot.id: lot for lot in await self._lots.find(ids)}, sweets

    async def take_from_lots(
        self, movements: Sequence[NewMovement], lots: Mapping[int, LockedLot], sweets: Mapping[int, LockedSweet]
    ) -> list[int]:
        """Write movements that take from locked lots, expired or not; reject more than a lot has left."""
        wanted: dict[int, Decimal] = defaultdict(Decimal)
        for movement in movements:
            wanted[movement.lot_id] -= movement.quantity
        gone = [
            {
                "lot_id": lot_id,
                "sweet_id": lots[lot_id].sweet_id,
                "name": sweets[lots[lot_id].sweet_id].name,
                "requested": str(quantity.quantize(QUANTITY_PLACES)),
                "left": str(lots[lot_id].on_hand.quantize(QUANTITY_PLACES)),
                "unit": sweets[lots[lot_id].sweet_id].unit,
            }
            for lot_id, quantity in wanted.items()
            if quantity > lots[lot_id].on_hand
        ]
        if gone:
            raise Conflict("goods_gone", "The shop no longer has this much of these lots.", extra={"lots": gone})
        return await self.record(movements)

    async def expired_allocation(self, needed: Mapping[int, Decimal], at: datetime) -> Allocation:
        """Return the expired lots of locked sweets, which wait to be written off, first expired first."""
        return Allocation(await self._lots.first_expired_of_the_expired(needed, self._context.day_of(at)))

    async def sweets_with_expired_lots(self) -> list[int]:
        """Return the sweets that have expired goods on hand."""
        return await self._lots.sweets_with_expired(self._context.today())

    async def whole_allocation(self, needed: Mapping[int, Decimal], at: datetime) -> Allocation:
        """Return all lots of locked sweets: those that can be sold first, then those that have expired."""
        today = self._context.day_of(at)
        good = await self._lots.first_expired_first_out(needed, today)
        return Allocation([*good, *await self._lots.first_expired_of_the_expired(needed, today)])

    async def lot_allocation(
        self, sweet_id: int, lot_id: int, *, at: datetime, expired_only: bool = False
    ) -> Allocation:
        """Return one lot of a locked sweet."""
        lot = await self.find_lot(sweet_id, lot_id)
        if expired_only and (lot.best_before is None or lot.best_before >= self._context.day_of(at)):
            raise Conflict("lot_not_expired", "This lot has not expired. Give another reason, or another lot.")
        return Allocation([AllocatableLot(lot.id, lot.sweet_id, lot.on_hand, lot.unit_cost)])

    async def find_lot(self, sweet_id: int, lot_id: int) -> LockedLot:
        """Return a lot; raise an error if it is missing or belongs to another sweet."""
        for lot in await self._lots.find([lot_id]):
            if lot.sweet_id == sweet_id:
                return lot
        raise NotFound("lot_not_found", "There is no such lot of this sweet.")

    async def newest_lots(self, sweet_ids: Sequence[int]) -> dict[int, int]:
        """Return the newest lot of each sweet that ever had one, by sweet id."""
        return await self._lots.newest(sweet_ids)

    async def add_lots(self, goods: Sequence[GoodsIn], sweets: Mapping[int, LockedSweet]) -> list[int]:
        """Add an empty lot for each of the goods, whose sweets are locked; return the lot ids."""
        return await self._lots.add([self._new_lot(one, sweets[one.sweet_id]) for one in goods])

    async def record(self, movements: Sequence[NewMovement]) -> list[int]:
        """Write movements of locked sweets to the ledger and update their alerts; return the movement ids."""
        movement_ids = await self._movements.add(movements)
        await self._alerts.reevaluate(movement.sweet_id for movement in movements)
        return movement_ids

    async def receive(self, goods: Sequence[GoodsIn], actor: Actor) -> list[tuple[int, int]]:
        """Receive each of the goods as a lot of its own; return (lot id, movement id) of each. Always five statements.

        Missing and archived sweets, quantities off step and more than the books can hold are rejected. Goods that
        were ordered are accepted for an archived sweet and off its step too, as they may have been weighed: they are in
        the shop, so the books have to show them.
        """
        sweets = await self.lock(one.sweet_id for one in goods)
        incoming: dict[int, Decimal] = defaultdict(Decimal)
        for one in goods:
            if one.purchase_order_id is not None:
                sweet = sweets[one.sweet_id]
            else:
                sweet = sellable(sweets.get(one.sweet_id))
                check_step(one.quantity, sweet, one.pointer)
            incoming[sweet.id] += one.quantity
            check_room(incoming[sweet.id], sweet)
        lot_ids = await self.add_lots(goods, sweets)
        movement_ids = await self.record(
            [
                NewMovement(
                    sweet_id=one.sweet_id,
                    lot_id=lot_id,
                    quantity=one.quantity,
                    kind=MovementKind.RESTOCK,
                    actor_id=actor.user_id,
                    occurred_at=one.received_at,
                    reason=one.note,
                    purchase_order_id=one.purchase_order_id,
                )
                for one, lot_id in zip(goods, lot_ids, strict=True)
            ]
        )
        await self._audit.record_all(
            [
                AuditEntry(
                    "sweet.restocked",
                    one.sweet_id,
                    actor.origin,
                    actor.user_id,
                    actor.role,
                    after={"lot_id": lot_id, "quantity": one.quantity, "unit_cost": one.unit_cost},
                )
                for one, lot_id in zip(goods, lot_ids, strict=True)
            ]
        )
        return list(zip(lot_ids, movement_ids, strict=True))

    async def list_movements(self, query: MovementQuery, page: Page) -> Slice:
        """Return one page of the ledger."""
        return await self._movements.list_json(query.filters(), page)

    async def get_movement(self, movement_id: int) -> str:
        """Return one movement of the ledger."""
        movement = await self._movements.get_json(movement_id)
        if movement is None:
            raise NotFound("movement_not_found", "There is no such stock movement.")
        return movement

    def _new_lot(self, one: GoodsIn, sweet: LockedSweet) -> NewLot:
        best_before = one.best_before
        if best_before is None and sweet.shelf_life_days is not None:
            made_on = one.made_on or self._context.day_of(one.received_at)
            best_before = made_on + timedelta(days=sweet.shelf_life_days)
        return NewLot(
            sweet_id=one.sweet_id,
            unit_cost=one.unit_cost,
            made_on=one.made_on,
            best_before=best_before,
            note=one.note,
            received_at=one.received_at,
            supplier_id=one.supplier_id,
            goods_receipt_id=one.goods_receipt_id,
            purchase_order_id=one.purchase_order_id,
            purchase_order_line_no=one.purchase_order_line_no,
            packs=one.packs,
        )
