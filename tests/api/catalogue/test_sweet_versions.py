"""ETag and If-Match: nobody overwrites another's change."""

import asyncio
from typing import Any

import pytest
from httpx import AsyncClient, Response

from tests.support.answers import created, ok, problem
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, purchase, restock
from tests.support.shop import TestShop

METHODS = ["PUT", "PATCH", "DELETE"]


async def change(admin: AsyncClient, sweet: dict[str, Any], method: str, if_match: str | None, **to: Any) -> Response:
    """Change a sweet with a given If-Match, or with none."""
    whole = {name: sweet[name] for name in ("sku", "name", "category_id", "price", "unit")}
    body = {"PUT": whole | to, "PATCH": to or {"price": "120.00"}, "DELETE": None}[method]
    headers = {} if if_match is None else {"If-Match": if_match}
    return await admin.request(method, f"/api/sweets/{sweet['id']}", json=body, headers=headers)


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_a_change_that_names_no_version_is_refused(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, method: str
) -> None:
    sweet = await new_sweet()
    before = await all_rows(shop)
    problem(await change(admin, sweet, method, None), 428, "if_match_required")
    assert await all_rows(shop) == before


async def test_a_removal_needs_no_version(admin: AsyncClient, new_sweet: NewSweet) -> None:
    for sweet in (await new_sweet(), await new_sweet(stock="1")):
        assert (await change(admin, sweet, "DELETE", None)).status_code == 204


@pytest.mark.parametrize("method", METHODS)
async def test_a_change_of_an_old_version_is_refused(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, method: str
) -> None:
    sweet = await new_sweet()
    assert ok(await change(admin, sweet, "PATCH", '"1"'))["version"] == 2
    before = await all_rows(shop)
    # Weak tags never match, a bare number is no tag, and no tag says the same as another unless it is the same.
    for tag in ('"1"', 'W/"2"', "2", '"2', '"02"', '"2 "', '"22"', '"1", W/"2"', '"1","3"', "W/*", "''", ""):
        problem(await change(admin, sweet, method, tag), 412, "stale_version")
    assert await all_rows(shop) == before


@pytest.mark.parametrize("method", METHODS)
async def test_a_change_of_the_newest_version_is_made(admin: AsyncClient, new_sweet: NewSweet, method: str) -> None:
    for tag in ('"1"', "*", " * ", '"7", "1"', '"1","7"', 'W/"1", "1"', ' "1" '):
        answer = await change(admin, await new_sweet(), method, tag)
        if method == "DELETE":
            assert answer.status_code == 204
        else:
            assert ok(answer)["version"] == 2
            assert answer.headers["ETag"] == '"2"'


async def test_each_change_makes_a_version_that_the_next_can_name(admin: AsyncClient, new_sweet: NewSweet) -> None:
    sweet = await new_sweet()
    tags = ['"1"']
    for method in ("PATCH", "PUT", "PATCH"):
        answer = await change(admin, sweet, method, tags[-1])
        shown = await admin.get(f"/api/sweets/{sweet['id']}")
        assert ok(answer) == ok(shown)
        assert answer.headers["ETag"] == shown.headers["ETag"]
        tags.append(answer.headers["ETag"])
    assert tags == ['"1"', '"2"', '"3"', '"4"']
    assert (await change(admin, sweet, "DELETE", tags[-1])).status_code == 204


async def test_a_refused_change_makes_no_version(admin: AsyncClient, new_sweet: NewSweet) -> None:
    await new_sweet(sku="TAKEN")
    sweet = await new_sweet()
    problem(await change(admin, sweet, "PATCH", '"1"', sku="taken"), 409, "sku_taken")
    problem(await change(admin, sweet, "PATCH", '"1"', min_quantity="1.5"), 422, "min_quantity_off_step")
    assert (await admin.get(f"/api/sweets/{sweet['id']}")).headers["ETag"] == '"1"'


async def test_a_sale_and_a_restock_leave_the_version_alone(
    admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    created(await purchase(customer, sweet, "3"))
    await restock(admin, sweet, "2")
    shown = await admin.get(f"/api/sweets/{sweet['id']}")
    assert ok(shown)["on_hand"] == "9.000"
    assert shown.headers["ETag"] == '"1"'
    # So an admin who looked before the sale may still edit.
    edited = ok(await change(admin, sweet, "PATCH", '"1"', price="110"))
    assert (edited["price"], edited["on_hand"], edited["version"]) == ("110.00", "9.000", 2)


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
async def test_two_changes_of_one_version_at_the_same_moment_have_one_winner(
    admin: AsyncClient, new_sweet: NewSweet, method: str
) -> None:
    sweet = await new_sweet()
    for version in range(1, 6):
        names = [f"{version} by {who}" for who in ("Asha", "Ravi")]
        answers = await asyncio.gather(*(change(admin, sweet, method, f'"{version}"', name=name) for name in names))
        assert sorted(answer.status_code for answer in answers) == [200, 412]
        (winner,) = [answer.json()["name"] for answer in answers if answer.status_code == 200]
        (loser,) = [answer for answer in answers if answer.status_code == 412]
        problem(loser, 412, "stale_version")
        shown = ok(await admin.get(f"/api/sweets/{sweet['id']}"))
        assert (shown["name"], shown["version"]) == (winner, version + 1)


async def test_an_edit_and_a_removal_at_the_same_moment_have_one_winner(
    admin: AsyncClient, new_sweet: NewSweet
) -> None:
    for _ in range(5):
        sweet = await new_sweet()
        edit, removal = await asyncio.gather(
            change(admin, sweet, "PATCH", '"1"', price="1"), change(admin, sweet, "DELETE", '"1"')
        )
        assert (edit.status_code, removal.status_code) in [(200, 412), (404, 204)]
