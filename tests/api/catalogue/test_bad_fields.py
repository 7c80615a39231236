"""Texts, ids and fields that no sweet can have: refused in the shop's words, and nothing changes."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from httpx import AsyncClient, Response

from app.database.embedded import EmbeddedPostgres
from tests.support.answers import problem
from tests.support.counter import Counter, open_counter
from tests.support.databases import all_rows

JSON = {"Content-Type": "application/json", "If-Match": "*"}
TOO_BIG = 2**63

SWEET = '{"sku": "NEW", "name": "New", "category_id": CATEGORY, "unit": "kg", "price": "1", %s}'

TEXTS = {
    "name": ("POST", "/api/sweets", SWEET % '"name": VALUE', "/name"),
    "sku": ("POST", "/api/sweets", SWEET % '"sku": VALUE', "/sku"),
    "description": ("POST", "/api/sweets", SWEET % '"description": VALUE', "/description"),
    "hsn code": ("POST", "/api/sweets", SWEET % '"hsn_code": VALUE', "/hsn_code"),
    "unit": ("POST", "/api/sweets", SWEET % '"unit": VALUE', "/unit"),
    "new name": ("PATCH", "/api/sweets/SWEET", '{"name": VALUE}', "/name"),
    "new sku": ("PATCH", "/api/sweets/SWEET", '{"sku": VALUE}', "/sku"),
    "category": ("POST", "/api/categories", '{"name": VALUE}', "/name"),
    "renamed category": ("PATCH", "/api/categories/CATEGORY", '{"name": VALUE}', "/name"),
    "customer": ("POST", "/api/customers", '{"name": VALUE}', "/name"),
    "phone": ("POST", "/api/customers", '{"name": "Asha", "phone": VALUE}', "/phone"),
    "note of a customer": ("POST", "/api/customers", '{"name": "Asha", "note": VALUE}', "/note"),
    "note of a sale": (
        *("POST", "/api/sales", '{"lines": [{"sweet_id": SWEET, "quantity": "1"}], "note": VALUE}', "/note"),
    ),
    "note of a restock": ("POST", "/api/sweets/SWEET/restock", '{"quantity": "1", "note": VALUE}', "/note"),
}
MAY_BE_EMPTY = {"description", "note of a customer", "note of a sale", "note of a restock"}
MAY_HAVE_LINES = MAY_BE_EMPTY

BAD_TEXTS = {
    "10,000 characters": f'"{"secret " * 1429}"',
    "NUL": '"sec\\u0000ret"',
    "a control character": '"sec\\u001bret"',
    "a vertical tab at the end": '"secret\\u000b"',
    "a separator at the end": '"secret\\u001c"',
    "a high surrogate alone": '"sec\\ud800ret"',
    "a low surrogate alone": '"sec\\udc00ret"',
    "surrogates the wrong way round": '"\\udc00\\ud800secret"',
    "a number": "12345",
    "true": "true",
    "a list": '["secret"]',
    "an object": '{"secret": "secret"}',
}
EMPTY_TEXTS = {"nothing": '""', "a blank": '" "', "blanks": '"\\t \\u00a0\\u3000"'}
MANY_LINES = {"a line break": '"sec\\nret"', "a line break at the end": '"secret\\n"', "a tab": '"sec\\tret"'}

TEXT_CASES = [
    *((value, list(TEXTS)) for value in BAD_TEXTS.values()),
    *((value, [place for place in TEXTS if place not in MAY_BE_EMPTY]) for value in EMPTY_TEXTS.values()),
    *((value, [place for place in TEXTS if place not in MAY_HAVE_LINES]) for value in MANY_LINES.values()),
]


@pytest_asyncio.fixture(scope="module")
async def counter(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[Counter]:
    async with open_counter(postgres, template) as counter:
        yield counter


async def send(counter: Counter, method: str, path: str, body: str) -> Response:
    for name, row in (("SWEET", counter.sweet), ("CATEGORY", counter.category)):
        path, body = path.replace(name, str(row["id"])), body.replace(name, str(row["id"]))
    return await counter.admin.request(method, path, content=body.encode(), headers=JSON)


@pytest.mark.parametrize(("value", "places"), TEXT_CASES, ids=[*BAD_TEXTS, *EMPTY_TEXTS, *MANY_LINES])
async def test_a_bad_text_is_refused_everywhere_and_changes_nothing(
    counter: Counter, value: str, places: list[str]
) -> None:
    before = await all_rows(counter.shop)
    for place in places:
        method, path, body, pointer = TEXTS[place]
        answer = await send(counter, method, path, body.replace("VALUE", value))
        (error,) = problem(answer, 422, "invalid_request")["errors"]
        assert error["pointer"] == pointer, place
        assert "sec" not in answer.text
    assert await all_rows(counter.shop) == before


async def test_a_field_whose_name_is_no_text_is_refused(counter: Counter) -> None:
    before = await all_rows(counter.shop)
    for name in ("\\ud800", "\\u0000", "", "/~"):
        body = f'{{"quantity": "1", "{name}": "secret"}}'
        for path in ("/api/sweets/SWEET/purchase", "/api/sweets/SWEET/restock"):
            answer = await send(counter, "POST", path, body)
            problem(answer, 422, "invalid_request")
            assert "secret" not in answer.text
    assert await all_rows(counter.shop) == before


@pytest.mark.parametrize(
    "sweet_id", ["0", "-1", str(TOO_BIG), "9" * 5000, "1e400", "1.5", "1.0", '"1"', "true", "null", "[]", "{}"]
)
async def test_an_invalid_id_is_refused(counter: Counter, sweet_id: str) -> None:
    before = await all_rows(counter.shop)
    # Without an id a SKU or a barcode could name the sweet.
    of_line = "/lines/0" if sweet_id == "null" else "/lines/0/sweet_id"
    for path, body, pointer in (
        ("/api/sales", '{"lines": [{"sweet_id": VALUE, "quantity": "1"}]}', of_line),
        ("/api/sweets", SWEET % '"category_id": VALUE', "/category_id"),
    ):
        answer = await send(counter, "POST", path, body.replace("VALUE", sweet_id))
        if len(sweet_id) > 1000:
            problem(answer, 400, "malformed")
        else:
            (error,) = problem(answer, 422, "invalid_request")["errors"]
            assert error["pointer"] == pointer
    assert await all_rows(counter.shop) == before


@pytest.mark.parametrize("sweet_id", ["0", "-1", str(TOO_BIG), "9" * 500, "abc", "1.5", "%00", "%D9%A3", "1%20"])
async def test_an_address_with_an_invalid_id_is_refused(counter: Counter, sweet_id: str) -> None:
    before = await all_rows(counter.shop)
    for method, path, body in (
        ("GET", "/api/sweets/ID", ""),
        ("PATCH", "/api/sweets/ID", '{"price": "1"}'),
        ("DELETE", "/api/sweets/ID", ""),
        ("POST", "/api/sweets/ID/purchase", '{"quantity": "1"}'),
        ("POST", "/api/sweets/ID/restock", '{"quantity": "1"}'),
        ("GET", "/api/categories/ID", ""),
        ("GET", "/api/customers/ID", ""),
        ("DELETE", "/api/customers/ID", ""),
        ("GET", "/api/customers/ID/sales", ""),
        ("GET", "/api/sales/ID", ""),
        ("GET", "/api/stock-movements/ID", ""),
    ):
        answer = await send(counter, method, path.replace("ID", sweet_id), body)
        assert (answer.status_code, answer.json()["code"]) in [(404, "not_found"), (422, "invalid_request")], (
            answer.text
        )
        assert answer.headers["content-type"] == "application/problem+json"
    assert await all_rows(counter.shop) == before


@pytest.mark.parametrize(
    "name", ["sku", "name", "category_id", "price", "unit", "quantity_step", "min_quantity", "archived"]
)
async def test_a_required_field_of_a_sweet_cannot_be_emptied(counter: Counter, name: str) -> None:
    before = await all_rows(counter.shop)
    answer = await send(counter, "PATCH", "/api/sweets/SWEET", f'{{"{name}": null}}')
    assert name in str(problem(answer, 422, "invalid_request")["errors"])
    assert await all_rows(counter.shop) == before


async def test_a_category_cannot_lose_its_name(counter: Counter) -> None:
    before = await all_rows(counter.shop)
    for method, body in (("PATCH", '{"name": null}'), ("PUT", '{"name": null}'), ("PUT", "{}")):
        problem(await send(counter, method, "/api/categories/CATEGORY", body), 422, "invalid_request")
    assert await all_rows(counter.shop) == before


FIELDS = ["id", "on_hand", "available", "version", "stock_state", "archived_at", "created_at", "colour"]


@pytest.mark.parametrize("name", FIELDS)
async def test_a_field_that_clients_do_not_set_is_refused(counter: Counter, name: str) -> None:
    before = await all_rows(counter.shop)
    for method, path, body in (
        ("POST", "/api/sweets", SWEET % f'"{name}": 1'),
        ("PUT", "/api/sweets/SWEET", SWEET % f'"{name}": 1'),
        ("PATCH", "/api/sweets/SWEET", f'{{"{name}": 1}}'),
        ("POST", "/api/sweets/SWEET/restock", f'{{"quantity": "1", "{name}": 1}}'),
        ("POST", "/api/categories", f'{{"name": "x", "{name}": 1}}'),
    ):
        (error,) = problem(await send(counter, method, path, body), 422, "invalid_request")["errors"]
        assert (error["pointer"], error["code"]) == (f"/{name}", "extra_forbidden")
    assert await all_rows(counter.shop) == before


@pytest.mark.parametrize(
    "fields",
    [
        *({"shelf_life_days": days} for days in (0, -1, 3651, 1.5, "7", True, 10**30)),
        *({"hsn_code": code} for code in ("123", "123456789", "12a4", "\u0661\u0662\u0663\u0664", 1704)),
        *({"unit": unit} for unit in ("litre", "KG", None)),
        *({"tax_class_id": tax_class} for tax_class in (0, -1, "1", True, 1.5, 2**63)),
    ],
    ids=str,
)
async def test_a_sweet_of_no_known_kind_is_refused(counter: Counter, fields: dict[str, Any]) -> None:
    before = await all_rows(counter.shop)
    address: str = f"/api/sweets/{counter.sweet['id']}"
    admin: AsyncClient = counter.admin
    whole = {name: counter.sweet[name] for name in ("name", "category_id", "price", "unit")} | {"sku": "NEW"}
    for answer in (
        await admin.post("/api/sweets", json=whole | fields),
        await admin.put(address, json=whole | fields, headers={"If-Match": "*"}),
        await admin.patch(address, json=fields, headers={"If-Match": "*"}),
    ):
        assert next(iter(fields)) in str(problem(answer, 422, "invalid_request")["errors"])
    assert await all_rows(counter.shop) == before
