"""Stocktakes: counts against the books, posted all at once or not at all."""

from datetime import datetime, timedelta
from typing import Any

from httpx import AsyncClient, Response

from app.models import Role
from app.schemas.stocktake import MAX_COUNTS, StocktakePage, StocktakeRead
from tests.support.answers import created, ok, problem, read_strictly, walk
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, purchase, restock, stock_of
from tests.support.shop import TestShop, log_in_as

NOON = datetime.fromisoformat("2026-11-10T12:00:00+05:30")

Row = tuple[dict[str, Any], str, str]
"""A sweet, what was expected of it, and what was counted."""


async def opened(admin: AsyncClient, **fields: Any) -> str:
    """Open a stocktake and return its address."""
    return f"/api/stocktakes/{created(await admin.post('/api/stocktakes', json=fields))['id']}"


async def count(admin: AsyncClient, address: str, *rows: Row, **fields: Any) -> Response:
    counts = [{"sweet_id": sweet["id"], "expected": expected, "counted": counted} for sweet, expected, counted in rows]
    return await admin.put(f"{address}/counts", json={"counts": counts} | fields)


async def post(admin: AsyncClient, address: str, **headers: str) -> Response:
    return await admin.post(f"{address}/post", headers={name.replace("_", "-"): text for name, text in headers.items()})


async def moved(admin: AsyncClient, address: str) -> list[tuple[int, int, str]]:
    """Return the movements of a stocktake: sweet, lot and quantity, in the order of the ledger."""
    params = {"stocktake_id": address.rpartition("/")[2], "sort": "occurred_at"}
    movements = ok(await admin.get("/api/stock-movements", params=params))["items"]
    assert {(movement["kind"], movement["adjustment_id"]) for movement in movements} <= {("count", None)}
    return [(movement["sweet_id"], movement["lot_id"], movement["quantity"]) for movement in movements]


def named(refusal: dict[str, Any]) -> list[tuple[int, str, str, str]]:
    return [(row["sweet_id"], row["name"], row["expected"], row["on_hand"]) for row in refusal["rows"]]


async def test_a_stocktake_is_opened_counted_reviewed_and_posted(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    less, more, same = [await new_sweet(name=name) for name in ("Less", "More", "Same")]
    for sweet in (less, more, same):
        await restock(admin, sweet, "10", unit_cost="2.50")
    answer = await admin.post("/api/stocktakes", json={"note": "The tray by the window."})
    me = ok(await admin.get("/api/auth/me"))["id"]
    body = created(answer)
    assert (body["status"], body["note"], body["opened_by"], body["counts"]) == (
        "open",
        "The tray by the window.",
        me,
        [],
    )
    address = answer.headers["Location"]
    counted = ok(await count(admin, address, (less, "10", "7"), (same, "10.000", "10"), (more, "10", "11")))
    assert counted == ok(await admin.get(address))
    differences = [(row["name"], row["expected"], row["counted"], row["difference"]) for row in counted["counts"]]
    assert differences == [
        ("Less", "10.000", "7.000", "-3.000"),
        ("More", "10.000", "11.000", "1.000"),
        ("Same", "10.000", "10.000", "0.000"),
    ]
    assert [(row["on_hand"], row["is_stale"], row["value"]) for row in counted["counts"]] == [
        ("10.000", False, None)
    ] * 3
    assert await moved(admin, address) == []
    posted = ok(await post(admin, address))
    assert (posted["status"], posted["posted_by"]) == ("posted", me)
    assert [(row["on_hand"], row["is_stale"], row["value"]) for row in posted["counts"]] == [
        ("7.000", False, "-7.50"),
        ("11.000", False, "2.50"),
        ("10.000", False, "0.00"),
    ]
    read_strictly(StocktakeRead, posted)
    assert posted == ok(await admin.get(address))
    assert [(sweet, quantity) for sweet, _, quantity in await moved(admin, address)] == [
        (less["id"], "-3.000"),
        (more["id"], "1.000"),
    ]
    assert [(await stock_of(admin, sweet))[0] for sweet in (less, more, same)] == ["7.000", "11.000", "10.000"]


async def test_stale_counts_are_refused_together_and_nothing_of_the_request_is_noted(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sold, fresh, received = [await new_sweet(name=name, stock="10") for name in ("Sold", "Fresh", "Received")]
    address = await opened(admin)
    created(await purchase(customer, sold, "1"))
    await restock(admin, received, "2")
    before = await all_rows(shop)
    answer = await count(admin, address, (sold, "10", "9"), (fresh, "10", "10"), (received, "10.0", "12"))
    assert named(problem(answer, 409, "stale_count")) == [
        (sold["id"], "Sold", "10.000", "9.000"),
        (received["id"], "Received", "10.000", "12.000"),
    ]
    assert await all_rows(shop) == before
    ok(await count(admin, address, (sold, "9", "9"), (fresh, "10", "10"), (received, "12", "12")))


async def test_a_sweet_that_moves_between_count_and_posting_has_to_be_counted_again(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    moving, still = await new_sweet(name="Moving", stock="10"), await new_sweet(stock="10")
    address = await opened(admin)
    ok(await count(admin, address, (moving, "10", "8"), (still, "10", "8")))
    created(await purchase(customer, moving, "1"))
    assert [row["is_stale"] for row in ok(await admin.get(address))["counts"]] == [True, False]
    before = await all_rows(shop)
    assert named(problem(await post(admin, address), 409, "stale_count")) == [
        (moving["id"], "Moving", "10.000", "9.000")
    ]
    assert await all_rows(shop) == before
    ok(await count(admin, address, (moving, "9", "7"), recount=True))
    ok(await post(admin, address))
    assert [(await stock_of(admin, sweet))[0] for sweet in (moving, still)] == ["7.000", "8.000"]


async def test_a_sweet_is_counted_once_unless_the_count_says_it_is_another(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    barfi, ladoo = await new_sweet(name="Barfi", stock="10"), await new_sweet(stock="10")
    address = await opened(admin)
    ok(await count(admin, address, (barfi, "10", "9")))
    before = await all_rows(shop)
    answer = await count(admin, address, (ladoo, "10", "9"), (barfi, "10", "8"))
    assert named(problem(answer, 409, "already_counted")) == [(barfi["id"], "Barfi", "10.000", "10.000")]
    (error,) = problem(
        await count(admin, address, (ladoo, "10", "9"), (ladoo, "10", "8"), recount=True), 422, "invalid_request"
    )["errors"]
    assert (error["pointer"], error["code"]) == ("/counts", "repeated_sweet")
    assert await all_rows(shop) == before
    counted = ok(await count(admin, address, (ladoo, "10", "9"), (barfi, "10", "8"), recount=True))
    assert {row["sweet_id"]: row["counted"] for row in counted["counts"]} == {
        barfi["id"]: "8.000",
        ladoo["id"]: "9.000",
    }


async def test_the_second_of_two_stocktakes_of_one_sweet_is_counted_again(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    for counted, others in (("8", "8"), ("8", "7"), ("10", "8"), ("8", "10")):
        sweet = await new_sweet(stock="10")
        first, second = await opened(admin), await opened(admin)
        ok(await count(admin, first, (sweet, "10", counted)))
        ok(await count(admin, second, (sweet, "10", others)))
        ok(await post(admin, first))
        before = await all_rows(shop)
        assert ok(await admin.get(second))["counts"][0]["is_stale"]
        problem(await post(admin, second), 409, "stale_count")
        assert await all_rows(shop) == before
        ok(await count(admin, second, (sweet, counted, others), recount=True))
        ok(await post(admin, second))
        assert (await stock_of(admin, sweet))[0] == f"{others}.000"


async def test_a_count_is_overtaken_by_another_although_as_much_is_on_hand_again(
    admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    first, second = await opened(admin), await opened(admin)
    for address in (first, second):
        ok(await count(admin, address, (sweet, "10", "8")))
    ok(await post(admin, first))
    await restock(admin, sweet, "2")
    problem(await post(admin, second), 409, "stale_count")
    assert (await stock_of(admin, sweet))[0] == "10.000"


async def lots(admin: AsyncClient, sweet: dict[str, Any], *best_befores: str | None) -> list[int]:
    return [(await restock(admin, sweet, "2", best_before=day))["lot"]["id"] for day in best_befores]


async def test_a_shortage_is_taken_from_salable_lots_and_then_from_expired_ones(
    shop: TestShop, new_sweet: NewSweet
) -> None:
    shop_sweet = await new_sweet()
    shop.clock.set(NOON)
    admin = await log_in_as(shop, Role.ADMIN)
    undated, today, gone, long_gone = await lots(admin, shop_sweet, None, "2026-11-10", "2026-11-09", "2026-11-01")
    address = await opened(admin)
    ok(await count(admin, address, (shop_sweet, "8", "1")))
    ok(await post(admin, address))
    sweet_id = shop_sweet["id"]
    assert sorted(await moved(admin, address)) == sorted(
        [
            (sweet_id, today, "-2.000"),
            (sweet_id, undated, "-2.000"),
            (sweet_id, long_gone, "-2.000"),
            (sweet_id, gone, "-1.000"),
        ]
    )
    assert await stock_of(admin, shop_sweet) == ("1.000", "0.000", "out")


async def test_a_surplus_is_as_old_as_the_newest_lot(
    shop: TestShop, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    dated, gone, sold_out, never = [await new_sweet(shelf_life_days=7) for _ in range(4)]
    shop.clock.set(NOON)
    admin, customer = await log_in_as(shop, Role.ADMIN), await log_in_as(shop, Role.CUSTOMER)
    _, newest = await lots(admin, dated, "2026-12-30", "2026-11-12")
    (expired,) = await lots(admin, gone, "2026-11-09")
    (empty,) = await lots(admin, sold_out, "2026-11-11")
    created(await purchase(customer, sold_out, "2"))
    address = await opened(admin)
    rows = (dated, "4", "5"), (gone, "2", "3"), (sold_out, "0", "1"), (never, "0", "4")
    ok(await count(admin, address, *rows))
    ok(await post(admin, address))
    ((new_lot,),) = await shop.sql("SELECT id FROM lots WHERE sweet_id = $1", never["id"])
    assert sorted(await moved(admin, address)) == [
        (dated["id"], newest, "1.000"),
        (gone["id"], expired, "1.000"),
        (sold_out["id"], empty, "1.000"),
        (never["id"], new_lot, "4.000"),
    ]
    assert await stock_of(admin, gone) == ("3.000", "0.000", "out")
    (lot,) = await shop.sql("SELECT * FROM lots WHERE id = $1", new_lot)
    assert (str(lot["best_before"]), lot["received_at"]) == ("2026-11-17", NOON)


async def test_only_an_open_stocktake_is_counted_posted_or_cancelled(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    posted, cancelled = await opened(admin), await opened(admin)
    for address in (posted, cancelled):
        ok(await count(admin, address, (sweet, "10", "9")))
    ok(await post(admin, posted))
    body = ok(await admin.post(f"{cancelled}/cancel"))
    assert (body["status"], body["cancelled_at"] is not None) == ("cancelled", True)
    before = await all_rows(shop)
    for address in (posted, cancelled):
        for answer in (
            await post(admin, address),
            await admin.post(f"{address}/cancel"),
            await count(admin, address, (sweet, "9", "9"), recount=True),
        ):
            problem(answer, 409, "stocktake_not_open")
    for answer in (
        await admin.get("/api/stocktakes/999"),
        await post(admin, "/api/stocktakes/999"),
        await admin.post("/api/stocktakes/999/cancel"),
        await count(admin, "/api/stocktakes/999", (sweet, "9", "9")),
    ):
        problem(answer, 404, "stocktake_not_found")
    assert await all_rows(shop) == before
    assert (await stock_of(admin, sweet))[0] == "9.000"


async def test_an_empty_stocktake_cannot_be_posted(shop: TestShop, admin: AsyncClient) -> None:
    address = await opened(admin)
    before = await all_rows(shop)
    problem(await post(admin, address), 409, "nothing_counted")
    assert await all_rows(shop) == before


async def test_a_retry_with_the_same_key_posts_nothing_more(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    address, other = await opened(admin), await opened(admin)
    ok(await count(admin, address, (sweet, "10", "9")))
    first = await post(admin, address, Idempotency_Key="evening")
    before = await all_rows(shop)
    again = await post(admin, address, Idempotency_Key="evening")
    assert ok(again) == ok(first)
    assert again.headers["Idempotency-Replayed"] == "true"
    problem(await post(admin, other, Idempotency_Key="evening"), 422, "idempotency_key_reused")
    assert await all_rows(shop) == before


async def test_sweets_that_are_missing_or_no_longer_sold_are_not_counted(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet, archived = await new_sweet(stock="10"), await new_sweet(name="Peda", stock="10")
    address = await opened(admin)
    assert (await admin.delete(f"/api/sweets/{archived['id']}", headers={"If-Match": "*"})).status_code == 204
    before = await all_rows(shop)
    refusal = problem(await count(admin, address, (sweet, "10", "9"), (archived, "10", "9")), 409, "sweet_archived")
    assert refusal["detail"] == "Peda is no longer sold."
    problem(await count(admin, address, (sweet, "10", "9"), ({"id": 999}, "0", "1")), 404, "sweet_not_found")
    assert await all_rows(shop) == before


async def test_a_sweet_that_goes_out_of_sale_while_it_is_counted_still_gets_its_count(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    moved_before, never = await new_sweet(stock="10"), await new_sweet()
    address = await opened(admin)
    ok(await count(admin, address, (moved_before, "10", "9"), (never, "0", "0")))
    for sweet in (moved_before, never):
        assert (await admin.delete(f"/api/sweets/{sweet['id']}", headers={"If-Match": "*"})).status_code == 204
    ok(await post(admin, address))
    assert (await shop.sql("SELECT on_hand FROM sweets WHERE id = $1", moved_before["id"]))[0][0] == 9
    # A stocktake names it, so it was archived and not removed.
    assert (await shop.sql("SELECT archived_at FROM sweets WHERE id = $1", never["id"]))[0][0] is not None


async def test_weighed_goods_are_counted_in_any_weight_and_pieces_whole(
    admin: AsyncClient, new_sweet: NewSweet
) -> None:
    address = await opened(admin)
    for unit, step, counted, is_possible in (
        ("kg", "0.250", "1.234", True),
        ("g", "50", "0.5", True),
        ("piece", "6", "5", True),
        ("piece", "1", "4.5", False),
        ("box", "2", "1.001", False),
    ):
        sweet = await new_sweet(unit=unit, quantity_step=step, min_quantity=step)
        answer = await count(admin, address, (sweet, "0", counted))
        if is_possible:
            ok(answer)
        else:
            (error,) = problem(answer, 422, "off_step_quantity")["errors"]
            assert error["pointer"] == "/counts/0/counted"
    ok(await post(admin, address))


async def test_counts_that_make_no_sense_are_refused(shop: TestShop, admin: AsyncClient, new_sweet: NewSweet) -> None:
    sweet = await new_sweet(stock="10")
    address = await opened(admin)
    before = await all_rows(shop)
    row = {"sweet_id": sweet["id"], "expected": "10", "counted": "9"}
    for body in (
        {},
        {"counts": []},
        {"counts": [row | {"sweet_id": n} for n in range(1, MAX_COUNTS + 2)]},
        {"counts": [{**row, "name": "Barfi"}]},
        {"counts": [row], "recount": "yes"},
        {"counts": [row], "recount": None},
        *(
            {"counts": [row | {name: value}]}
            for name in ("expected", "counted")
            for value in ("-1", "0.0001", None, "")
        ),
        *({"counts": [row | {"counted": value}]} for value in ("NaN", "100000000000", "1e3")),
    ):
        problem(await admin.put(f"{address}/counts", json=body), 422, "invalid_request")
    assert await all_rows(shop) == before


async def test_stocktakes_are_listed_by_when_they_were_opened(shop: TestShop) -> None:
    shop.clock.set(NOON)
    admin = await log_in_as(shop, Role.ADMIN)
    addresses = []
    for _ in range(3):
        addresses.append(await opened(admin))
        shop.clock.advance(timedelta(minutes=1))
    ids = [int(address.rpartition("/")[2]) for address in addresses]
    ok(await admin.post(f"{addresses[1]}/cancel"))

    async def listed(**params: Any) -> list[int]:
        page = ok(await admin.get("/api/stocktakes", params=params))
        read_strictly(StocktakePage, page)
        return [item["id"] for item in page["items"]]

    assert await listed() == ids[::-1]
    assert await listed(sort="opened_at") == ids
    assert await listed(status="open") == [ids[2], ids[0]]
    assert await listed(status="cancelled") == [ids[1]]
    pages = await walk(admin, "/api/stocktakes", limit=1)
    assert [item["id"] for page in pages for item in page] == ids[::-1]


async def test_a_count_raises_and_resolves_alerts(admin: AsyncClient, new_sweet: NewSweet) -> None:
    low, back = await new_sweet(stock="10"), await new_sweet()
    address = await opened(admin)
    ok(await count(admin, address, (low, "10", "3"), (back, "0", "9")))
    ok(await post(admin, address))
    assert [item["sweet_id"] for item in ok(await admin.get("/api/dashboard/low-stock"))["items"]] == [low["id"]]


async def test_the_audit_log_records_the_counts_and_their_differences(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    less, same = await new_sweet(stock="10"), await new_sweet(stock="10")
    address = await opened(admin)
    ok(await count(admin, address, (less, "10", "3"), (same, "10", "10")))
    ok(await post(admin, address))
    entries = ok(await admin.get("/api/audit-logs", params={"entity": "stocktake", "sort": "occurred_at"}))["items"]
    assert [entry["action"] for entry in entries] == ["stocktake.opened", "stocktake.counted", "stocktake.posted"]
    assert entries[1]["after"]["counts"][0] == {"sweet_id": less["id"], "expected": "10", "counted": "3"}
    assert (entries[2]["after"]["counted"], entries[2]["after"]["different"]) == (2, 1)
