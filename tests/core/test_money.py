"""Decimal arithmetic held against exact fractions, over everything that the books can hold."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from app.core.money import (
    MAX_MONEY,
    MAX_QUANTITY,
    QUANTITY_PLACES,
    changed_by_percent,
    is_on_step,
    line_total,
    unit_cost,
)

quantities = st.decimals(Decimal("0.001"), MAX_QUANTITY, places=3)
prices = st.decimals(Decimal("0.01"), MAX_MONEY, places=2)
steps = st.decimals(Decimal("0.001"), Decimal(10_000), places=3)


def rounded_half_up(exact: Fraction) -> Fraction:
    """The nearest hundredth, and the upper one of two that are as near."""
    return Fraction((exact * 100 + Fraction(1, 2)).__floor__(), 100)


@given(quantities, prices)
@example(MAX_QUANTITY, MAX_MONEY)
@example(Decimal("0.001"), Decimal("0.01"))
@example(Decimal("0.500"), Decimal("0.01"))
@example(Decimal("0.250"), Decimal("0.02"))
def test_a_line_total_is_the_exact_product_rounded_half_up_once(quantity: Decimal, price: Decimal) -> None:
    total = line_total(quantity, price)
    assert Fraction(total) == rounded_half_up(Fraction(quantity) * Fraction(price))
    assert total.as_tuple().exponent == -2


@pytest.mark.parametrize(
    ("quantity", "price", "total"),
    [
        ("0.250", "480.00", "120.00"),
        ("3", "19.99", "59.97"),
        ("0.333", "0.10", "0.03"),
        ("0.005", "1.00", "0.01"),
        ("0.015", "1.00", "0.02"),
        ("0.025", "1.00", "0.03"),
        ("0.0049999", "1.00", "0.00"),
        ("1.005", "1.00", "1.01"),
        ("2.675", "1.00", "2.68"),
    ],
)
def test_half_a_hundredth_goes_up_where_a_float_or_a_banker_would_go_down(
    quantity: str, price: str, total: str
) -> None:
    assert str(line_total(Decimal(quantity), Decimal(price))) == total


@given(quantities, steps)
@example(MAX_QUANTITY, QUANTITY_PLACES)
@example(Decimal("0.300"), Decimal("0.100"))
def test_on_step_is_a_whole_number_of_steps(quantity: Decimal, step: Decimal) -> None:
    assert is_on_step(quantity, step) == ((Fraction(quantity) / Fraction(step)).denominator == 1)


@given(st.integers(1, 10**9), steps)
def test_every_multiple_is_on_step_and_its_neighbours_are_not(times: int, step: Decimal) -> None:
    assume(step > QUANTITY_PLACES and times * step < MAX_QUANTITY)
    assert is_on_step(times * step, step)
    assert not is_on_step(times * step + QUANTITY_PLACES, step)


def test_the_limits_are_those_of_the_columns() -> None:
    with localcontext() as context:
        context.prec = 50
        assert Decimal(10**10) - Decimal("0.01") == MAX_MONEY
        assert Decimal(10**11) - QUANTITY_PLACES == MAX_QUANTITY


@given(prices, quantities)
@example(MAX_MONEY, Decimal("0.001"))
@example(MAX_MONEY, MAX_QUANTITY)
@example(Decimal("0.01"), Decimal(200))
@example(Decimal("999999999.99"), Decimal("99999999999.998"))
def test_the_cost_of_one_unit_is_the_exact_one_rounded_half_up_once(cost: Decimal, size: Decimal) -> None:
    exact = Fraction(cost) / Fraction(size)
    rounded = Fraction((exact * 10_000 + Fraction(1, 2)).__floor__(), 10_000)
    assert Fraction(unit_cost(cost, size)) == rounded


@given(prices, st.decimals(Decimal("-99.99"), Decimal("9999.99"), places=2))
@example(Decimal("10.50"), Decimal(-1))
def test_a_price_changed_by_percent_is_rounded_half_up_once(price: Decimal, percent: Decimal) -> None:
    assert Fraction(changed_by_percent(price, percent)) == rounded_half_up(
        Fraction(price) * (100 + Fraction(percent)) / 100
    )
