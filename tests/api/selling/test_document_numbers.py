"""Sales and refunds are found by the numbers that are printed on receipts."""

import pytest
from httpx import AsyncClient

from app.core.clock import financial_year
from tests.support.answers import created, ok, problem
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, purchase
from tests.support.selling import line, refund
from tests.support.shop import TestShop


async def numbers(client: AsyncClient, path: str, number: str) -> list[str]:
    return [one["number"] for one in ok(await client.get(f"/api/{path}", params={"number": number}))["items"]]


async def test_refunds_are_numbered_from_one_on_without_gaps(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sale = created(await purchase(admin, await new_sweet(stock="9"), "3"))
    year = financial_year(shop.context.today())
    made = [created(await refund(admin, sale, line(1, "1")))["number"]]
    problem(await refund(admin, sale, line(1, "3")), 409, "over_refund")
    made += [created(await refund(admin, sale, line(1, "1")))["number"] for _ in range(2)]
    assert made == [f"R{year}/{count:06d}" for count in (1, 2, 3)]


async def test_a_retry_draws_no_number(admin: AsyncClient, new_sweet: NewSweet) -> None:
    sale = created(await purchase(admin, await new_sweet(stock="9"), "3"))
    path, body = f"/api/sales/{sale['id']}/refunds", {"lines": [line(1, "1")]}
    first, again = [await admin.post(path, json=body, headers={"Idempotency-Key": "one"}) for _ in range(2)]
    assert (created(first), again.headers["Idempotency-Replayed"]) == (created(again), "true")
    assert created(await admin.post(path, json=body))["number"].endswith("/000002")


@pytest.mark.parametrize("spelling", ["{}", "  {} ", "lower"])
async def test_a_document_is_found_by_its_number(admin: AsyncClient, new_sweet: NewSweet, spelling: str) -> None:
    sweet = await new_sweet(stock="9")
    sales = [created(await purchase(admin, sweet, "2")) for _ in range(2)]
    refunds = [created(await refund(admin, sale, line(1, "1"))) for sale in sales]
    for path, documents in (("sales", sales), ("refunds", refunds)):
        for document in documents:
            number = document["number"]
            typed = number.lower() if spelling == "lower" else spelling.format(number)
            assert await numbers(admin, path, typed) == [number]
        assert await numbers(admin, path, f"{sales[0]['number']}0") == []


async def test_a_number_that_is_typed_whole_is_found_first_of_all(admin: AsyncClient, new_sweet: NewSweet) -> None:
    sale = created(await purchase(admin, await new_sweet(stock="9"), "2"))
    given_back = created(await refund(admin, sale, line(1, "1")))
    await new_sweet(name=sale["number"], sku=given_back["number"].replace("/", "-"))
    for q in (given_back["number"], given_back["number"].lower(), given_back["number"].replace("/00000", "/")):
        first = ok(await admin.get("/api/find", params={"q": q}))["items"][0]
        assert (first["kind"], first["id"], first["title"]) == ("refund", sale["id"], given_back["number"])
        assert sale["number"] in first["detail"]
    first = ok(await admin.get("/api/find", params={"q": sale["number"]}))["items"][0]
    assert (first["kind"], first["title"]) == ("sale", sale["number"])


async def test_receipts_and_exports_name_the_refunds(admin: AsyncClient, new_sweet: NewSweet) -> None:
    sale = created(await purchase(admin, await new_sweet(stock="9"), "3"))
    made = [created(await refund(admin, sale, line(1, "1")))["number"] for _ in range(2)]
    answer = await admin.get(f"/api/sales/{sale['id']}/receipt", params={"format": "html"})
    assert f"Given back since: {', '.join(made)}" in answer.text
    for name in ("refunds", "refund-lines"):
        table = (await admin.get(f"/api/exports/{name}.csv")).text
        assert all(number in table for number in made)


async def test_a_wrong_number_is_no_error_and_changes_nothing(shop: TestShop, admin: AsyncClient) -> None:
    before = await all_rows(shop)
    for path in ("sales", "refunds"):
        assert await numbers(admin, path, "2026-27/999999") == []
    assert await all_rows(shop) == before
