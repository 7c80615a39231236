"""The tax on a line of a sale."""

from collections.abc import Sequence
from decimal import Decimal

from app.core.money import RATE_PLACES, rounded, zero
from app.models import TaxMode
from app.services.selling.pricing.totals import LineTax


def tax_line(net: Decimal, components: Sequence[tuple[str, Decimal]], mode: TaxMode | None) -> list[LineTax]:
    """Tax a line's net amount, each component rounded by itself.

    An exclusive tax is net x rate / 100. An inclusive one is contained in the net: net x rate / (100 + all rates), and
    the taxable amount is the net less all components, so that they add up to it exactly.
    """
    if not components:
        return []
    whole = Decimal(100)
    if mode is TaxMode.INCLUSIVE:
        whole += sum((rate for _, rate in components), zero())
    amounts = [rounded(net * rate / whole) for _, rate in components]
    taxable = taxable_amount(net, amounts, mode)
    return [
        LineTax(name, rate.quantize(RATE_PLACES), taxable, amount)
        for (name, rate), amount in zip(components, amounts, strict=True)
    ]


def taxable_amount(net: Decimal, taxes: Sequence[Decimal], mode: TaxMode | None) -> Decimal:
    """Return the amount a line's taxes are due on: the net, less the taxes themselves where prices include them."""
    return net - sum(taxes, zero()) if mode is TaxMode.INCLUSIVE else net
