"""Quotes: what a basket would cost now. Nothing is written, locked or reserved."""

from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.money import QUANTITY_PLACES, rounded, rounding_to, zero
from app.models import STAFF, Role, Tender
from app.repositories.catalogue.sweets_for_sale import SweetForSaleRepository
from app.schemas.problem import ProblemField
from app.schemas.quote import QuoteAmountsRead, QuoteLineRead, QuoteRead
from app.schemas.sale import SaleLineTaxRead
from app.services.common.context import ShopContext
from app.services.selling.basket import BasketContents
from app.services.selling.basket_lines import named_sweets, with_sweets
from app.services.selling.pricing.discounts import LineDiscount
from app.services.selling.pricing.sale_amounts import check_within_books
from app.services.selling.pricing.totals import LineAmounts
from app.services.selling.quote_rules import QuotedLine, quote_basket
from app.services.selling.sale_terms import SaleTermsService


class QuoteService:
    """Prices baskets by the rules of a sale."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._context = context
        self._sweets = SweetForSaleRepository(session)
        self._terms = SaleTermsService(session, context)

    async def quote(self, basket: BasketContents, role: Role, tender: str | None) -> QuoteRead:
        """Return the price of a basket for somebody of a role, and everything a sale of it would refuse.

        One statement; two more where a sweet is taxed, one more where something is discounted.
        """
        today = self._context.day_of(basket.placed_at)
        offered, cash_rounding = await self._sweets.offered(named_sweets([basket]), today)
        (basket,) = with_sweets([basket], offered)
        sweets = {sweet.id: sweet for sweet in offered}
        terms = await self._terms.of([basket], sweets, cash_rounding)
        quote = quote_basket(basket, sweets, terms, role)
        total = quote.price.totals.total
        is_cash = tender == Tender.CASH if tender else role in STAFF
        rounding = rounding_to(total, terms.cash_rounding) if is_cash else zero()
        check_within_books(total + rounding)
        return QuoteRead(
            lines=[_line(line_no, quoted) for line_no, quoted in enumerate(quote.lines, 1)],
            subtotal=quote.price.totals.subtotal,
            discount_total=quote.price.totals.discount_total,
            tax_total=quote.price.totals.tax_total,
            tax_mode=terms.tax_mode or self._context.settings.tax_mode,
            total=total,
            rounding=rounding,
            amount_due=total + rounding,
            currency=self._context.settings.currency,
            can_be_sold=not quote.problems,
            problems=[ProblemField(pointer=one.pointer, code=one.code, detail=one.detail) for one in quote.problems],
        )


def _line(line_no: int, quoted: QuotedLine) -> QuoteLineRead:
    line, sweet = quoted.line, quoted.sweet
    return QuoteLineRead(
        line_no=line_no,
        sweet_id=line.sweet_id or None,
        sku=sweet and sweet.sku,
        name=sweet and sweet.name,
        unit=sweet and sweet.unit,
        quantity=_quantity(line.quantity),
        tare=None if line.tare is None else _quantity(line.tare),
        unit_price=sweet and rounded(sweet.price),
        available=sweet and _quantity(quoted.left),
        largest_quantity=sweet and _quantity(quoted.largest_quantity),
        amounts=quoted.price and _amounts(*quoted.price),
    )


def _amounts(amounts: LineAmounts, discount: LineDiscount) -> QuoteAmountsRead:
    return QuoteAmountsRead(
        line_total=amounts.line_total,
        line_discount=discount.of_line,
        sale_discount=discount.of_sale,
        discount=amounts.discount,
        net=amounts.net,
        tax=amounts.tax,
        taxes=[SaleLineTaxRead.model_validate(tax) for tax in amounts.taxes],
    )


def _quantity(quantity: Decimal) -> Decimal:
    return quantity.quantize(QUANTITY_PLACES)
