"""Which days advice learns from, as they were lived through over HTTP."""

from tests.api.diary import FORTNIGHT, Diary, throw_away
from tests.api.diary import diary as diary


async def test_days_it_was_sold_out_are_told_from_days_nobody_wanted_it(diary: Diary) -> None:
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


async def test_what_comes_before_the_shop_opens_and_goes_after_it_closes_is_no_sell_out(diary: Diary) -> None:
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


async def test_what_is_past_its_day_cannot_be_bought_although_it_is_on_hand(diary: Diary) -> None:
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


async def test_what_was_voided_was_not_sold(diary: Diary) -> None:
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
