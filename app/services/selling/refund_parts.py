"""What a part of a sale's line comes to when it is given back: pure arithmetic."""

from decimal import Decimal

from app.core.money import QUANTITY_PLACES, ZERO, share
from app.models import TaxMode
from app.repositories.selling.refunds import NewRefundLine, SoldLine
from app.repositories.selling.sale_writer import NewSaleLineTax


def part_of(line: SoldLine, quantity: Decimal, mode: TaxMode, *, restock: bool) -> NewRefundLine:
    """Return what so much of a line comes to, with its discount and its taxes.

    Each figure is the line's share up to and with this part less its share up to it, both rounded half up. So however
    a line is given back, no part is below zero and all parts add up to the line: the last gets what is left of it.
    """

    def part(amount: Decimal) -> Decimal:
        after = share(amount, line.refunded + quantity, line.quantity)
        return after - share(amount, line.refunded, line.quantity)

    net = part(line.net)
    amounts = [part(amount) for _, _, amount in line.taxes]
    taxable = net - sum(amounts, ZERO) if mode is TaxMode.INCLUSIVE else net
    return NewRefundLine(
        line_no=line.line_no,
        quantity=quantity.quantize(QUANTITY_PLACES),
        restock=restock,
        net=net,
        discount=part(line.discount),
        taxes=[
            NewSaleLineTax(component, rate, taxable, amount)
            for (component, rate, _), amount in zip(line.taxes, amounts, strict=True)
        ],
    )
