"""How late a supplier usually is, from the deliveries so far."""

from datetime import date

import pytest

from app.services.insight.supplier_delays import is_overdue, usual_delay

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("delays", "usual"),
    [
        pytest.param([], 3, id="nothing_is_known"),
        pytest.param([40, 40], 3, id="too_few_are_known"),
        pytest.param([0, 1, 2], 2, id="three_are_enough"),
        pytest.param([0, 0, 0, 0, 30], 1, id="one_very_late_delivery_of_five_changes_nothing"),
        pytest.param([0, 0, 0, 9, 30], 9, id="four_of_five_were_not_later"),
        pytest.param([5, 4, 3, 2, 1, 10, 9, 8, 7, 6], 8, id="in_any_order"),
        pytest.param([-3, -2, -2, -1], 1, id="who_is_always_early_may_be_late_by_a_day"),
    ],
)
def test_the_usual_delay_is_what_four_of_five_deliveries_kept_within(delays: list[int], usual: int) -> None:
    assert usual_delay(delays) == usual


@pytest.mark.parametrize(("day", "overdue"), [(date(2026, 11, 18), False), (date(2026, 11, 17), True)])
def test_a_delivery_is_overdue_once_it_is_later_than_usual(day: date, overdue: bool) -> None:
    assert is_overdue(day, TODAY, 2) is overdue
