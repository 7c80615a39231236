"""Money of currencies with no decimals, two and three, held against exact fractions."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.money import (
    line_total,
    percent_of,
    places,
    rounding_to,
    share,
    spread,
    too_many_decimals,
    use_currency,
    zero,
)


@pytest.fixture(params=[("JPY", 0), ("INR", 2), ("KWD", 3)], ids=lambda param: param[0], scope="module", autouse=True)
def decimals(request: pytest.FixtureRequest) -> Iterator[int]:
    currency, wanted = request.param
    use_currency(currency)
    assert (places(), str(zero())) == (wanted, {0: "0", 2: "0.00", 3: "0.000"}[wanted])
    yield wanted
    use_currency("INR")


units = st.integers(0, 10**12)
quantities = st.decimals(Decimal("0.001"), Decimal(99999), places=3)


def half_up(exact: Fraction) -> int:
    return (exact + Fraction(1, 2)).__floor__()


@given(price=units, quantity=quantities)
def test_a_line_total_is_rounded_once_to_the_smallest_unit(decimals: int, price: int, quantity: Decimal) -> None:
    total = line_total(quantity, Decimal(price).scaleb(-decimals))
    assert total == Decimal(half_up(price * Fraction(quantity))).scaleb(-decimals)
    assert total.as_tuple().exponent == -decimals


@given(amount=units, percent=st.decimals(0, 100, places=2))
def test_a_percentage_is_rounded_once_to_the_smallest_unit(decimals: int, amount: int, percent: Decimal) -> None:
    part = percent_of(Decimal(amount).scaleb(-decimals), percent)
    assert part == Decimal(half_up(amount * Fraction(percent) / 100)).scaleb(-decimals)


@given(amount=units, weights=st.lists(units, min_size=1, max_size=9).filter(any))
def test_parts_of_an_amount_add_up_to_it(decimals: int, amount: int, weights: list[int]) -> None:
    parts = spread(Decimal(amount).scaleb(-decimals), [Decimal(weight).scaleb(-decimals) for weight in weights])
    assert sum(parts) == Decimal(amount).scaleb(-decimals)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(Fraction(part) * 10**decimals - Fraction(amount * weight, sum(weights))) < 1


@given(amount=units, whole=quantities, eighths=st.integers(0, 8))
def test_the_shares_of_parts_add_up_to_the_whole(decimals: int, amount: int, whole: Decimal, eighths: int) -> None:
    money, part = Decimal(amount).scaleb(-decimals), (whole * eighths / 8).quantize(Decimal("0.001"))
    assert share(money, whole, whole) == money
    assert share(money, part, whole) == Decimal(half_up(amount * Fraction(part) / Fraction(whole))).scaleb(-decimals)


@given(amount=units, step=st.sampled_from(["1", "5", "0.5", "0.05"]))
def test_cash_is_rounded_half_up_to_its_step(decimals: int, amount: int, step: str) -> None:
    money = Decimal(amount).scaleb(-decimals)
    due = money + rounding_to(money, Decimal(step))
    assert Fraction(due) == half_up(Fraction(money) / Fraction(step)) * Fraction(step)
    assert rounding_to(money, Decimal(0)) == 0


def test_decimals_that_are_zeros_are_not_too_many(decimals: int) -> None:
    smallest = Decimal(1).scaleb(-decimals)
    assert too_many_decimals(smallest.quantize(Decimal("0.000001"))) is None
    assert too_many_decimals(smallest / 10) is not None
