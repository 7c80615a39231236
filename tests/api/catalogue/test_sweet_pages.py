"""Paging through sweets: every one once, in order, whatever happens between two pages."""

import base64
import json
from collections.abc import AsyncIterator
from itertools import pairwise
from typing import Any

import pytest
import pytest_asyncio
from httpx import AsyncClient

from app.database.embedded import EmbeddedPostgres
from tests.support.answers import created, ok, problem, walk
from tests.support.counter import Counter, open_counter
from tests.support.requests import NewSweet
from tests.support.shop import TestShop

SORTS = [
    *(direction + field for field in ("name", "sku", "price", "created_at") for direction in ("", "-")),
    *("price,name", "price,-name", "-price,name", "-price,-name", "created_at,-price", "-name,created_at,price"),
]
SEARCH_SORTS = ["relevance", "-relevance", "-relevance,name", "-price,relevance", "price,-relevance,-created_at"]


@pytest_asyncio.fixture(scope="module")
async def barfis(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[Counter]:
    """Ten sweets; many have the same name, price, moment or relevance."""
    async with open_counter(postgres, template) as counter:
        await counter.admin.delete(f"/api/sweets/{counter.sweet['id']}", headers={"If-Match": "*"})
        for number in range(10):
            name = ["Barfi", "Besan Barfi", "Barfi", "Barrfi"][number % 4]
            body = {"sku": f"B{number}", "name": name, "price": ["100", "99.90", "100"][number % 3], "unit": "piece"}
            created(await counter.admin.post("/api/sweets", json=body | {"category_id": counter.category["id"]}))
        await counter.shop.sql("UPDATE sweets SET created_at = '2026-11-21 09:30:00.5+05:30' WHERE id % 2 = 0")
        yield counter


def in_order(sweets: list[dict[str, Any]], sort: str) -> bool:
    """Tell whether sweets are in order, by as many of the fields as a sweet shows."""
    keys = [(field.removeprefix("-"), field.startswith("-")) for field in sort.split(",")]
    for one, other in pairwise(sweets):
        for field, descending in keys:
            if field == "relevance":
                break
            first, second = ((float(sweet[field]) if field == "price" else sweet[field]) for sweet in (one, other))
            if first != second:
                if (first > second) is not descending:
                    return False
                break
    return True


@pytest.mark.parametrize("limit", [1, 3, 10])
@pytest.mark.parametrize("sort", [*SORTS, *SEARCH_SORTS])
async def test_walking_the_pages_shows_each_sweet_once_in_order(barfis: Counter, sort: str, limit: int) -> None:
    client, search = barfis.shop.client, {"q": "barfi"} if "relevance" in sort else {}
    for path in ("/api/sweets", "/api/sweets/search"):
        whole = ok(await client.get(path, params=search | {"sort": sort}))["items"]
        assert len({sweet["id"] for sweet in whole}) == len(whole) == 10
        assert in_order(whole, sort)
        pages = await walk(client, path, **search, sort=sort, limit=limit)
        assert [sweet for page in pages for sweet in page] == whole
        assert [len(page) for page in pages] == [limit] * (10 // limit) + [10 % limit] * (10 % limit > 0)


async def test_the_pages_of_a_filtered_list_keep_the_filters_and_the_total(barfis: Counter) -> None:
    address = "/api/sweets?name=besan%20barfi&sort=-price&limit=1&count=true&category=Milk%20sweets"
    pages: list[Any] = []
    while address and len(pages) < 10:
        answer = await barfis.shop.client.get(address)
        body = ok(answer)
        assert body["total"] == 3
        pages += body["items"]
        address = answer.links["next"]["url"] if body["next_cursor"] else ""
    assert [(sweet["name"], sweet["price"]) for sweet in pages] == [
        ("Besan Barfi", "100.00"),
        ("Besan Barfi", "100.00"),
        ("Besan Barfi", "99.90"),
    ]


@pytest.mark.parametrize("sort", ["price", "-price", "price,-name", "name", "-created_at"])
async def test_sweets_that_come_and_go_between_two_pages_disturb_nobody(
    client: AsyncClient, admin: AsyncClient, new_sweet: NewSweet, sort: str
) -> None:
    old = [await new_sweet(name=f"Barfi {number % 3}", price=["5", "6"][number % 2]) for number in range(10)]
    removed, seen = set[int](), list[dict[str, Any]]()
    address: str | None = f"/api/sweets?limit=3&sort={sort}"
    while address is not None:
        answer = await client.get(address)
        page = ok(answer)["items"]
        seen += page
        assert len(seen) < 50, "The pages never end."
        for price in ("5", "6", "0.50", "70"):
            for name in ("Barfi 1", "Aaa", "Zzz"):
                if len(seen) < 12:
                    await new_sweet(name=name, price=price)
        # The row the cursor points at goes as well, and one that has not been shown yet.
        unseen = [sweet for sweet in old if sweet["id"] not in removed and sweet not in seen]
        for sweet in [page[-1], *unseen[:1]]:
            await admin.delete(f"/api/sweets/{sweet['id']}", headers={"If-Match": "*"})
            removed.add(sweet["id"])
        address = answer.links["next"]["url"] if "next" in answer.links else None
    ids = [sweet["id"] for sweet in seen]
    assert len(set(ids)) == len(ids)
    assert {sweet["id"] for sweet in old} - removed <= set(ids)
    assert in_order(seen, sort)


async def test_a_page_never_holds_more_than_two_hundred(
    shop: TestShop, client: AsyncClient, new_sweet: NewSweet
) -> None:
    await new_sweet()
    await shop.sql(
        """
        INSERT INTO sweets (sku, name, category_id, price, unit, quantity_step, min_quantity)
        SELECT 'COPY-' || number, name, category_id, price, unit, quantity_step, min_quantity
        FROM sweets, generate_series(1, 204) AS number
        """
    )
    assert [len(page) for page in await walk(client, "/api/sweets")] == [50, 50, 50, 50, 5]
    assert [len(page) for page in await walk(client, "/api/sweets", limit=200)] == [200, 5]


@pytest.mark.parametrize(
    "name", ["Barfi\u00a0royal", "क्\u200dष", "Barfi \U0001f468\u200d\U0001f373", "\U0001f36c" * 200, "क" * 200]
)
async def test_every_name_a_sweet_may_have_can_be_paged_past(
    client: AsyncClient, new_sweet: NewSweet, name: str
) -> None:
    sweets = [await new_sweet(name=name) for _ in range(3)]
    pages = await walk(client, "/api/sweets", sort="name", limit=1)
    assert [page[0]["id"] for page in pages] == [sweet["id"] for sweet in sweets]


def cursor(*values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


BAD_CURSORS = [
    *(("name", text) for text in ("", "!!!", "é", "a", "W10", "null", "x" * 2048, "x" * 2049, "[" * 1000)),
    ("name", base64.urlsafe_b64encode(b"[" * 1500).decode()),
    ("name", cursor()),
    ("name", cursor("name")),
    ("name", cursor("name", "Barfi")),
    ("name", cursor("name", "Barfi", "1", "1")),
    ("name", cursor("name", "Barfi", 1)),
    ("name", cursor("name", None, "1")),
    ("name", cursor("-name", "Barfi", "1")),
    ("name", cursor("price", "1", "1")),
    *(
        ("name", cursor("name", "Barfi", row_id))
        for row_id in ("", "abc", "-1", "1.5", str(2**63), "9" * 400, "1" * 30)
    ),
    *(("name", cursor("name", text, "1")) for text in ("a\0b", "\ud800")),
    *(
        ("price", cursor("price", price, "1"))
        for price in ("", "abc", "NaN", "Infinity", "1e400", "1e20", "12345678901")
    ),
    *(
        ("created_at", cursor("created_at", moment, "1"))
        for moment in ("", "today", "2026-11-21", "2026-11-21T00:00:00")
    ),
    ("created_at", cursor("created_at", "9999-12-31T23:59:59-23:59", "1")),
    ("created_at", cursor("created_at", "0001-01-01T00:00:00+23:59", "1")),
    *(("relevance", cursor("relevance", number, "1")) for number in ("abc", "1e300", "-1e300")),
]


@pytest.mark.parametrize(("sort", "bad"), BAD_CURSORS, ids=range(len(BAD_CURSORS)))
async def test_a_cursor_that_no_page_handed_out_is_refused(barfis: Counter, sort: str, bad: str) -> None:
    params = {"sort": sort, "cursor": bad} | ({"q": "barfi"} if sort == "relevance" else {})
    for path in ("/api/sweets", "/api/sweets/search"):
        answer = await barfis.shop.client.get(path, params=params)
        (error,) = problem(answer, 422, "invalid_request")["errors"]
        assert error["pointer"] == "cursor"
        assert error["code"] in ("invalid_cursor", "string_too_long", "string_too_short")


async def test_the_cursor_of_another_sort_is_refused(barfis: Counter) -> None:
    client = barfis.shop.client
    sorts = ["price", "-price", "name", "price,name", "name,price", "price,-name"]
    for sort in sorts:
        next_cursor = ok(await client.get("/api/sweets", params={"sort": sort, "limit": 3}))["next_cursor"]
        for other in sorts:
            answer = await client.get("/api/sweets", params={"sort": other, "limit": 3, "cursor": next_cursor})
            if other == sort:
                assert len(ok(answer)["items"]) == 3
            else:
                (error,) = problem(answer, 422, "invalid_request")["errors"]
                assert (error["pointer"], error["code"]) == ("cursor", "invalid_cursor")
