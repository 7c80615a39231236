"""Giving money back for lines of a sale: never more than was sold, and goods back on the shelf only if it is said."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.clock import BusinessDays, Clock
from app.core.errors import Conflict, FieldError, Invalid, NotFound
from app.core.money import QUANTITY_PLACES, is_on_step
from app.core.pagination import Page, Slice
from app.models import WEIGHED, MovementKind, SaleStatus, TaxMode
from app.repositories.selling.refunds import NewRefund, NewRefundLine, RefundRepository, SoldLine
from app.repositories.selling.sales import LockedSale, SaleRepository
from app.repositories.stock.lots import AllocatableLot
from app.repositories.stock.stock_movements import NewMovement, StockMovementRepository
from app.schemas.refund import RefundCreate
from app.services.common.access import Actor
from app.services.common.audit import AuditService
from app.services.common.idempotency import Answer, IdempotencyService, RequestKey
from app.services.selling.money_back import MoneyBackService
from app.services.selling.refund_parts import part_of
from app.services.selling.sales import buyer_of
from app.services.stock.allocation import Allocation
from app.services.stock.rules import check_room_for_all
from app.services.stock.stock import StockService


@dataclass(frozen=True, slots=True)
class _Wanted:
    """How much of a line is to be given back."""

    line: SoldLine
    quantity: Decimal
    restock: bool
    pointer: str
    """Where the line stands in the request."""


@dataclass(frozen=True, slots=True)
class _Return:
    """What goes back to one lot."""

    line: SoldLine
    lot_id: int
    quantity: Decimal


class RefundService:
    """Gives money back, and shows what was given back."""

    def __init__(self, session: AsyncSession, clock: Clock, business_days: BusinessDays) -> None:
        self._clock = clock
        self._business_days = business_days
        self._idempotency = IdempotencyService(session, clock)
        self._audit = AuditService(session, clock)
        self._stock = StockService(session, clock, business_days.time_zone)
        self._money_back = MoneyBackService(session, clock)
        self._sales = SaleRepository(session)
        self._refunds = RefundRepository(session)
        self._movements = StockMovementRepository(session)

    async def list_refunds(self, actor: Actor, sale_id: int, page: Page) -> Slice:
        """Return one page of the refunds of a sale; another customer's does not exist for a customer."""
        if not await self._sales.is_there(sale_id, buyer_of(actor)):
            raise _sale_not_found()
        return await self._refunds.list_json(sale_id, page)

    async def get(self, actor: Actor, sale_id: int, refund_id: int) -> str:
        """Return one refund of a sale."""
        refund = await self._refunds.get_json(sale_id, refund_id, buyer_of(actor))
        if refund is None:
            raise NotFound("refund_not_found", "There is no such refund of this sale.")
        return refund

    async def refund(self, actor: Actor, sale_id: int, new: RefundCreate, request_key: RequestKey | None) -> Answer:
        """Give back some of a sale of any day, all that is asked for or nothing, once for each key.

        Goods that are put back go to the very lots they came from, expired or not, of archived sweets too.
        """

        async def work() -> Answer:
            sale = await self._lock_refundable(sale_id)
            wanted = _wanted_of(new, await self._refunds.sold_lines(sale_id))
            _check_left(wanted)
            lines = [part_of(one.line, one.quantity, sale.tax_mode, restock=one.restock) for one in wanted]
            returns: list[_Return] = []
            if any(line.restock for line in lines):
                lines, returns = await self._put_back(sale_id, wanted, lines)
            refund = self._new_refund(actor, sale_id, sale, new, lines, request_key)
            await self._money_back.check(actor, sale_id, sale, refund.total)
            refund_id = await self._refunds.add(refund)
            if returns:
                await self._stock.record([_movement(one, refund, refund_id) for one in returns])
            await self._audit.record(actor, "sale.refunded", sale_id, after=_audited(refund, refund_id))
            return Answer(201, await self.get(actor, sale_id, refund_id), f"/api/sales/{sale_id}/refunds/{refund_id}")

        return await self._idempotency.once(actor.user_id, request_key, work)

    async def _lock_refundable(self, sale_id: int) -> LockedSale:
        sale = await self._sales.get_for_update(sale_id)
        if sale is None:
            raise _sale_not_found()
        if sale.status is SaleStatus.VOIDED:
            raise Conflict("sale_voided", "This sale was voided: all of it was undone already.")
        return sale

    async def _put_back(
        self, sale_id: int, wanted: Sequence[_Wanted], lines: Sequence[NewRefundLine]
    ) -> tuple[list[NewRefundLine], list[_Return]]:
        """Lock the sweets that goods go back to; return the lines with what those cost, and what each lot gets."""
        out: dict[int, list[AllocatableLot]] = defaultdict(list)
        restocked = [one for one in wanted if one.restock]
        for line_no, lot in await self._movements.still_out(sale_id, [one.line.line_no for one in restocked]):
            out[line_no].append(lot)
        sweets = await self._stock.lock(one.line.sweet_id for one in restocked)
        check_room_for_all([(one.line.sweet_id, one.quantity) for one in restocked], sweets)
        priced, returns = [], []
        for one, line in zip(wanted, lines, strict=True):
            if not one.restock:
                priced.append(line)
                continue
            allocation = Allocation(out[one.line.line_no])
            parts = allocation.take(one.line.sweet_id, one.quantity)
            cost = allocation.cost(parts) if one.line.has_cost else None
            priced.append(line if cost is None else replace(line, cost=cost))
            returns += [_Return(one.line, lot_id, quantity) for lot_id, quantity in parts]
        return priced, returns

    def _new_refund(
        self,
        actor: Actor,
        sale_id: int,
        sale: LockedSale,
        new: RefundCreate,
        lines: Sequence[NewRefundLine],
        request_key: RequestKey | None,
    ) -> NewRefund:
        now = self._clock()
        return NewRefund(
            sale_id=sale_id,
            tender=new.tender or sale.tender,
            reason=new.reason,
            is_taxed_on_top=sale.tax_mode is TaxMode.EXCLUSIVE,
            refunded_by=actor.user_id,
            idempotency_key=request_key.key if request_key else None,
            created_at=now,
            business_day=self._business_days.of(now),
            lines=lines,
        )


def _sale_not_found() -> NotFound:
    return NotFound("sale_not_found", "There is no such sale.")


def _wanted_of(new: RefundCreate, lines: Mapping[int, SoldLine]) -> list[_Wanted]:
    """Return which lines are meant and how much of each, or refuse what cannot be meant at all."""
    lines_of_sweet = defaultdict(list)
    for line in lines.values():
        lines_of_sweet[line.sweet_id].append(line)
    wanted, faults = [], []
    named: Counter[int] = Counter()
    for index, one in enumerate(new.lines):
        pointer = f"/lines/{index}"
        if one.sweet_id is not None:
            pointer_to_line, found = f"{pointer}/sweet_id", lines_of_sweet.get(one.sweet_id, [])
        else:
            pointer_to_line, found = f"{pointer}/line_no", [line for no, line in lines.items() if no == one.line_no]
        if len(found) != 1:
            faults.append(FieldError(pointer_to_line, *(_SEVERAL_LINES if found else _UNKNOWN_LINE)))
            continue
        (line,) = found
        named[line.line_no] += 1
        if named[line.line_no] > 1:
            faults.append(FieldError(pointer_to_line, *_REPEATED_LINE))
        restock = new.restock if one.restock is None else one.restock
        wanted.append(_Wanted(line, one.quantity, restock, pointer))
    if faults:
        raise Invalid(faults[0].code, faults[0].detail, faults)
    for one_wanted in wanted:
        _check_portion(one_wanted)
    return wanted


_UNKNOWN_LINE = ("unknown_line", "There is no such line on this sale.")
_SEVERAL_LINES = ("several_lines", "This sweet is on more than one line of the sale. Name the line by its line_no.")
_REPEATED_LINE = ("repeated_line", "This line is named twice. Give back all of it at once.")


def _check_portion(wanted: _Wanted) -> None:
    """Refuse a part of a piece or of a box that no step knows, unless it is all that is left.

    What is weighed may come back in any weight, as it may be found in any.
    """
    line, quantity = wanted.line, wanted.quantity
    if line.unit in WEIGHED or quantity % 1 == 0 or is_on_step(quantity, line.quantity_step) or quantity == line.left:
        return
    detail = f"{line.name} was sold by the {line.unit}. Give back whole ones, or all that is left."
    raise Invalid("off_step_quantity", detail, [FieldError(f"{wanted.pointer}/quantity", "off_step_quantity", detail)])


def _check_left(wanted: Sequence[_Wanted]) -> None:
    """Refuse to give back more than was sold and not given back before, naming each line."""
    over = [
        {
            "line_no": one.line.line_no,
            "sweet_id": one.line.sweet_id,
            "name": one.line.name,
            "unit": one.line.unit,
            "sold": _text(one.line.quantity),
            "refunded": _text(one.line.refunded),
            "refunding": _text(one.quantity),
        }
        for one in sorted(wanted, key=lambda one: one.line.line_no)
        if one.quantity > one.line.left
    ]
    if over:
        detail = "This is more than is left of what was sold, and nothing was given back. Ask for less."
        raise Conflict("over_refund", detail, extra={"lines": over})


def _text(quantity: Decimal) -> str:
    return str(quantity.quantize(QUANTITY_PLACES))


def _movement(part: _Return, refund: NewRefund, refund_id: int) -> NewMovement:
    return NewMovement(
        sweet_id=part.line.sweet_id,
        lot_id=part.lot_id,
        quantity=part.quantity,
        kind=MovementKind.RETURN,
        actor_id=refund.refunded_by,
        occurred_at=refund.created_at,
        reason=refund.reason,
        sale_id=refund.sale_id,
        sale_line_no=part.line.line_no,
        refund_id=refund_id,
    )


def _audited(refund: NewRefund, refund_id: int) -> dict[str, object]:
    return {
        "refund_id": refund_id,
        "total": refund.total,
        "tender": refund.tender,
        "reason": refund.reason,
        "lines": [
            {"line_no": line.line_no, "quantity": line.quantity, "restock": line.restock} for line in refund.lines
        ],
    }
