"""Faults in what every change relies on: transactions, locks, keys, batches, time and money."""

from tests.mutants.faults.mutant import Mutant

TRANSACTIONS = (
    Mutant(
        "An answer is sent before its changes are committed",
        "app/api/deps.py",
        'SessionDep = Annotated[AsyncSession, Depends(get_session, scope="function")]\nReadingSessionDep',
        "SessionDep = Annotated[AsyncSession, Depends(get_session)]\nReadingSessionDep",
        ("tests/api/common/test_commits.py",),
    ),
    Mutant(
        "A refusal that has to keep its changes is rolled back",
        "app/database/unit_of_work.py",
        "                    if error.keeps_changes:\n                        await session.commit()\n",
        "",
        (
            "tests/api/people/test_refresh.py::test_a_token_used_twice_ends_the_login_for_whoever_holds_it",
            "tests/api/people/test_throttling.py::test_the_counts_are_committed_although_the_login_failed",
        ),
    ),
    Mutant(
        "A transaction that gave way to another is not tried again",
        "app/database/unit_of_work.py",
        "TRANSACTION_TRIES = 5",
        "TRANSACTION_TRIES = 1",
        ("tests/database/test_unit_of_work.py",),
    ),
    Mutant(
        "A report reads each of its parts at another moment",
        "app/database/unit_of_work.py",
        '"isolation_level": "REPEATABLE READ"',
        '"isolation_level": "READ COMMITTED"',
        ("tests/database/test_unit_of_work.py",),
    ),
    Mutant(
        "A batch that fails takes all of its baskets with it",
        "app/core/group_commit.py",
        "if len(batch) == 1 or isinstance(error, Unavailable):",
        "if batch:",
        ("tests/core/test_group_commit.py",),
    ),
    Mutant(
        "A batch whose commit is in doubt is run again",
        "app/core/group_commit.py",
        "if len(batch) == 1 or isinstance(error, Unavailable):",
        "if len(batch) == 1:",
        ("tests/core/test_group_commit.py",),
    ),
    Mutant(
        "A batch swallows the refusal of a basket",
        "app/services/selling/sales.py",
        "                outcomes.refuse(position, refusal)",
        "                _ = refusal",
        ("tests/api/selling/test_sales.py",),
    ),
    Mutant(
        "The queue of baskets has no end",
        "app/core/group_commit.py",
        "if self._closed or len(self._waiting) >= self._max_waiting:",
        "if self._closed:",
        ("tests/core/test_group_commit.py",),
    ),
    Mutant(
        "A reader shares an answer that was read before they asked",
        "app/core/shared_reads.py",
        "            result: Result | Exception = await self._read(readers[0])",
        "            result: Result | Exception = self.__dict__.setdefault(readers[0], await self._read(readers[0]))",
        ("tests/core/test_shared_reads.py",),
    ),
    Mutant(
        "Who waits for a lock waits for ever",
        "app/database/engine.py",
        '    "lock_timeout": "2s",\n',
        "",
        ("tests/core/test_config.py",),
    ),
    Mutant(
        "A statement may run for ever",
        "app/database/engine.py",
        '    "statement_timeout": "5s",\n',
        "",
        ("tests/core/test_config.py",),
    ),
    Mutant(
        "A server that hangs is waited for",
        "app/database/engine.py",
        '"command_timeout": give_up_after,',
        '"command_timeout": None,',
        ("tests/api/common/test_regressions.py::test_a_database_that_hangs_is_given_up_on",),
    ),
    Mutant(
        "A connection to a server that became read-only stays in the pool",
        "app/database/engine.py",
        "        context.is_disconnect = True",
        "        context.is_disconnect = False",
        ("tests/api/common/test_outage.py",),
    ),
)

KEYS = (
    Mutant(
        "A kept answer is not looked for",
        "app/services/common/idempotency.py",
        "        if kept is not None:\n            return kept\n        answer = await work()",
        "        answer = await work()",
        ("tests/api/stock/test_restock.py::test_a_retry_with_the_same_key_is_answered_and_adds_no_stock",),
    ),
    Mutant(
        "The answer of a sale is not kept under its key",
        "app/services/selling/sales.py",
        "        if keyed:\n            await self._idempotency.keep(keyed)\n",
        "",
        ("tests/services/selling/test_same_key.py",),
    ),
    Mutant(
        "A key does not wait for the request that uses it",
        "app/services/common/idempotency.py",
        "        await self._keys.lock(keys)\n",
        "",
        ("tests/services/selling/test_same_key.py",),
        is_race=True,
    ),
    Mutant(
        "Keys are locked in the order they came in",
        "app/repositories/common/idempotency_keys.py",
        "(SELECT DISTINCT hashtextextended(name, 0) AS hash FROM unnest(CAST(:names AS text[])) AS name) AS hashes\n"
        "    ORDER BY hash\n",
        "(SELECT hashtextextended(name, 0) AS hash FROM unnest(CAST(:names AS text[])) AS name) AS hashes\n",
        ("tests/services/selling/test_races.py::test_keys_in_opposite_order_never_deadlock",),
        is_race=True,
    ),
    Mutant(
        "A key that was used for another request is answered with that request's answer",
        "app/services/common/idempotency.py",
        "        if kept.fingerprint != request.fingerprint:\n            raise key_reused()\n",
        "",
        ("tests/api/common/test_creating_once.py::test_a_key_with_another_body_is_refused",),
    ),
    Mutant(
        "A key of one person is a key of everybody",
        "app/repositories/common/idempotency_keys.py",
        """    SELECT actor_id, key, fingerprint, resource_id, body
    FROM idempotency_keys
    JOIN unnest(CAST(:actor_ids AS bigint[]), CAST(:keys AS text[])) AS wanted (actor_id, key) USING (actor_id, key)
""",
        """    SELECT wanted.actor_id, key, fingerprint, resource_id, body
    FROM idempotency_keys
    JOIN unnest(CAST(:actor_ids AS bigint[]), CAST(:keys AS text[])) AS wanted (actor_id, key) USING (key)
""",
        ("tests/services/selling/test_same_key.py::test_the_same_key_of_two_people_is_two_keys",),
    ),
)

NUMBERS = (
    Mutant(
        "Half a paisa is rounded down",
        "app/core/money.py",
        "    return amount.quantize(_InUse.smallest, ROUND_HALF_UP)",
        '    return amount.quantize(_InUse.smallest, "ROUND_HALF_DOWN")',
        ("tests/core/test_money.py",),
    ),
    Mutant(
        "Money goes through a float",
        "app/core/money.py",
        "    return rounded(quantity * unit_price)",
        "    return rounded(Decimal(float(quantity) * float(unit_price)))",
        ("tests/core/test_money.py",),
    ),
    Mutant(
        "The parts of an amount lose what rounding leaves",
        "app/core/money.py",
        "    for index in by_loss[: units - sum(parts)]:",
        "    for index in by_loss[: units - sum(parts) - 1]:",
        ("tests/services/selling/test_pricing.py",),
    ),
    Mutant(
        "Half a coin of cash is rounded down",
        "app/core/money.py",
        "    return (amount / step).quantize(Decimal(1), ROUND_HALF_UP) * step - amount",
        '    return (amount / step).quantize(Decimal(1), "ROUND_HALF_DOWN") * step - amount',
        ("tests/core/test_currency_decimals.py",),
    ),
    Mutant(
        "The cost of a unit is kept to the paisa alone",
        "app/core/money.py",
        'COST_PLACES = Decimal("0.0001")',
        'COST_PLACES = Decimal("0.01")',
        ("tests/core/test_money.py",),
    ),
    Mutant(
        "The shop's day is that of Greenwich",
        "app/core/clock.py",
        "    return moment.astimezone(time_zone).date()",
        "    return moment.date()",
        ("tests/core/test_clock.py",),
    ),
    Mutant(
        "A day that ends at two in the night ends at midnight",
        "app/core/clock.py",
        "            return local.date() - timedelta(days=local.time() < self.day_end)",
        "            return local.date()",
        ("tests/core/test_clock.py",),
    ),
    Mutant(
        "The financial year begins in May",
        "app/core/clock.py",
        "day.month >= 4",
        "day.month > 4",
        ("tests/core/test_clock.py",),
    ),
)
