"""Who may call what: a decided row for every route, and the user's row confirmed on every request."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts
from httpx import AsyncClient, Response

from app.main import create_app
from app.models import Role
from tests.api.conftest import Counter
from tests.api.support import all_rows, log_in_as
from tests.conftest import PASSWORDS, NewSweet, TestShop, created, problem, settings_for

CALLERS = ("anonymous", "customer", "salesperson", "admin")
EVERYBODY = set(CALLERS)
USERS = {"customer", "salesperson", "admin"}
STAFF = {"salesperson", "admin"}
ADMINS = {"admin"}

MAY_PASS = {
    "POST /api/auth/register": EVERYBODY,
    "POST /api/auth/login": EVERYBODY,
    "POST /api/auth/refresh": EVERYBODY,
    "POST /api/auth/logout": USERS,
    "POST /api/auth/password": USERS,
    "GET /api/auth/sessions": USERS,
    "DELETE /api/auth/sessions": USERS,
    "DELETE /api/auth/sessions/{session_id}": USERS,
    "GET /api/auth/me": USERS,
    "PATCH /api/auth/me": USERS,
    "GET /api/invitations": ADMINS,
    "POST /api/invitations": ADMINS,
    "GET /api/invitations/{invitation_id}": ADMINS,
    "DELETE /api/invitations/{invitation_id}": ADMINS,
    "GET /api/users": ADMINS,
    "POST /api/users": ADMINS,
    "GET /api/users/{user_id}": ADMINS,
    "PATCH /api/users/{user_id}": ADMINS,
    "PUT /api/users/{user_id}/role": ADMINS,
    "POST /api/users/{user_id}/password": ADMINS,
    "DELETE /api/users/{user_id}": ADMINS,
    "GET /api/customers": STAFF,
    "POST /api/customers": STAFF,
    "GET /api/customers/{customer_id}": STAFF,
    "PUT /api/customers/{customer_id}": STAFF,
    "PATCH /api/customers/{customer_id}": STAFF,
    "DELETE /api/customers/{customer_id}": STAFF,
    "GET /api/customers/{customer_id}/sales": STAFF,
    "GET /api/categories": EVERYBODY,
    "POST /api/categories": ADMINS,
    "GET /api/categories/{category_id}": EVERYBODY,
    "PUT /api/categories/{category_id}": ADMINS,
    "PATCH /api/categories/{category_id}": ADMINS,
    "DELETE /api/categories/{category_id}": ADMINS,
    "GET /api/sweets": EVERYBODY,
    "POST /api/sweets": ADMINS,
    "GET /api/sweets/search": EVERYBODY,
    "GET /api/sweets/{sweet_id}": EVERYBODY,
    "PUT /api/sweets/{sweet_id}": ADMINS,
    "PATCH /api/sweets/{sweet_id}": ADMINS,
    "DELETE /api/sweets/{sweet_id}": ADMINS,
    "POST /api/sweets/{sweet_id}/purchase": USERS,
    "POST /api/sweets/{sweet_id}/restock": STAFF,
    "POST /api/sales": USERS,
    "GET /api/sales": USERS,
    "GET /api/sales/{sale_id}": USERS,
    "GET /api/notifications": USERS,
    "POST /api/notifications": ADMINS,
    "GET /api/notifications/{notification_id}": USERS,
    "POST /api/notifications/{notification_id}/read": USERS,
    "POST /api/notifications/read": USERS,
    "GET /api/dashboard/low-stock": STAFF,
    "GET /api/audit-logs": ADMINS,
    "GET /api/audit-logs/{audit_log_id}": ADMINS,
    "GET /api/settings": ADMINS,
    "PUT /api/settings": ADMINS,
    "GET /api/stock-movements": STAFF,
    "GET /api/stock-movements/{movement_id}": STAFF,
    "GET /health/live": EVERYBODY,
    "GET /health/ready": EVERYBODY,
}
OUTSIDE_THE_DOCUMENT = {"/", "/docs", "/docs/{asset}", "/metrics", "/openapi.json"}

APP = create_app(settings_for("postgresql://nowhere"))
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, methods in APP.openapi()["paths"].items()
    for method, operation in methods.items()
}


def test_every_route_has_a_decided_row_and_every_row_a_route() -> None:
    assert OPERATIONS.keys() == MAY_PASS.keys()


def test_no_route_hides_from_the_matrix() -> None:
    hidden = {route.path for route in iter_route_contexts(APP.routes) if not getattr(route, "include_in_schema", True)}
    assert hidden == OUTSIDE_THE_DOCUMENT


async def call(client: AsyncClient, operation: str) -> Response:
    """Ask for no more than to be let in: the body is empty, and what the address names is not there."""
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


Act = Callable[[AsyncClient], Awaitable[Response]]


@pytest.fixture
async def acts(shop: TestShop, admin: AsyncClient, category: dict[str, Any], new_sweet: NewSweet) -> dict[str, Act]:
    """For each route that needs a login, a request that an admin is granted; another password comes last."""
    stocked, free = await new_sweet(stock="10"), [await new_sweet() for _ in range(3)]
    empty = [created(await admin.post("/api/categories", json={"name": f"Empty {n}"})) for n in range(3)]
    sale = created(await admin.post(f"/api/sweets/{stocked['id']}/purchase", json={"quantity": "1"}))
    ((movement,),) = [(await admin.get("/api/stock-movements", params={"limit": 1})).json()["items"]]
    invitation = created(await admin.post("/api/invitations", json={"role": "salesperson"}))
    person = {"password": "saffron and rose", "role": "customer"}
    people = [
        created(await admin.post("/api/users", json=person | {"email": f"person-{n}@example.com"})) for n in range(4)
    ]
    regulars = [created(await admin.post("/api/customers", json={"name": f"Regular {n}"})) for n in range(4)]
    notice = created(await admin.post("/api/notifications", json={"title": "Closed", "body": "On Monday."}))
    elsewhere = (await (await log_in_as(shop, Role.ADMIN)).get("/api/auth/sessions")).json()["items"][0]
    passwords = {"current_password": PASSWORDS[Role.ADMIN], "new_password": "saffron-and-rose-for-ever"}
    new = {"sku": "NEW", "name": "New", "category_id": category["id"], "price": "5.00", "unit": "piece"}
    match = {"If-Match": "*"}

    def act(method: str, path: str, body: object = None, headers: dict[str, str] | None = None) -> Act:
        return lambda client: client.request(method, f"/api{path}", json=body, headers=headers)

    return {
        "GET /api/auth/me": act("GET", "/auth/me"),
        "PATCH /api/auth/me": act("PATCH", "/auth/me", {"full_name": "Another"}),
        "GET /api/invitations": act("GET", "/invitations"),
        "POST /api/invitations": act("POST", "/invitations", {"role": "admin"}),
        "GET /api/invitations/{invitation_id}": act("GET", f"/invitations/{invitation['id']}"),
        "DELETE /api/invitations/{invitation_id}": act("DELETE", f"/invitations/{invitation['id']}"),
        "GET /api/users": act("GET", "/users"),
        "POST /api/users": act("POST", "/users", person | {"email": "new-person@example.com"}),
        "GET /api/users/{user_id}": act("GET", f"/users/{people[0]['id']}"),
        "PATCH /api/users/{user_id}": act("PATCH", f"/users/{people[0]['id']}", {"full_name": "Another"}),
        "PUT /api/users/{user_id}/role": act("PUT", f"/users/{people[1]['id']}/role", {"role": "salesperson"}),
        "POST /api/users/{user_id}/password": act(
            "POST", f"/users/{people[2]['id']}/password", {"new_password": "cardamom and rose"}
        ),
        "DELETE /api/users/{user_id}": act("DELETE", f"/users/{people[3]['id']}"),
        "GET /api/customers": act("GET", "/customers"),
        "POST /api/customers": act("POST", "/customers", {"name": "New"}),
        "GET /api/customers/{customer_id}": act("GET", f"/customers/{regulars[0]['id']}"),
        "PUT /api/customers/{customer_id}": act("PUT", f"/customers/{regulars[1]['id']}", {"name": "Put"}),
        "PATCH /api/customers/{customer_id}": act("PATCH", f"/customers/{regulars[2]['id']}", {"name": "Patched"}),
        "DELETE /api/customers/{customer_id}": act("DELETE", f"/customers/{regulars[3]['id']}"),
        "GET /api/customers/{customer_id}/sales": act("GET", f"/customers/{regulars[0]['id']}/sales"),
        "POST /api/categories": act("POST", "/categories", {"name": "New"}),
        "PUT /api/categories/{category_id}": act("PUT", f"/categories/{empty[0]['id']}", {"name": "Put"}),
        "PATCH /api/categories/{category_id}": act("PATCH", f"/categories/{empty[1]['id']}", {"name": "Patched"}),
        "DELETE /api/categories/{category_id}": act("DELETE", f"/categories/{empty[2]['id']}"),
        "POST /api/sweets": act("POST", "/sweets", new),
        "PUT /api/sweets/{sweet_id}": act("PUT", f"/sweets/{free[0]['id']}", new | {"sku": "PUT"}, match),
        "PATCH /api/sweets/{sweet_id}": act("PATCH", f"/sweets/{free[1]['id']}", {"price": "6.00"}, match),
        "DELETE /api/sweets/{sweet_id}": act("DELETE", f"/sweets/{free[2]['id']}", None, match),
        "POST /api/sweets/{sweet_id}/purchase": act("POST", f"/sweets/{stocked['id']}/purchase", {"quantity": "1"}),
        "POST /api/sweets/{sweet_id}/restock": act("POST", f"/sweets/{stocked['id']}/restock", {"quantity": "1"}),
        "POST /api/sales": act("POST", "/sales", {"lines": [{"sweet_id": stocked["id"], "quantity": "1"}]}),
        "GET /api/sales": act("GET", "/sales"),
        "GET /api/sales/{sale_id}": act("GET", f"/sales/{sale['id']}"),
        "GET /api/notifications": act("GET", "/notifications"),
        "POST /api/notifications": act("POST", "/notifications", {"title": "Open", "body": "On Tuesday."}),
        "GET /api/notifications/{notification_id}": act("GET", f"/notifications/{notice['id']}"),
        "POST /api/notifications/{notification_id}/read": act("POST", f"/notifications/{notice['id']}/read"),
        "POST /api/notifications/read": act("POST", "/notifications/read"),
        "GET /api/dashboard/low-stock": act("GET", "/dashboard/low-stock"),
        "GET /api/audit-logs": act("GET", "/audit-logs"),
        "GET /api/audit-logs/{audit_log_id}": act("GET", "/audit-logs/1"),
        "GET /api/settings": act("GET", "/settings"),
        "PUT /api/settings": act("PUT", "/settings", {"shop_name": "Meera's"}),
        "GET /api/stock-movements": act("GET", "/stock-movements"),
        "GET /api/stock-movements/{movement_id}": act("GET", f"/stock-movements/{movement['id']}"),
        "GET /api/auth/sessions": act("GET", "/auth/sessions"),
        "DELETE /api/auth/sessions/{session_id}": act("DELETE", f"/auth/sessions/{elsewhere['id']}"),
        "DELETE /api/auth/sessions": act("DELETE", "/auth/sessions"),
        "POST /api/auth/logout": act("POST", "/auth/logout"),
        "POST /api/auth/password": act("POST", "/auth/password", passwords),
    }


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
        "UPDATE sessions SET revoked_at = now()",
        "DELETE FROM sessions",
        "log out",
    ],
)
async def test_who_is_disabled_demoted_or_logged_out_is_refused_everything_at_once(
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
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert await all_rows(shop) == before


async def test_a_customer_disabled_between_two_purchases_is_refused_the_second_and_nobody_else_is(
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
