"""The forecast of sales: each example is worked by hand."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.services.insight.forecast import DayOfSales, Forecast, Stocked, closed_weekdays, expected, forecast, observe

MONDAY = date(2026, 10, 5)
SATURDAY = 5


def days_of(
    *sold: int, stocked: Stocked = Stocked.THROUGHOUT, first: date = MONDAY, every: int = 1
) -> list[DayOfSales]:
    return [DayOfSales(first + timedelta(days=every * n), Decimal(one), stocked) for n, one in enumerate(sold)]


def weeks(*week: int, count: int) -> list[DayOfSales]:
    return days_of(*week * count)


def known(history: list[DayOfSales], closed: frozenset[int] = frozenset()) -> Forecast:
    expectation = forecast(observe(history), closed)
    assert expectation is not None
    return expectation


def rounded(number: Decimal) -> str:
    return f"{number:.3f}"


def test_a_steady_sweet_sells_the_same_every_day() -> None:
    expectation = known(days_of(*[10] * 28))
    assert rounded(expectation.per_day) == "10.000"
    assert {rounded(one) for one in expectation.by_weekday} == {"10.000"}
    assert expectation.deviation == 0
    assert (expectation.days_observed, expectation.days_sold_out, expectation.at_least) == (28, 0, False)


def test_a_day_it_was_sold_out_is_no_day_of_little_demand() -> None:
    history = days_of(*[10] * 25) + days_of(4, 0, 7, stocked=Stocked.AT_TIMES, first=MONDAY + timedelta(days=25))
    expectation = known(history)
    assert rounded(expectation.per_day) == "10.000"
    assert (expectation.days_observed, expectation.days_sold_out) == (28, 3)


def test_a_day_it_could_never_be_bought_says_nothing_but_that() -> None:
    history = days_of(*[10] * 7) + days_of(*[0] * 7, stocked=Stocked.NEVER, first=MONDAY + timedelta(days=7))
    expectation = known(history)
    assert rounded(expectation.per_day) == "10.000"
    assert (expectation.days_observed, expectation.days_sold_out) == (7, 7)


def test_a_day_that_sold_out_after_more_than_was_expected_raises_the_mean() -> None:
    mondays = days_of(10, 10, 10, 10, 10, every=7)
    sold_out = days_of(16, stocked=Stocked.AT_TIMES, first=MONDAY + timedelta(days=35))
    # (5 x 10 + 16) / 6 in the first round; then a little more, because 16 was the least that was wanted.
    assert Decimal(11) <= known(mondays + sold_out).per_day < Decimal(12)


@pytest.mark.parametrize(("sold", "least", "most"), [(1, "10.0", "10.0"), (10, "10.1", "10.2"), (13, "10.3", "10.5")])
def test_the_more_a_day_sold_before_it_sold_out_the_more_was_wanted(sold: int, least: str, most: str) -> None:
    # Ten Mondays between 8 and 12. One that sold out at 1 says nothing; at 10, more was wanted:
    # 0.8 deviations above 10 on the average of such days, an eleventh of which moves the mean.
    mondays = days_of(8, 12, 8, 12, 8, 12, 8, 12, 8, 12, every=7)
    sold_out = days_of(sold, stocked=Stocked.AT_TIMES, first=MONDAY + timedelta(days=70))
    assert Decimal(least) <= round(known(mondays + sold_out).per_day, 1) <= Decimal(most)


def test_weekdays_keep_their_pattern_as_far_as_the_weeks_bear_it_out() -> None:
    # A mean of 80 / 7; Saturdays sell 1.75 of it and the others 0.875. Four weeks bear out 4 / (4 + 2) of that:
    # 1.5 and 0.91667.
    expectation = known(weeks(10, 10, 10, 10, 10, 20, 10, count=4))
    assert rounded(expectation.per_day) == "11.429"
    assert rounded(expectation.by_weekday[SATURDAY]) == "17.143"
    assert rounded(expectation.by_weekday[0]) == "10.476"
    weekday, ratio = expectation.busiest()
    assert (weekday, rounded(ratio)) == (SATURDAY, "1.500")
    # One week bears out a third: 1.25.
    assert rounded(known(weeks(10, 10, 10, 10, 10, 20, 10, count=1)).by_weekday[SATURDAY]) == "14.286"


def test_a_stretch_with_few_saturdays_does_not_look_slow() -> None:
    whole = weeks(10, 10, 10, 10, 10, 40, 10, count=8)
    fewer = [one for number, one in enumerate(whole) if number % 7 != SATURDAY or number < 28]
    assert abs(known(fewer).per_day - known(whole).per_day) < Decimal("0.7")
    assert sum(one.sold for one in fewer) / len(fewer) < known(whole).per_day - Decimal("1.5")


def test_days_stray_by_the_standard_deviation_of_a_sample() -> None:
    # Six Mondays, each 2 from the mean of 10: the root of 6 x 4 / 5.
    assert rounded(known(days_of(8, 12, 8, 12, 8, 12, every=7)).deviation) == "2.191"


def test_too_few_days_make_no_forecast() -> None:
    assert forecast(observe(days_of(10, 10, 10, 10))) is None
    never = days_of(*[0] * 50, stocked=Stocked.NEVER, first=MONDAY + timedelta(days=4))
    assert forecast(observe(days_of(10, 10, 10, 10) + never)) is None
    assert forecast(observe(days_of(10, 10, 10, 10, 10))) is not None
    assert forecast(observe([])) is None


def test_a_sweet_that_nearly_always_sells_out_is_expected_to_sell_at_least_as_much() -> None:
    history = days_of(*[10] * 4) + days_of(*[6] * 10, stocked=Stocked.AT_TIMES, first=MONDAY + timedelta(days=4))
    expectation = known(history)
    assert expectation.at_least
    assert Decimal(7) < expectation.per_day < Decimal(8)


def test_a_sweet_nobody_buys_is_not_expected_to_sell() -> None:
    expectation = known(days_of(*[0] * 10))
    assert expectation.per_day == expectation.deviation == 0
    assert expectation.busiest()[1] == 1


def test_weekdays_on_which_the_shop_never_sells_are_closed() -> None:
    fortnight = [MONDAY + timedelta(days=n) for n in range(14)]
    without_mondays = frozenset(day for day in fortnight if day.weekday() != 0)
    assert closed_weekdays(without_mondays | {MONDAY - timedelta(days=1)}, MONDAY + timedelta(days=14)) == {0}
    assert closed_weekdays(frozenset(fortnight), MONDAY + timedelta(days=14)) == frozenset()
    # One Monday without sales may have been a holiday.
    assert closed_weekdays(without_mondays, MONDAY + timedelta(days=14)) == frozenset()
    assert closed_weekdays([], MONDAY) == frozenset()


def test_nothing_is_expected_on_a_closed_weekday_and_no_less_on_the_others() -> None:
    history = [one for one in weeks(10, 10, 10, 10, 10, 10, 10, count=4) if one.day.weekday() != 0]
    expectation = known(history, frozenset({0}))
    assert [rounded(one) for one in expectation.by_weekday] == ["0.000"] + ["10.000"] * 6
    assert rounded(expectation.per_day) == "10.000"


def test_of_today_only_the_rest_of_the_day_is_expected() -> None:
    expectation = known(weeks(10, 10, 10, 10, 10, 10, 10, count=4))
    assert [rounded(one) for one in expected(expectation, MONDAY, 3, Decimal("0.25"))] == ["2.500", "10.000", "10.000"]
