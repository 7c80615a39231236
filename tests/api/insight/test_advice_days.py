"""Which days advice learns from, as they were lived through over HTTP."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.api.insight.diary import FIRST_DAY, FORTNIGHT, Diary, throw_away


async def test_sold_out_days_are_told_apart_from_days_without_demand(diary: Diary) -> None:
    kaju = await diary.new_sweet()
    await diary.receive(kaju, "30", 0)
    for day in FORTNIGHT:
        await diary.open(day)
        # On two days nobody wanted any. The last of it went on the eighth day, and for two days there was none.
        if day in (2, 3, 8, 9):
            continue
        if day == 10:
            await diary.receive(kaju, "40", day)
        await diary.sell(kaju, "10" if day == 7 else "4", day)
    advice = await diary.advice(kaju)
    assert (advice["days_observed"], advice["days_sold_out"]) == (12, 3)


async def test_stock_moved_outside_opening_hours_is_no_sell_out(diary: Diary) -> None:
    kaju = await diary.new_sweet()
    for day in range(7):
        await diary.open(day)
        await diary.receive(kaju, "5", day, 8.9)
        await diary.sell(kaju, "4", day)
        await throw_away(diary, kaju, day, 17.1)
    advice = await diary.advice(kaju, 7)
    assert (advice["on_hand"], advice["days_observed"], advice["days_sold_out"]) == ("0.000", 7, 0)
    assert advice["velocity_per_day"] == "4.000"


async def test_a_sell_out_that_was_made_good_later_that_day_is_one(diary: Diary) -> None:
    kaju = await diary.new_sweet()
    for day in range(7):
        await diary.open(day)
        await diary.receive(kaju, "4", day)
        await diary.sell(kaju, "3", day)
        await diary.sell(kaju, "1", day, 13)
        await diary.receive(kaju, "4", day, 15)
        await throw_away(diary, kaju, day, 17.1)
    assert (await diary.advice(kaju, 7))["days_sold_out"] == 7


async def test_expired_stock_cannot_be_bought_although_it_is_on_hand(diary: Diary) -> None:
    kaju = await diary.new_sweet(shelf_life_days=5)
    await diary.receive(kaju, "50", 0)
    for day in range(12):
        await diary.open(day)
        if day < 6:
            await diary.sell(kaju, "2", day)
    advice = await diary.advice(kaju, 12)
    assert (advice["on_hand"], advice["available"]) == ("38.000", "0.000")
    assert (advice["days_observed"], advice["days_sold_out"], advice["velocity_per_day"]) == (6, 6, "2.000")
    assert advice["quantity"] == "4.000"
    # Written off at last, it takes nothing from what came since.
    await throw_away(diary, kaju, 12, 7)
    for day in (12, 13):
        await diary.receive(kaju, "5", day)
        await diary.open(day)
        await diary.sell(kaju, "2", day)
    advice = await diary.advice(kaju)
    assert (advice["on_hand"], advice["days_observed"], advice["days_sold_out"]) == ("6.000", 8, 6)


async def test_a_day_the_shop_was_closed_is_none_of_no_demand(diary: Diary) -> None:
    kaju = await diary.new_sweet()
    await diary.receive(kaju, "100", 0)
    for day in range(21):
        # Closed on Mondays after the first, and on a holiday.
        if day % 7 == 0 or day == 9:
            continue
        await diary.open(day)
        await diary.sell(kaju, "4", day)
    advice = await diary.advice(kaju, 21, days=20)
    assert (advice["days_observed"], advice["velocity_per_day"]) == (17, "4.000")
    # Monday morning: nothing today, 4 tomorrow and the day after.
    assert advice["expected_demand"] == "8.000"
    assert (await diary.advice(kaju, 22, days=20))["expected_demand"] == "12.000"


async def test_the_day_is_the_one_it_is_in_the_shop(diary: Diary) -> None:
    kaju = await diary.new_sweet()
    await diary.receive(kaju, "100", 0)
    for day in range(7):
        # Half past midnight in the shop is the evening before in UTC.
        await diary.sell(kaju, "4", day, 0.5 if day else 9)
        await diary.sell(kaju, "2", day, 23.5)
    advice = await diary.advice(kaju, 7, 0.1)
    assert (advice["days_observed"], advice["velocity_per_day"]) == (7, "6.000")
    assert advice["expected_demand"] == "18.000"
    # At nine in the evening a third of the day is still to come: half of the sales.
    assert (await diary.advice(kaju, 7, 21))["expected_demand"] == "15.000"


async def test_history_begins_with_the_window_and_ends_yesterday(diary: Diary) -> None:
    kaju = await diary.new_sweet()
    dusty = await diary.new_sweet(sku="DUSTY")
    await diary.receive(dusty, "3", 0)
    await diary.receive(kaju, "200", 0)
    for day in FORTNIGHT:
        await diary.open(day)
        await diary.sell(kaju, "9" if day < 7 else "4", day)
    await diary.sell(kaju, "50", 14, 7)
    # What has not moved since was there all the time.
    unsold = await diary.advice(dusty, days=7)
    assert (unsold["days_observed"], unsold["days_sold_out"], unsold["on_hand"]) == (7, 0, "3.000")
    advice = await diary.advice(kaju, days=7)
    assert (advice["days_observed"], advice["velocity_per_day"]) == (7, "4.000")
    assert advice["available"] == "59.000"


async def test_a_voided_sale_does_not_count_as_sold(diary: Diary) -> None:
    kaju = await diary.new_sweet()
    await diary.receive(kaju, "100", 0)
    for day in range(7):
        await diary.open(day)
        await diary.sell(kaju, "4", day)
        await diary.sell(kaju, "6", day, 13)
    await diary.shop.sql(
        """
        INSERT INTO stock_movements (sweet_id, lot_id, quantity, kind, sale_id, sale_line_no, actor_id, occurred_at)
        SELECT sweet_id, lot_id, -quantity, 'void', sale_id, sale_line_no, actor_id, occurred_at + interval '1 minute'
        FROM stock_movements WHERE kind = 'sale' AND quantity = -6
        """
    )
    assert (await diary.advice(kaju, 7))["velocity_per_day"] == "4.000"


async def recall(diary: Diary, sweet: dict[str, Any], quantity: str, day: int, hour: float = 12) -> None:
    """Let a previous till have sold a sweet on a day."""
    sold_at = FIRST_DAY + timedelta(days=day, hours=hour)
    await diary.shop.sql(
        """
        WITH ticket AS (
            INSERT INTO history_tickets (ticket, sold_at, business_day)
            VALUES ($1::text || clock_timestamp(), $2, $3) RETURNING id
        )
        INSERT INTO history_lines (ticket_id, line_no, sweet_id, item, quantity)
        SELECT id, 1, $4, 'Item', $5 FROM ticket
        """,
        "T",
        sold_at,
        sold_at.date(),
        sweet["id"],
        Decimal(quantity),
    )


async def test_the_forecast_learns_from_a_previous_tills_sales_although_nothing_ever_moved(diary: Diary) -> None:
    kaju = await diary.new_sweet()
    for day in range(7):
        # On two days that till sold other things only.
        await recall(diary, diary.bread, "1", day, 9)
        if day not in (2, 3):
            await recall(diary, kaju, "4", day)
    await recall(diary, kaju, "2", 4, 18)
    await recall(diary, kaju, "-2", 4, 19)
    advice = await diary.advice(kaju, 7)
    assert (advice["days_observed"], advice["days_sold_out"]) == (7, 0)
    assert advice["velocity_per_day"] == "2.857"  # 20 in a week.


async def test_days_before_a_previous_till_first_sold_a_sweet_are_none_of_no_demand(diary: Diary) -> None:
    kaju = await diary.new_sweet()
    for day in range(12):
        await recall(diary, diary.bread, "1", day, 9)
        if day >= 5:
            await recall(diary, kaju, "4", day)
    advice = await diary.advice(kaju, 12)
    assert (advice["days_observed"], advice["velocity_per_day"]) == (7, "4.000")


async def test_the_shop_goes_on_where_its_previous_till_ended(diary: Diary) -> None:
    kaju = await diary.new_sweet()
    for day in range(6):
        await recall(diary, kaju, "4", day)
    # For two days the shop sold here already, but not this sweet; on the eighth both tills sold it.
    for day in range(6, 14):
        await diary.open(day)
    await recall(diary, kaju, "1", 8)
    await diary.receive(kaju, "3", 8)
    await diary.sell(kaju, "3", 8)
    for day in range(9, 14):
        await diary.receive(kaju, "5" if day < 13 else "4", day)
        await diary.sell(kaju, "4", day)
    advice = await diary.advice(kaju, 14)
    # That the shelf was empty on the eighth says nothing, for the other till may have sold from another.
    assert (advice["days_observed"], advice["velocity_per_day"]) == (12, "4.000")
    assert (advice["days_sold_out"], advice["on_hand"]) == (0, "4.000")
    # The first of these seven days is one on which it was sold by neither.
    assert (await diary.advice(kaju, 14, days=7))["days_observed"] == 6


async def test_at_which_time_of_day_a_previous_till_sold_counts_for_the_rest_of_today(diary: Diary) -> None:
    kaju = await diary.new_sweet()
    for day in range(7):
        for hour in (9, 12, 15, 18):
            await recall(diary, kaju, "1", day, hour)
    assert (await diary.advice(kaju, 7, 20))["expected_demand"] == "8.000"
    assert (await diary.advice(kaju, 7, 16))["expected_demand"] == "9.000"
