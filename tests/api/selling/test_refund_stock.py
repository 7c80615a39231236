"""Refunds that put goods back on the shelf: their lots and their cost."""

from httpx import AsyncClient

from tests.support.answers import created, ok, problem
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, purchase, restock, stock_of
from tests.support.selling import line, lots_of, refund, sell
from tests.support.shop import TestShop


async def test_restocked_goods_go_back_to_the_lots_of_the_line_the_first_to_expire_before_the_others(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet()
    late, never, early = [
        (await restock(admin, sweet, "2", best_before=day, unit_cost=cost))["lot"]["id"]
        for day, cost in (("2098-01-02", "5.00"), (None, "6.00"), ("2098-01-01", "4.00"))
    ]
    sale = await sell(admin, (sweet, "1"), (sweet, "4"))
    # The first line has one of the early lot, the second its other one, both of the late one and one of the last.
    assert await lots_of(shop, sweet) == [(late, "0.000"), (never, "1.000"), (early, "0.000")]
    created(await refund(admin, sale, line(2, "1")))
    first = created(await refund(admin, sale, line(2, "2", restock=True), line(1, "1"), reason="Unopened."))
    assert await lots_of(shop, sweet) == [(late, "1.000"), (never, "1.000"), (early, "1.000")]
    second = created(await refund(admin, sale, line(2, "1"), restock=True))
    assert await lots_of(shop, sweet) == [(late, "2.000"), (never, "1.000"), (early, "1.000")]
    assert [one["restock"] for one in first["lines"]] == [False, True]
    rows = await shop.sql("SELECT * FROM stock_movements WHERE refund_id IS NOT NULL ORDER BY id")
    assert [(row["refund_id"], row["lot_id"], row["quantity"], row["unit_cost"]) for row in rows] == [
        (first["id"], early, 1, 4),
        (first["id"], late, 1, 5),
        (second["id"], late, 1, 5),
    ]
    assert {(row["kind"], row["sale_id"], row["sale_line_no"]) for row in rows} == {("return", sale["id"], 2)}
    assert [row["reason"] for row in rows] == ["Unopened.", "Unopened.", None]
    page = ok(await admin.get("/api/stock-movements", params={"refund_id": first["id"], "sort": "occurred_at"}))
    assert [(one["refund_id"], one["lot_id"], one["kind"]) for one in page["items"]] == [
        (first["id"], early, "return"),
        (first["id"], late, "return"),
    ]
    costs = await shop.sql("SELECT refund_id, line_no, cost FROM refund_lines ORDER BY refund_id, line_no")
    assert [(row["line_no"], row["cost"]) for row in costs] == [(2, 0), (1, 0), (2, 9), (2, 5)]


async def test_restocked_goods_of_a_line_whose_cost_is_not_known_cost_nothing(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet()
    await restock(admin, sweet, "1", unit_cost="5.00", best_before="2098-01-01")
    await restock(admin, sweet, "1")
    sale = await sell(admin, (sweet, "2"))
    created(await refund(admin, sale, line(1, "1"), restock=True))
    ((cost,),) = await shop.sql("SELECT cost FROM refund_lines")
    assert cost == 0


async def test_goods_of_an_archived_sweet_and_of_a_lot_that_expired_go_back_all_the_same(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet()
    lot = (await restock(admin, sweet, "5", best_before="2098-01-01"))["lot"]["id"]
    sale = created(await purchase(admin, sweet, "5"))
    assert (await admin.delete(f"/api/sweets/{sweet['id']}", headers={"If-Match": "*"})).status_code == 204
    await shop.sql("UPDATE lots SET best_before = '2020-01-01' WHERE id = $1", lot)
    created(await refund(admin, sale, line(1, "2"), restock=True))
    assert await stock_of(admin, sweet) == ("2.000", "0.000", "out")
    assert await lots_of(shop, sweet) == [(lot, "2.000")]


async def test_more_than_the_books_can_hold_does_not_go_back(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="99999999999")
    sale = created(await purchase(admin, sweet, "5"))
    await restock(admin, sweet, "4")
    before = await all_rows(shop)
    problem(await refund(admin, sale, line(1, "2"), restock=True), 409, "too_much_stock")
    assert await all_rows(shop) == before
    created(await refund(admin, sale, line(1, "2")))
