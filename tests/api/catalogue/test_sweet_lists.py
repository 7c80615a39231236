"""Finding sweets: filters, search, and what a list refuses."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

import pytest
import pytest_asyncio
from httpx import AsyncClient

from app.database.embedded import EmbeddedPostgres
from app.schemas.sweet import SweetPage
from tests.support.answers import created, ok, problem, read_strictly
from tests.support.counter import Counter, open_counter
from tests.support.pictures import ANY, photo, put_picture
from tests.support.requests import NewSweet, new_category, restock

PATHS = ["/api/sweets", "/api/sweets/search"]

# Name, category, unit, price, stock, archived.
TRAY = [
    ("100% Kaju Roll", "Dry fruit", "piece", "60.00", "3", False),
    ("A_B Ladoo", "Ladoo", "piece", "15.00", "6", False),
    ("Aloo\\Besan Ladoo", "Ladoo", "piece", "15.00", None, False),
    ("AxB Ladoo", "Ladoo", "piece", "15.00", "6", False),
    ("Besan Barfi", "Milk sweets", "kg", "560.00", "5", False),
    ("Crème Brûlée", "Déjà vu", "piece", "90.00", "6", False),
    ("Gulab Jamun", "Milk sweets", "kg", "480.00", "0.5", False),
    ("Jalebi", "Fried", "kg", "360.00", "9", True),
    ("Kaju Barfi", "Dry fruit", "kg", "1200.00", None, False),
    ("Rasgulla", "Milk sweets", "piece", "25.00", "6", False),
]
SOLD = sorted(name for name, *_, archived in TRAY if not archived)


@pytest_asyncio.fixture(scope="module")
async def counter(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[Counter]:
    async with open_counter(postgres, template) as counter:
        yield counter


@pytest_asyncio.fixture(scope="module")
async def tray(counter: Counter) -> AsyncIterator[AsyncClient]:
    """Somebody who is not logged in, before a shop with sweets of every kind."""
    admin = counter.admin
    await admin.delete(f"/api/sweets/{counter.sweet['id']}", headers={"If-Match": "*"})
    categories = {"Milk sweets": counter.category}
    for number, (name, category, unit, price, stock, archived) in enumerate(TRAY):
        if category not in categories:
            categories[category] = await new_category(admin, category)
        body = {"sku": f"T{number}", "name": name, "unit": unit, "price": price}
        sweet = created(await admin.post("/api/sweets", json=body | {"category_id": categories[category]["id"]}))
        if stock is not None:
            await restock(admin, sweet, stock)
        if archived:
            ok(await admin.patch(f"/api/sweets/{sweet['id']}", json={"archived": True}, headers={"If-Match": "*"}))
    yield counter.shop.client


async def names(client: AsyncClient, path: str = "/api/sweets", **params: Any) -> list[str]:
    return [sweet["name"] for sweet in ok(await client.get(path, params=params))["items"]]


LADOOS = ["A_B Ladoo", "Aloo\\Besan Ladoo", "AxB Ladoo"]

FILTERS: list[tuple[dict[str, Any], list[str]]] = [
    ({}, SOLD),
    ({"name": "barfi"}, ["Besan Barfi", "Kaju Barfi"]),
    ({"name": "BARFI"}, ["Besan Barfi", "Kaju Barfi"]),
    ({"name": " san bar "}, ["Besan Barfi"]),
    ({"name": "gulb jamn"}, []),
    ({"name": "creme brulee"}, ["Crème Brûlée"]),
    ({"name": "ÈME BRÛ"}, ["Crème Brûlée"]),
    ({"name": "Bèsán"}, ["Aloo\\Besan Ladoo", "Besan Barfi"]),
    ({"name": "%"}, ["100% Kaju Roll"]),
    ({"name": "0% k"}, ["100% Kaju Roll"]),
    ({"name": "a%b"}, []),
    ({"name": "_"}, ["A_B Ladoo"]),
    ({"name": "a_b"}, ["A_B Ladoo"]),
    ({"name": "\\"}, ["Aloo\\Besan Ladoo"]),
    ({"name": "\\besan"}, ["Aloo\\Besan Ladoo"]),
    ({"name": "\\%"}, []),
    # PostgreSQL folds full-width signs to plain ones when it takes the accents off.
    ({"name": "\uff05"}, ["100% Kaju Roll"]),
    ({"name": "a\uff3fb"}, ["A_B Ladoo"]),
    ({"name": "\uff3cbesan"}, ["Aloo\\Besan Ladoo"]),
    ({"category": "Ladoo"}, LADOOS),
    ({"category": "LADOO"}, LADOOS),
    ({"category": " ladoo "}, LADOOS),
    ({"category": "lado"}, []),
    ({"category": "lado_"}, []),
    ({"category": "DÉJÀ VU"}, ["Crème Brûlée"]),
    ({"category": "Fried"}, []),
    ({"min_price": "560"}, ["Besan Barfi", "Kaju Barfi"]),
    ({"min_price": "560.01"}, ["Kaju Barfi"]),
    ({"max_price": "25"}, [*LADOOS, "Rasgulla"]),
    ({"max_price": "24.99"}, LADOOS),
    ({"min_price": "60", "max_price": "90.00"}, ["100% Kaju Roll", "Crème Brûlée"]),
    ({"min_price": "90", "max_price": "90"}, ["Crème Brûlée"]),
    ({"min_price": "0", "max_price": "0"}, []),
    ({"stock_state": "out"}, ["Aloo\\Besan Ladoo", "Kaju Barfi"]),
    ({"stock_state": "low"}, ["100% Kaju Roll", "Gulab Jamun"]),
    ({"stock_state": "ok"}, ["A_B Ladoo", "AxB Ladoo", "Besan Barfi", "Crème Brûlée", "Rasgulla"]),
    ({"archived": "true"}, ["Jalebi", "Kaju Katli"]),
    ({"archived": "true", "name": "jal", "category": "fried", "min_price": "300"}, ["Jalebi"]),
    ({"name": "a", "category": "milk SWEETS", "max_price": "500", "stock_state": "low"}, ["Gulab Jamun"]),
    ({"name": "barfi", "category": "dry fruit", "stock_state": "ok"}, []),
    ({"q": "ladoo", "stock_state": "ok", "sort": "name"}, ["A_B Ladoo", "AxB Ladoo"]),
    ({"q": "barfi", "max_price": "600"}, ["Besan Barfi"]),
    ({"q": "brfi", "name": "kaju"}, ["Kaju Barfi"]),
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("params", "expected"), FILTERS, ids=[str(params) for params, _ in FILTERS])
async def test_a_list_shows_the_rows_that_meet_every_filter(
    tray: AsyncClient, path: str, params: dict[str, Any], expected: list[str]
) -> None:
    body = ok(await tray.get(path, params=params | {"count": "true"}))
    assert [sweet["name"] for sweet in body["items"]] == expected
    assert (body["total"], body["next_cursor"]) == (len(expected), None)
    read_strictly(SweetPage, body)
    # The total does not depend on the page.
    assert ok(await tray.get(path, params=params | {"count": "true", "limit": 1}))["total"] == len(expected)
    assert "total" not in ok(await tray.get(path, params=params))


async def test_sweets_are_filtered_by_their_tax_class_and_by_what_they_lack(
    admin: AsyncClient, new_sweet: NewSweet
) -> None:
    packed = created(await admin.post("/api/tax-classes", json={"name": "Packed", "rates": []}))
    await new_sweet(name="Barfi", tax_class_id=packed["id"], barcode="8901030865275")
    pictured = await new_sweet(name="Jalebi")
    ok(await put_picture(admin, pictured["id"], photo(size=(64, 48)), **ANY))
    assert await names(admin, tax_class_id=packed["id"]) == ["Barfi"]
    assert await names(admin, tax_class_id=2**63 - 1) == []
    assert await names(admin, has_picture="true") == ["Jalebi"]
    assert await names(admin, has_picture="false") == ["Barfi"]
    assert await names(admin, has_barcode="true") == ["Barfi"]
    assert await names(admin, has_barcode="false", has_picture="true") == ["Jalebi"]


async def test_a_category_is_found_by_its_id(tray: AsyncClient, counter: Counter) -> None:
    milk_sweets = ["Besan Barfi", "Gulab Jamun", "Rasgulla"]
    assert await names(tray, category_id=counter.category["id"]) == milk_sweets
    assert await names(tray, category_id=counter.category["id"], category="Ladoo") == []
    assert await names(tray, category_id=2**63 - 1) == []


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("gulb jamn", {"Gulab Jamun"}),
        ("gulabjamun", {"Gulab Jamun"}),
        ("rasgula", {"Rasgulla"}),
        ("brfi", {"Besan Barfi", "Kaju Barfi"}),
        ("creme", {"Crème Brûlée"}),
        ("CRÉME BRULÊE", {"Crème Brûlée"}),
        ("xyzzy", set()),
        ("%", set()),
        ("jalebi", set()),
    ],
)
async def test_a_search_forgives_typing_errors_case_and_accents(
    tray: AsyncClient, path: str, q: str, expected: set[str]
) -> None:
    found = await names(tray, path, q=q)
    # A guess may be shown beside what is meant, but not where nothing is meant.
    assert set(found) >= expected
    assert len(found) <= (4 if expected else 0)


async def test_a_search_shows_the_nearest_name_first_unless_told_otherwise(tray: AsyncClient) -> None:
    nearest_first = await names(tray, q="kaju barfi")
    assert nearest_first[0] == "Kaju Barfi"
    assert (await names(tray, q="gulb jamn"))[0] == "Gulab Jamun"
    assert (await names(tray, q="rasgula"))[0] == "Rasgulla"
    assert set(nearest_first) > {"Kaju Barfi", "Besan Barfi"}
    assert await names(tray, q="kaju barfi", sort="-relevance") == nearest_first
    assert (await names(tray, q="kaju barfi", sort="relevance"))[-1] == "Kaju Barfi"
    assert await names(tray, q="kaju barfi", sort="name") == sorted(nearest_first)
    assert await names(tray, q="kaju barfi", sort="price") == ["100% Kaju Roll", "Besan Barfi", "Kaju Barfi"]


BAD_PARAMS: list[tuple[list[tuple[str, Any]], str | None, str | None]] = [
    ([("min_price", "2"), ("max_price", "1.99")], None, "min_price_above_max_price"),
    ([("sort", "relevance")], None, "relevance_without_search"),
    ([("sort", "name,-relevance")], None, "relevance_without_search"),
    *(
        ([("sort", sort)], "sort", "unknown_sort")
        for sort in ("colour", "-colour", "--name", "name,", ",", "Name", "+name")
    ),
    *(([("sort", sort)], "sort", "unknown_sort") for sort in ("price,price", "price,-price", "name,price,name", "id")),
    ([("sort", None)], "sort", None),
    ([("sort", "name"), ("sort", "price")], "sort", None),
    ([("limit", "1"), ("limit", "2")], "limit", None),
    *(([("limit", limit)], "limit", None) for limit in ("0", "-1", "abc", "1.5", "", "1e3", "٣", "NaN", "9" * 5000)),
    *(
        ([(price, value)], price, None)
        for price in ("min_price", "max_price")
        for value in ("-1", "NaN", "inf", "1e400")
    ),
    *(([("min_price", value)], "min_price", None) for value in ("abc", "", "1.001", "12345678901", "1_0", "٣", "true")),
    *(([("stock_state", value)], "stock_state", None) for value in ("OK", "some", None)),
    *(
        ([(name, value)], name, None)
        for name in ("name", "q", "category")
        for value in ("", " ", "x" * 201, "a\0b", "a\nb")
    ),
    *(([("category_id", value)], "category_id", None) for value in ("0", "-1", "abc", str(2**63), "9" * 5000)),
    ([("archived", "maybe")], "archived", None),
    ([("count", "maybe")], "count", None),
    *(([(name, "1")], name, "extra_forbidden") for name in ("colour", "offset", "page", "Name", "price", "order_by")),
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("params", "pointer", "code"), BAD_PARAMS, ids=[str(one[0])[:40] for one in BAD_PARAMS])
async def test_a_list_refuses_bad_parameters(
    tray: AsyncClient, path: str, params: list[tuple[str, Any]], pointer: str | None, code: str | None
) -> None:
    answer = await tray.get(f"{path}?{urlencode(params)}")
    (error,) = problem(answer, 422, "invalid_request")["errors"]
    assert error["pointer"] == (pointer or error["pointer"])
    assert error["code"] == (code or error["code"])
