"""The advice on one sweet, from its demand, its stock and its orders."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from app.repositories.insight.replenishment import SweetStock
from app.schemas.advice import ReorderRead
from app.services.insight.advised_sweet import Question, advise_sweet
from app.services.insight.forecast import DayOfSales, Stocked, learn

TODAY = date(2026, 11, 20)
DAYS = [TODAY - timedelta(days=ahead) for ahead in range(28, 0, -1)]
TEN_A_DAY = [Decimal(10)] * 28
BARFI = SweetStock(
    sweet_id=1,
    sku="BARFI",
    name="Barfi",
    unit="piece",
    quantity_step=Decimal(1),
    shelf_life_days=2,
    on_hand=Decimal(0),
    sweet_xid=1,
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
QUESTION = Question(TODAY, Decimal(1), lead_time_days=1, cover_days=2, delay_days={7: 4})


def advice_on(sweet: SweetStock, question: Question = QUESTION, sold: Sequence[Decimal] = TEN_A_DAY) -> ReorderRead:
    days = [DayOfSales(day, quantity, Stocked.THROUGHOUT) for day, quantity in zip(DAYS, sold, strict=True)]
    return advise_sweet(sweet, learn(days), question).read()


def test_an_order_that_should_have_come_is_taken_to_come_tomorrow_and_keeps_as_long_as_any() -> None:
    late = replace(BARFI, arrivals=[TODAY - timedelta(days=4)], coming=[Decimal(100)], coming_from=[7])
    advice = advice_on(late)
    assert (advice.runs_out_on, advice.quantity, str(advice.on_order)) == (TODAY, Decimal(0), "100.000")
    # Of a hundred that keep two days after tomorrow, ten sell on each of the three; then there is nothing.
    assert advice_on(late, replace(QUESTION, lead_time_days=4)).quantity == 20


def test_an_order_that_is_later_than_its_supplier_usually_is_is_not_counted_on() -> None:
    late = replace(
        BARFI, arrivals=[TODAY - timedelta(days=5), TODAY], coming=[Decimal(100), Decimal(6)], coming_from=[7, 7]
    )
    advice = advice_on(late)
    assert (str(advice.on_order), str(advice.overdue)) == ("106.000", "100.000")
    # Tomorrow's six are all that is counted on: ten are wanted today, and on each of the two days after it.
    assert advice.quantity == advice_on(replace(late, arrivals=[TODAY], coming=[Decimal(6)], coming_from=[7])).quantity
    assert "106 pieces on order (100 pieces of it overdue, which is not counted on)" in advice.reason
    # Of a supplier of whom nothing is known, three days are waited for.
    unknown = replace(late, coming_from=[8, 8], arrivals=[TODAY - timedelta(days=3), TODAY - timedelta(days=4)])
    assert str(advice_on(unknown).overdue) == "6.000"


def test_the_suppliers_lead_time_goes_before_the_one_asked_with() -> None:
    bought = replace(BARFI, supplier_id=7, supplier_name="Anand Dairy", supplier_lead_time_days=0)
    assert advice_on(bought).lead_time_days == 0
    assert advice_on(replace(bought, supplier_lead_time_days=None)).lead_time_days == 1
    assert advice_on(bought).reason.endswith("Order 20 pieces now: for 2 days of sales.")


def test_numbers_are_shown_to_three_places_and_packs_are_counted() -> None:
    thirds = [Decimal(10), Decimal(10), Decimal(11)] * 9 + [Decimal(10)]
    advice = advice_on(replace(BARFI, pack_size=Decimal(12)), sold=thirds)
    for number in (advice.velocity_per_day, advice.expected_demand, advice.safety_stock, advice.quantity):
        assert number is not None
        assert number.as_tuple().exponent == -3
    assert (advice.quantity, advice.packs) == (Decimal(24), 2)
