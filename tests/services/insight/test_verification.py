"""`verify` finds each broken promise and names its row, although it was broken behind the database's back."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncEngine

from app.database.embedded import EmbeddedPostgres
from app.database.engine import create_engine
from app.database.unit_of_work import Database
from app.repositories.insight.verification import CHECKS
from app.services.common.context import ShopContext
from app.services.insight.verification import VerificationService

# One of everything that moves stock, in a shop in Kolkata. Of sweet 1 five are left, which is low; lot 3 has expired;
# sweet 3 is archived and sold out, sweet 4 never moved.
from tests.services.insight.broken_books import PLANTED
from tests.services.insight.broken_days import LATER_AND_EARLIER, PLANTED_IN_DAYS
from tests.services.insight.broken_payments import PLANTED_PAYMENTS
from tests.services.insight.broken_promises import differences_after, execute
from tests.services.insight.broken_refunds import PLANTED_REFUNDS
from tests.services.insight.sound_books import BOOKS, NOON
from tests.support.databases import copied_database

BROKEN = [*PLANTED, *PLANTED_IN_DAYS]


@pytest_asyncio.fixture(scope="module")
async def books(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[AsyncEngine]:
    """A database with one of everything, which the tests leave as it was."""
    async with copied_database(postgres, template) as url:
        engine = create_engine(url, pool_size=2)
        async with engine.begin() as connection:
            await execute(connection, BOOKS + LATER_AND_EARLIER)
        yield engine
        await engine.dispose()


async def test_books_that_are_in_order_differ_nowhere(books: AsyncEngine) -> None:
    heard: list[str] = []
    async with Database(books, lambda: NOON).unit_of_work() as session:
        service = VerificationService(session, ShopContext(lambda: NOON))
        assert await service.verify(heard.append) == []
    assert heard == list(CHECKS)


@pytest.mark.parametrize(
    ("promise", "row", "statements"), BROKEN, ids=[f"{row}: {sql.strip()[:70]}" for _, row, sql in BROKEN]
)
async def test_a_broken_promise_is_found_and_its_row_is_named(
    books: AsyncEngine, promise: str, row: str, statements: str
) -> None:
    if row == "stock_movements 99":
        # The database knows these constraints as well.
        statements = f"ALTER TABLE stock_movements DISABLE TRIGGER ALL; {DROP_CHECKS} {statements}"
    found = await differences_after(books, statements)
    assert row in {one.row for one in found if one.promise.startswith(promise)}, found


async def test_it_is_said_how_a_day_differs(books: AsyncEngine) -> None:
    change = "UPDATE daily_sales SET gross = 7, cost = cost + 0.5 WHERE day = '2026-11-11'; {}"
    found = await differences_after(books, change.format("DELETE FROM daily_sales WHERE day = '2026-11-01'"))
    assert [(one.row, one.detail) for one in found] == [
        ("daily_sales 2026-11-01", "it is missing"),
        ("daily_sales 2026-11-11", "gross 7.00, should be 0; cost 0.5000000, should be 0.0000000"),
    ]
    found = await differences_after(
        books,
        "DELETE FROM payments WHERE kind = 'refund'; DELETE FROM refund_line_taxes; DELETE FROM refund_lines;"
        " DELETE FROM refunds",
    )
    assert [(one.row, one.detail) for one in found] == [
        ("daily_payments 2026-11-11/12/refund/cash/1/0", "no payment is of it"),
        ("daily_sweet_sales 2026-11-11/3", "no document is of it"),
        ("daily_sales 2026-11-11", "no document is of it"),
    ]


DROP_CHECKS = """
    DO $$ DECLARE name text; BEGIN
        FOR name IN SELECT conname FROM pg_constraint WHERE conrelid = 'stock_movements'::regclass AND contype = 'c'
        LOOP EXECUTE format('ALTER TABLE stock_movements DROP CONSTRAINT %I', name); END LOOP;
    END $$;
"""


def test_every_promise_is_broken_by_some_test() -> None:
    planted = [*BROKEN, *PLANTED_REFUNDS, *PLANTED_PAYMENTS]
    broken = {check for check in CHECKS for promise, _, _ in planted if check.startswith(promise)}
    assert broken == set(CHECKS)


@pytest.mark.parametrize(
    ("days", "done_for", "alert", "differs"),
    [
        # Barfi, low since the 10th, is sold out once its lot expires: on the 21st.
        (0, None, "low", False),
        (10, None, "low", False),
        (11, None, "low", False),
        (11, "2026-11-20", "low", False),
        (11, "2026-11-21", "low", True),
        (11, "2026-11-21", "out", False),
        (11, None, "out", False),
        (10, None, "out", True),
        (30, "2026-11-20", "low", False),
        (30, "2026-11-21", "low", True),
    ],
)
async def test_an_alert_may_lag_behind_a_lot_that_expires_only_until_the_daily_job(
    books: AsyncEngine, days: int, done_for: str | None, alert: str, *, differs: bool
) -> None:
    job = f"INSERT INTO daily_jobs (name, done_for) VALUES ('expiry', '{done_for}');" if done_for else ""
    # Peda expires on the same day, and is no part of this.
    change = f"{job} UPDATE stock_alerts SET state = '{alert}'; UPDATE lots SET best_before = NULL WHERE id = 2"
    found = await differences_after(books, change, NOON + timedelta(days=days))
    assert [one.row for one in found] == (["sweets 1"] if differs else [])


async def test_an_alert_may_stand_as_of_a_day_between_the_last_movement_and_today(books: AsyncEngine) -> None:
    # Of 5.5 kg, 3 expire and then 1.75 more: it is well, then low on the 16th, then out on the 21st.
    lots = """
        UPDATE sweets SET low_stock_threshold = 2.5, on_hand = 5.5, stock_value = stock_value + 3 WHERE id = 2;
        INSERT INTO lots (id, sweet_id, unit_cost, best_before, on_hand) VALUES (9, 2, 1, '2026-11-15', 3);
        INSERT INTO stock_movements (id, sweet_id, lot_id, quantity, kind, unit_cost, actor_id, occurred_at)
        VALUES (99, 2, 9, 3, 'restock', 1, 1, '2026-11-10T06:30Z');
    """
    low = "INSERT INTO stock_alerts (sweet_id, state, available, raised_at) VALUES (2, 'low', 2.5, suite.now())"
    # As for barfi, it is sold out on the 21st and not looked at here.
    barfi = (
        "UPDATE stock_alerts SET resolved_at = suite.now() WHERE id = 1;"
        " UPDATE sweets SET archived_at = suite.now() WHERE id = 1"
    )
    for days, differs in ((0, True), (5, True), (6, False), (10, False), (11, False), (100, False)):
        found = await differences_after(books, f"{lots} {low}; {barfi}", NOON + timedelta(days=days))
        assert [one.row for one in found] == (["sweets 2"] if differs else [])


async def test_a_sale_made_before_the_time_zone_was_changed_is_given_two_days(books: AsyncEngine) -> None:
    change = """
        UPDATE lots SET best_before = '2026-11-09' WHERE id = 1;
        INSERT INTO audit_logs (occurred_at, action, entity, outcome, before, after)
        VALUES ('{}', 'settings.updated', 'settings', 'done', '{{}}', '{{"time_zone": "Asia/Kolkata"}}');
    """
    for moment, differs in (("2026-11-10T06:31Z", False), ("2026-11-10T06:29Z", True)):
        found = await differences_after(books, change.format(moment))
        named = {one.row for one in found if one.promise.startswith("Lots: nothing was sold")}
        assert named == ({"stock_movements 5", "stock_movements 6"} if differs else set())
