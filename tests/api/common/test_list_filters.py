"""Schemas and repositories name the same sorts and filters, for every list."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.pagination import Page, Slice
from app.repositories.common.keyset import KeysetList
from app.schemas.base import ListQuery
from tests.api.common.operations import APP, OPERATIONS
from tests.support.answers import created, ok
from tests.support.requests import NewSweet, new_customer, purchase

Ask = Callable[..., Awaitable[None]]
PAGING = {"sort", "limit", "cursor", "count"}
# Advice is worked out and sorted by the service; it is no list of the database's.
WORKED_OUT = {"/api/advice/reorder"}
EXAMPLES = {"boolean": ["true", "false"], "integer": ["7"], "date": ["2026-11-10"], "date-time": ["2026-11-10T10:00Z"]}
"""By type or format; of an enum, every member."""


def filters_of(operation: dict[str, Any]) -> dict[str, list[str]]:
    """The filters of a list, each with values to try."""
    return {
        one["name"]: examples_of(one["name"], one["schema"])
        for one in operation["parameters"]
        if one["in"] == "query" and one["name"] not in PAGING
    }


def examples_of(name: str, schema: dict[str, Any]) -> list[str]:
    schema = next(iter(schema.get("anyOf", [schema])))
    if "$ref" in schema:
        schema = APP.openapi()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    by_name = {
        "barcode": ["8901030865275"],
        "email": ["asha@example.com"],
        "phone": ["98765 43210"],
        "min_price": ["1"],
        "max_price": ["9"],
        "diet": ["veg,vegan"],
        "stock_state": ["low,out"],
        "without": ["nuts,peanuts"],
    }
    return (
        by_name.get(name)
        or schema.get("enum")
        or EXAMPLES.get(schema.get("format", schema["type"]))
        or EXAMPLES.get(schema["type"], ["a"])
    )


LISTS = {
    address: filters_of(operation)
    for address, operation in ((name.removeprefix("GET "), one) for name, one in OPERATIONS.items())
    if {one["name"] for one in operation.get("parameters", ())} >= PAGING and address not in WORKED_OUT
}


@dataclass
class Asked:
    """The last request for a list: its schema, and the list and filters of the repository."""

    query: type[ListQuery] = ListQuery
    rows: KeysetList | None = None
    filters: dict[str, Any] = field(default_factory=dict)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    asked = Asked()
    page, fetch = ListQuery.page, KeysetList.fetch

    def note_query(query: ListQuery) -> Page:
        asked.query = type(query)
        return page(query)

    async def note_fetch(
        rows: KeysetList, session: AsyncSession, page: Page, filters: Mapping[str, Any], *parameters: Any
    ) -> Slice:
        asked.rows, asked.filters = rows, {name: value for name, value in filters.items() if value is not None}
        return await fetch(rows, session, page, filters, *parameters)

    monkeypatch.setattr(ListQuery, "page", note_query)
    monkeypatch.setattr(KeysetList, "fetch", note_fetch)
    return asked


@pytest.fixture
async def ask(admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet) -> Ask:
    """Ask for a list in a shop that has sale 1 of lot 1, customer 1 with an account, customer 2, and drawer 1."""
    created(await purchase(customer, await new_sweet(stock="5"), "1"))
    await new_customer(admin, "Asha", user_id=ok(await customer.get("/api/auth/me"))["id"])
    await new_customer(admin, "Ravi")
    created(await admin.post("/api/drawer-sessions", json={"opening_float": "0"}))

    async def ask(address: str, **params: str) -> None:
        ok(
            await admin.get(
                address.format(sale_id=1, lot_id=1, customer_id=1, user_id=1, drawer_session_id=1), params=params
            )
        )

    return ask


async def test_a_list_is_sorted_by_every_field_of_its_schema_and_by_no_other(ask: Ask, asked: Asked) -> None:
    for address, filters in LISTS.items():
        await ask(address)
        assert asked.rows
        assert asked.rows._sorts.keys() == set(asked.query.sort_fields), address
        for name in asked.query.sort_fields:
            # Relevance is that of a search.
            await ask(address, sort=name, **({"q": "a"} if "q" in filters else {}))


async def test_every_filter_of_a_schema_reaches_the_repository_which_has_no_other(
    ask: Ask, asked: Asked, admin: AsyncClient, salesperson: AsyncClient, customer: AsyncClient
) -> None:
    used: dict[KeysetList, set[str]] = defaultdict(set)

    def note() -> dict[str, Any]:
        assert asked.rows
        used[asked.rows] |= asked.filters.keys()
        return asked.filters

    for address, filters in LISTS.items():
        await ask(address)
        unfiltered = note()
        for name, values in filters.items():
            heard = []
            for value in values:
                await ask(address, **{name: value})
                heard.append(note())
            assert any(one != unfiltered for one in heard), f"{name} of {address} is ignored"
    # Somebody's own sales: of a customer without an account, and of an account without a customer.
    await ask("/api/customers/2/sales")
    note()
    ok(await admin.patch("/api/customers/1", json={"user_id": None}))
    ok(await customer.get("/api/sales"))
    note()
    ok(await salesperson.get("/api/drawer-sessions"))
    note()
    assert {tuple(sorted(rows._filters.keys() - names)) for rows, names in used.items()} == {()}
