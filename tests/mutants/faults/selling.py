"""Faults in selling: prices, limits, voids, refunds and orders."""

from tests.mutants.faults.mutant import Mutant

SALES = (
    Mutant(
        "A sale costs more than its buyer agreed to",
        "app/services/selling/sale_rules.py",
        "    if basket.max_total is not None and due > basket.max_total:",
        "    if False:",
        ("tests/api/selling/test_max_total.py",),
    ),
    Mutant(
        "A salesperson gives any discount",
        "app/services/selling/pricing/sale_amounts.py",
        "        check_discount_limit(line_totals, own, basket.discount, terms.max_discount_percent[role])\n",
        "",
        ("tests/api/selling/test_discounts.py",),
    ),
    Mutant(
        "A customer gives themselves a discount",
        "app/services/selling/sale_rules.py",
        "    if basket.has_discount and role not in STAFF:",
        "    if False:",
        ("tests/api/selling/test_discounts.py::test_customers_take_nothing_off",),
    ),
    Mutant(
        "The discount of a line does not lower what the discount on the whole is taken off",
        "app/services/selling/pricing/discounts.py",
        "    of_sale = spread(_discount_amount(whole, sum(left, zero())), left)",
        "    of_sale = spread(_discount_amount(whole, sum(line_totals, zero())), left)",
        ("tests/services/selling/test_pricing.py", "tests/api/selling/test_discounts.py"),
    ),
    Mutant(
        "Tax in the price is taken as tax on top of it",
        "app/services/selling/pricing/taxes.py",
        "        whole += sum((rate for _, rate in components), zero())",
        "        whole += 0",
        ("tests/services/selling/test_pricing.py",),
    ),
    Mutant(
        "A tax is rounded down",
        "app/services/selling/pricing/taxes.py",
        "    amounts = [rounded(net * rate / whole) for _, rate in components]",
        '    amounts = [(net * rate / whole).quantize(Decimal("0.01"), "ROUND_DOWN") for _, rate in components]',
        ("tests/services/selling/test_pricing.py",),
    ),
    Mutant(
        "Sales that are booked together leave a gap between their numbers",
        "app/repositories/selling/sale_writer.py",
        "SELECT financial_year, count(*) AS sales FROM new GROUP BY",
        "SELECT financial_year, count(*) + 1 AS sales FROM new GROUP BY",
        ("tests/api/selling/test_sale_stock.py::test_the_numbers_of_sales_have_no_gaps_within_a_financial_year",),
    ),
    Mutant(
        "A salesperson enters a sale of a day whose books are closed",
        "app/services/selling/sale_rules.py",
        "    if actor.role is not Role.ADMIN:",
        "    if False:",
        ("tests/api/selling/test_late_sales.py",),
    ),
    Mutant(
        "Baskets of one batch are not counted against the limits of their buyer",
        "app/services/selling/sale_rules.py",
        "        count(basket, actor, shop.orders)\n",
        "        pass\n",
        ("tests/services/selling/test_buyer_limits.py",),
    ),
    Mutant(
        "Two workers let a customer pass the limits at the same moment",
        "app/repositories/selling/orders.py",
        "ORDER BY id FOR NO KEY UPDATE",
        "ORDER BY id",
        (
            "tests/services/selling/test_buyer_limits.py"
            "::test_two_workers_at_once_do_not_let_a_customer_pass_the_limits",
        ),
        is_race=True,
    ),
)

UNDOING = (
    Mutant(
        "A sale is voided on a later day",
        "app/services/selling/voids.py",
        "        if sale.due == 0 and sale.business_day != self._business_days.of(now):",
        "        if False:",
        ("tests/api/selling/test_voids.py",),
    ),
    Mutant(
        "A sale is voided that was refunded before",
        "app/services/selling/voids.py",
        "        if await self._refunds.any_of(sale_id):",
        "        if False:",
        ("tests/api/selling/test_refunds.py::test_a_voided_sale_is_not_refunded_and_a_refunded_one_not_voided",),
    ),
    Mutant(
        "The goods of a voided sale stay away",
        "app/services/selling/voids.py",
        "                for part in parts\n            ]\n        )\n\n    async def _lock_voidable",
        "                for part in parts[:0]\n            ]\n        )\n\n    async def _lock_voidable",
        ("tests/api/selling/test_voids.py",),
    ),
    Mutant(
        "Two who undo one sale do not wait for one another",
        "app/repositories/selling/sales.py",
        '_LOCK = text(f"{_TO_UNDO.text} FOR NO KEY UPDATE")',
        "_LOCK = text(_TO_UNDO.text)",
        ("tests/services/selling/test_refund_races.py", "tests/services/selling/test_void_races.py"),
        is_race=True,
    ),
    Mutant(
        "More of a line is refunded than was sold",
        "app/services/selling/refund_rules.py",
        "        if line.quantity > line.sold.left\n",
        "        if line.quantity > line.sold.quantity\n",
        (
            "tests/api/selling/test_refunds.py"
            "::test_more_than_is_left_of_any_line_is_refused_with_all_such_lines_and_nothing_is_given_back",
        ),
    ),
    Mutant(
        "More money alone is given back than is left of a line",
        "app/services/selling/refund_rules.py",
        "        if line.amount is not None and line.amount > money_left(line.sold, mode)\n",
        "        if False\n",
        ("tests/api/selling/test_money_alone.py::test_no_more_than_is_left_of_the_line_is_given",),
    ),
    Mutant(
        "A refund of several parts does not add up to its line",
        "app/services/selling/pricing/refund_amounts.py",
        "        return _left(line, amount) - _left(line, amount, quantity)",
        "        return share(amount, quantity, line.quantity)",
        ("tests/services/selling/test_refund_pricing.py",),
    ),
    Mutant(
        "Refunded food goes back on the shelf unasked",
        "app/services/selling/refunds.py",
        "[line for line in lines if line.restock])",
        "lines)",
        ("tests/api/selling/test_refunds.py", "tests/api/selling/test_refund_stock.py"),
    ),
    Mutant(
        "The limit of refunds is of each refund, and not of all of a sale",
        "app/services/selling/refund_limits.py",
        "amount + await self._given_back.given_back_but_by_admins(sale_id) > limit:",
        "amount > limit:",
        (
            "tests/api/selling/test_money_back.py"
            "::test_the_limit_is_for_all_that_salespeople_give_back_of_a_sale_together",
        ),
    ),
    Mutant(
        "A salesperson gives back by a tender more than came by it",
        "app/services/selling/payouts.py",
        "    if role is not Role.ADMIN:\n",
        "    if False:\n",
        ("tests/services/selling/test_payouts.py",),
    ),
    Mutant(
        "A sale nobody has paid is refunded",
        "app/services/selling/refund_rules.py",
        "    if sale.due > 0:",
        "    if False:",
        ("tests/api/selling/test_refund_tenders.py::test_what_is_not_paid_yet_is_not_refunded",),
    ),
    Mutant(
        "An order lapses while it is being collected",
        "app/repositories/selling/orders.py",
        "    FOR NO KEY UPDATE SKIP LOCKED\n",
        "",
        ("tests/services/selling/test_lapses.py",),
        is_race=True,
    ),
    Mutant(
        "An order lapses of which a part is paid",
        "app/repositories/selling/orders.py",
        "        AND held_until < CAST(:now AS timestamptz) AND due = total + rounding\n"
        "        AND NOT EXISTS (SELECT FROM payments WHERE payments.sale_id = sales.id)\n",
        "        AND held_until < CAST(:now AS timestamptz)\n",
        ("tests/services/selling/test_lapses.py",),
    ),
)
