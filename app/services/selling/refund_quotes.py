"""Quotes of refunds: what would be given back. Nothing is written or locked."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.money import zero
from app.repositories.selling.payments import PaymentRepository
from app.repositories.selling.refund_totals import RefundTotalRepository
from app.repositories.selling.refunds import RefundRepository
from app.repositories.selling.sales import SaleRepository
from app.schemas.refund import RefundCreate, RefundPaymentQuote, RefundQuoteRead
from app.services.common.access import Actor
from app.services.common.context import ShopContext
from app.services.selling.payouts import pay_out, tenders_of
from app.services.selling.pricing.refund_amounts import owed_back
from app.services.selling.pricing.totals import add_up
from app.services.selling.refund_limits import RefundLimitService
from app.services.selling.refund_rules import lines_to_refund, refundable
from app.services.selling.settlement import check_tenders


class RefundQuoteService:
    """Prices refunds by the rules of a refund."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._refund_limits = RefundLimitService(session, context)
        self._sales = SaleRepository(session)
        self._refunds = RefundRepository(session)
        self._refund_totals = RefundTotalRepository(session)
        self._payments = PaymentRepository(session)
        self._settings = context.settings
        self._default_cash_rounding = context.defaults.cash_rounding

    async def quote(self, actor: Actor, sale_id: int, new: RefundCreate) -> RefundQuoteRead:
        """Return what a refund would give back, or refuse it as the refund would be."""
        sale = refundable(await self._sales.get_to_undo(sale_id))
        lines = lines_to_refund(new, await self._refunds.sold_lines(sale_id), sale.tax_mode)
        amounts = [line.amounts(sale.tax_mode) for line in lines]
        totals = add_up(amounts, sale.tax_mode)
        so_far = await self._refund_totals.so_far(sale_id)
        check_tenders(tenders_of(new), self._settings)
        step = self._default_cash_rounding if so_far.cash_rounding is None else so_far.cash_rounding
        paid = await self._payments.of_sale(sale_id)
        owed = owed_back(sale, so_far, totals.total)
        payouts = pay_out(new, totals.total, owed, paid, step, actor.role, sale.customer_id)
        amount_due = sum((payout.amount for payout in payouts), zero())
        await self._refund_limits.check(actor, sale_id, sale, amount_due)
        return RefundQuoteRead(
            tender=payouts[0].tender if len(payouts) == 1 else None,
            payments=[RefundPaymentQuote(tender=payout.tender, amount=payout.amount) for payout in payouts],
            subtotal=totals.subtotal,
            discount_total=totals.discount_total,
            tax_total=totals.tax_total,
            total=totals.total,
            rounding=amount_due - totals.total,
            amount_due=amount_due,
        )
