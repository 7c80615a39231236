"""Paging through lists by their cursors, whatever the rows hold and whatever a client makes of a cursor."""

import base64
import json
from decimal import Decimal
from itertools import combinations, islice, permutations, product
from typing import Any

import pytest
from httpx import AsyncClient

from app.core.pagination import SortKey, parse_sort
from app.repositories.catalogue.sweets import _LIST, SORTS
from app.repositories.common.keyset import KEPT_STATEMENTS, _compiled
from app.schemas.sweet import SweetQuery
from tests.support.answers import problem
from tests.support.requests import NewSweet
from tests.support.shop import TestShop


async def walked(client: AsyncClient, address: str, **parameters: Any) -> list[dict[str, Any]]:
    """Every row of a list, page by page."""
    rows: list[dict[str, Any]] = []
    for _ in range(100):
        answer = await client.get(address, params=parameters)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        assert 0 < len(page["items"]) <= int(parameters["limit"])
        rows += page["items"]
        if page["next_cursor"] is None:
            return rows
        parameters["cursor"] = page["next_cursor"]
    msg = "the list has no end"
    raise AssertionError(msg)


@pytest.fixture
async def alike(shop: TestShop, category: dict[str, Any]) -> TestShop:
    """A shop of 36 sweets, many of which share a name or a price."""
    await shop.sql(
        """
        INSERT INTO sweets (sku, name, category_id, price, unit, quantity_step, min_quantity)
        SELECT 'S-' || n, 'Sweet ' || n % 3, $1, 10 * (1 + n % 4), 'piece', 1, 1 FROM generate_series(1, 36) AS n
        """,
        category["id"],
    )
    return shop


@pytest.mark.parametrize("limit", [1, 5, 36, 200])
@pytest.mark.parametrize(
    "sort", ["name", "-name", "price,-name", "-price,name", "-created_at", "created_at,-price,name"]
)
async def test_every_row_comes_once_and_in_order_however_long_the_pages_are(
    alike: TestShop, sort: str, limit: int
) -> None:
    rows = await walked(alike.client, "/api/sweets", sort=sort, limit=limit)
    keys = parse_sort(sort, SweetQuery.sort_fields)

    def rank(row: dict[str, Any]) -> list[Any]:
        values = []
        for key in keys:
            value = Decimal(row["price"]) if key.field == "price" else int(row["name"][-1])
            value = 0 if key.field == "created_at" else value
            values.append(-value if key.descending else value)
        return [*values, -row["id"] if keys[0].descending else row["id"]]

    assert rows == sorted(rows, key=rank)
    assert len({row["id"] for row in rows}) == len(rows) == 36


async def test_the_pages_of_a_search_go_on_by_relevance(alike: TestShop) -> None:
    every = await walked(alike.client, "/api/sweets/search", q="swet 1", limit=200)
    assert len(every) > 10
    assert await walked(alike.client, "/api/sweets/search", q="swet 1", limit=1) == every


@pytest.mark.parametrize(
    "name",
    [
        "क्\N{ZERO WIDTH JOINER}ष",
        "Soft\N{SOFT HYPHEN}hyphen",
        "Right \N{RIGHT-TO-LEFT MARK}حلوى",
        "New \U0001fae9 face",
        "🍬" * 200,
        'Quote " and \\ and % and _',
        "x" * 200,
    ],
)
async def test_a_list_goes_on_after_a_row_whatever_its_name_is_made_of(
    client: AsyncClient, new_sweet: NewSweet, name: str
) -> None:
    names = {(await new_sweet(name=each))["name"] for each in ("Aamras", name, "zzz", "😀")}
    assert name in names
    assert {row["name"] for row in await walked(client, "/api/sweets", limit=1)} == names


def made_up(sort: str, *values: str) -> str:
    """A cursor that no page has handed out, but that looks like one."""
    return base64.urlsafe_b64encode(json.dumps([sort, *values]).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("sort", "value"),
    [
        ("name", "\0"),
        ("name", "\ud800"),
        ("price", "NaN"),
        ("price", "Infinity"),
        ("price", "1E+999999"),
        ("price", "1E-999999"),
        ("price", "9" * 1000),
        ("price", "cheap"),
        ("created_at", "2026-01-01T00:00:00"),
        ("created_at", "0001-01-01T00:00:00+14:00"),
        ("created_at", "9999-12-31T23:59:59-14:00"),
        ("created_at", "yesterday"),
        ("-relevance", "1e39"),
        ("-relevance", "1e400"),
        ("-relevance", "high"),
    ],
)
async def test_a_cursor_that_a_client_made_up_is_refused_or_harmless(alike: TestShop, sort: str, value: str) -> None:
    cursor = made_up(sort, value, "1")
    search = {"q": "sweet"} if "relevance" in sort else {}
    answer = await alike.client.get("/api/sweets", params={"sort": sort, "cursor": cursor, **search})
    if answer.status_code != 200:
        (error,) = problem(answer, 422, "invalid_request")["errors"]
        assert (error["pointer"], error["code"]) == ("cursor", "invalid_cursor")


@pytest.mark.parametrize("row_id", ["-1", str(2**63), "1.5", "", "9" * 5000, "0x10"])
async def test_a_cursor_with_an_id_that_no_row_has_is_refused(alike: TestShop, row_id: str) -> None:
    cursor = made_up("name", "Sweet", row_id)
    problem(await alike.client.get("/api/sweets", params={"cursor": cursor}), 422, "invalid_request")


def test_all_lists_together_keep_no_more_statements_than_their_bound() -> None:
    signed = [(SortKey(name), SortKey(name, descending=True)) for name in SORTS]
    sorts = [sort for some in permutations(signed, 3) for sort in product(*some)]
    filters = [
        frozenset(some) for size in range(3) for some in combinations(("name", "category_id", "min_price"), size)
    ]
    shapes = list(islice(product(filters, sorts, (True, False)), KEPT_STATEMENTS + 1))
    assert len(shapes) > KEPT_STATEMENTS
    for shape in shapes:
        _compiled(_LIST, *shape)
    assert _compiled.cache_info().currsize == KEPT_STATEMENTS
    # What is asked for again and again is built once.
    built = _compiled.cache_info().misses
    _compiled(_LIST, *shapes[-1])
    assert _compiled.cache_info().misses == built
