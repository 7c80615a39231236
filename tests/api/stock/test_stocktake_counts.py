"""The counts of a stocktake: which are refused, and which have to be made again."""

from httpx import AsyncClient

from app.schemas.stocktake import MAX_COUNTS
from tests.api.stock.stocktakes import count, named, opened, post
from tests.support.answers import created, ok, problem
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, purchase, restock, stock_of
from tests.support.shop import TestShop


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
