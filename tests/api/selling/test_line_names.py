"""A line names its sweet by id, SKU or barcode."""

from typing import Any

import pytest
from httpx import AsyncClient

from tests.support.answers import created, ok, problem
from tests.support.databases import all_rows
from tests.support.requests import NewSweet
from tests.support.shop import TestShop

BARCODE = "8901030865275"


@pytest.fixture
async def jamun(new_sweet: NewSweet) -> dict[str, Any]:
    return await new_sweet(sku="MIL-Gulab", barcode=BARCODE, price="15.00", stock="5")


def body(*lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"lines": [{"quantity": "1"} | line for line in lines]} | fields


@pytest.mark.parametrize(
    "name", [{"sku": "mil-gulab"}, {"sku": "MIL-GULAB "}, {"barcode": BARCODE}, {"barcode": f"0{BARCODE}"}]
)
async def test_a_sweet_is_sold_and_quoted_by_its_codes(
    salesperson: AsyncClient, jamun: dict[str, Any], name: dict[str, str]
) -> None:
    quote = ok(await salesperson.post("/api/sales/quote", json=body(name)))
    assert (quote["lines"][0]["sweet_id"], quote["total"], quote["problems"]) == (jamun["id"], "15.00", [])
    sale = created(await salesperson.post("/api/sales", json=body(name)))
    assert [(line["sweet_id"], line["sku"]) for line in sale["lines"]] == [(jamun["id"], "MIL-Gulab")]


async def test_lines_of_one_basket_may_name_their_sweets_each_in_its_way(
    salesperson: AsyncClient, jamun: dict[str, Any], new_sweet: NewSweet
) -> None:
    other = await new_sweet(sku="OTHER", stock="5")
    lines = body({"sku": "other"}, {"barcode": BARCODE}, {"sweet_id": jamun["id"]})
    sale = created(await salesperson.post("/api/sales", json=lines))
    assert [line["sweet_id"] for line in sale["lines"]] == [other["id"], jamun["id"], jamun["id"]]


async def test_lines_of_one_sweet_under_several_names_are_summed(
    salesperson: AsyncClient, jamun: dict[str, Any]
) -> None:
    lines = [{"sku": "mil-gulab", "quantity": "3"}, {"barcode": BARCODE, "quantity": "3"}]
    refusal = problem(await salesperson.post("/api/sales", json={"lines": lines}), 409, "insufficient_stock")
    assert [(one["sweet_id"], one["requested"]) for one in refusal["shortages"]] == [(jamun["id"], "6.000")]


@pytest.mark.parametrize("name", [{"sku": "no such"}, {"barcode": "96385074"}, {"sweet_id": 999}])
async def test_a_name_that_no_sweet_has_is_refused_at_its_place(
    shop: TestShop, salesperson: AsyncClient, jamun: dict[str, Any], name: dict[str, Any]
) -> None:
    before = await all_rows(shop)
    (field,) = name
    lines = body({"sweet_id": jamun["id"]}, name)
    refusal = problem(await salesperson.post("/api/sales", json=lines), 404, "sweet_not_found")
    assert [error["pointer"] for error in refusal["errors"]] == [f"/lines/1/{field}"]
    assert await all_rows(shop) == before
    quote = ok(await salesperson.post("/api/sales/quote", json=lines))
    assert [(one["pointer"], one["code"]) for one in quote["problems"]] == [(f"/lines/1/{field}", "sweet_not_found")]


async def test_an_archived_sweet_is_found_and_refused(
    admin: AsyncClient, salesperson: AsyncClient, jamun: dict[str, Any]
) -> None:
    assert (await admin.delete(f"/api/sweets/{jamun['id']}")).status_code in {200, 204}
    problem(await salesperson.post("/api/sales", json=body({"barcode": BARCODE})), 409, "sweet_archived")


@pytest.mark.parametrize(
    "name",
    [{}, {"sku": "A", "barcode": BARCODE}, {"sweet_id": 1, "sku": "A"}, {"sku": ""}, {"barcode": "8901030865278"}],
)
async def test_a_line_has_exactly_one_name(salesperson: AsyncClient, name: dict[str, Any]) -> None:
    for address in ("/api/sales", "/api/sales/quote", "/api/tickets"):
        refusal = problem(await salesperson.post(address, json=body(name)), 422, "invalid_request")
        assert all(error["pointer"].startswith("/lines/0") for error in refusal["errors"])


async def test_a_retry_with_a_code_is_one_sale(salesperson: AsyncClient, jamun: dict[str, Any]) -> None:
    key = {"Idempotency-Key": "one"}
    first, again = [
        await salesperson.post("/api/sales", json=body({"barcode": BARCODE}), headers=key) for _ in range(2)
    ]
    assert created(again) == created(first)
    assert again.headers["Idempotency-Replayed"] == "true"
    other = await salesperson.post("/api/sales", json=body({"sku": "mil-gulab"}), headers=key)
    problem(other, 422, "idempotency_key_reused")


async def test_a_held_ticket_keeps_the_sweet_of_a_code(salesperson: AsyncClient, jamun: dict[str, Any]) -> None:
    held = created(await salesperson.post("/api/tickets", json=body({"barcode": BARCODE})))
    assert [line["sweet_id"] for line in held["lines"]] == [jamun["id"]]
    unknown = await salesperson.post("/api/tickets", json=body({"sku": "no such"}))
    refusal = problem(unknown, 404, "sweet_not_found")
    assert [error["pointer"] for error in refusal["errors"]] == ["/lines/0/sku"]


async def test_codes_take_no_statement_more(shop: TestShop, salesperson: AsyncClient, jamun: dict[str, Any]) -> None:
    counts = []
    for name in ({"sweet_id": jamun["id"]}, {"sku": "mil-gulab"}, {"barcode": BARCODE}):
        async with shop.count_statements() as counter:
            created(await salesperson.post("/api/sales", json=body(name)))
        counts.append(len(counter))
    assert len(set(counts)) == 1, counts
