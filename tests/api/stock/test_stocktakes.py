"""Stocktakes: counts against the books, posted all at once or not at all."""

from datetime import datetime, timedelta
from typing import Any

from httpx import AsyncClient

from app.models import Role
from app.schemas.stocktake import StocktakePage, StocktakeRead
from tests.api.stock.stocktakes import count, moved, opened, post
from tests.support.answers import created, ok, problem, read_strictly, walk
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, purchase, restock, stock_of
from tests.support.shop import TestShop, log_in_as

NOON = datetime.fromisoformat("2026-11-10T12:00:00+05:30")


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
