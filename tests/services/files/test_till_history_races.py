"""A till's history that comes into the books while others are at the same things."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from httpx import AsyncClient

from tests.support.answers import ok, problem
from tests.support.concurrency import until_waiting
from tests.support.imports import import_till_history
from tests.support.requests import NewSweet
from tests.support.shop import TestShop

FILE = "Date,Time,Ticket,Item\n2016-10-30,9:00,1,Tea\n"


@asynccontextmanager
async def booking(shop: TestShop, sweet: dict[str, Any]) -> AsyncIterator[None]:
    """Another import that has booked the first ticket, and commits at the end of the block."""
    async with shop.connect() as connection, connection.transaction():
        await connection.execute(
            """
            WITH ticket AS (
                INSERT INTO history_tickets (ticket, sold_at, business_day) VALUES ('1', $2, $3) RETURNING id
            )
            INSERT INTO history_lines (ticket_id, line_no, sweet_id, item, quantity)
            SELECT id, 1, $1, 'Tea', 1 FROM ticket
            """,
            sweet["id"],
            datetime(2016, 10, 30, 3, 30, tzinfo=UTC),
            datetime(2016, 10, 30, tzinfo=UTC).date(),
        )
        yield


async def test_a_ticket_that_another_import_was_faster_with_is_looked_at_again(
    shop: TestShop, new_sweet: NewSweet
) -> None:
    async with booking(shop, await new_sweet(name="Tea")):
        running = asyncio.create_task(import_till_history(shop, FILE))
        await until_waiting(shop, 1)
    imported = await running
    assert (imported.added_updated_unchanged, imported.refused) == ((0, 0, 1), [])


async def test_the_other_tickets_of_a_batch_are_booked_although_another_import_was_faster_with_one(
    shop: TestShop, new_sweet: NewSweet
) -> None:
    async with booking(shop, await new_sweet(name="Tea")):
        running = asyncio.create_task(import_till_history(shop, f"{FILE}2016-10-30,9:05,2,Tea\n"))
        await until_waiting(shop, 1)
    imported = await running
    assert (imported.added_updated_unchanged, imported.refused) == ((1, 0, 1), [])


async def test_a_sweet_that_gets_a_history_while_it_is_deleted_stays_and_can_then_be_archived(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    tea = await new_sweet(name="Tea")
    address, any_version = f"/api/sweets/{tea['id']}", {"If-Match": "*"}
    async with booking(shop, tea):
        deleting = asyncio.create_task(admin.delete(address, headers=any_version))
        await until_waiting(shop, 1)
    problem(await deleting, 409, "sweet_in_use")
    assert (await admin.delete(address, headers=any_version)).status_code == 204
    assert ok(await admin.get(address))["archived_at"] is not None


async def test_a_sweet_is_sold_while_its_history_is_being_booked(
    shop: TestShop, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    tea = await new_sweet(name="Tea", stock="5")
    async with booking(shop, tea):
        answer = await customer.post(f"/api/sweets/{tea['id']}/purchase", json={"quantity": "1"})
        assert answer.status_code == 201, answer.text
