"""The role matrix: a decided row for every route, and the user's row confirmed on every request."""

import asyncio

import pytest
from fastapi.routing import iter_route_contexts
from httpx import AsyncClient, Response

from app.api.web_app import SHELLS
from app.models import Role
from tests.api.common.operations import APP, OPERATIONS
from tests.support.access import MAY_PASS
from tests.support.access.kit import CALLERS, Act
from tests.support.answers import created, problem
from tests.support.counter import Counter
from tests.support.databases import all_rows
from tests.support.requests import NewSweet
from tests.support.shop import PASSWORDS, TestShop, log_in_as

OUTSIDE_THE_DOCUMENT = {
    *("/docs", "/docs/{asset}", "/metrics", "/openapi.json"),
    *("/problems", "/problems/{code}"),
    *("/", "/assets/{asset}", *(f"/{shell}" for shell in SHELLS), *(f"/{shell}/{{rest:path}}" for shell in SHELLS)),
    "/media/{picture_hash:sha256}.webp",
}


def test_every_route_has_a_decided_row_and_every_row_a_route() -> None:
    assert OPERATIONS.keys() == MAY_PASS.keys()


def test_no_route_hides_from_the_matrix() -> None:
    hidden = {route.path for route in iter_route_contexts(APP.routes) if not getattr(route, "include_in_schema", True)}
    assert hidden == OUTSIDE_THE_DOCUMENT


async def call(client: AsyncClient, operation: str) -> Response:
    """Ask only to be let in: the body is empty, and the address names nothing that exists."""
    method, path = operation.split()
    address = "/".join("999" if "{" in part else part for part in path.split("/"))
    return await client.request(method, address, json={} if "requestBody" in OPERATIONS[operation] else None)


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_a_route_lets_in_exactly_those_it_was_decided_for(counter: Counter, operation: str) -> None:
    answers = {}
    for caller in CALLERS:
        # A logout ends the login it is made with.
        client = counter.shop.client if caller == "anonymous" else await log_in_as(counter.shop, Role(caller))
        answers[caller] = await call(client, operation)
    for caller, answer in answers.items():
        assert answer.status_code < 500, answer.text
        if answer.status_code == 401:
            assert caller == "anonymous", answer.text
            problem(answer, 401, "not_authenticated")
            assert answer.headers["WWW-Authenticate"] == "Bearer"
        if answer.status_code == 403:
            problem(answer, 403, "forbidden")
    let_in = {caller for caller, answer in answers.items() if answer.status_code not in (401, 403)}
    assert let_in == MAY_PASS.get(operation)


async def test_a_user_in_good_standing_is_granted_each_of_these(shop: TestShop, acts: dict[str, Act]) -> None:
    assert acts.keys() == {operation for operation, callers in MAY_PASS.items() if "anonymous" not in callers}
    for operation, act in acts.items():
        # Some of them end the login they are made with.
        answer = await act(await log_in_as(shop, Role.ADMIN))
        assert answer.is_success, f"{operation}: {answer.text}"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE users SET is_active = false WHERE role = 'admin'",
        "UPDATE users SET role = 'customer', token_version = token_version + 1 WHERE role = 'admin'",
        "UPDATE users SET role = 'salesperson' WHERE role = 'admin'",
        "UPDATE users SET token_version = token_version + 1 WHERE role = 'admin'",
        "UPDATE sessions SET revoked_at = suite.now()",
        "DELETE FROM sessions",
        "log out",
    ],
)
async def test_a_user_disabled_demoted_or_logged_out_is_refused_everything_at_once(
    shop: TestShop, admin: AsyncClient, acts: dict[str, Act], change: str
) -> None:
    assert (await admin.get("/api/auth/me")).status_code == 200
    if change == "log out":
        assert (await admin.post("/api/auth/logout")).status_code == 204
    else:
        await shop.sql(change)
    before = await all_rows(shop)
    for act in acts.values():
        answer = await act(admin)
        problem(answer, 401, "token_revoked")
        assert answer.headers["WWW-Authenticate"].startswith('Bearer error="invalid_token"')
    assert await all_rows(shop) == before


async def test_only_a_customer_disabled_between_two_purchases_is_refused_the_second(
    shop: TestShop, customer: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")

    async def buy(client: AsyncClient) -> Response:
        return await client.post(f"/api/sweets/{sweet['id']}/purchase", json={"quantity": "1"})

    created(await buy(customer))
    await shop.sql("UPDATE users SET is_active = false WHERE role = 'customer'")
    # They arrive together, so that one transaction decides them all.
    answers = await asyncio.gather(*(buy(client) for client in (customer, salesperson) * 4))
    for refused in answers[::2]:
        problem(refused, 401, "token_revoked")
    for sold in answers[1::2]:
        created(sold)
    ((on_hand,),) = await shop.sql("SELECT on_hand FROM sweets WHERE id = $1", sweet["id"])
    assert on_hand == 10 - 1 - 4


async def test_a_demoted_user_who_logs_in_again_has_only_the_new_role(shop: TestShop, admin: AsyncClient) -> None:
    await shop.sql("UPDATE users SET role = 'customer', token_version = token_version + 1 WHERE role = 'admin'")
    again = await shop.log_in("admin@example.com", PASSWORDS[Role.ADMIN])
    problem(await again.get("/api/stock-movements"), 403, "forbidden")
    problem(await again.post("/api/categories", json={"name": "Mine"}), 403, "forbidden")
    assert (await again.get("/api/sales")).status_code == 200


async def test_an_enabled_user_may_go_on(shop: TestShop, customer: AsyncClient) -> None:
    await shop.sql("UPDATE users SET is_active = false WHERE role = 'customer'")
    problem(await customer.get("/api/sales"), 401, "token_revoked")
    await shop.sql("UPDATE users SET is_active = true WHERE role = 'customer'")
    assert (await customer.get("/api/sales")).status_code == 200


async def test_another_customers_sale_does_not_exist(
    shop: TestShop, client: AsyncClient, customer: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="1")
    sale = created(await customer.post(f"/api/sweets/{sweet['id']}/purchase", json={"quantity": "1"}))
    created(await client.post("/api/auth/register", json={"email": "asha@example.com", "password": "rose and rice"}))
    other = await shop.log_in("asha@example.com", "rose and rice")
    problem(await other.get(f"/api/sales/{sale['id']}"), 404, "sale_not_found")
    assert (await other.get("/api/sales")).json()["items"] == []
    assert (await other.get("/api/sales", params={"buyer_id": sale["buyer_id"]})).json()["items"] == []
    for allowed in (customer, salesperson):
        assert (await allowed.get(f"/api/sales/{sale['id']}")).json() == sale
