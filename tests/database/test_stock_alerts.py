"""The database refuses contradictory alerts, whoever writes them."""

import asyncpg
import pytest

from tests.database.ledger import undone

ALERT = "INSERT INTO stock_alerts (sweet_id, state, available, raised_at, escalated_at, resolved_at) VALUES"

REFUSED = [
    ("uq_stock_alerts_open", f"{ALERT} (1, 'low', 1, suite.now(), NULL, NULL), (1, 'out', 0, suite.now(), NULL, NULL)"),
    ("ck_stock_alerts_state", f"{ALERT} (1, 'ok', 1, suite.now(), NULL, NULL)"),
    ("ck_stock_alerts_escalated_is_out", f"{ALERT} (1, 'low', 1, suite.now(), suite.now(), NULL)"),
    ("ck_stock_alerts_available_not_negative", f"{ALERT} (1, 'out', -1, suite.now(), NULL, NULL)"),
    ("ck_stock_alerts_available_not_negative", f"{ALERT} (1, 'out', 'NaN', suite.now(), NULL, NULL)"),
    ("fk_stock_alerts_sweet_id_sweets", f"{ALERT} (99, 'out', 0, suite.now(), NULL, NULL)"),
]


@pytest.mark.parametrize(("constraint", "statement"), REFUSED)
async def test_an_alert_that_cannot_be_is_refused(ledger: asyncpg.Connection, constraint: str, statement: str) -> None:
    async with undone(ledger):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError) as caught:
            await ledger.execute(statement)
    assert caught.value.constraint_name == constraint


async def test_a_sweet_has_one_open_alert_and_any_number_of_resolved_ones(ledger: asyncpg.Connection) -> None:
    async with undone(ledger):
        await ledger.execute(
            f"{ALERT} (1, 'low', 1, suite.now(), NULL, suite.now()),"
            " (1, 'out', 0, suite.now(), suite.now(), suite.now())"
        )
        await ledger.execute(f"{ALERT} (1, 'low', 1, suite.now(), NULL, NULL), (2, 'low', 1, suite.now(), NULL, NULL)")
        with pytest.raises(asyncpg.UniqueViolationError):
            await ledger.execute("UPDATE stock_alerts SET resolved_at = NULL WHERE state = 'out'")
