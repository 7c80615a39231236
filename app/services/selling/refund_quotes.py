"""Quotes of refunds: what would be given back. Nothing is written or locked."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Tender
from app.repositories.selling.refund_totals import RefundTotalRepository
from app.repositories.selling.refunds import RefundRepository
from app.repositories.selling.sales import SaleRepository
from app.schemas.refund import RefundCreate, RefundQuoteRead
from app.services.common.access import Actor
from app.services.common.context import ShopContext
from app.services.selling.pricing.refund_amounts import cash_step, refund_rounding
from app.services.selling.pricing.totals import add_up
from app.services.selling.refund_limits import RefundLimitService
from app.services.selling.refund_rules import lines_to_refund, refundable


class RefundQuoteService:
    """Prices refunds by the rules of a refund."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._refund_limits = RefundLimitService(session, context)
        self._sales = SaleRepository(session)
        self._refunds = RefundRepository(session)
        self._refund_totals = RefundTotalRepository(session)
        self._default_cash_rounding = context.defaults.cash_rounding

    async def quote(self, actor: Actor, sale_id: int, new: RefundCreate) -> RefundQuoteRead:
        """Return what a refund would give back, or refuse it as the refund would be."""
        sale = refundable(await self._sales.get_to_undo(sale_id))
        lines = lines_to_refund(new, await self._refunds.sold_lines(sale_id), sale.tax_mode)
        amounts = [line.amounts(sale.tax_mode) for line in lines]
        totals = add_up(amounts, sale.tax_mode)
        tender = new.tender or Tender(sale.tender)
        so_far = await self._refund_totals.so_far(sale_id)
        step = cash_step(tender, so_far, self._default_cash_rounding)
        rounding = refund_rounding(sale, so_far, totals.total, step)
        await self._refund_limits.check(actor, sale_id, sale, totals.total + rounding)
        return RefundQuoteRead(
            tender=tender,
            subtotal=totals.subtotal,
            discount_total=totals.discount_total,
            tax_total=totals.tax_total,
            total=totals.total,
            rounding=rounding,
            amount_due=totals.total + rounding,
        )
