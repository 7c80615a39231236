"""Refunds: money given back for lines of a sale. Goods go back on the shelf only if the request says so."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.clock import financial_year
from app.core.errors import NotFound
from app.core.money import QUANTITY_PLACES, zero
from app.core.pagination import Page, Slice
from app.models import MovementKind, PaymentKind, Tender
from app.repositories.selling.payments import NewPayment, PaymentRepository
from app.repositories.selling.refund_totals import RefundTotalRepository
from app.repositories.selling.refund_writer import NewRefund, NewRefundLine, NewRefundLineTax, RefundWriter
from app.repositories.selling.refunds import RefundRepository
from app.repositories.selling.sales import SaleRepository, SaleToUndo
from app.repositories.stock.lots import AllocatableLot
from app.repositories.stock.stock_movements import NewMovement, StockMovementRepository
from app.schemas.refund import AllRefundsQuery, RefundCreate
from app.services.common.access import Actor
from app.services.common.audit import AuditService
from app.services.common.context import ShopContext
from app.services.common.idempotency import Answer, IdempotencyService, RequestKey
from app.services.selling.account_rules import AccountRules
from app.services.selling.drawers.rules import DrawerRules
from app.services.selling.payouts import Payout, pay_out, tenders_of
from app.services.selling.pricing.refund_amounts import owed_back
from app.services.selling.pricing.totals import add_up
from app.services.selling.refund_limits import RefundLimitService
from app.services.selling.refund_rules import LineToRefund, lines_to_refund, refundable, sale_not_found
from app.services.selling.sales import buyer_of
from app.services.selling.settlement import check_tenders
from app.services.stock.allocation import Allocation
from app.services.stock.rules import check_room_for_all
from app.services.stock.stock import StockService

_NO_COST = Decimal(0)


@dataclass(frozen=True, slots=True)
class _Restocked:
    """The goods of one line that go back on the shelf."""

    lots: Sequence[tuple[int, Decimal]]
    cost: Decimal


class RefundService:
    """Records and shows refunds."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._context = context
        self._clock = context.clock
        self._default_cash_rounding = context.defaults.cash_rounding
        self._business_days = context.business_days
        self._idempotency = IdempotencyService(session, context)
        self._audit = AuditService(session, context)
        self._stock = StockService(session, context)
        self._refund_limits = RefundLimitService(session, context)
        self._sales = SaleRepository(session)
        self._refunds = RefundRepository(session)
        self._refund_totals = RefundTotalRepository(session)
        self._refund_writer = RefundWriter(session)
        self._payments = PaymentRepository(session)
        self._drawer_rules = DrawerRules(session, context)
        self._account_rules = AccountRules(session)
        self._movements = StockMovementRepository(session)

    async def list_refunds(self, actor: Actor, sale_id: int, page: Page) -> Slice:
        """Return one page of a sale's refunds. For a customer, another customer's sale does not exist."""
        if not await self._sales.is_there(sale_id, buyer_of(actor)):
            raise sale_not_found()
        return await self._refunds.list_json(sale_id, page)

    async def list_all(self, query: AllRefundsQuery, page: Page) -> Slice:
        """Return one page of the refunds of all sales."""
        return await self._refunds.list_all_json(query.filters(), page)

    async def get(self, actor: Actor, sale_id: int, refund_id: int) -> str:
        """Return one refund of a sale."""
        refund = await self._refunds.get_json(sale_id, refund_id, buyer_of(actor))
        if refund is None:
            raise NotFound("refund_not_found", "There is no such refund of this sale.")
        return refund

    async def refund(self, actor: Actor, sale_id: int, new: RefundCreate, request_key: RequestKey | None) -> Answer:
        """Refund lines of a sale of any day, all the lines asked for or none, once for each key.

        Restocked goods go back to the lots they came from, even if these have expired or the sweet is archived.
        """

        async def work() -> Answer:
            sale = refundable(await self._sales.get_for_update(sale_id))
            check_tenders(tenders_of(new), self._context.settings)
            lines = lines_to_refund(new, await self._refunds.sold_lines(sale_id), sale.tax_mode)
            payouts = await self._payouts(actor, sale_id, sale, new, lines)
            # Customers are locked before sweets, as a sale does.
            await self._account_rules.lock(
                (payout.customer_id, payout.amount) for payout in payouts if payout.customer_id is not None
            )
            restocked = await self._put_back(sale_id, [line for line in lines if line.restock])
            refund = self._new_refund(actor, sale_id, sale, payouts, new, lines, restocked, request_key)
            await self._refund_limits.check(actor, sale_id, sale, refund.total + refund.rounding)
            if any(payout.tender == Tender.CASH for payout in payouts):
                await self._drawer_rules.check_cash(actor.user_id)
            refund_id = await self._refund_writer.add(refund)
            await self._pay_out(refund, refund_id, payouts)
            if restocked:
                await self._stock.record(_movements(refund, refund_id, lines, restocked))
            await self._audit.record(actor, "sale.refunded", sale_id, after=_audited(refund, refund_id, payouts))
            return Answer(refund_id, await self.get(actor, sale_id, refund_id))

        return await self._idempotency.once(actor.user_id, request_key, work)

    async def _payouts(
        self, actor: Actor, sale_id: int, sale: SaleToUndo, new: RefundCreate, lines: Sequence[LineToRefund]
    ) -> list[Payout]:
        so_far = await self._refund_totals.so_far(sale_id)
        step = self._default_cash_rounding if so_far.cash_rounding is None else so_far.cash_rounding
        total = add_up([line.amounts(sale.tax_mode) for line in lines], sale.tax_mode).total
        paid = await self._payments.of_sale(sale_id)
        return pay_out(new, total, owed_back(sale, so_far, total), paid, step, actor.role, sale.customer_id)

    async def _pay_out(self, refund: NewRefund, refund_id: int, payouts: Sequence[Payout]) -> None:
        """Write the payments of a refund, negative."""
        await self._payments.add(
            [
                NewPayment(
                    kind=PaymentKind.REFUND,
                    sale_id=refund.sale_id,
                    refund_id=refund_id,
                    customer_id=payout.customer_id,
                    tender=payout.tender,
                    amount=-payout.amount,
                    rounding=-payout.rounding,
                    cash_rounding=payout.cash_rounding,
                    reference=payout.reference,
                    taken_by=refund.refunded_by,
                    taken_at=refund.created_at,
                    business_day=refund.business_day,
                    hour=self._context.hour_of(refund.created_at),
                )
                for payout in payouts
            ]
        )

    async def _put_back(self, sale_id: int, lines: Sequence[LineToRefund]) -> dict[int, _Restocked]:
        """Lock the sweets of lines to restock; return the lots each line goes back to and its cost, by line number."""
        if not lines:
            return {}
        out: dict[int, list[AllocatableLot]] = defaultdict(list)
        for line_no, lot in await self._movements.still_out(sale_id, [line.sold.line_no for line in lines]):
            out[line_no].append(lot)
        sweets = await self._stock.lock(line.sold.sweet_id for line in lines)
        check_room_for_all([(line.sold.sweet_id, line.quantity) for line in lines], sweets)
        restocked = {}
        for line in lines:
            allocation = Allocation(out[line.sold.line_no])
            lots = allocation.take(line.sold.sweet_id, line.quantity)
            cost = allocation.cost(lots) if line.sold.has_cost else None
            restocked[line.sold.line_no] = _Restocked(lots, _NO_COST if cost is None else cost)
        return restocked

    def _new_refund(
        self,
        actor: Actor,
        sale_id: int,
        sale: SaleToUndo,
        payouts: Sequence[Payout],
        new: RefundCreate,
        lines: Sequence[LineToRefund],
        restocked: Mapping[int, _Restocked],
        request_key: RequestKey | None,
    ) -> NewRefund:
        now = self._clock()
        day = self._business_days.of(now)
        refunded = [(line, line.amounts(sale.tax_mode)) for line in lines]
        totals = add_up([amounts for _, amounts in refunded], sale.tax_mode)
        return NewRefund(
            financial_year=financial_year(day),
            sale_id=sale_id,
            reason=new.reason,
            subtotal=totals.subtotal,
            discount_total=totals.discount_total,
            tax_total=totals.tax_total,
            total=totals.total,
            rounding=sum((payout.rounding for payout in payouts), zero()),
            refunded_by=actor.user_id,
            idempotency_key=request_key.key if request_key else None,
            created_at=now,
            business_day=day,
            lines=[
                NewRefundLine(
                    line_no=line.sold.line_no,
                    quantity=line.quantity.quantize(QUANTITY_PLACES),
                    restock=line.restock,
                    line_total=amounts.line_total,
                    discount=amounts.discount,
                    tax=amounts.tax,
                    cost=restocked[line.sold.line_no].cost if line.restock else _NO_COST,
                    reason=line.reason,
                )
                for line, amounts in refunded
            ],
            taxes=[
                NewRefundLineTax(line.sold.line_no, tax_no, tax.component, tax.rate_percent, tax.taxable, tax.amount)
                for line, amounts in refunded
                for tax_no, tax in enumerate(amounts.taxes, 1)
            ],
        )


def _movements(
    refund: NewRefund, refund_id: int, lines: Sequence[LineToRefund], restocked: Mapping[int, _Restocked]
) -> list[NewMovement]:
    return [
        NewMovement(
            sweet_id=line.sold.sweet_id,
            lot_id=lot_id,
            quantity=quantity,
            kind=MovementKind.RETURN,
            actor_id=refund.refunded_by,
            occurred_at=refund.created_at,
            reason=refund.reason,
            sale_id=refund.sale_id,
            sale_line_no=line.sold.line_no,
            refund_id=refund_id,
        )
        for line in lines
        if line.restock
        for lot_id, quantity in restocked[line.sold.line_no].lots
    ]


def _audited(refund: NewRefund, refund_id: int, payouts: Sequence[Payout]) -> dict[str, object]:
    return {
        "refund_id": refund_id,
        "total": refund.total,
        "rounding": refund.rounding,
        "payments": [{"tender": payout.tender, "amount": payout.amount} for payout in payouts],
        "reason": refund.reason,
        "lines": [
            {"line_no": line.line_no, "quantity": line.quantity, "restock": line.restock} for line in refund.lines
        ],
    }
