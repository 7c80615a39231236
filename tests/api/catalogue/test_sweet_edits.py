"""Many sweets are changed in one request: all or none, each in the version that its editor saw."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response

from app.schemas.sweet_edit import MAX_SWEETS, SweetsUpdateRead
from tests.support.answers import created, field_errors, ok, problem
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, new_category, restock
from tests.support.shop import TestShop


def named(*sweets: dict[str, Any], **own: Any) -> list[dict[str, Any]]:
    return [{"sweet_id": sweet["id"], "version": sweet["version"], **own} for sweet in sweets]


async def change(admin: AsyncClient, sweets: list[dict[str, Any]], **changes: Any) -> Response:
    body = {"sweets": sweets} | ({"changes": changes} if changes else {})
    return await admin.patch("/api/sweets", json=body)


async def now(admin: AsyncClient, *sweets: dict[str, Any]) -> list[dict[str, Any]]:
    return [ok(await admin.get(f"/api/sweets/{sweet['id']}")) for sweet in sweets]


async def prices(admin: AsyncClient, *sweets: dict[str, Any]) -> list[str]:
    return [sweet["price"] for sweet in await now(admin, *sweets)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"price": "12.00"}, ["12.00", "12.00", "12.00"]),
        ({"price_change": "0.50"}, ["1.05", "11.00", "101.00"]),
        ({"price_change": "-0.49"}, ["0.06", "10.01", "100.01"]),
        # 11.025 and 105.525 are rounded half up, and so are 10.395 and 99.495.
        ({"price_change_percent": "5"}, ["0.58", "11.03", "105.53"]),
        ({"price_change_percent": "-1"}, ["0.54", "10.40", "99.50"]),
        ({"price_change_percent": "-12.5"}, ["0.48", "9.19", "87.94"]),
    ],
)
async def test_a_price_is_set_raised_or_lowered(
    admin: AsyncClient, new_sweet: NewSweet, changes: dict[str, str], expected: list[str]
) -> None:
    sweets = [await new_sweet(price=price) for price in ("0.55", "10.50", "100.50")]
    body = ok(await change(admin, named(*sweets), **changes))
    assert SweetsUpdateRead.model_validate(body).changed == 3
    assert await prices(admin, *sweets) == expected
    assert [sweet["version"] for sweet in await now(admin, *sweets)] == [2, 2, 2]


async def test_all_that_is_changed_can_be_undone_by_what_the_answer_says(
    admin: AsyncClient, new_sweet: NewSweet
) -> None:
    other = await new_category(admin, "Festival")
    packed = created(await admin.post("/api/tax-classes", json={"name": "Packed", "rates": []}))
    barfi, ladoo = await new_sweet(low_stock_threshold="2.5", price="10"), await new_sweet(price="20")
    before = await now(admin, barfi, ladoo)
    changes = {"category_id": other["id"], "tax_class_id": packed["id"], "low_stock_threshold": "7", "archived": True}
    answer = ok(await change(admin, named(barfi, ladoo), price_change_percent="10", **changes))
    after = await now(admin, barfi, ladoo)
    assert [sweet["price"] for sweet in after] == ["11.00", "22.00"]
    for sweet in after:
        assert sweet["archived_at"] is not None
        assert {name: sweet[name] for name in ("category_id", "tax_class_id")} == {
            "category_id": other["id"],
            "tax_class_id": packed["id"],
        }
        assert sweet["low_stock_threshold"] == "7.000"
    undone = ok(await admin.patch("/api/sweets", json=answer["undo"]))
    assert undone["changed"] == 2
    varying = ("version", "updated_at")
    assert [{name: value for name, value in sweet.items() if name not in varying} for sweet in before] == [
        {name: value for name, value in sweet.items() if name not in varying}
        for sweet in await now(admin, barfi, ladoo)
    ]
    ok(await admin.patch("/api/sweets", json=undone["undo"]))
    assert await prices(admin, barfi, ladoo) == ["11.00", "22.00"]
    problem(await admin.patch("/api/sweets", json=undone["undo"]), 412, "stale_sweets")


async def test_each_sweet_may_have_values_of_its_own(admin: AsyncClient, new_sweet: NewSweet) -> None:
    barfi, ladoo = await new_sweet(price="10", low_stock_threshold="3"), await new_sweet(price="20")
    edits = named(barfi, price="11", low_stock_threshold=None) + named(ladoo, archived=True)
    assert ok(await change(admin, edits))["changed"] == 2
    barfi, ladoo = await now(admin, barfi, ladoo)
    assert (barfi["price"], barfi["low_stock_threshold"], barfi["archived_at"]) == ("11.00", None, None)
    assert ladoo["price"] == "20.00"
    assert ladoo["archived_at"] is not None


async def test_a_sweet_that_is_so_already_keeps_its_version(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    same, other = await new_sweet(price="10"), await new_sweet(price="11")
    answer = ok(await change(admin, named(same, other), price="10"))
    assert answer["changed"] == 1
    assert [edit["sweet_id"] for edit in answer["undo"]["sweets"]] == [other["id"]]
    assert [sweet["version"] for sweet in await now(admin, same, other)] == [1, 2]
    before = await all_rows(shop)
    assert ok(await change(admin, named(same), price="10")) == {"changed": 0, "undo": None}
    assert await all_rows(shop) == before


async def test_nothing_is_changed_if_any_sweet_was_changed_meanwhile(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    first, second, gone = await new_sweet(), await new_sweet(), await new_sweet()
    await admin.patch(f"/api/sweets/{second['id']}", json={"name": "Another"}, headers={"If-Match": "*"})
    assert (await admin.delete(f"/api/sweets/{gone['id']}")).status_code == 204
    before = await all_rows(shop)
    refusal = problem(await change(admin, named(first, second, gone), price="77"), 412, "stale_sweets")
    assert refusal["sweets"] == await now(admin, second)
    assert refusal["missing"] == [gone["id"]]
    assert await all_rows(shop) == before


async def test_of_two_changes_of_the_same_sweets_at_once_one_is_made(admin: AsyncClient, new_sweet: NewSweet) -> None:
    sweets = [await new_sweet(price="10") for _ in range(4)]
    answers = await asyncio.gather(
        change(admin, named(*sweets), price_change="1"), change(admin, named(*sweets[::-1]), price_change="1")
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    assert await prices(admin, *sweets) == ["11.00"] * 4


async def test_a_price_that_cannot_be_is_refused_and_nothing_is_changed(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    cheap, fair, dear = [await new_sweet(price=price) for price in ("5.00", "50.00", "9999999999.99")]
    before = await all_rows(shop)
    for changes, index in (({"price_change": "-5.00"}, 0), ({"price_change": "0.01"}, 2)):
        refusal = problem(await change(admin, named(cheap, fair, dear), **changes), 422, "price_out_of_range")
        assert [error["pointer"] for error in refusal["errors"]] == [f"/sweets/{index}"]
    assert await all_rows(shop) == before


async def test_a_category_or_tax_class_that_is_not_there_is_refused(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    barfi, ladoo = await new_sweet(), await new_sweet()
    before = await all_rows(shop)
    refusal = problem(await change(admin, named(barfi), category_id=999), 422, "unknown_category")
    assert [error["pointer"] for error in refusal["errors"]] == ["/changes/category_id"]
    edits = named(barfi, price="1") + named(ladoo, tax_class_id=999)
    refusal = problem(await change(admin, edits), 422, "unknown_tax_class")
    assert [error["pointer"] for error in refusal["errors"]] == ["/sweets/1/tax_class_id"]
    assert await all_rows(shop) == before


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"sweets": [], "changes": {"price": "1"}}, "/sweets", "too_short"),
        ({"sweets": [{"sweet_id": 1, "version": 1}]}, "", "nothing_to_change"),
        ({"sweets": [{"sweet_id": 1, "version": 1}], "changes": {}}, "", "nothing_to_change"),
        ({"sweets": [{"sweet_id": 1, "version": 1, "price": "1"}], "changes": {"price": "1"}}, "", "given_twice"),
        ({"sweets": [{"sweet_id": 1, "version": 1}] * 2, "changes": {"price": "1"}}, "/sweets", "repeated_sweet"),
        ({"sweets": [{"sweet_id": 1}], "changes": {"price": "1"}}, "/sweets/0/version", "missing"),
        ({"sweets": [{"sweet_id": 1, "version": 1, "price": None}]}, "/sweets/0", "value_required"),
        (
            {"sweets": [{"sweet_id": 1, "version": 1, "price": "1", "price_change": "1"}]},
            "/sweets/0",
            "given_twice",
        ),
    ],
)
async def test_a_body_that_says_nothing_or_too_much_is_refused(
    admin: AsyncClient, body: dict[str, Any], pointer: str, code: str
) -> None:
    assert field_errors(await admin.patch("/api/sweets", json=body))[pointer][0] == code


async def test_alerts_and_the_audit_log_follow_as_for_a_single_change(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    low, single = await new_sweet(price="10"), await new_sweet(price="10")
    for sweet in (low, single):
        await restock(admin, sweet, "20")
    shop.clock.advance(timedelta(minutes=1))
    ok(await change(admin, named(low), low_stock_threshold="20", price="11"))
    changed = {"low_stock_threshold": "20", "price": "11"}
    ok(await admin.patch(f"/api/sweets/{single['id']}", json=changed, headers={"If-Match": "*"}))
    alerts = ok(await admin.get("/api/dashboard/low-stock"))["items"]
    assert {alert["sweet_id"] for alert in alerts} == {low["id"], single["id"]}
    entries = ok(await admin.get("/api/audit-logs", params={"action": "sweet.updated"}))["items"]
    shown = ("action", "entity", "before", "after", "actor_id", "actor_role", "outcome", "address")
    by_single, by_many = [{name: entry[name] for name in shown} for entry in entries]
    assert by_many == by_single
    (low,) = await now(admin, low)
    ok(await change(admin, named(low), archived=True))
    alerts = ok(await admin.get("/api/dashboard/low-stock"))["items"]
    assert [alert["sweet_id"] for alert in alerts] == [single["id"]]


@pytest.mark.parametrize("many", [1, MAX_SWEETS])
async def test_it_takes_the_same_statements_however_many_sweets(shop: TestShop, admin: AsyncClient, many: int) -> None:
    category = await new_category(admin, "Milk sweets")
    packed = created(await admin.post("/api/tax-classes", json={"name": "Packed", "rates": []}))
    rows = await shop.sql(
        """
        INSERT INTO sweets (sku, name, category_id, price, unit, quantity_step, min_quantity)
        SELECT 'MANY-' || n, 'Sweet ' || n, $1, n, 'piece', 1, 1 FROM generate_series(1, $2) AS n RETURNING id, version
        """,
        category["id"],
        many,
    )
    changes = {"price_change_percent": "5", "category_id": category["id"], "tax_class_id": packed["id"]}
    async with shop.count_statements() as counter:
        assert ok(await change(admin, named(*map(dict, rows)), **changes))["changed"] == many
    # Who is asking, the category and the tax class kept, the sweets locked and changed, alerts, the audit log.
    assert len(counter) == 7, counter.statements
