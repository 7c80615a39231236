"""The lines of an order: what they may say, and which sweets can be ordered."""

from typing import Any

import pytest
from httpx import AsyncClient

from tests.support.answers import ok, problem
from tests.support.buying import draft, line_of, new_supplier
from tests.support.databases import all_rows
from tests.support.requests import NewSweet
from tests.support.shop import TestShop

NO_LINES: list[Any] = [[], None, {}]
BAD_LINES: list[tuple[dict[str, Any], str, str | None]] = [
    *(({"packs": packs}, "/packs", None) for packs in (0, -1, 1.5, "2", True, None, 1_000_001, 2**31)),
    *(({"pack_size": size}, "/pack_size", None) for size in (0, "-1", "0.0001", "abc", None, "NaN")),
    *(({"pack_cost": cost}, "/pack_cost", None) for cost in ("-0.01", "0.001", "abc", None, "Infinity")),
    *(({"sweet_id": sweet_id}, "/sweet_id", None) for sweet_id in (0, "1", None, 2**63)),
    *(({name: 1}, f"/{name}", "extra_forbidden") for name in ("line_no", "name", "packs_received")),
]


async def test_lines_that_make_no_sense_are_refused_and_say_where(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    supplier, sweet = await new_supplier(admin), await new_sweet()
    order = await draft(admin, supplier, line_of(sweet))
    before = await all_rows(shop)
    for fields, pointer, code in BAD_LINES:
        lines = [line_of(sweet), line_of(sweet) | fields]
        for answer in (
            await admin.post("/api/purchases", json={"supplier_id": supplier["id"], "lines": lines}),
            await admin.patch(f"/api/purchases/{order['id']}", json={"lines": lines}),
        ):
            (error,) = problem(answer, 422, "invalid_request")["errors"]
            assert (error["pointer"], error["code"]) == (f"/lines/1{pointer}", code or error["code"]), fields
    days = line_of(sweet, made_on="2026-11-10", best_before="2026-11-09")
    body: dict[str, Any] = {"supplier_id": supplier["id"], "receive": True, "lines": [days]}
    (error,) = problem(await admin.post("/api/purchases", json=body), 422, "invalid_request")["errors"]
    assert (error["pointer"], error["code"]) == ("/lines/0", "best_before_before_made_on")
    wrongs: list[dict[str, Any]] = [
        *({"lines": lines} for lines in (*NO_LINES, [line_of(sweet)] * 501)),
        *({"expected_on": day} for day in ("soon", "2026-02-30", "1999-12-31", 20261110)),
        *({"supplier_id": supplier_id} for supplier_id in (0, "1", None)),
        {"note": "x" * 501},
        {"status": "received"},
    ]
    for wrong in wrongs:
        good = {"supplier_id": supplier["id"], "lines": [line_of(sweet)]}
        problem(await admin.post("/api/purchases", json=good | wrong), 422, "invalid_request")
        problem(await admin.patch(f"/api/purchases/{order['id']}", json=wrong), 422, "invalid_request")
    problem(await admin.post("/api/purchases", json=good | {"receive": "perhaps"}), 422, "invalid_request")
    assert await all_rows(shop) == before


@pytest.mark.parametrize("receive", [False, True])
async def test_lines_that_cannot_be_ordered_are_refused_all_at_once(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, receive: bool
) -> None:
    supplier, sweet = await new_supplier(admin), await new_sweet(name="Peda", unit="kg", quantity_step="0.250")
    order = await draft(admin, supplier, line_of(sweet))
    before = await all_rows(shop)
    faulty = [
        line_of(sweet),
        line_of({"id": 999}),
        line_of(sweet, 1, "0.1"),
        line_of(sweet, 1_000_000, "99999999999.75"),
        line_of(sweet, 1, "0.25", "9999999999.99"),
    ]
    for answer in (
        await admin.post("/api/purchases", json={"supplier_id": supplier["id"], "lines": faulty, "receive": receive}),
        await admin.patch(f"/api/purchases/{order['id']}", json={"lines": faulty}),
    ):
        body = problem(answer, 422, "unknown_sweet")
        assert [(error["pointer"], error["code"]) for error in body["errors"]] == [
            ("/lines/1/sweet_id", "unknown_sweet"),
            ("/lines/2/pack_size", "off_step_quantity"),
            ("/lines/3/packs", "quantity_too_large"),
            ("/lines/4/pack_cost", "unit_cost_too_large"),
        ]
        assert body["errors"][1]["detail"] == "Peda comes in steps of 0.25 kg."
    much = [line_of(sweet, 1, "1", "9999999999.99"), line_of(sweet, 1, "1", "0.01")]
    problem(
        await admin.post("/api/purchases", json={"supplier_id": supplier["id"], "lines": much, "receive": receive}),
        422,
        "total_too_large",
    )
    assert await all_rows(shop) == before


async def test_days_of_goods_wait_for_their_receipt(shop: TestShop, admin: AsyncClient, new_sweet: NewSweet) -> None:
    supplier, sweet = await new_supplier(admin), await new_sweet()
    order = await draft(admin, supplier, line_of(sweet))
    before = await all_rows(shop)
    lines = [line_of(sweet), line_of(sweet, made_on="2026-11-01", best_before="2026-12-01")]
    answer = await admin.post("/api/purchases", json={"supplier_id": supplier["id"], "lines": lines})
    assert [error["pointer"] for error in problem(answer, 422, "dates_before_receipt")["errors"]] == [
        "/lines/1/made_on",
        "/lines/1/best_before",
    ]
    answer = await admin.patch(f"/api/purchases/{order['id']}", json={"lines": lines})
    assert {error["code"] for error in problem(answer, 422, "invalid_request")["errors"]} == {"extra_forbidden"}
    assert await all_rows(shop) == before


async def test_an_archived_sweet_is_not_ordered(shop: TestShop, admin: AsyncClient, new_sweet: NewSweet) -> None:
    supplier, sold, archived = await new_supplier(admin), await new_sweet(), await new_sweet(name="Old")
    waiting, other = (
        await draft(admin, supplier, line_of(sold), line_of(archived)),
        await draft(admin, supplier, line_of(sold)),
    )
    ok(await admin.patch(f"/api/sweets/{archived['id']}", json={"archived": True}, headers={"If-Match": "*"}))
    before = await all_rows(shop)
    lines = [line_of(sold), line_of(archived)]
    for answer in (
        await admin.post("/api/purchases", json={"supplier_id": supplier["id"], "lines": lines}),
        await admin.post("/api/purchases", json={"supplier_id": supplier["id"], "lines": lines, "receive": True}),
        await admin.patch(f"/api/purchases/{other['id']}", json={"lines": lines}),
        await admin.post(f"/api/purchases/{waiting['id']}/order"),
    ):
        (error,) = problem(answer, 409, "sweet_archived")["errors"]
        assert (error["pointer"], error["detail"]) == ("/lines/1/sweet_id", "Old is no longer sold.")
    assert await all_rows(shop) == before


async def test_a_draft_is_not_ordered_while_its_packs_do_not_fit_the_step_of_the_sweet(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(name="Peda", unit="kg", quantity_step="0.250")
    order = await draft(admin, await new_supplier(admin), line_of(sweet, 1, "2"), line_of(sweet, 1, "0.75"))
    steps = {"quantity_step": "1", "min_quantity": "1"}
    ok(await admin.patch(f"/api/sweets/{sweet['id']}", json=steps, headers={"If-Match": "*"}))
    before = await all_rows(shop)
    answer = await admin.post(f"/api/purchases/{order['id']}/order")
    (error,) = problem(answer, 422, "off_step_quantity")["errors"]
    assert error["pointer"] == "/lines/1/pack_size"
    assert await all_rows(shop) == before
    ok(await admin.patch(f"/api/purchases/{order['id']}", json={"lines": [line_of(sweet, 1, "3")]}))
    assert ok(await admin.post(f"/api/purchases/{order['id']}/order"))["status"] == "ordered"
