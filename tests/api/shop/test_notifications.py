"""Notifications: whom they reach, who has read them, and that nobody sees those of others."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from app.models import Role
from app.schemas.notification import NotificationPage, NotificationRead
from tests.support.answers import created, ok, problem, read_strictly, walk
from tests.support.counter import Counter
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, purchase
from tests.support.shop import PASSWORDS, TestShop

PATH = "/api/notifications"
ALL_ROLES = ["customer", "salesperson", "admin"]


async def send(admin: AsyncClient, title: str, role: str | None = None) -> dict[str, Any]:
    return created(await admin.post(PATH, json={"title": title, "body": f"{title}.", "role": role}))


async def titles(client: AsyncClient, **params: Any) -> list[str]:
    body = ok(await client.get(PATH, params=params))
    read_strictly(NotificationPage, body)
    return [one["title"] for one in body["items"]]


async def mark_read(client: AsyncClient, one: dict[str, Any]) -> None:
    answer = await client.post(f"{PATH}/{one['id']}/read")
    assert (answer.status_code, answer.content) == (204, b"")


async def entries(shop: TestShop) -> list[tuple[str, int | None]]:
    query = "SELECT action, entity_id FROM audit_logs WHERE entity = 'notification' ORDER BY id"
    return [(row["action"], row["entity_id"]) for row in await shop.sql(query)]


async def test_a_message_is_answered_and_shown_as_it_was_sent(shop: TestShop, admin: AsyncClient) -> None:
    answer = await admin.post(PATH, json={"title": " Closed ", "body": " On Monday.\nOpen on Tuesday. "})
    sent = created(answer)
    ((admin_id,),) = await shop.sql("SELECT id FROM users WHERE role = 'admin'")
    assert read_strictly(NotificationRead, sent).title == "Closed"
    assert sent == {
        "id": sent["id"],
        "kind": "message",
        "title": "Closed",
        "body": "On Monday.\nOpen on Tuesday.",
        "roles": ALL_ROLES,
        "sender_id": admin_id,
        "sweet_id": None,
        "sale_id": None,
        "created_at": sent["created_at"],
        "read_at": None,
    }
    assert answer.headers["Location"] == f"{PATH}/{sent['id']}"
    assert ok(await admin.get(answer.headers["Location"])) == sent
    assert ok(await admin.get(PATH))["items"] == [sent]
    assert await entries(shop) == [("notification.sent", sent["id"])]


@pytest.mark.parametrize("role", [None, *Role])
async def test_a_message_reaches_exactly_the_users_of_its_role(
    admin: AsyncClient, salesperson: AsyncClient, customer: AsyncClient, role: Role | None
) -> None:
    sent = await send(admin, "Meeting", role)
    for reader, client in ((Role.ADMIN, admin), (Role.SALESPERSON, salesperson), (Role.CUSTOMER, customer)):
        is_told = role in (None, reader)
        assert await titles(client) == ["Meeting"] * is_told
        if is_told:
            await mark_read(client, sent)
        elif client is not admin:
            problem(await client.get(f"{PATH}/{sent['id']}"), 404, "notification_not_found")
            problem(await client.post(f"{PATH}/{sent['id']}/read"), 404, "notification_not_found")


async def test_an_admin_can_look_up_their_messages_to_others_and_another_admin_cannot(
    shop: TestShop, admin: AsyncClient
) -> None:
    await shop.sql(
        "INSERT INTO users (email, role, password_hash)"
        " SELECT 'b@example.com', role, password_hash FROM users WHERE role = 'admin'"
    )
    other = await shop.log_in("b@example.com", PASSWORDS[Role.ADMIN])
    sent = await send(admin, "Diwali boxes are here", "customer")
    assert ok(await admin.get(f"{PATH}/{sent['id']}")) == sent
    problem(await other.get(f"{PATH}/{sent['id']}"), 404, "notification_not_found")
    problem(await other.post(f"{PATH}/{sent['id']}/read"), 404, "notification_not_found")
    assert await titles(admin) == await titles(other) == []


async def test_nobody_sees_notifications_from_before_their_account_was_made(
    shop: TestShop, client: AsyncClient, admin: AsyncClient
) -> None:
    old = await send(admin, "Opening day")
    created(await client.post("/api/auth/register", json={"email": "asha@example.com", "password": "rose and rice"}))
    asha = await shop.log_in("asha@example.com", "rose and rice")
    await send(admin, "Second day")
    assert await titles(asha) == ["Second day"]
    problem(await asha.get(f"{PATH}/{old['id']}"), 404, "notification_not_found")
    problem(await asha.post(f"{PATH}/{old['id']}/read"), 404, "notification_not_found")
    assert (await asha.post(f"{PATH}/read")).status_code == 204
    ((count,),) = await shop.sql("SELECT count(*) FROM notification_reads")
    assert count == 1


async def test_it_is_the_present_role_that_counts(shop: TestShop, admin: AsyncClient, salesperson: AsyncClient) -> None:
    await send(admin, "For staff", "salesperson")
    await send(admin, "For customers", "customer")
    assert await titles(salesperson) == ["For staff"]
    await shop.sql("UPDATE users SET role = 'customer', token_version = 2 WHERE role = 'salesperson'")
    again = await shop.log_in("salesperson@example.com", PASSWORDS[Role.SALESPERSON])
    assert await titles(again) == ["For customers"]


async def test_a_message_is_read_by_each_on_their_own_and_once(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, customer: AsyncClient
) -> None:
    first, second = await send(admin, "First"), await send(admin, "Second")
    await mark_read(customer, first)
    read = ok(await customer.get(f"{PATH}/{first['id']}"))
    assert {name for name in first if read[name] != first[name]} == {"read_at"}
    shop.clock.advance(timedelta(minutes=1))
    before = await all_rows(shop)
    await mark_read(customer, first)
    assert ok(await customer.get(f"{PATH}/{first['id']}")) == read
    assert await all_rows(shop) == before
    assert await titles(customer, unread=True) == ["Second"]
    assert await titles(customer, unread=False) == ["First"]
    assert await titles(customer) == ["Second", "First"]
    assert await titles(salesperson, unread=True) == ["Second", "First"]
    assert (await entries(shop))[2:] == [("notification.read", first["id"])]
    await mark_read(customer, second)
    assert ok(await customer.get(PATH, params={"unread": True, "count": True}))["total"] == 0


async def test_all_notifications_are_read_at_once_with_one_audit_entry(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, customer: AsyncClient
) -> None:
    for title, role in (("For all", None), ("For customers", "customer"), ("For staff", "salesperson")):
        await send(admin, title, role)
    for _ in ("all", "and nothing new"):
        answer = await customer.post(f"{PATH}/read")
        assert (answer.status_code, answer.content) == (204, b"")
        assert await titles(customer, unread=True) == []
        assert await titles(customer, unread=False) == ["For customers", "For all"]
        assert await titles(salesperson, unread=True) == ["For staff", "For all"]
        assert (await entries(shop))[3:] == [("notification.all_read", None)]
    ((count,),) = await shop.sql("SELECT count(*) FROM notification_reads")
    assert count == 2
    await send(admin, "News")
    assert await titles(customer, unread=True) == ["News"]


async def test_two_windows_that_read_the_same_at_once_read_it_once(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient
) -> None:
    for number in range(10):
        one = await send(admin, f"Number {number}")
        one_path, all_path = f"{PATH}/{one['id']}/read", f"{PATH}/read"
        answers = await asyncio.gather(*(customer.post(path) for path in (one_path, all_path, one_path, all_path)))
        assert {answer.status_code for answer in answers} == {204}
    actions = [action for action, _ in await entries(shop)]
    assert sum(action != "notification.sent" for action in actions) == 10, "one entry for each that became read"


async def test_notifications_are_filtered_by_kind_paged_and_counted(
    admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(name="Barfi", stock="6")
    created(await purchase(customer, sweet, "1"))
    for number in range(4):
        await send(admin, f"Message {number}")
    messages = [f"Message {number}" for number in (3, 2, 1, 0)]
    assert await titles(admin) == [*messages, "Barfi is running low"]
    assert await titles(admin, kind="stock") == ["Barfi is running low"]
    assert await titles(admin, kind="message") == messages
    assert await titles(admin, sort="created_at") == ["Barfi is running low", *messages[::-1]]
    pages = await walk(admin, PATH, limit=2)
    assert [[one["title"] for one in page] for page in pages] == [messages[:2], messages[2:], ["Barfi is running low"]]
    assert ok(await admin.get(PATH, params={"count": True, "limit": 1}))["total"] == 5
    assert ok(await admin.get(PATH, params={"count": True, "kind": "stock"}))["total"] == 1
    assert ok(await customer.get(PATH, params={"count": True}))["total"] == 4


async def test_only_an_admin_tells_people_something(unchanged: Counter) -> None:
    body = {"title": "Free sweets", "body": "For everybody."}
    for client in (unchanged.customer, unchanged.salesperson):
        problem(await client.post(PATH, json=body), 403, "forbidden")
    problem(await unchanged.shop.client.post(PATH, json=body), 401, "not_authenticated")
    problem(await unchanged.shop.client.get(PATH), 401, "not_authenticated")
    problem(await unchanged.shop.client.post(f"{PATH}/read"), 401, "not_authenticated")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("title", value) for value in ("", "   ", "x" * 201, "x" * 10_000, "a\x00b", "two\nlines", None, 7, ["x"])),
        *(("body", value) for value in ("", " \n ", "x" * 2001, "a\x00b", "a\x1bb", None, 7)),
        *(("role", value) for value in ("owner", "", "ADMIN", 7, ["admin"], {"admin": True})),
        *((name, "stock") for name in ("kind", "roles", "sender_id", "sweet_id", "created_at")),
    ],
)
async def test_a_message_that_cannot_be_told_is_refused(unchanged: Counter, field: str, value: object) -> None:
    body = {"title": "Closed", "body": "On Monday.", field: value}
    (error,) = problem(await unchanged.admin.post(PATH, json=body), 422, "invalid_request")["errors"]
    assert error["pointer"] == f"/{field}"


async def test_a_message_of_the_greatest_length_arrives_in_any_script(admin: AsyncClient) -> None:
    body = {"title": "मिठाई " * 33 + "जी", "body": "🍬" * 2000}
    sent = created(await admin.post(PATH, json=body))
    assert (sent["title"], sent["body"]) == (body["title"].strip(), body["body"])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("unread", value) for value in ("maybe", "", "2")),
        *(("kind", value) for value in ("MESSAGE", "", "advert")),
        *(("sort", value) for value in ("title", "id", "")),
        *(("cursor", value) for value in ("", "abc", "W10")),
        *((name, "1") for name in ("role", "user_id", "sender_id", "page")),
    ],
)
async def test_a_list_that_makes_no_sense_is_refused(unchanged: Counter, name: str, value: str) -> None:
    (error,) = problem(await unchanged.customer.get(PATH, params={name: value}), 422, "invalid_request")["errors"]
    assert error["pointer"] == name


async def test_an_address_without_a_notification_is_not_found(unchanged: Counter) -> None:
    for client in (unchanged.admin, unchanged.customer):
        for number in (0, 1, 2**63 - 1, 2**63, 10**30):
            for answer in (await client.get(f"{PATH}/{number}"), await client.post(f"{PATH}/{number}/read")):
                assert answer.status_code in (404, 422), answer.text
                problem(answer, answer.status_code, answer.json()["code"])
        problem(await client.get(f"{PATH}/1"), 404, "notification_not_found")
