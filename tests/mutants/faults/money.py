"""Faults in payments, drawers, accounts and the books that the database keeps of them."""

from tests.mutants.faults.mutant import Mutant

PAYMENTS = (
    Mutant(
        "More is paid than is due",
        "app/services/selling/settlement.py",
        "    if rest < 0:",
        "    if rest < -amount:",
        ("tests/services/selling/test_settlement.py",),
    ),
    Mutant(
        "Less is paid over the counter than is due",
        "app/services/selling/settlement.py",
        "    if in_full and rest > 0:",
        "    if in_full and rest > amount:",
        ("tests/services/selling/test_settlement.py",),
    ),
    Mutant(
        "Cash is not rounded to coins",
        "app/services/selling/settlement.py",
        "    rounding = rounding_to(rest, step)\n",
        "    rounding = zero()\n",
        ("tests/services/selling/test_settlement.py",),
    ),
    Mutant(
        "Too little cash is taken for enough",
        "app/services/selling/settlement.py",
        "    if given is not None and given < amount:",
        "    if False:",
        ("tests/services/selling/test_settlement.py",),
    ),
    Mutant(
        "An order is handed over unpaid",
        "app/services/selling/sale_payments.py",
        "            elif locked.sale.due > 0:",
        "            elif False:",
        ("tests/api/selling/test_sale_payments.py::test_an_order_is_not_handed_over_unpaid_nor_twice",),
    ),
    Mutant(
        "An order is handed over twice",
        "app/services/selling/sale_payments.py",
        "            if locked.sale.collected_at is not None:",
        "            if False:",
        ("tests/api/selling/test_sale_payments.py::test_an_order_is_not_handed_over_unpaid_nor_twice",),
    ),
    Mutant(
        "Baskets of one batch do not share the limit of an account",
        "app/services/selling/sale_rules.py",
        "    shop.charged[basket.customer_id] = shop.charged.get(basket.customer_id, zero()) + charge\n",
        "",
        ("tests/services/people/test_account_races.py::test_two_sales_of_one_batch_share_a_limit",),
    ),
    Mutant(
        "Two tills charge an account without waiting for one another",
        "app/repositories/people/customers.py",
        '_CHARGE = text(f"{_TO_SELL} FOR NO KEY UPDATE")',
        '_CHARGE = text(f"{_TO_SELL} FOR KEY SHARE")',
        ("tests/services/people/test_account_races.py",),
        is_race=True,
    ),
    Mutant(
        "Anybody gives a customer credit",
        "app/services/people/customers.py",
        '    if actor.role is not Role.ADMIN:\n        raise Forbidden("limit_by_admin"',
        '    if False:\n        raise Forbidden("limit_by_admin"',
        ("tests/api/people/test_credit_limits.py",),
    ),
    Mutant(
        "A deposit is given back beyond what was paid in",
        "app/services/selling/customer_accounts.py",
        "        if amount <= deposit:",
        "        if amount <= deposit + 100:",
        ("tests/api/people/test_account_money_back.py",),
    ),
    Mutant(
        "More cash is taken out of a drawer than is in it",
        "app/services/selling/drawers/drawers.py",
        "            if new.kind is DrawerMovementKind.OUT and amount > drawer.cash:",
        "            if False:",
        ("tests/api/selling/test_drawers.py::test_no_more_is_taken_out_than_should_be_in_it",),
    ),
    Mutant(
        "A drawer is closed while a sale is booked in it",
        "app/services/selling/drawers/drawers.py",
        "await self._drawers.get_exclusive(session_id))",
        "await self._drawers.get_for_update(session_id))",
        (
            "tests/api/selling/test_drawer_required.py::test_a_drawer_stays_open_until_the_cash_that_was_allowed_is_in_it",
        ),
        is_race=True,
    ),
    Mutant(
        "A salesperson looks into the drawer of another",
        "app/services/selling/drawers/drawers.py",
        '        owner = {} if actor.role is Role.ADMIN else {"owner": actor.user_id}',
        '        owner = {} if actor.is_staff else {"owner": actor.user_id}',
        ("tests/api/selling/test_drawers.py",),
    ),
    Mutant(
        "Cash is taken without the drawer that the shop requires",
        "app/services/selling/sale_rules.py",
        "    if settlement.cash > 0 and actor.user_id in shop.without_drawer:",
        "    if False:",
        ("tests/api/selling/test_drawer_required.py",),
    ),
)

_LEDGER = ("tests/database/test_payments_ledger.py",)

KEPT_BY_THE_DATABASE = (
    Mutant(
        "A payment does not lower what is due",
        "alembic/versions/0042_payments.py",
        "            ELSE sale.total + sum(payments.rounding) - sum(amount) END AS due,",
        "            ELSE sale.due END AS due,",
        _LEDGER,
    ),
    Mutant(
        "What is paid on account raises what is owed",
        "alembic/versions/0042_payments.py",
        "OWED = \"CASE kind WHEN 'account' THEN -amount ELSE amount END\"",
        'OWED = "amount"',
        _LEDGER,
    ),
    Mutant(
        "Cards count as cash in the drawer",
        "alembic/versions/0042_payments.py",
        "coalesce(sum(amount) FILTER (WHERE tender = 'cash'), 0) AS amount",
        "coalesce(sum(amount), 0) AS amount",
        _LEDGER,
    ),
    Mutant(
        "A sale is written paid, and its payments never come",
        "alembic/versions/0042_payments.py",
        '        "CREATE CONSTRAINT TRIGGER check_sale_due AFTER INSERT ON sales DEFERRABLE INITIALLY DEFERRED'
        ' FOR EACH ROW"\n        " EXECUTE FUNCTION check_sale_due()",\n',
        "",
        _LEDGER,
    ),
    Mutant(
        "A payment may be changed",
        "alembic/versions/0042_payments.py",
        '        "CREATE TRIGGER guard_payment BEFORE UPDATE ON payments FOR EACH ROW'
        ' EXECUTE FUNCTION guard_payment()",\n',
        "",
        _LEDGER,
    ),
    Mutant(
        "Cash given may be less than the payment",
        "alembic/versions/0042_payments.py",
        "AND kind IN ('sale', 'account') AND given >= amount AND given < 'NaN')",
        "AND kind IN ('sale', 'account') AND given >= 0 AND given < 'NaN')",
        _LEDGER,
    ),
    Mutant(
        "A closed drawer is opened again",
        "alembic/versions/0041_drawers_and_accounts.py",
        "    IF OLD.closed_at IS NOT NULL THEN",
        "    IF false THEN",
        _LEDGER,
    ),
    Mutant(
        "What a customer owes is written by hand",
        "alembic/versions/0041_drawers_and_accounts.py",
        "    IF NEW.balance <> OLD.balance AND pg_trigger_depth() = 1 THEN",
        "    IF false THEN",
        _LEDGER,
    ),
    Mutant(
        "A customer owes more than their limit",
        "alembic/versions/0041_drawers_and_accounts.py",
        '"balance <= coalesce(credit_limit, 0)"',
        "\"balance < 'NaN'\"",
        _LEDGER,
    ),
    Mutant(
        "What is taken out of a drawer is put in",
        "alembic/versions/0041_drawers_and_accounts.py",
        "sum(CASE kind WHEN 'in' THEN amount ELSE -amount END) AS amount",
        "sum(amount) AS amount",
        ("tests/api/selling/test_drawers.py",),
    ),
)
