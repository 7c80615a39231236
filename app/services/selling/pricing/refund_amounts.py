"""The amounts of a partial refund, to the last cent."""

from collections.abc import Sequence
from decimal import Decimal

from app.core.money import share, zero
from app.models import TaxMode
from app.repositories.selling.refund_totals import RefundedSoFar
from app.repositories.selling.refunds import SoldLine
from app.repositories.selling.sales import SaleToUndo
from app.services.selling.pricing.taxes import taxable_amount
from app.services.selling.pricing.totals import LineAmounts, LineTax, sum_taxes


def refund_line(line: SoldLine, quantity: Decimal, mode: TaxMode) -> LineAmounts:
    """Split a line's amounts for a partial refund of goods.

    Each amount is the line's share up to and including this part, less its share before it, both rounded. So no part
    is negative, all parts of a line add up to it, and the last one takes the cents that remain.
    """

    def part(amount: Decimal) -> Decimal:
        return _left(line, amount) - _left(line, amount, quantity)

    return _amounts(line, part(line.net), part(line.discount), [part(amount) for _, _, amount in line.taxes], mode)


def money_left(line: SoldLine, mode: TaxMode) -> Decimal:
    """Return what is left of a line to give back: its net amount, and the tax on top of it."""
    on_top = [_left(line, amount) for _, _, amount in line.taxes] if mode is TaxMode.EXCLUSIVE else []
    return _left(line, line.net) + sum(on_top, zero())


def refund_money(line: SoldLine, amount: Decimal, mode: TaxMode) -> LineAmounts:
    """Split an amount that is given back without goods, at most what is left of the line.

    Each tax is its share by the amount; where the tax comes on top, the net amount is the rest.
    """
    whole = money_left(line, mode)
    left = [_left(line, due) for _, _, due in line.taxes]
    taxes = [_share(due, amount, whole) for due in left]
    if mode is TaxMode.INCLUSIVE:
        return _amounts(line, amount, zero(), taxes, mode)
    net = amount - sum(taxes, zero())
    if not zero() <= net <= _left(line, line.net):
        # Cents of several taxes were rounded alike: each part is its share with those before it, less theirs.
        taxes = _in_turn(left, amount, whole)
        net = amount - sum(taxes, zero())
    return _amounts(line, net, zero(), taxes, mode)


def owed_back(sale: SaleToUndo, so_far: RefundedSoFar, total: Decimal) -> Decimal:
    """Return what a refund gives back before its cash is rounded, so that all together give back what was paid.

    Up to the last one that is the sum of their totals; with it, the sale's amount due.
    """
    refunded = so_far.total + total
    owed = (sale.amount_due if refunded == sale.total else refunded) - so_far.given_back
    return max(owed, zero())


def _left(line: SoldLine, amount: Decimal, quantity: Decimal = Decimal(0)) -> Decimal:
    """Return what is left of an amount after all that was refunded, and after this quantity too."""
    return amount - share(amount, line.refunded - line.settled + quantity, line.quantity - line.settled)


def _share(amount: Decimal, part: Decimal, whole: Decimal) -> Decimal:
    return share(amount, part, whole) if whole else zero()


def _in_turn(amounts: Sequence[Decimal], part: Decimal, whole: Decimal) -> list[Decimal]:
    taken, before, parts = zero(), zero(), []
    for amount in amounts:
        taken += amount
        after = _share(taken, part, whole)
        parts.append(after - before)
        before = after
    return parts


def _amounts(line: SoldLine, net: Decimal, discount: Decimal, amounts: Sequence[Decimal], mode: TaxMode) -> LineAmounts:
    taxable = taxable_amount(net, amounts, mode)
    taxes = [
        LineTax(component, rate, taxable, amount)
        for (component, rate, _), amount in zip(line.taxes, amounts, strict=True)
    ]
    return LineAmounts(net + discount, discount, net, taxes, sum_taxes(taxes))
