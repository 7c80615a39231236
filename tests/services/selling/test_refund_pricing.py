"""The arithmetic of refunds: parts of a line that are never negative and add up to it, however it is given back."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.core.money import MAX_MONEY, MAX_QUANTITY, share
from app.models import TaxMode
from app.repositories.selling.refunds import SoldLine
from app.services.selling.pricing.refund_amounts import money_left, refund_line, refund_money
from app.services.selling.pricing.taxes import tax_line
from app.services.selling.pricing.totals import LineAmounts

money = st.decimals(0, MAX_MONEY, places=2) | st.decimals(0, 100, places=2)
modes = st.sampled_from(TaxMode)
rates = st.lists(st.decimals(0, 50, places=3), max_size=3).filter(lambda rates: sum(rates) <= 100)
splits = st.lists(st.integers(1, 5000) | st.integers(1, 10**9), min_size=1, max_size=12)


def sold(quantity: str | Decimal, net: str | Decimal, discount: str | Decimal, *taxes: Decimal | str) -> SoldLine:
    return SoldLine(
        *(1, 1, "Barfi", "kg", Decimal("0.05"), Decimal(quantity), Decimal(0), Decimal(0), Decimal(net)),
        *(Decimal(discount), True),
        taxes=[(f"T{number}", Decimal(5), Decimal(amount)) for number, amount in enumerate(taxes)],
    )


def in_parts(line: SoldLine, quantities: list[Decimal], mode: TaxMode) -> list[LineAmounts]:
    """Give a line back part by part, as one refund after another does."""
    parts = []
    for quantity in quantities:
        parts.append(refund_line(line, quantity, mode))
        line = replace(line, refunded=line.refunded + quantity)
    return parts


def figures(part: LineAmounts) -> list[Decimal]:
    return [part.line_total, part.discount, part.net, part.tax, *(tax.amount for tax in part.taxes)]


@given(st.data(), splits, money, money, rates, modes)
@example(None, [1, 1, 1], Decimal("10.00"), Decimal("0.01"), [Decimal("2.5"), Decimal("2.5")], TaxMode.INCLUSIVE)
@example(None, [1] * 12, Decimal("0.01"), Decimal("0.00"), [Decimal("50.0")], TaxMode.EXCLUSIVE)
def test_however_a_line_is_given_back_its_parts_add_up_to_it_and_none_is_negative_or_above_it(
    data: st.DataObject | None,
    split: list[int],
    net: Decimal,
    discount: Decimal,
    rates: list[Decimal],
    mode: TaxMode,
) -> None:
    quantities = [Decimal(part).scaleb(-3) for part in split]
    taxes = tax_line(net, [(f"T{index}", rate) for index, rate in enumerate(rates)], mode)
    line = sold(sum(quantities, Decimal(0)), net, discount, *(tax.amount for tax in taxes))
    whole = refund_line(line, line.quantity, mode)
    assert (whole.net, whole.discount) == (net, discount)
    assert [(tax.taxable, tax.amount) for tax in whole.taxes] == [(tax.taxable, tax.amount) for tax in taxes]
    ordered = data.draw(st.permutations(quantities)) if data else quantities
    parts = in_parts(line, ordered, mode)
    for part in parts:
        for figure, most in zip(figures(part), figures(whole), strict=True):
            assert 0 <= figure <= most
            assert figure.as_tuple().exponent == -2
        assert part.line_total == part.net + part.discount
        contained = part.tax if mode is TaxMode.INCLUSIVE else 0
        assert {tax.taxable for tax in part.taxes} <= {part.net - contained}
    assert [sum(column) for column in zip(*map(figures, parts), strict=True)] == figures(whole)


@given(splits, money)
def test_the_last_part_is_the_rest(split: list[int], net: Decimal) -> None:
    quantities = [Decimal(part).scaleb(-3) for part in split]
    line = sold(sum(quantities, Decimal(0)), net, "0")
    *others, last = in_parts(line, quantities, TaxMode.INCLUSIVE)
    assert last.net == net - sum(part.net for part in others)


@given(money, st.integers(1, int(MAX_QUANTITY * 1000)), st.data())
@example(MAX_MONEY, int(MAX_QUANTITY * 1000), None)
def test_a_share_is_the_exact_one_rounded_half_up_once(amount: Decimal, whole: int, data: st.DataObject | None) -> None:
    part = data.draw(st.integers(0, whole)) if data else whole - 1
    got = share(amount, Decimal(part).scaleb(-3), Decimal(whole).scaleb(-3))
    exact = Fraction(amount) * Fraction(part, whole)
    assert Fraction(got) == Fraction((exact * 100 + Fraction(1, 2)).__floor__(), 100)
    assert 0 <= got <= amount


@pytest.mark.parametrize(
    ("net", "parts"),
    [
        ("10.00", ["3.33", "3.34", "3.33"]),
        ("0.01", ["0.00", "0.01", "0.00"]),
        ("0.02", ["0.01", "0.00", "0.01"]),
        ("0.00", ["0.00", "0.00", "0.00"]),
    ],
)
def test_three_thirds(net: str, parts: list[str]) -> None:
    given_back = in_parts(sold("3", net, "0"), [Decimal(1)] * 3, TaxMode.INCLUSIVE)
    assert [str(part.net) for part in given_back] == parts


def settled(line: SoldLine, parts: list[LineAmounts]) -> SoldLine:
    """A line after all these parts of it were given back, the last of them money alone."""
    return replace(
        line,
        settled=line.refunded,
        net=line.net - sum((part.net for part in parts), Decimal(0)),
        discount=line.discount - sum((part.discount for part in parts), Decimal(0)),
        taxes=[
            (name, rate, amount - sum((part.taxes[number].amount for part in parts), Decimal(0)))
            for number, (name, rate, amount) in enumerate(line.taxes)
        ],
    )


@given(st.data(), splits, money, money, rates, modes)
def test_money_alone_and_goods_together_add_up_to_the_line_in_any_order(
    data: st.DataObject, split: list[int], net: Decimal, discount: Decimal, rates: list[Decimal], mode: TaxMode
) -> None:
    quantities = [Decimal(part).scaleb(-3) for part in split]
    taxes = tax_line(net, [(f"T{index}", rate) for index, rate in enumerate(rates)], mode)
    line = sold(sum(quantities, Decimal(0)), net, discount, *(tax.amount for tax in taxes))
    whole = refund_line(line, line.quantity, mode)
    parts: list[LineAmounts] = []
    since: list[LineAmounts] = []
    for quantity in quantities:
        left = money_left(line, mode)
        paise = data.draw(st.integers(0, int(left.scaleb(2))))
        if paise:
            amount = Decimal(paise).scaleb(-2)
            part = refund_money(line, amount, mode)
            assert part.net + (part.tax if mode is TaxMode.EXCLUSIVE else 0) == amount
            line, since = settled(line, [*since, part]), []
            parts.append(part)
        part = refund_line(line, quantity, mode)
        line = replace(line, refunded=line.refunded + quantity)
        since.append(part)
        parts.append(part)
    assert all(figure >= 0 for part in parts for figure in figures(part))
    assert [sum(column) for column in zip(*map(figures, parts), strict=True)] == figures(whole)
    assert money_left(line, mode) == 0


@pytest.mark.parametrize(
    ("mode", "amount", "expected"),
    [
        # 105.00 with 2.50 + 2.50 in it: of 21.00 a fifth of each is given back.
        (TaxMode.INCLUSIVE, "21.00", ("21.00", ["0.50", "0.50"])),
        # 100.00 and 2.50 + 2.50 on top of it.
        (TaxMode.EXCLUSIVE, "21.00", ("20.00", ["0.50", "0.50"])),
        (TaxMode.EXCLUSIVE, "0.01", ("0.01", ["0.00", "0.00"])),
        (TaxMode.EXCLUSIVE, "105.00", ("100.00", ["2.50", "2.50"])),
    ],
)
def test_the_tax_of_money_alone_is_its_share(mode: TaxMode, amount: str, expected: tuple[str, list[str]]) -> None:
    net = "105.00" if mode is TaxMode.INCLUSIVE else "100.00"
    part = refund_money(sold("1", net, "0.00", "2.50", "2.50"), Decimal(amount), mode)
    assert (str(part.net), [str(tax.amount) for tax in part.taxes]) == expected
