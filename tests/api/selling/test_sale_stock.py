"""The lots a sale takes from, and the shop's own day."""

from datetime import datetime, timedelta
from typing import Any

from httpx import AsyncClient

from app.models import Role
from tests.support.answers import created, ok, problem
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, purchase, restock, stock_of
from tests.support.shop import TestShop, log_in_as

LAST_SECOND = datetime.fromisoformat("2026-11-10T23:59:59+05:30")


async def taken(admin: AsyncClient, sale: dict[str, Any]) -> list[tuple[int, str]]:
    """Return the quantities a sale took from each lot, in the order of the ledger."""
    params = {"sale_id": sale["id"], "kind": "sale", "sort": "occurred_at"}
    movements = ok(await admin.get("/api/stock-movements", params=params))["items"]
    return [(movement["lot_id"], movement["quantity"]) for movement in movements]


async def lots(admin: AsyncClient, sweet: dict[str, Any], *best_befores: str | None, quantity: str = "2") -> list[int]:
    return [
        (await restock(admin, sweet, quantity, best_before=best_before))["lot"]["id"] for best_before in best_befores
    ]


async def test_a_sale_takes_the_lots_that_expire_first_and_splits_over_several(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet()
    undated, late, early, late_too, undated_too = await lots(
        admin, sweet, None, "2098-01-02", "2098-01-01", "2098-01-02", None
    )
    first, second, third, rest = [
        created(await purchase(customer, sweet, quantity)) for quantity in ("1", "4", "2", "3")
    ]
    assert await taken(admin, first) == [(early, "-1.000")]
    assert await taken(admin, second) == [(early, "-1.000"), (late, "-2.000"), (late_too, "-1.000")]
    assert await taken(admin, third) == [(late_too, "-1.000"), (undated, "-1.000")]
    assert await taken(admin, rest) == [(undated, "-1.000"), (undated_too, "-2.000")]
    assert {row[0] for row in await shop.sql("SELECT on_hand FROM lots")} == {0}
    assert await stock_of(customer, sweet) == ("0.000", "0.000", "out")


async def test_the_lines_of_one_sale_take_one_after_the_other(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet, other = await new_sweet(), await new_sweet()
    late, early = await lots(admin, sweet, "2098-01-02", "2098-01-01")
    (only,) = await lots(admin, other, None)
    lines = [
        {"sweet_id": one["id"], "quantity": quantity} for one, quantity in ((sweet, "1"), (other, "2"), (sweet, "2"))
    ]
    sale = created(await customer.post("/api/sales", json={"lines": lines}))
    assert await taken(admin, sale) == [(early, "-1.000"), (only, "-2.000"), (early, "-1.000"), (late, "-1.000")]
    line_nos = await shop.sql("SELECT sale_line_no FROM stock_movements WHERE kind = 'sale' ORDER BY id")
    assert [row[0] for row in line_nos] == [1, 2, 3, 3]


async def test_a_refused_sale_takes_nothing_that_the_next_could_use(
    admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet()
    late, early = await lots(admin, sweet, "2098-01-02", "2098-01-01")
    problem(await purchase(customer, sweet, "5"), 409, "insufficient_stock")
    assert await taken(admin, created(await purchase(customer, sweet, "4"))) == [(early, "-2.000"), (late, "-2.000")]


async def test_a_lot_is_sold_through_its_best_before_day_and_not_after_it(shop: TestShop, new_sweet: NewSweet) -> None:
    sweet = await new_sweet(name="Rasmalai", low_stock_threshold="0")
    shop.clock.set(LAST_SECOND)
    admin, customer = await log_in_as(shop, Role.ADMIN), await log_in_as(shop, Role.CUSTOMER)
    await lots(admin, sweet, "2026-11-10", quantity="5")
    assert await stock_of(customer, sweet) == ("5.000", "5.000", "ok")
    created(await purchase(customer, sweet, "1"))
    shop.clock.advance(timedelta(seconds=1))
    assert await stock_of(customer, sweet) == ("4.000", "0.000", "out")
    for state, shown in (("ok", []), ("low", []), ("out", [sweet["id"]])):
        items = ok(await customer.get("/api/sweets", params={"stock_state": state}))["items"]
        assert [item["id"] for item in items] == shown
    before = await all_rows(shop)
    refusal = problem(await purchase(customer, sweet, "1"), 409, "insufficient_stock")
    shortage = {
        "sweet_id": sweet["id"],
        "name": "Rasmalai",
        "requested": "1.000",
        "available": "0.000",
        "unit": "piece",
    }
    assert refusal["shortages"] == [shortage]
    assert await all_rows(shop) == before


async def test_expired_lots_are_passed_over(shop: TestShop, new_sweet: NewSweet) -> None:
    sweet = await new_sweet()
    shop.clock.set(LAST_SECOND)
    admin, customer = await log_in_as(shop, Role.ADMIN), await log_in_as(shop, Role.CUSTOMER)
    undated, today, long_gone, tomorrow = await lots(admin, sweet, None, "2026-11-10", "2026-11-01", "2026-11-11")
    assert await stock_of(customer, sweet) == ("8.000", "6.000", "ok")
    assert await taken(admin, created(await purchase(customer, sweet, "1"))) == [(today, "-1.000")]
    shop.clock.advance(timedelta(seconds=1))
    assert await stock_of(customer, sweet) == ("7.000", "4.000", "low")
    assert (
        problem(await purchase(customer, sweet, "5"), 409, "insufficient_stock")["shortages"][0]["available"] == "4.000"
    )
    assert await taken(admin, created(await purchase(customer, sweet, "4"))) == [
        (tomorrow, "-2.000"),
        (undated, "-2.000"),
    ]
    assert await stock_of(customer, sweet) == ("3.000", "0.000", "out")
    left = await shop.sql("SELECT id, on_hand FROM lots WHERE on_hand > 0 ORDER BY id")
    assert [(row[0], row[1]) for row in left] == [(today, 1), (long_gone, 2)]


async def test_the_numbers_of_sales_have_no_gaps_within_a_financial_year(shop: TestShop, new_sweet: NewSweet) -> None:
    sweet = await new_sweet(stock="10")
    numbers = []
    for moment in ("2027-03-30T12:00:00+05:30", "2027-03-31T23:59:59+05:30", "2027-04-01T00:00:00+05:30"):
        shop.clock.set(datetime.fromisoformat(moment))
        customer, salesperson = await log_in_as(shop, Role.CUSTOMER), await log_in_as(shop, Role.SALESPERSON)
        for buyer in (customer, salesperson):
            problem(await purchase(buyer, sweet, "99"), 409, "insufficient_stock")
            problem(await purchase(buyer, sweet, "0.5"), 422, "off_step_quantity")
            problem(await purchase(buyer, {"id": sweet["id"] + 1}, "1"), 404, "sweet_not_found")
            numbers.append(created(await purchase(buyer, sweet, "1"))["number"])
    assert numbers == [
        *(f"2026-27/{number:06}" for number in (1, 2, 3, 4)),
        *(f"2027-28/{number:06}" for number in (1, 2)),
    ]


async def test_a_number_is_not_used_up_by_a_sale_that_the_database_refuses(
    shop: TestShop, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    await shop.sql("ALTER TABLE stock_movements ADD CONSTRAINT trouble CHECK (kind <> 'sale') NOT VALID")
    before = await all_rows(shop)
    problem(await purchase(customer, sweet, "1"), 500, "internal_error")
    assert await all_rows(shop) == before
    await shop.sql("ALTER TABLE stock_movements DROP CONSTRAINT trouble")
    assert created(await purchase(customer, sweet, "1"))["number"].endswith("/000001")


async def test_a_sale_is_paid_by_cash_card_or_upi(salesperson: AsyncClient, new_sweet: NewSweet) -> None:
    lines = [{"sweet_id": (await new_sweet(stock="9"))["id"], "quantity": "1"}]
    for tender in ("cash", "card", "upi"):
        sale = created(await salesperson.post("/api/sales", json={"lines": lines, "tender": tender}))
        assert (sale["tender"], sale["payment_state"]) == (tender, "paid")
    assert created(await salesperson.post("/api/sales", json={"lines": lines}))["tender"] == "cash"
    for malformed in ("UPI", "", 1, "x" * 21, "a b"):
        refusal = await salesperson.post("/api/sales", json={"lines": lines, "tender": malformed})
        assert problem(refusal, 422, "invalid_request")["errors"][0]["pointer"] == "/tender"
