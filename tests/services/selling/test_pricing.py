"""The arithmetic of a sale, held against exact fractions: nothing is lost or invented, nothing goes below zero."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.core.errors import Forbidden, Invalid
from app.core.money import MAX_MONEY, percent_of, spread
from app.models import TaxMode
from app.services.selling.basket import Discount
from app.services.selling.pricing.discounts import check_discount_limit, discount_lines
from app.services.selling.pricing.taxes import tax_line

amounts = st.decimals(0, Decimal(100_000), places=2)
totals = st.lists(amounts, min_size=1, max_size=30)
percents = st.decimals(Decimal("0.01"), 100, places=2)


def percent(value: str | Decimal) -> Discount:
    return Discount("Because.", percent=Decimal(value))


def amount(value: str | Decimal) -> Discount:
    return Discount("Because.", amount=Decimal(value))


def on_line(discount: Discount) -> Discount:
    return replace(discount, pointer="/lines/0/discount")


@given(st.data(), totals)
def test_a_spread_adds_up_and_no_part_is_negative_or_above_its_weight(
    data: st.DataObject, weights: list[Decimal]
) -> None:
    whole = sum(weights, Decimal(0))
    parts = spread(share := data.draw(st.decimals(0, whole, places=2)), weights)
    assert sum(parts) == (share if whole else 0)
    for part, weight in zip(parts, weights, strict=True):
        assert 0 <= part <= weight
        assert part.as_tuple().exponent == -2
        exact = Fraction(share) * Fraction(weight) / Fraction(whole) if whole else Fraction(0)
        assert abs(Fraction(part) - exact) < Fraction(1, 100)


@given(st.data(), totals)
def test_a_spread_gives_the_units_left_to_those_that_lost_most(data: st.DataObject, weights: list[Decimal]) -> None:
    whole = sum(weights, Decimal(0))
    share = data.draw(st.decimals(0, whole, places=2))
    exact = [Fraction(share) * Fraction(weight) / Fraction(whole) * 100 if whole else Fraction(0) for weight in weights]
    lost = [one - one.__floor__() for one in exact]
    got = [part * 100 > one for part, one in zip(spread(share, weights), exact, strict=True)]
    by_loss = sorted(range(len(weights)), key=lambda index: (-lost[index], index))
    units = int(sum(lost, Fraction(0)))
    assert [index for index in range(len(weights)) if got[index]] == sorted(by_loss[:units])


@given(st.data(), totals)
def test_a_spread_does_not_depend_on_the_order_of_lines_but_for_ties(
    data: st.DataObject, weights: list[Decimal]
) -> None:
    share = data.draw(st.decimals(0, sum(weights, Decimal(0)), places=2))
    units, whole = int(share * 100), int(sum(weights, Decimal(0)) * 100)
    remainders = Counter(units * int(weight * 100) % whole for weight in weights) if whole else Counter()
    order = data.draw(st.permutations(range(len(weights))))
    straight, shuffled = spread(share, weights), spread(share, [weights[index] for index in order])
    back = dict(zip(order, shuffled, strict=True))
    for index, weight in enumerate(weights):
        is_alone = not whole or remainders[units * int(weight * 100) % whole] == 1
        assert abs(back[index] - straight[index]) <= (0 if is_alone else Decimal("0.01"))
    assert Counter(straight) == Counter(shuffled) or any(times > 1 for times in remainders.values())


@pytest.mark.parametrize(
    ("share", "weights", "parts"),
    [
        ("10", ["50", "30", "20"], ["5.00", "3.00", "2.00"]),
        ("10", ["1", "1", "1"], ["3.34", "3.33", "3.33"]),
        ("0.02", ["1", "1", "1"], ["0.01", "0.01", "0.00"]),
        ("1", ["0", "5", "0"], ["0.00", "1.00", "0.00"]),
        ("0.03", ["0.01", "0.01", "0.01"], ["0.01", "0.01", "0.01"]),
        ("0", ["0", "0"], ["0.00", "0.00"]),
        ("9999999999.99", ["9999999999.98", "0.01"], ["9999999999.98", "0.01"]),
    ],
)
def test_ties_go_to_the_first_lines(share: str, weights: list[str], parts: list[str]) -> None:
    assert [str(part) for part in spread(Decimal(share), [Decimal(weight) for weight in weights])] == parts


@given(amounts, percents)
@example(MAX_MONEY, Decimal(100))
@example(Decimal("0.15"), Decimal(10))
def test_a_percentage_is_the_exact_one_rounded_half_up_once(price: Decimal, value: Decimal) -> None:
    exact = Fraction(price) * Fraction(value) / 100
    off = percent_of(price, value)
    assert Fraction(off) == Fraction((exact * 100 + Fraction(1, 2)).__floor__(), 100)
    assert off <= price


@given(
    st.lists(st.tuples(amounts, st.none() | percents.map(percent)), min_size=1, max_size=20),
    st.none() | percents.map(percent),
)
@example([(Decimal("0.41"), percent("98.76"))], percent("50.85"))
def test_discounts_never_go_below_zero_and_add_up(
    lines: list[tuple[Decimal, Discount | None]], whole: Discount | None
) -> None:
    gross, own = [total for total, _ in lines], [one for _, one in lines]
    off = discount_lines(gross, own, whole)
    left = [total - one.of_line for total, one in zip(gross, off, strict=True)]
    for total, one in zip(gross, off, strict=True):
        assert one.of_line >= 0
        assert one.of_sale >= 0
        assert one.of_line + one.of_sale <= total
    of_sale = percent_of(sum(left, Decimal(0)), whole.percent) if whole and whole.percent else 0
    assert sum(one.of_sale for one in off) == of_sale
    check_discount_limit(gross, own, whole, Decimal(100))


@given(totals, percents)
@example([Decimal("0.15")], Decimal(10))
@example([Decimal("9.00"), *[Decimal("0.01")] * 11], Decimal(5))
def test_rounding_never_lifts_a_discount_over_the_limit(gross: list[Decimal], limit: Decimal) -> None:
    check_discount_limit(gross, [percent(limit)] * len(gross), None, limit)
    check_discount_limit(gross, [None] * len(gross), percent(limit), limit)


@pytest.mark.parametrize(
    ("own", "whole", "over"),
    [
        (on_line(percent("10.01")), None, "/lines/0/discount"),
        (on_line(amount("10.01")), None, "/lines/0/discount"),
        (None, percent("10.01"), "/discount"),
        (None, amount("20.01"), "/discount"),
        # A tenth of what nine tenths of the line are is above a tenth of it together.
        (on_line(percent("5")), percent("6"), "/lines/0/discount"),
    ],
)
def test_the_limit_applies_to_all_discounts_of_a_line_together(
    own: Discount | None, whole: Discount | None, over: str
) -> None:
    gross = [Decimal("100.00"), Decimal("100.00")]
    with pytest.raises(Forbidden) as refusal:
        check_discount_limit(gross, [own, None], whole, Decimal(10))
    assert refusal.value.code == "discount_over_limit"
    assert refusal.value.errors[0].pointer == over
    check_discount_limit(gross, [own, None], whole, Decimal("10.71"))


rates = st.lists(st.decimals(0, 100, places=3), max_size=5).filter(lambda rates: sum(rates) <= 100)


@given(st.decimals(0, MAX_MONEY, places=2), rates)
@example(Decimal("0.02"), [Decimal(33)] * 3)
@example(Decimal("0.01"), [Decimal(50), Decimal(50)])
@example(MAX_MONEY, [Decimal(100)])
def test_inclusive_tax_and_taxable_amount_add_up_to_the_price_exactly(net: Decimal, rates: list[Decimal]) -> None:
    taxes = tax_line(net, [(f"T{index}", rate) for index, rate in enumerate(rates)], TaxMode.INCLUSIVE)
    for tax, rate in zip(taxes, rates, strict=True):
        exact = Fraction(net) * Fraction(rate) / (100 + Fraction(sum(rates)))
        assert Fraction(tax.amount) == Fraction((exact * 100 + Fraction(1, 2)).__floor__(), 100)
        assert tax.taxable >= 0
        assert tax.taxable + sum(one.amount for one in taxes) == net


@given(st.decimals(0, MAX_MONEY, places=2), rates)
@example(Decimal("0.20"), [Decimal("2.5")])
def test_tax_on_top_is_its_rate_of_the_price_rounded_half_up_once(net: Decimal, rates: list[Decimal]) -> None:
    taxes = tax_line(net, [(f"T{index}", rate) for index, rate in enumerate(rates)], TaxMode.EXCLUSIVE)
    for tax, rate in zip(taxes, rates, strict=True):
        exact = Fraction(net) * Fraction(rate) / 100
        assert Fraction(tax.amount) == Fraction((exact * 100 + Fraction(1, 2)).__floor__(), 100)
        assert tax.taxable == net
        assert tax.rate_percent == rate


@pytest.mark.parametrize(
    ("own", "whole"), [(amount("100.01"), None), (percent("10"), amount("190.01")), (None, amount("200.01"))]
)
def test_an_amount_above_the_rest_is_refused(own: Discount | None, whole: Discount | None) -> None:
    with pytest.raises(Invalid) as refusal:
        discount_lines([Decimal("100.00"), Decimal("100.00")], [own, None], whole)
    assert refusal.value.code == "discount_too_large"
    assert discount_lines([Decimal("100.00")], [amount("100")], None)[0].of_line == 100
