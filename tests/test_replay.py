"""The replay of a history that the advice is judged by, worked by hand."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from app.services.insight.forecast import Stocked
from app.services.insight.reorder import ReplenishmentTerms
from benchmarks.histories import History, make_up, read_till
from benchmarks.replay import POLICIES, STEP, Evening, Outcome, min_max, replay, same_as_last_week

MONDAY = date(2026, 11, 2)
WARM_UP = 7


def history_of(*sold: int) -> History:
    days = [MONDAY + timedelta(days=n) for n in range(len(sold))]
    return History({"Barfi": dict(zip(days, sold, strict=True))}, days, frozenset(days))


def lived(sold: list[int], policy: Callable[[Evening], Decimal], shelf_life: int, *, knows_all: bool = True) -> Outcome:
    return replay(
        history_of(*sold), "Barfi", policy, ReplenishmentTerms(1, 2, shelf_life, STEP), WARM_UP, knows_all=knows_all
    )


def ten(_: Evening) -> Decimal:
    return Decimal(10)


def test_unmet_demand_is_lost_and_expired_stock_is_wasted() -> None:
    # 10 a day, 4 + 16 + 12 wanted. Nothing keeps: 6 are wasted, then 6 + 2 are lost.
    week = [9] * WARM_UP
    assert lived([*week, 4, 16, 12], ten, 0) == Outcome(Decimal(32), Decimal(30), Decimal(8), Decimal(6))
    # For a day more: the 6 are sold on the second day, and 2 are lost on the third.
    assert lived([*week, 4, 16, 12], ten, 1) == Outcome(Decimal(32), Decimal(30), Decimal(2), Decimal(0))
    # What is left at the end is not wasted yet.
    assert lived([*week, 4], ten, 1).wasted == 0


def test_a_policy_sees_the_recorded_sales_or_its_own() -> None:
    seen: list[list[tuple[Decimal, Stocked]]] = []

    def watch(evening: Evening) -> Decimal:
        seen.append([(one.sold, one.stocked) for one in evening.history[WARM_UP:]])
        return Decimal(10)

    for knows_all in (True, False):
        lived([9] * WARM_UP + [4, 16, 7], watch, 0, knows_all=knows_all)
    whole, parted = Stocked.THROUGHOUT, Stocked.AT_TIMES
    assert seen[2] == [(Decimal(4), whole), (Decimal(16), whole)]
    assert seen[5] == [(Decimal(4), whole), (Decimal(10), parted)]


def test_the_reference_policies_follow_their_rules() -> None:
    week = [3, 5, 7, 9, 11, 13, 15]
    assert lived([*week, *week], same_as_last_week, 0) == Outcome(Decimal(63), Decimal(63))
    # An average of 9: filled up to 18 when there are less than 9.
    assert lived([*week, 8, 0], min_max, 3).made == 18
    assert lived([*week, 10, 0], min_max, 3).made > 18


@pytest.mark.parametrize("name", POLICIES)
def test_no_policy_knows_the_future(name: str) -> None:
    made = []
    for end in (0, 90):
        decided: list[Decimal] = []

        def note(evening: Evening, decided: list[Decimal] = decided) -> Decimal:
            decided.append(POLICIES[name](evening))
            return decided[-1]

        lived([*[5, 9] * 20, *[end] * 5], note, 2)
        made.append(decided[: 40 - WARM_UP + 1])
    assert made[0] == made[1]


def test_a_till_is_read_line_by_line(tmp_path: Path) -> None:
    till = tmp_path / "till.csv"
    till.write_text(
        "Date,Time,Transaction,Item\n2026-11-02,09:00:00,1,Barfi\n2026-11-02,09:00:00,1,Barfi\n"
        "2026-11-02,09:05:00,2,NONE\n2026-11-04,09:00:00,3,Peda\n",
        encoding="utf-8",
    )
    history = read_till(till)
    assert history.sold == {"Barfi": {MONDAY: 2}, "Peda": {MONDAY + timedelta(days=2): 1}}
    assert len(history.days) == 3
    assert history.open_days == {MONDAY, MONDAY + timedelta(days=2)}
    assert history.best_sellers(5, before=MONDAY + timedelta(days=1)) == ["Barfi"]
    till.write_text("Day,Item\n", encoding="utf-8")
    with pytest.raises(ValueError, match="Date and Item"):
        read_till(till)


def test_the_made_up_history_is_the_same_each_time() -> None:
    assert make_up() == make_up()
    assert make_up(1) != make_up(2)
