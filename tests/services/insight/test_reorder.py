"""The quantity to make or order: each example is worked by hand from ten a day, unless it says otherwise."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.schemas.advice import Urgency
from app.services.insight.forecast import Forecast
from app.services.insight.reorder import (
    NEVER_SHORT,
    Advice,
    EarliestNeed,
    ReplenishmentTerms,
    StockItem,
    advise,
    earliest_need,
    sells_at_most,
)

TODAY = date(2026, 11, 20)  # A Friday.


def flat(per_day: Decimal | int = 10, deviation: str = "0", **weekdays: int) -> Forecast:
    by_weekday = [Decimal(per_day)] * 7
    if "saturday" in weekdays:
        by_weekday[5] = Decimal(weekdays["saturday"])
    return Forecast(Decimal(per_day), tuple(by_weekday), Decimal(deviation), 28, 0, at_least=False)


def there(quantity: str, days_good: int | None = None) -> StockItem:
    return StockItem(Decimal(quantity), None if days_good is None else TODAY + timedelta(days=days_good))


def coming(quantity: str, in_days: int, days_good: int | None = None) -> StockItem:
    best_before = None if days_good is None else TODAY + timedelta(days=in_days + days_good)
    return StockItem(Decimal(quantity), best_before, TODAY + timedelta(days=in_days))


def asked(*goods: StockItem, forecast: Forecast | None = None, rest_of_today: str = "1", **terms: Any) -> Advice:
    given_terms = {"lead_time_days": 1, "cover_days": 2, "shelf_life_days": None, "lot_size": Decimal(1)} | terms
    return advise(TODAY, forecast or flat(), goods, ReplenishmentTerms(**given_terms), Decimal(rest_of_today))


def test_an_empty_shelf_is_filled_for_the_days_to_cover() -> None:
    advice = asked()
    assert advice.quantity == 20
    assert advice.expected_demand == 30
    assert advice.cap is None
    # Today's ten are lost: what is made now is there tomorrow.
    assert (advice.runs_out_on, advice.order_by, advice.urgency) == (TODAY, TODAY, Urgency.LATE)


def test_the_days_ahead_show_what_is_wanted_comes_and_is_left() -> None:
    days = asked(there("25"), coming("30", 2, days_good=3), rest_of_today="0.5").days_ahead
    assert [one.day for one in days] == [TODAY + timedelta(days=ahead) for ahead in range(14)]
    assert [int(one.demand) for one in days[:3]] == [5, 10, 10]
    # What is on order counts from the day it comes on.
    assert [(int(one.coming), int(one.left)) for one in days[:7]] == [
        *[(0, 20), (0, 10), (30, 30)],
        *[(0, 20), (0, 10), (0, 0), (0, 0)],
    ]


def test_what_is_shown_of_the_days_ahead_decides_nothing() -> None:
    # Enough for the three days that count, and for five more.
    advice = asked(there("80"))
    assert advice.runs_out_on is None
    assert (advice.quantity, advice.days_ahead[8].left) == (Decimal(0), Decimal(0))


def test_in_the_evening_today_does_not_count_any_more() -> None:
    advice = asked(rest_of_today="0")
    assert (advice.quantity, advice.expected_demand) == (Decimal(20), Decimal(20))
    assert (advice.runs_out_on, advice.order_by) == (TODAY + timedelta(days=1), TODAY)
    assert advice.urgency is Urgency.NOW


def test_stock_left_after_the_lead_time_is_not_made_again() -> None:
    # 25: today 10, tomorrow 10, the day after 5 of 10.
    advice = asked(there("25"))
    assert advice.quantity == 5
    assert (advice.runs_out_on, advice.order_by) == (TODAY + timedelta(days=2), TODAY + timedelta(days=1))
    assert advice.urgency is Urgency.SOON


def test_enough_is_enough() -> None:
    advice = asked(there("30"))
    assert (advice.quantity, advice.runs_out_on, advice.order_by) == (Decimal(0), None, None)
    assert advice.urgency is Urgency.NONE


def test_demand_before_the_delivery_is_not_ordered_afterwards() -> None:
    # 25 last for two days and a half; five are lost before the order is there on the fourth day, for two days.
    advice = asked(there("25"), lead_time_days=3)
    assert (advice.quantity, advice.expected_demand, advice.urgency) == (Decimal(20), Decimal(50), Urgency.LATE)


def test_without_a_lead_time_today_is_covered_too() -> None:
    assert asked(lead_time_days=0).quantity == 20
    assert asked(lead_time_days=0, rest_of_today="0.5").quantity == 15


def test_each_weekday_is_covered_by_its_own_demand() -> None:
    assert asked(forecast=flat(saturday=20), rest_of_today="0", cover_days=1).quantity == 20
    assert asked(forecast=flat(saturday=20), rest_of_today="0", cover_days=2).quantity == 30


def test_stock_that_expires_before_it_sells_is_not_counted_on() -> None:
    # Of the 25 that are good for today only, 10 sell.
    advice = asked(there("25", days_good=0))
    assert (advice.quantity, advice.expiring) == (Decimal(20), Decimal(15))


def test_stock_that_has_expired_is_not_counted_on() -> None:
    advice = asked(there("25", days_good=-1))
    assert (advice.quantity, advice.expiring) == (Decimal(20), Decimal(0))


def test_the_lot_that_expires_first_sells_first() -> None:
    # Today 10 of the lot of tomorrow, tomorrow its other 2 and 8 of the later one, then its last 4.
    advice = asked(there("12", days_good=4), there("12", days_good=1))
    assert (advice.quantity, advice.expiring) == (Decimal(6), Decimal(0))


def test_stock_that_keeps_is_sold_last_and_never_expires() -> None:
    advice = asked(there("10"), there("15", days_good=0))
    assert (advice.quantity, advice.expiring) == (Decimal(10), Decimal(5))


def test_stock_that_will_not_sell_is_found_however_long_it_keeps() -> None:
    assert asked(there("500", days_good=40)).expiring == 500 - 41 * 10


def test_goods_on_order_count_from_the_day_they_arrive() -> None:
    assert asked(coming("15", in_days=1)).quantity == 5
    assert asked(coming("15", in_days=2)).quantity == 10
    assert asked(coming("15", in_days=3)).quantity == 20
    # Of 30 that arrive tomorrow and keep no longer, 10 sell.
    advice = asked(coming("30", in_days=1, days_good=0))
    assert (advice.quantity, advice.expiring) == (Decimal(10), Decimal(0))


def test_never_more_than_sells_before_its_best_before_day() -> None:
    # A safety stock of 1.28 x 20 x the root of 2, but what is made for tomorrow sells tomorrow and the day after.
    advice = asked(forecast=flat(deviation="20"), shelf_life_days=1, cover_days=3)
    assert advice.safety_stock == Decimal("36.204")
    assert advice.needed == Decimal("46.204")
    assert (advice.cap, advice.quantity, advice.is_capped) == (Decimal(20), Decimal(20), True)


def test_stock_on_hand_sells_before_newly_made_goods() -> None:
    # 35: today 10, and 25 of the 30 of the next three days.
    advice = asked(there("35", days_good=9), forecast=flat(deviation="20"), shelf_life_days=2)
    assert (advice.cap, advice.quantity) == (Decimal(5), Decimal(5))


def test_the_last_day_is_kept_for_sweets_that_sell_slower_than_expected() -> None:
    assert asked(cover_days=5, shelf_life_days=3).quantity == 30
    assert asked(cover_days=5, shelf_life_days=1).quantity == 10
    assert asked(cover_days=5, shelf_life_days=0).quantity == 10
    assert asked(cover_days=5).quantity == 50


def test_some_is_kept_to_spare_for_days_that_stray() -> None:
    # 1.28 x 3 x the root of 4 days.
    advice = asked(forecast=flat(deviation="3"), cover_days=3)
    assert (advice.safety_stock, advice.quantity) == (Decimal("7.680"), Decimal(38))
    # It is there to spare, too, if what is on the shelf covers everything that is expected.
    advice = asked(there("43"), forecast=flat(deviation="3"), cover_days=3)
    assert (advice.quantity, advice.runs_out_on, advice.urgency) == (Decimal(5), None, Urgency.SOON)


@pytest.mark.parametrize(
    ("left", "lot_size", "quantity"), [("24.7", "0.5", "5.5"), ("24.7", "6", "6"), ("0", "6", "24"), ("25", "5", "5")]
)
def test_quantities_are_rounded_up_to_steps_or_packs(left: str, lot_size: str, quantity: str) -> None:
    assert asked(there(left), lot_size=Decimal(lot_size)).quantity == Decimal(quantity)


def test_no_pack_is_ordered_that_would_not_sell() -> None:
    advice = asked(lot_size=Decimal(15), shelf_life_days=0)
    assert (advice.needed, advice.cap, advice.quantity, advice.urgency) == (
        Decimal(10),
        Decimal(10),
        Decimal(0),
        Urgency.NONE,
    )


def test_the_dust_of_a_division_is_not_one_step_more() -> None:
    assert asked(forecast=flat(Decimal(10) / 3), cover_days=3).quantity == 10
    assert asked(forecast=flat(Decimal(10) / 3), cover_days=3, shelf_life_days=2).cap == 10


quantities = st.decimals(0, 500, places=3)
goods = st.builds(
    lambda quantity, arrives, good: StockItem(
        quantity,
        None if good is None else TODAY + timedelta(days=good),
        None if arrives == 0 else TODAY + timedelta(days=arrives),
    ),
    quantities,
    st.integers(0, 12),
    st.none() | st.integers(0, 30),
)
forecasts = st.builds(
    lambda by_weekday, deviation: Forecast(
        sum(by_weekday, Decimal(0)) / 7, tuple(by_weekday), deviation, 28, 0, at_least=False
    ),
    st.lists(quantities, min_size=7, max_size=7),
    quantities,
)
terms_of_trade = st.builds(
    ReplenishmentTerms,
    lead_time_days=st.integers(0, 10),
    cover_days=st.integers(1, 14),
    shelf_life_days=st.none() | st.integers(0, 200),
    lot_size=st.sampled_from([Decimal(one) for one in ("0.001", "0.05", "1", "2.5", "12")]),
)
shares = st.decimals(0, 1, places=2)


@settings(max_examples=300)
@given(forecasts, st.lists(goods, max_size=5), terms_of_trade, shares)
def test_advice_is_on_step_not_negative_and_not_more_than_will_sell(
    forecast: Forecast, shelf: list[StockItem], terms: ReplenishmentTerms, rest: Decimal
) -> None:
    advice = advise(TODAY, forecast, shelf, terms, rest)
    assert advice.quantity >= 0
    assert advice.quantity % terms.lot_size == 0
    assert advice.quantity < advice.needed + terms.lot_size
    assert advice.cap is None or advice.quantity <= advice.cap
    assert min(advice.needed, advice.expiring, advice.expected_demand, advice.safety_stock) >= 0
    assert advice.expiring <= sum((one.quantity for one in shelf if one.arrives_on is None), Decimal(0))
    if terms.shelf_life_days is not None:
        # What is made sells from the day it arrives through its best-before day, even if nothing else is there.
        first, last = terms.lead_time_days, terms.lead_time_days + terms.shelf_life_days
        days = [forecast.on(TODAY + timedelta(days=n)) * (rest if n == 0 else 1) for n in range(first, last + 1)]
        assert advice.quantity <= sum(days, Decimal("0.001"))


@settings(max_examples=300)
@given(forecasts, st.lists(goods, max_size=5), goods, terms_of_trade, shares)
def test_the_more_there_is_the_less_is_advised(
    forecast: Forecast, shelf: list[StockItem], more: StockItem, terms: ReplenishmentTerms, rest: Decimal
) -> None:
    before = advise(TODAY, forecast, shelf, terms, rest)
    after = advise(TODAY, forecast, [*shelf, more], terms, rest)
    assert after.quantity <= before.quantity
    if before.runs_out_on and after.runs_out_on:
        assert after.runs_out_on >= before.runs_out_on


@settings(max_examples=500)
@given(forecasts, st.lists(goods, max_size=5), terms_of_trade, shares, shares)
def test_no_advice_runs_out_or_needs_sooner_than_what_is_kept_of_a_sweet(
    forecast: Forecast, shelf: list[StockItem], terms: ReplenishmentTerms, one_rest: Decimal, other_rest: Decimal
) -> None:
    rest = min(one_rest, other_rest)
    before = max(one_rest, other_rest)
    need = earliest_need(TODAY, forecast, [one for one in shelf if one.arrives_on is None], before)
    advice = advise(TODAY, forecast, shelf, terms, rest)
    if rest >= need.short_today_from:
        assert advice.runs_out_on == TODAY
    else:
        assert TODAY < need.runs_out_from <= (advice.runs_out_on or date.max)
    if advice.quantity:
        assert need.needed_from < TODAY + timedelta(days=terms.lead_time_days + terms.days_to_cover)
        most = sells_at_most(forecast, terms.shelf_life_days)
        assert most is None or most >= advice.quantity


def test_what_is_kept_of_a_sweet_is_the_day_its_stock_and_its_safety_stock_end() -> None:
    # Thirty last three days. In the second evening 10 are left, and two days at a deviation of 6 want 10.86 to spare.
    days = [TODAY + timedelta(days=ahead) for ahead in range(4)]
    assert earliest_need(TODAY, flat(deviation="6"), [there("30")], Decimal(1)) == EarliestNeed(
        NEVER_SHORT, days[3], days[1]
    )
    assert earliest_need(TODAY, flat(), [there("30", 1)], Decimal(1)) == EarliestNeed(NEVER_SHORT, days[2], days[2])
    assert earliest_need(TODAY, flat(), [there("100000")], Decimal(1)) == EarliestNeed(NEVER_SHORT, date.max, date.max)
    # Four are enough for less than two fifths of today.
    assert earliest_need(TODAY, flat(), [there("4")], Decimal(1)) == EarliestNeed(Decimal("0.40005"), days[1], days[0])
    assert earliest_need(TODAY, flat(), [there("4")], Decimal("0.4")).runs_out_from == days[1]
    assert earliest_need(TODAY, flat(), [there("14")], Decimal("0.4")).runs_out_from == days[2]
    # Four days from a Friday on have the Saturday, and so have eleven.
    assert sells_at_most(flat(saturday=20), 3) == 50
    assert sells_at_most(flat(saturday=20), 10) == 130
    assert sells_at_most(flat(), None) is None
