"""What a refund of a line comes to in the books' model: a share of what is left for goods, or money alone."""

from fractions import Fraction
from itertools import pairwise

from tests.support.machines.books_rows import Line, Part


def half_up(paise: Fraction) -> int:
    return (paise + Fraction(1, 2)).__floor__()


def part_of(line_no: int, line: Line, quantity: Fraction, *, restock: bool) -> Part:
    before, sold = line.refunded - line.settled, line.quantity - line.settled
    before, after = before / sold, (before + quantity) / sold
    line.refunded += quantity

    def share(paise: int) -> int:
        return half_up(paise * after) - half_up(paise * before)

    cost = Fraction(0)
    if restock:
        start = Fraction(0)
        for lot, taken in line.parts:
            part = min(line.returned + quantity, start + taken) - max(line.returned, start)
            if part > 0:
                lot.on_hand += part
                cost += part * Fraction(lot.cost or 0)
            start += taken
        line.returned += quantity
    whole = line.unsettled
    net, discount, taxes = share(whole[0]), share(whole[1]), [share(tax) for tax in whole[2]]
    cost = Fraction(0) if line.cost is None else cost
    line.given.append(Part(line_no, line, quantity, net, discount, taxes, restock, cost))
    return line.given[-1]


def money_left(line: Line) -> int:
    net, _, taxes = line.left_now
    return net + (sum(taxes) if line.taxed_on_top else 0)


def money_alone(line_no: int, line: Line, paise: int) -> Part:
    net, _, taxes = line.left_now
    share = Fraction(paise, money_left(line))
    parts = [half_up(tax * share) for tax in taxes]
    if line.taxed_on_top and not 0 <= paise - sum(parts) <= net:
        so_far = [half_up(sum(taxes[:count]) * share) for count in range(len(taxes) + 1)]
        parts = [after - before for before, after in pairwise(so_far)]
    part = Part(
        line_no, line, Fraction(0), paise - sum(parts) * line.taxed_on_top, 0, parts, restock=False, cost=Fraction(0)
    )
    line.given.append(part)
    line.settled, line.left = line.refunded, line.left_now
    return part
