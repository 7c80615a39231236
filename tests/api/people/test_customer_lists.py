"""Finding customers by name and phone, as anybody writes them."""

from typing import Any

import pytest
from httpx import AsyncClient

from app.schemas.customer import CustomerPage
from tests.support.answers import ok, problem, read_strictly, walk
from tests.support.requests import new_customer


async def names(client: AsyncClient, **params: Any) -> list[str]:
    body = ok(await client.get("/api/customers", params=params))
    read_strictly(CustomerPage, body)
    return [customer["name"] for customer in body["items"]]


@pytest.fixture
async def regulars(salesperson: AsyncClient) -> None:
    for name, phone in {
        "Meera 24 7": "+91 22 2345 6789",
        "Asha Rao": "98765 43210",
        "José García": "+34 612 34 56 78",
        "Ravi 100%": "+1 202 555 0123",
        "asha_devi": None,
    }.items():
        await new_customer(salesperson, name, phone=phone)


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("ASHA", ["Asha Rao", "asha_devi"]),
        ("jose garcia", ["José García"]),
        ("JOSÉ", ["José García"]),
        ("%", ["Ravi 100%"]),
        ("_", ["asha_devi"]),
        ("100%", ["Ravi 100%"]),
        ("24 7", ["Meera 24 7"]),
        ("98765 43210", ["Asha Rao"]),
        ("098765-43210", ["Asha Rao"]),
        ("0091 98765 43210", ["Asha Rao"]),
        ("+91 98765", ["Asha Rao"]),
        ("43210", ["Asha Rao"]),
        ("432-10", ["Asha Rao"]),
        ("612.34", ["José García"]),
        ("+", ["Asha Rao", "José García", "Meera 24 7", "Ravi 100%"]),
        ("nobody", []),
        ("\\", []),
        ("98765 43211", []),
    ],
)
async def test_a_search_finds_names_and_numbers_as_anybody_writes_them(
    salesperson: AsyncClient, regulars: None, q: str, found: list[str]
) -> None:
    assert await names(salesperson, q=q) == found


async def test_customers_are_filtered_and_paged(salesperson: AsyncClient, regulars: None) -> None:
    by_name = await names(salesperson)
    assert by_name == ["Asha Rao", "asha_devi", "José García", "Meera 24 7", "Ravi 100%"]
    assert await names(salesperson, sort="-name") == by_name[::-1]
    assert await names(salesperson, sort="created_at") == [
        *("Meera 24 7", "Asha Rao", "José García", "Ravi 100%", "asha_devi")
    ]
    assert await names(salesperson, name="RAO") == ["Asha Rao"]
    assert await names(salesperson, name="garcia") == ["José García"]
    # The name alone: 24 stands in a phone number as well, and 555 only there.
    assert await names(salesperson, name="24") == ["Meera 24 7"]
    assert await names(salesperson, name="555") == []
    assert await names(salesperson, phone="098765-43210") == ["Asha Rao"]
    assert await names(salesperson, phone="+91 98765 43211") == []
    assert await names(salesperson, q="asha", name="devi") == ["asha_devi"]
    for sort in ("name", "-name", "created_at", "-created_at,name"):
        pages = await walk(salesperson, "/api/customers", sort=sort, limit=2)
        assert [customer["name"] for page in pages for customer in page] == await names(salesperson, sort=sort)
    assert ok(await salesperson.get("/api/customers", params={"limit": 1, "count": True}))["total"] == 5
    assert ok(await salesperson.get("/api/customers", params={"q": "asha", "count": True}))["total"] == 2


async def test_a_filter_or_sort_of_another_list_is_refused(salesperson: AsyncClient) -> None:
    for query in ("email=a", "sort=phone", "user_id=0", "name=", "q=%00", "phone=%ED%A0%80", f"q={'x' * 201}"):
        answer = await salesperson.get(f"/api/customers?{query}")
        (error,) = problem(answer, 422, answer.json()["code"])["errors"]
        assert error["pointer"] == query.partition("=")[0]
