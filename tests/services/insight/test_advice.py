"""The service turns a sweet's history into the question that the pure rules answer."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from app.repositories.insight.sales_history import SweetDemand
from app.services.insight.advice import Question, advise_sweet

TODAY = date(2026, 11, 20)
DAYS = [TODAY - timedelta(days=ahead) for ahead in range(28, 0, -1)]
BARFI = SweetDemand(
    sweet_id=1,
    sku="BARFI",
    name="Barfi",
    category_id=1,
    unit="piece",
    quantity_step=Decimal(1),
    shelf_life_days=2,
    on_hand=Decimal(0),
    days=DAYS,
    sold=[Decimal(10)] * 28,
    stocked=[2] * 28,
    best_befores=[],
    left=[],
    arrivals=[],
    coming=[],
    coming_from=[],
    supplier_id=None,
    supplier_name=None,
    supplier_lead_time_days=None,
    pack_size=None,
)
QUESTION = Question(TODAY, Decimal(1), frozenset(), lead_time_days=1, cover_days=2, delay_days={7: 4})


def test_an_order_that_should_have_come_is_taken_to_come_tomorrow_and_keeps_as_long_as_any() -> None:
    late = replace(BARFI, arrivals=[TODAY - timedelta(days=4)], coming=[Decimal(100)], coming_from=[7])
    advice = advise_sweet(late, QUESTION)
    assert (advice.runs_out_on, advice.quantity, str(advice.on_order)) == (TODAY, Decimal(0), "100.000")
    # Of a hundred that keep two days after tomorrow, ten sell on each of the three; then there is nothing.
    assert advise_sweet(late, replace(QUESTION, lead_time_days=4)).quantity == 20


def test_an_order_that_is_later_than_its_supplier_usually_is_is_not_counted_on() -> None:
    late = replace(
        BARFI, arrivals=[TODAY - timedelta(days=5), TODAY], coming=[Decimal(100), Decimal(6)], coming_from=[7, 7]
    )
    advice = advise_sweet(late, QUESTION)
    assert (str(advice.on_order), str(advice.overdue)) == ("106.000", "100.000")
    # Tomorrow's six are all that is counted on: ten are wanted today, and on each of the two days after it.
    assert (
        advice.quantity
        == advise_sweet(replace(late, arrivals=[TODAY], coming=[Decimal(6)], coming_from=[7]), QUESTION).quantity
    )
    assert "106 pieces on order (100 pieces of it overdue, which is not counted on)" in advice.reason
    # Of a supplier of whom nothing is known, three days are waited for.
    unknown = replace(late, coming_from=[8, 8], arrivals=[TODAY - timedelta(days=3), TODAY - timedelta(days=4)])
    assert str(advise_sweet(unknown, QUESTION).overdue) == "6.000"


def test_the_suppliers_lead_time_goes_before_the_one_asked_with() -> None:
    bought = replace(BARFI, supplier_id=7, supplier_name="Anand Dairy", supplier_lead_time_days=0)
    assert advise_sweet(bought, QUESTION).lead_time_days == 0
    assert advise_sweet(replace(bought, supplier_lead_time_days=None), QUESTION).lead_time_days == 1
    assert advise_sweet(bought, QUESTION).reason.endswith("Order 20 pieces now: for 2 days of sales.")


def test_numbers_are_shown_to_three_places_and_packs_are_counted() -> None:
    thirds = replace(BARFI, sold=[Decimal(10), Decimal(10), Decimal(11)] * 9 + [Decimal(10)], pack_size=Decimal(12))
    advice = advise_sweet(thirds, QUESTION)
    for number in (advice.velocity_per_day, advice.expected_demand, advice.safety_stock, advice.quantity):
        assert number is not None
        assert number.as_tuple().exponent == -3
    assert (advice.quantity, advice.packs) == (Decimal(24), 2)
