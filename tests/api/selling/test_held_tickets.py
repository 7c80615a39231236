"""Held tickets: put aside at one till, taken up at another."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from app.models import Role
from app.schemas.held_ticket import HeldTicketPage, HeldTicketRead
from app.services.shop.housekeeping import HELD_TICKETS_KEPT, Housekeeping
from tests.support.answers import created, ok, problem, read_strictly
from tests.support.requests import NewSweet, new_customer
from tests.support.shop import TestShop, log_in_as
from tests.support.statement_counts import KEYS, LIST_PRIVATE, QUOTE

REASON = {"reason": "A regular"}


@pytest.fixture
async def basket(new_sweet: NewSweet) -> dict[str, Any]:
    """Half a kilogram of one sweet and three pieces of another, for 225.00 less 5 %, 45.00 and 10.00 off the whole."""
    katli = await new_sweet(unit="kg", price="450.00", stock="5")
    ladoo = await new_sweet(price="15.00", stock="5")
    return {
        "lines": [
            {"sweet_id": katli["id"], "quantity": "0.5", "tare": "0.01", "discount": {"percent": "5"} | REASON},
            {"sweet_id": ladoo["id"], "quantity": 3},
        ],
        "discount": {"amount": 10} | REASON,
    }


async def held(client: AsyncClient) -> list[dict[str, Any]]:
    page = ok(await client.get("/api/tickets"))
    read_strictly(HeldTicketPage, page)
    return list(page["items"])


async def test_a_ticket_is_taken_up_at_another_till_as_it_was_held(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, basket: dict[str, Any]
) -> None:
    asha = await new_customer(admin, "Asha")
    about = {"title": "Red scarf", "customer_id": asha["id"], "note": "Fetches her purse."}
    answer = await salesperson.post("/api/tickets", json=basket | about)
    ticket = created(answer)
    assert answer.headers["Location"] == f"/api/tickets/{ticket['id']}"
    read_strictly(HeldTicketRead, ticket)
    (listed,) = await held(admin)
    names = {"customer_name": "Asha", "held_by_name": "Salesperson"}
    assert (
        listed == {name: value for name, value in ticket.items() if name not in ("lines", "discount", "note")} | names
    )
    assert (ticket["title"], ticket["note"]) == ("Red scarf", "Fetches her purse.")
    assert (ticket["customer_id"], ticket["held_by"]) == (asha["id"], 2)
    assert (ticket["line_count"], ticket["total"], ticket["can_be_sold"]) == (2, "248.75", True)
    assert ok(await admin.get(f"/api/tickets/{ticket['id']}")) == ticket

    assert ok(await admin.post(f"/api/tickets/{ticket['id']}/take-up")) == ticket
    assert await held(admin) == []
    sale = created(await admin.post("/api/sales", json={name: ticket[name] for name in ("lines", "discount", "note")}))
    assert sale["total"] == ticket["total"]
    actions = await shop.sql("SELECT action, actor_id FROM audit_logs WHERE entity = 'held_ticket' ORDER BY id")
    assert [tuple(row) for row in actions] == [("held_ticket.created", 2), ("held_ticket.taken_up", 1)]


async def test_a_ticket_that_is_gone_is_not_found(salesperson: AsyncClient, basket: dict[str, Any]) -> None:
    ticket = created(await salesperson.post("/api/tickets", json=basket))
    assert (await salesperson.delete(f"/api/tickets/{ticket['id']}")).status_code == 204
    assert await held(salesperson) == []
    address = f"/api/tickets/{ticket['id']}"
    for answer in (
        await salesperson.get(address),
        await salesperson.delete(address),
        await salesperson.post(f"{address}/take-up"),
    ):
        problem(answer, 404, "held_ticket_not_found")


async def test_a_lost_reply_is_given_again(salesperson: AsyncClient, basket: dict[str, Any]) -> None:
    key = {"Idempotency-Key": "hold"}
    tickets = [created(await salesperson.post("/api/tickets", json=basket, headers=key)) for _ in range(2)]
    assert tickets[0] == tickets[1]
    assert len(await held(salesperson)) == 1
    address = f"/api/tickets/{tickets[0]['id']}/take-up"
    key = {"Idempotency-Key": "take up"}
    answers = [await salesperson.post(address, headers=key) for _ in range(2)]
    assert [ok(answer) for answer in answers] == tickets
    assert ["Idempotency-Replayed" in answer.headers for answer in answers] == [False, True]
    problem(await salesperson.post(address), 404, "held_ticket_not_found")


async def test_nothing_is_reserved(shop: TestShop, salesperson: AsyncClient, new_sweet: NewSweet) -> None:
    sweet = await new_sweet(stock="2")
    basket = {"lines": [{"sweet_id": sweet["id"], "quantity": "2"}]}
    ticket = created(await salesperson.post("/api/tickets", json=basket))
    created(await salesperson.post("/api/sales", json=basket))
    taken = ok(await salesperson.post(f"/api/tickets/{ticket['id']}/take-up"))
    quoted = ok(await salesperson.post("/api/sales/quote", json={"lines": taken["lines"]}))
    assert [one["code"] for one in quoted["problems"]] == ["insufficient_stock"]


async def test_a_basket_that_cannot_be_sold_is_held_and_says_so(salesperson: AsyncClient, new_sweet: NewSweet) -> None:
    sweet = await new_sweet(price="15.00", stock="2")
    lines = [{"sweet_id": sweet["id"], "quantity": "1"}, {"sweet_id": 999, "quantity": "1"}]
    over = {"percent": "50"} | REASON
    ticket = created(await salesperson.post("/api/tickets", json={"lines": lines, "discount": over}))
    assert (ticket["can_be_sold"], ticket["total"]) == (False, "15.00")


async def test_a_ticket_of_nobody_is_refused(admin: AsyncClient, basket: dict[str, Any]) -> None:
    problem(await admin.post("/api/tickets", json=basket | {"customer_id": 999}), 404, "customer_not_found")
    assert await held(admin) == []


async def test_a_ticket_outlives_its_customer_and_whoever_held_it(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, basket: dict[str, Any]
) -> None:
    asha = await new_customer(admin, "Asha")
    created(await salesperson.post("/api/tickets", json=basket | {"customer_id": asha["id"]}))
    assert len(ok(await admin.get("/api/tickets", params={"customer_id": asha["id"]}))["items"]) == 1
    assert (await admin.delete(f"/api/customers/{asha['id']}")).status_code == 204
    await shop.sql("DELETE FROM users WHERE role = 'salesperson'")
    (ticket,) = await held(admin)
    assert {ticket[name] for name in ("customer_id", "customer_name", "held_by", "held_by_name")} == {None}


async def test_a_ticket_is_held_for_three_days(shop: TestShop, admin: AsyncClient, basket: dict[str, Any]) -> None:
    shop.clock.stop()
    created(await admin.post("/api/tickets", json=basket))
    tidy = Housekeeping(shop.database, shop.clock).tidy
    shop.clock.advance(HELD_TICKETS_KEPT)
    await tidy()
    admin = await log_in_as(shop, Role.ADMIN)
    assert len(await held(admin)) == 1
    shop.clock.advance(timedelta(microseconds=1))
    await tidy()
    assert await held(admin) == []


async def test_tickets_take_a_fixed_number_of_statements(
    shop: TestShop, admin: AsyncClient, basket: dict[str, Any]
) -> None:
    # Who is asking, the quote, the ticket written and read, and the audit log.
    hold = 1 + QUOTE + 3
    for lines, key in ((basket["lines"], {}), (basket["lines"] * 20, {"Idempotency-Key": "x"})):
        async with shop.count_statements() as counter:
            ticket = created(await admin.post("/api/tickets", json={"lines": lines}, headers=key))
        assert len(counter) == hold + (KEYS if key else 0), counter.statements
    async with shop.count_statements() as counter:
        await held(admin)
    assert len(counter) == LIST_PRIVATE, counter.statements
    async with shop.count_statements() as counter:
        ok(await admin.post(f"/api/tickets/{ticket['id']}/take-up"))
    # Who is asking, the ticket locked, read and deleted, and the audit log.
    assert len(counter) == 5, counter.statements
