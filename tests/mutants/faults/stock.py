"""Faults in the stock: lots, the ledger's writers, alerts, losses and counts."""

from tests.mutants.faults.mutant import Mutant

LOTS = (
    Mutant(
        "Two tills sell the same goods, because neither locks the sweet",
        "app/repositories/catalogue/sweets_for_sale.py",
        '_IN_ORDER = "ORDER BY id FOR NO KEY UPDATE"',
        '_IN_ORDER = "ORDER BY id"',
        ("tests/services/selling/test_races.py::test_two_buyers_at_the_same_moment_get_one_of_two_lots_each",),
        is_race=True,
    ),
    Mutant(
        "Goods that come back lock the sweets in another order than goods that are sold",
        "app/repositories/catalogue/sweets.py",
        "    ORDER BY id FOR NO KEY UPDATE\n",
        "    ORDER BY id DESC FOR NO KEY UPDATE\n",
        ("tests/services/selling/test_void_races.py::test_goods_come_back_to_the_sweet_of_the_lowest_id_first",),
    ),
    Mutant(
        "Expired goods are sold",
        "app/repositories/stock/lots.py",
        "return await self._walk(needed, today, date.max)",
        "return await self._walk(needed, date.min, date.max)",
        ("tests/api/selling/test_sale_stock.py::test_expired_lots_are_passed_over",),
    ),
    Mutant(
        "Goods are not sold on their best-before day any more",
        "app/repositories/stock/lots.py",
        "return await self._walk(needed, today, date.max)",
        "return await self._walk(needed, today + timedelta(days=1), date.max)",
        ("tests/api/selling/test_sale_stock.py::test_a_lot_is_sold_through_its_best_before_day_and_not_after_it",),
    ),
    Mutant(
        "The lot that expires last is sold first",
        "app/repositories/stock/lots.py",
        "FROM walk ORDER BY sweet_id, expiry, id",
        "FROM walk ORDER BY sweet_id, expiry DESC, id DESC",
        ("tests/api/selling/test_sale_stock.py::test_a_sale_takes_the_lots_that_expire_first_and_splits_over_several",),
    ),
    Mutant(
        "Some lots of a large sale are not looked at",
        "app/repositories/stock/lots.py",
        "        WHERE walk.covered < walk.needed\n",
        "        WHERE walk.covered * 2 < walk.needed\n",
        ("tests/api/selling/test_sale_stock.py",),
    ),
    Mutant(
        "A lot keeps from the day it came in, whenever it was made",
        "app/services/stock/stock.py",
        "            made_on = one.made_on or self._context.day_of(one.received_at)",
        "            made_on = self._context.day_of(one.received_at)",
        ("tests/api/stock/test_restock.py",),
    ),
    Mutant(
        "An order off the sweet's step is sold",
        "app/services/selling/sale_rules.py",
        "        check_step(line.quantity, sweet, line.pointer)\n",
        "",
        ("tests/api/selling/test_sales.py::test_a_quantity_the_sweet_is_not_sold_in_is_refused",),
    ),
    Mutant(
        "Lines of one sweet are not added up before they are held against the stock",
        "app/services/selling/sale_rules.py",
        "        wanted[line.sweet_id] += line.quantity",
        "        wanted[line.sweet_id] = line.quantity",
        ("tests/api/selling/test_line_names.py::test_lines_of_one_sweet_under_several_names_are_summed",),
    ),
    Mutant(
        "Archived sweets are sold",
        "app/services/stock/rules.py",
        "    if sweet.archived:",
        "    if False:",
        ("tests/api/catalogue/test_sweet_removal.py",),
    ),
    Mutant(
        "More goes back to a supplier than is left of the lot",
        "app/services/stock/stock.py",
        "            if quantity > lots[lot_id].on_hand",
        "            if quantity > lots[lot_id].on_hand + 1",
        ("tests/api/buying/test_supplier_returns.py",),
    ),
)

ALERTS = (
    Mutant(
        "Alerts do not follow the stock",
        "app/services/stock/stock.py",
        "        await self._alerts.reevaluate(movement.sweet_id for movement in movements)\n",
        "",
        ("tests/services/stock/test_alerts.py",),
    ),
    Mutant(
        "An alert is never resolved",
        "app/repositories/stock/stock_alerts.py",
        '        resolved_at=case((_due.state == "ok", _NOW)),',
        '        resolved_at=case((_due.state == "never", _NOW)),',
        ("tests/services/stock/test_alerts.py",),
    ),
    Mutant(
        "An alert is written again with each sale",
        "app/repositories/stock/stock_alerts.py",
        "        _watched.state != _watched.state_before,",
        '        _watched.state != "",',
        ("tests/services/stock/test_alerts.py",),
    ),
    Mutant(
        "A sweet that never had stock is reported as sold out",
        "app/repositories/stock/stock_alerts.py",
        "        or_(_watched.alert_id.is_not(None), exists().where(StockMovement.sweet_id == _watched.sweet_id)),\n",
        "",
        ("tests/services/stock/test_alerts.py",),
    ),
    Mutant(
        "The threshold of a category does not count",
        "app/repositories/stock/stock_state.py",
        "func.coalesce(Sweet.low_stock_threshold, of_category, case(",
        "func.coalesce(Sweet.low_stock_threshold, case(",
        ("tests/api/stock/test_stock_state.py::test_the_threshold_is_the_sweets_own_or_its_categorys_or_its_units",),
    ),
    Mutant(
        "A sweet with exactly its threshold left is not low",
        "app/repositories/stock/stock_state.py",
        'return case((available <= 0, "out"), (available <= THRESHOLD, "low"), else_="ok")',
        'return case((available <= 0, "out"), (available < THRESHOLD, "low"), else_="ok")',
        ("tests/api/stock/test_stock_state.py", "tests/services/stock/test_alerts.py"),
    ),
    Mutant(
        "Expired goods count as available",
        "app/repositories/stock/stock_state.py",
        "        day > _EXPIRY,\n",
        "        day > _EXPIRY,\n        Lot.on_hand < 0,\n",
        ("tests/services/stock/test_alerts.py::test_expired_stock_does_not_count",),
    ),
    Mutant(
        "Lots that expire soon are announced every day",
        "app/repositories/stock/expiry_alerts.py",
        "        ~exists().where(ExpiryAlert.lot_id == Lot.id),\n",
        "",
        ("tests/services/shop/test_daily_job.py::test_staff_are_warned_once_of_each_lot_before_it_expires",),
    ),
    Mutant(
        "Each worker does the daily job",
        "app/services/shop/daily_job.py",
        "            if done_for != today:",
        "            if today:",
        ("tests/services/shop/test_daily_job.py",),
    ),
)

COUNTS = (
    Mutant(
        "A count is posted although the stock has moved since",
        "app/services/stock/stocktakes.py",
        "if count.overtaken or count.expected != sweets[count.sweet_id].on_hand],",
        "if count.overtaken],",
        (
            "tests/api/stock/test_stocktake_counts.py"
            "::test_a_sweet_that_moves_between_count_and_posting_has_to_be_counted_again",
        ),
    ),
    Mutant(
        "A count is posted over a later one that came to the same quantity",
        "app/services/stock/stocktakes.py",
        "if count.overtaken or count.expected != sweets[count.sweet_id].on_hand],",
        "if count.expected != sweets[count.sweet_id].on_hand],",
        ("tests/api/stock/test_stocktake_counts.py", "tests/services/stock/test_count_races.py"),
    ),
    Mutant(
        "A count of what was on hand earlier is taken",
        "app/services/stock/stocktakes.py",
        "            [count for count in counts if count.expected != sweets[count.sweet_id].on_hand],\n",
        "            [],\n",
        ("tests/api/stock/test_stocktake_counts.py",),
    ),
    Mutant(
        "A stocktake is posted twice",
        "app/services/stock/stocktakes.py",
        "        if stocktake.status is not StocktakeStatus.OPEN:",
        "        if stocktake.status is StocktakeStatus.CANCELLED:",
        ("tests/api/stock/test_stocktakes.py::test_only_an_open_stocktake_is_counted_posted_or_cancelled",),
    ),
    Mutant(
        "A loss takes more than there is",
        "app/services/stock/adjustments.py",
        "        if allocation.available(sweet.id) < new.quantity:",
        "        if allocation.available(sweet.id) == 0:",
        ("tests/api/stock/test_adjustments.py::test_no_loss_goes_below_zero",),
    ),
    Mutant(
        "Goods that have not expired are written off as expired",
        "app/repositories/stock/lots.py",
        "return await self._walk(needed, date.min, today - timedelta(days=1))",
        "return await self._walk(needed, date.min, today)",
        ("tests/api/stock/test_write_off.py", "tests/services/stock/test_write_off.py"),
    ),
    Mutant(
        "What was found is taken away",
        "app/services/stock/adjustments.py",
        "        return [(lot_id, new.quantity)]",
        "        return [(lot_id, -new.quantity)]",
        ("tests/api/stock/test_adjustments.py",),
    ),
)
