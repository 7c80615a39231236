"""The money of a row: what its columns say, held against each other.

Gross is the price of the goods, net what is left of it after discounts, tax what was paid on top, and the total what
was paid. A column may be missing. One that contradicts the others refuses the row.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from app.core.money import MAX_MONEY, line_total, rounded, smallest_amount, zero
from app.services.files.import_rows import RowRefused


@dataclass(frozen=True, slots=True)
class Amounts:
    """The money of a line, as magnitudes; `net` is None if the till told no money."""

    unit_price: Decimal | None
    net: Decimal | None
    discount: Decimal = field(default_factory=zero)
    tax: Decimal = field(default_factory=zero)


def work_out(quantity: Decimal, told: Mapping[str, Decimal], titles: Mapping[str, str]) -> Amounts:
    """Work the money of a row out from the columns it has, by field: price, gross, discount, net, tax, total.

    All are magnitudes. Raise `RowRefused` naming the column that contradicts the others.
    """
    row = _Row(quantity, told, titles)
    net = row.net()
    if net is None:
        return Amounts(None, None)
    if net < 0:
        raise row.refused("discount", f"More is taken off than the {row.gross()} of the row.")
    net = row.checked_against_total(net)
    discount = row.discount(net)
    row.check_price(net, discount)
    gross = net + discount
    price = told.get("price")
    if price is None or abs(price * quantity - gross) > row.slack:
        price = rounded(gross / quantity)
    if max(price, gross, net + row.tax) > MAX_MONEY:
        raise RowRefused(row.any_title, "This comes to more than the books can hold.")
    return Amounts(price, net, discount, row.tax)


def gross_of(quantity: Decimal, told: Mapping[str, Decimal]) -> Decimal | None:
    """Return the price of the goods before discounts, if a column or the unit price tells it."""
    price = told.get("price")
    return told.get("gross", None if price is None else line_total(quantity, price))


class _Row:
    """The columns of one row that tell money."""

    def __init__(self, quantity: Decimal, told: Mapping[str, Decimal], titles: Mapping[str, str]) -> None:
        self._quantity = quantity
        self._told = told
        self._titles = titles
        self.tax = told.get("tax", zero())
        self.slack = quantity * smallest_amount() / 2 + smallest_amount()
        """A unit price that was rounded may differ by half of the smallest amount a unit."""

    @property
    def any_title(self) -> str | None:
        """The title of some column with money."""
        return next((self._titles[field] for field in ("price", *self._told) if field in self._told), None)

    def refused(self, field: str, reason: str) -> RowRefused:
        """Return the refusal of a field's column."""
        return RowRefused(self._titles.get(field, self.any_title), reason)

    def gross(self) -> Decimal | None:
        """Return the price of the goods before discounts, if a column or the unit price tells it."""
        return gross_of(self._quantity, self._told)

    def net(self) -> Decimal | None:
        """Return what is left after discounts, by the most direct column that there is."""
        told, less = self._told, self._told.get("discount", zero())
        if "net" in told:
            self._check_net(told["net"])
            return told["net"]
        if "gross" in told:
            return told["gross"] - less
        gross = self.gross()
        if "total" not in told:
            return None if gross is None else gross - less
        total = told["total"]
        if gross is not None:
            self._check("total", total, (gross - less + self.tax, gross - less), self.slack, f"{gross} less {less}")
        return total - self.tax

    def checked_against_total(self, net: Decimal) -> Decimal:
        """Return the net amount without tax: a till whose net is its total counts the tax in it."""
        total = self._told.get("total")
        if total is not None and "tax" not in self._told and total > net:
            # What was paid beyond the net amount is the tax that no column tells.
            self.tax = total - net
        if total is None or abs(net + self.tax - total) <= smallest_amount():
            return net
        self._check("total", total, (net,), smallest_amount(), f"{net} and tax of {self.tax}")
        return total - self.tax

    def discount(self, net: Decimal) -> Decimal:
        """Return what was taken off; without a column for it, what gross and net leave."""
        if "discount" in self._told:
            return self._told["discount"]
        gross = self._told.get("gross", net)
        # Without discounts, a gross amount above the net one may have the tax in it.
        return zero() if abs(gross - self.tax - net) <= smallest_amount() else max(gross - net, zero())

    def check_price(self, net: Decimal, discount: Decimal) -> None:
        """Refuse a unit price that fits neither the gross nor the net amount, nor what was paid."""
        price = self._told.get("price")
        if price is not None and self._told.keys() & {"gross", "net"}:
            fits = (net + discount, net, net + self.tax, net + discount + self.tax)
            self._check("price", price * self._quantity, fits, self.slack, f"the row's {net + discount}")

    def _check_net(self, net: Decimal) -> None:
        gross, less = self._told.get("gross"), self._told.get("discount")
        if gross is None:
            return
        if less is not None:
            self._check("net", net, (gross - less, gross - less - self.tax), smallest_amount(), f"{gross} less {less}")
        elif net > gross + smallest_amount():
            raise self.refused("net", f"{net} is more than the {gross} before discounts.")

    def _check(self, field: str, said: Decimal, fits: tuple[Decimal, ...], slack: Decimal, other: str) -> None:
        if all(abs(said - one) > slack for one in fits):
            said = rounded(said)
            raise self.refused(
                field, f"{said} contradicts {other}. Correct the row, or leave out a column that is wrong."
            )
