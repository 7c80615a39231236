"""The amounts of a partial refund, to the last cent."""

from decimal import Decimal

from app.core.money import share
from app.models import TaxMode
from app.repositories.selling.refunds import SoldLine
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
