"""What a sale costs: pure arithmetic, and the refusals that come of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from app.core.errors import FieldError, Forbidden, Invalid
from app.core.money import MONEY_PLACES, RATE_PLACES, ZERO, percent_of, spread
from app.models import TaxMode
from app.repositories.selling.sale_writer import NewSaleLineTax


@dataclass(frozen=True, slots=True)
class Discount:
    """What is to be taken off: either so many per cent, or an amount."""

    reason: str
    percent: Decimal | None = None
    amount: Decimal | None = None
    pointer: str = "/discount"
    """Where it stands in the request."""

    def off(self, price: Decimal) -> Decimal:
        """Return what it takes off a price, rounded once; more than the price is refused."""
        if self.percent is not None:
            return percent_of(price, self.percent)
        amount = (self.amount or ZERO).quantize(MONEY_PLACES)
        if amount > price:
            detail = f"{amount:.2f} is more than the {price:.2f} it would be taken off."
            raise Invalid(
                "discount_too_large", detail, [FieldError(f"{self.pointer}/amount", "discount_too_large", detail)]
            )
        return amount

    def share(self, price: Decimal) -> Fraction:
        """Return what part of a price it takes off, before anything is rounded."""
        if self.percent is not None:
            return Fraction(self.percent) / 100
        return Fraction(self.amount or 0) / Fraction(price) if price else Fraction(0)


@dataclass(frozen=True, slots=True)
class LineDiscount:
    """What is taken off one line: by itself, and as its part of what is taken off the sale."""

    of_line: Decimal = ZERO
    of_sale: Decimal = ZERO


NO_DISCOUNT = LineDiscount()


def discounts_of(
    totals: Sequence[Decimal], own: Sequence[Discount | None], whole: Discount | None
) -> list[LineDiscount]:
    """Return what is taken off each line: its own discount, then its part of the sale's.

    The sale's is worked out once, of what the lines' own leave, and spread over them as they are to one another then.
    """
    of_lines = [ZERO if one is None else one.off(total) for total, one in zip(totals, own, strict=True)]
    left = _left(totals, of_lines)
    of_sale = [ZERO] * len(totals) if whole is None else spread(whole.off(sum(left, ZERO)), left)
    return [LineDiscount(*parts) for parts in zip(of_lines, of_sale, strict=True)]


def check_limit(
    totals: Sequence[Decimal], own: Sequence[Discount | None], whole: Discount | None, limit: Decimal
) -> None:
    """Refuse discounts that take more than so many per cent off any line.

    What was asked for is held against the limit, not what came of it by rounding: whoever may give ten per cent may
    give them on fifteen paise, of which they are two.
    """
    left = _left(totals, [ZERO if one is None else one.off(total) for total, one in zip(totals, own, strict=True)])
    of_sale = Fraction(0) if whole is None else whole.share(sum(left, ZERO))
    faults = []
    for index, (total, one) in enumerate(zip(totals, own, strict=True)):
        of_line = Fraction(0) if one is None else one.share(total)
        if total > 0 and (of_line + of_sale * (1 - of_line)) * 100 > Fraction(limit):
            place = f"/lines/{index}/discount" if one is not None else "/discount"
            faults.append(FieldError(place, "discount_over_limit", f"Line {index + 1} would go below the limit."))
    if faults:
        detail = f"You may take at most {limit.normalize():f} % off any line. Take off less, or ask an admin."
        raise Forbidden("discount_over_limit", detail, faults)


def taxes_of(net: Decimal, components: Sequence[tuple[str, Decimal]], mode: TaxMode) -> list[NewSaleLineTax]:
    """Return the tax on what is left of a line after its discount, each component rounded half up by itself.

    On top of exclusive prices each is its rate of them. In inclusive ones it is the part of the price that its rate
    has in a hundred and all rates; what the components leave of the price is what they tax, so all add up exactly.
    """
    whole = Decimal(100)
    if mode is TaxMode.INCLUSIVE:
        whole += sum((rate for _, rate in components), ZERO)
    amounts = [(net * rate / whole).quantize(MONEY_PLACES, ROUND_HALF_UP) for _, rate in components]
    taxable = net - sum(amounts, ZERO) if mode is TaxMode.INCLUSIVE else net
    return [
        NewSaleLineTax(name, rate.quantize(RATE_PLACES), taxable, amount)
        for (name, rate), amount in zip(components, amounts, strict=True)
    ]


def _left(totals: Sequence[Decimal], off: Sequence[Decimal]) -> list[Decimal]:
    return [total - one for total, one in zip(totals, off, strict=True)]
