"""The amounts of a partial refund, to the last cent."""

from decimal import Decimal

from app.core.money import ZERO, rounding_to, share
from app.models import TaxMode, Tender
from app.repositories.selling.refund_totals import RefundedSoFar
from app.repositories.selling.refunds import SoldLine
from app.repositories.selling.sales import SaleToUndo
from app.services.selling.pricing.taxes import taxable_amount
from app.services.selling.pricing.totals import LineAmounts, LineTax, sum_taxes


def refund_line(line: SoldLine, quantity: Decimal, mode: TaxMode) -> LineAmounts:
    """Split a line's amounts for a partial refund.

    Each amount is the line's share up to and including this part, less its share before it, both rounded. So no part
    is negative, all parts of a line add up to it, and the last one takes the cents that remain.
    """

    def part(amount: Decimal) -> Decimal:
        after = share(amount, line.refunded + quantity, line.quantity)
        return after - share(amount, line.refunded, line.quantity)

    net, discount = part(line.net), part(line.discount)
    amounts = [part(amount) for _, _, amount in line.taxes]
    taxable = taxable_amount(net, amounts, mode)
    taxes = [
        LineTax(component, rate, taxable, amount)
        for (component, rate, _), amount in zip(line.taxes, amounts, strict=True)
    ]
    return LineAmounts(net + discount, discount, net, taxes, sum_taxes(taxes))


def cash_step(tender: str, so_far: RefundedSoFar, default: Decimal) -> Decimal:
    """Return the step that a refund is rounded to: the setting for cash, 0 for any other tender."""
    if tender != Tender.CASH:
        return ZERO
    return default if so_far.cash_rounding is None else so_far.cash_rounding


def refund_rounding(sale: SaleToUndo, so_far: RefundedSoFar, total: Decimal, step: Decimal) -> Decimal:
    """Return what a refund gives back beside its total, so that all refunds together give back what was paid.

    Up to the last one that is the sum of their totals; with it, the sale's amount due. `step` is that of the cash it is
    paid out in, 0 for any other tender.
    """
    refunded = so_far.total + total
    owed = (sale.amount_due if refunded == sale.total else refunded) - so_far.given_back
    owed = max(owed, ZERO)
    return owed + rounding_to(owed, step) - total
