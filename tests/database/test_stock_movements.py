"""I1, kept by the ledger's trigger: stock on hand follows the movements, however they are written."""

from decimal import Decimal

import asyncpg
import pytest

from tests.database.ledger import MOVE, everything, on_hand, undone

MOVED = [
    pytest.param("(1, 1, 1, 'count', 1, NULL, NULL, NULL, 1)", {"lot 1": 1, "sweet 1": 1}, id="one row"),
    pytest.param(
        """(1, 1, 10, 'restock', 1, NULL, NULL, NULL, NULL),
        (1, 1, -3.5, 'adjustment', 1, NULL, NULL, 1, NULL),
        (1, 2, 0.125, 'count', 1, NULL, NULL, NULL, 1),
        (2, 3, 7, 'restock', 1, NULL, NULL, NULL, NULL),
        (2, 4, 0.001, 'restock', 1, NULL, NULL, NULL, NULL),
        (1, 2, -1, 'sale', 3, 1, 1, NULL, NULL),
        (1, 1, -0.5, 'sale', 3, 1, 1, NULL, NULL)""",
        {"lot 1": "6", "lot 2": "-0.875", "sweet 1": "5.125", "lot 3": "7", "lot 4": "0.001", "sweet 2": "7.001"},
        id="many rows of several lots",
    ),
    pytest.param(
        "(1, 1, 500, 'count', 1, NULL, NULL, NULL, 1), (1, 1, -504, 'count', 1, NULL, NULL, NULL, 1)",
        {"lot 1": -4, "sweet 1": -4},
        id="more goes out than was there before the statement",
    ),
    pytest.param(
        "(1, 2, 3, 'count', 1, NULL, NULL, NULL, 1), (1, 1, -3, 'count', 1, NULL, NULL, NULL, 1)",
        {"lot 2": 3, "lot 1": -3},
    ),
    pytest.param(
        "(1, 1, 99999999900, 'restock', 1, NULL, NULL, NULL, NULL)", {"lot 1": 99999999900, "sweet 1": 99999999900}
    ),
]


@pytest.mark.parametrize(("rows", "changes"), MOVED)
async def test_movements_change_the_stock_by_exactly_their_quantity(
    ledger: asyncpg.Connection, rows: str, changes: dict[str, str | int]
) -> None:
    before = await on_hand(ledger)
    async with undone(ledger):
        await ledger.execute(f"{MOVE} {rows}")
        after = await on_hand(ledger)
        assert {key: after[key] - before[key] for key in after if after[key] != before[key]} == {
            key: Decimal(change) for key, change in changes.items()
        }
    assert await on_hand(ledger) == before


async def test_movements_that_are_copied_in_count_as_well(ledger: asyncpg.Connection) -> None:
    before = await on_hand(ledger)
    columns = ["sweet_id", "lot_id", "quantity", "kind", "actor_id"]
    rows = [(1, 1, Decimal("0.001"), "restock", 1)] * 1000
    async with undone(ledger):
        await ledger.copy_records_to_table("stock_movements", records=rows, columns=columns)
        assert (await on_hand(ledger))["lot 1"] == before["lot 1"] + 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sales SET status = 'voided', due = 0 WHERE id = 1",
        "UPDATE sales SET status = 'voided', due = 0; UPDATE sales SET status = 'completed'",
        "UPDATE sweets SET price = 11, name = 'Kaju Barfi', on_hand = on_hand WHERE id = 1",
        "UPDATE lots SET note = 'second shelf', best_before = '2099-01-01' WHERE id = 1",
        "UPDATE lots SET sweet_id = 1 WHERE id = 4",
        "DELETE FROM lots WHERE id = 4",
    ],
)
async def test_a_change_that_breaks_no_invariant_is_allowed(ledger: asyncpg.Connection, statement: str) -> None:
    before = await everything(ledger)
    async with undone(ledger):
        await ledger.execute(statement)
        await on_hand(ledger)
        assert statement.count(";") or await everything(ledger) != before
