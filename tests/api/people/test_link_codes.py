"""Linking an account to a customer of the shop: by leave of its owner, or by an admin."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from app.models import Role
from app.services.people.link_codes import ALPHABET, FREE_TRIES
from app.services.shop.housekeeping import Housekeeping
from tests.support.answers import created, ok, problem
from tests.support.databases import all_rows
from tests.support.requests import new_customer
from tests.support.shop import TestShop, log_in_as


async def new_code(client: AsyncClient) -> str:
    code: str = ok(await client.post("/api/auth/link-code"))["code"]
    return code


async def user_id_of(client: AsyncClient) -> int:
    user_id: int = ok(await client.get("/api/auth/me"))["id"]
    return user_id


async def link(client: AsyncClient, customer: dict[str, Any], code: object) -> Any:
    return await client.patch(f"/api/customers/{customer['id']}", json={"link_code": code})


async def rows_but_tries(shop: TestShop) -> list[str]:
    """Return every row but those that count wrong codes."""
    return [row for row in await all_rows(shop) if not row.startswith("login_throttles ")]


async def test_a_code_is_short_easily_read_and_kept_as_a_digest(shop: TestShop, customer: AsyncClient) -> None:
    shop.clock.stop()
    body = ok(await customer.post("/api/auth/link-code"))
    assert body.keys() == {"code", "expires_at"}
    assert len(body["code"]) == 8
    assert set(body["code"]) <= set(ALPHABET)
    assert not set("01OILU") & set(ALPHABET)
    assert datetime.fromisoformat(body["expires_at"]) == shop.clock() + timedelta(minutes=10)
    assert body["code"] not in str(await all_rows(shop))
    assert await new_code(customer) != body["code"]


@pytest.mark.parametrize("method", ["POST", "PATCH", "PUT"])
async def test_a_salesperson_links_an_account_by_the_code_of_its_owner(
    shop: TestShop, salesperson: AsyncClient, customer: AsyncClient, method: str
) -> None:
    who = {"name": "Asha", "link_code": await new_code(customer)}
    if method == "POST":
        linked = created(await salesperson.post("/api/customers", json=who))
    else:
        asha = await new_customer(salesperson, "Asha")
        linked = ok(await salesperson.request(method, f"/api/customers/{asha['id']}", json=who))
    assert linked["user_id"] == await user_id_of(customer)
    entries = await shop.sql(
        "SELECT action, after->>'user_id' AS user_id, after->>'linked_by' AS linked_by FROM audit_logs "
        "WHERE entity = 'customer' AND after ? 'linked_by'"
    )
    action = "customer.created" if method == "POST" else "customer.updated"
    assert [tuple(entry) for entry in entries] == [(action, str(linked["user_id"]), "link_code")]


async def test_a_code_is_read_as_people_write_it(salesperson: AsyncClient, customer: AsyncClient) -> None:
    asha = await new_customer(salesperson, "Asha")
    for spell in (str.lower, lambda code: f" {code[:4]}-{code[4:]} ", lambda code: f"{code[:4]} {code[4:]}"):
        ok(await link(salesperson, asha, spell(await new_code(customer))))


@pytest.mark.parametrize("method", ["POST", "PATCH", "PUT"])
async def test_a_salesperson_links_no_account_without_its_owners_leave(
    shop: TestShop, salesperson: AsyncClient, customer: AsyncClient, method: str
) -> None:
    asha, user_id = await new_customer(salesperson, "Asha"), await user_id_of(customer)
    await new_code(customer)
    before = await all_rows(shop)
    address = "/api/customers" if method == "POST" else f"/api/customers/{asha['id']}"
    for account in (user_id, 999):
        answer = await salesperson.request(method, address, json={"name": "Asha", "user_id": account})
        problem(answer, 403, "consent_needed")
    assert await all_rows(shop) == before


async def test_a_salesperson_keeps_a_link_there_is_or_takes_it_away(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, customer: AsyncClient
) -> None:
    asha = await new_customer(admin, "Asha", user_id=await user_id_of(customer))
    ((linked_by,),) = await shop.sql("SELECT after->>'linked_by' FROM audit_logs WHERE action = 'customer.created'")
    assert linked_by == "admin"
    address = f"/api/customers/{asha['id']}"
    same = {"name": "Asha Rao", "user_id": asha["user_id"]}
    assert ok(await salesperson.put(address, json=same))["user_id"] == asha["user_id"]
    assert ok(await salesperson.patch(address, json={"user_id": None}))["user_id"] is None
    problem(await salesperson.patch(address, json={"user_id": asha["user_id"]}), 403, "consent_needed")


async def test_a_code_works_once_for_ten_minutes_and_only_the_newest(shop: TestShop, customer: AsyncClient) -> None:
    shop.clock.stop()
    older, newer = await new_code(customer), await new_code(customer)
    salesperson = await log_in_as(shop, Role.SALESPERSON)
    asha = await new_customer(salesperson, "Asha")
    for wrong in (older, "K7QM3XTD", "nonsense", "é" * 20):
        (error,) = problem(await link(salesperson, asha, wrong), 422, "link_code_invalid")["errors"]
        assert error["pointer"] == "/link_code"
    shop.clock.advance(timedelta(minutes=10) - timedelta(seconds=1))
    ok(await link(salesperson, asha, newer))
    problem(await link(salesperson, asha, newer), 422, "link_code_invalid")
    late = await new_code(await log_in_as(shop, Role.CUSTOMER))
    shop.clock.advance(timedelta(minutes=10))
    problem(await link(await log_in_as(shop, Role.SALESPERSON), asha, late), 422, "link_code_invalid")
    await Housekeeping(shop.database, shop.clock).tidy()
    assert await shop.sql("SELECT FROM link_codes") == []


async def test_a_code_used_twice_at_once_works_once(salesperson: AsyncClient, customer: AsyncClient) -> None:
    code = await new_code(customer)
    people = [{"name": name, "link_code": code} for name in ("Asha", "Ravi")]
    answers = await asyncio.gather(*(salesperson.post("/api/customers", json=person) for person in people))
    assert sorted(answer.status_code for answer in answers) == [201, 422]


async def test_a_request_refused_for_another_reason_leaves_the_code_unused(
    shop: TestShop, salesperson: AsyncClient, customer: AsyncClient
) -> None:
    await new_customer(salesperson, "Ravi", phone="98765 43210")
    code = await new_code(customer)
    before = await rows_but_tries(shop)
    taken = {"name": "Asha", "phone": "98765 43210", "link_code": code}
    problem(await salesperson.post("/api/customers", json=taken), 409, "phone_taken")
    both = {"name": "Asha", "user_id": 3, "link_code": code}
    problem(await salesperson.post("/api/customers", json=both), 422, "invalid_request")
    problem(
        await salesperson.post("/api/customers", json={"name": "Asha", "link_code": "x" * 21}), 422, "invalid_request"
    )
    assert await rows_but_tries(shop) == before
    created(await salesperson.post("/api/customers", json=taken | {"phone": None}))


async def test_the_code_of_a_disabled_account_links_nothing(
    shop: TestShop, salesperson: AsyncClient, customer: AsyncClient
) -> None:
    code = await new_code(customer)
    await shop.sql("UPDATE users SET is_active = false WHERE role = 'customer'")
    problem(await link(salesperson, await new_customer(salesperson, "Asha"), code), 422, "link_code_invalid")


async def test_only_the_caller_who_tries_many_codes_has_to_pause(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, customer: AsyncClient
) -> None:
    shop.clock.stop()
    asha = await new_customer(salesperson, "Asha")
    # A right one between them begins the count again.
    problem(await link(salesperson, asha, "K7QM3XTD"), 422, "link_code_invalid")
    ok(await link(salesperson, asha, await new_code(customer)))
    tries = await asyncio.gather(*(link(salesperson, asha, f"K7QM3X{n:02}") for n in range(FREE_TRIES + 5)))
    assert sorted(answer.status_code for answer in tries) == [422] * FREE_TRIES + [429] * 5
    code = await new_code(customer)
    refused = await link(salesperson, asha, code)
    problem(refused, 429, "too_many_attempts")
    assert refused.headers["Retry-After"] == "900"
    ok(await link(admin, asha, code))
    shop.clock.advance(timedelta(minutes=15, seconds=1))
    code = await new_code(await log_in_as(shop, Role.CUSTOMER))
    ok(await link(await log_in_as(shop, Role.SALESPERSON), asha, code))
