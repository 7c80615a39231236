"""The refusal of an unknown field suggests the right one."""

from typing import Any

import pytest
from httpx import AsyncClient

from app.api.errors import MAX_ADVICE
from tests.support.answers import field_errors
from tests.support.counter import Counter

SALE = {"lines": [{"sweet_id": 1, "quantity": "1"}]}


@pytest.mark.parametrize(
    ("method", "path", "body", "pointer", "meant"),
    [
        ("POST", "/auth/register", {"name": "Asha"}, "/name", "full_name"),
        ("POST", "/auth/register", {"fullName": "Asha"}, "/fullName", "full_name"),
        ("POST", "/auth/login", {"user": "asha@example.com"}, "/user", "email"),
        ("POST", "/auth/login", {"Email": "asha@example.com"}, "/Email", "email"),
        ("POST", "/auth/register", {"username": "asha@example.com"}, "/username", "email"),
        ("POST", "/auth/password", {"oldPassword": "x"}, "/oldPassword", "current_password"),
        ("POST", "/sweets/1/purchase", {"amount": 1}, "/amount", "quantity"),
        ("POST", "/sweets/1/purchase", {"qty": 1}, "/qty", "quantity"),
        ("POST", "/sweets/1/purchase", {"quantiy": 1}, "/quantiy", "quantity"),
        ("POST", "/sweets/1/restock", {"expiryDate": "2027-01-01"}, "/expiryDate", "best_before"),
        ("POST", "/sweets/1/restock", {"price": 1}, "/price", "unit_cost"),
        ("POST", "/sweets", {"categoryId": 1}, "/categoryId", "category_id"),
        ("POST", "/sweets", {"quantity": 1}, "/quantity", "opening_stock"),
        ("POST", "/sweets", {"stock": 1}, "/stock", "opening_stock"),
        ("POST", "/sales", {"items": []}, "/items", "lines"),
        ("POST", "/sales", {"paymentMethod": "cash"}, "/paymentMethod", "tender"),
        ("POST", "/sales", {"lines": [{"id": 1, "quantity": 1}]}, "/lines/0/id", "sweet_id"),
        ("POST", "/sales", {"lines": [{"sweet_id": 1, "qty": 1}]}, "/lines/0/qty", "quantity"),
        ("POST", "/sales", SALE | {"discount": {"percentage": 5}}, "/discount/percentage", "percent"),
        ("PUT", "/settings", {"shopName": "Mithai"}, "/shopName", "shop_name"),
    ],
)
async def test_an_unknown_field_gets_the_one_that_was_meant(
    unchanged: Counter, method: str, path: str, body: dict[str, Any], pointer: str, meant: str
) -> None:
    answer = await unchanged.admin.request(method, f"/api{path}", json=body)
    code, detail = field_errors(answer)[pointer]
    assert code == "extra_forbidden"
    assert detail.startswith(f"There is no such field. Did you mean {meant}? The fields are: "), detail
    assert meant in detail.split("The fields are: ")[1].removesuffix(".").split(", ")


@pytest.mark.parametrize(
    ("path", "name", "meant"),
    [
        ("/sweets", "minPrice", "min_price"),
        ("/sweets", "max-price", "max_price"),
        ("/sweets/search", "query", "q"),
        ("/sweets", "sortBy", "sort"),
        ("/sweets", "page", "cursor"),
        ("/sweets", "per_page", "limit"),
        ("/sales", "offset", "cursor"),
    ],
)
async def test_an_unknown_parameter_gets_the_one_that_was_meant(
    unchanged: Counter, path: str, name: str, meant: str
) -> None:
    answer = await unchanged.admin.get(f"/api{path}", params={name: "1"})
    code, detail = field_errors(answer)[name]
    assert code == "extra_forbidden"
    assert f"Did you mean {meant}? The fields are: " in detail


@pytest.mark.parametrize(
    ("method", "path", "body", "pointer", "advice"),
    [
        ("PATCH", "/sweets/1", {"quantity": 5}, "/quantity", "POST /api/sweets/{id}/restock"),
        ("PUT", "/sweets/1", {"stock": 5}, "/stock", "POST /api/sweets/{id}/restock"),
        ("POST", "/auth/register", {"role": "admin"}, "/role", "POST /api/invitations"),
        ("POST", "/sweets/1/purchase", {"price": 1}, "/price", "the shop knows its own prices"),
        ("POST", "/sweets/1/purchase", {"sweetId": 1}, "/sweetId", "the address names the sweet"),
    ],
)
async def test_a_field_of_another_route_gets_the_route_it_belongs_to(
    unchanged: Counter, method: str, path: str, body: dict[str, Any], pointer: str, advice: str
) -> None:
    answer = await unchanged.admin.request(method, f"/api{path}", json=body, headers={"If-Match": "*"})
    assert advice in field_errors(answer)[pointer][1]


async def test_an_unknown_field_without_a_likely_match_gets_the_list_of_fields(unchanged: Counter) -> None:
    answer = await unchanged.admin.post("/api/sweets/1/purchase", json={"quantity": 1, "zzz": "hunter2"})
    assert field_errors(answer) == {"/zzz": ("extra_forbidden", "There is no such field. The fields are: quantity.")}
    assert "hunter2" not in answer.text


async def test_only_the_first_unknown_fields_are_looked_up(unchanged: Counter) -> None:
    body = {f"quantiti{n}": n for n in range(50)} | {"quantity" * 100: 1}
    errors = field_errors(await unchanged.admin.post("/api/sweets/1/purchase", json=body))
    advised = [detail for _, detail in errors.values() if "The fields are" in detail]
    assert len(advised) == MAX_ADVICE
    assert len(errors) == len(body) + 1


async def test_a_long_name_is_not_searched_for(unchanged: Counter) -> None:
    answer = await unchanged.admin.post("/api/sweets/1/purchase", json={"quantity": 1, "quantity" * 100: 1})
    ((_, detail),) = field_errors(answer).values()
    assert detail == "There is no such field. The fields are: quantity."


async def test_a_form_login_gets_the_same_advice(client: AsyncClient) -> None:
    answer = await client.post("/api/auth/login", data={"login": "asha@example.com", "password": "x"})
    assert "Did you mean email?" in field_errors(answer)["/login"][1]
