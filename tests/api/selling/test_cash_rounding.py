"""Cash is rounded to the coins there are; cards and UPI are paid to the cent."""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

import pytest
from asyncpg import CheckViolationError
from httpx import AsyncClient

from tests.support.answers import created, ok, problem
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, purchase
from tests.support.selling import line, refund, sell, void
from tests.support.shop import TestShop

MONEY = ("total", "rounding", "amount_due")
Round = Callable[[str], Awaitable[None]]


@pytest.fixture
def round_to(admin: AsyncClient) -> Round:
    async def set_step(step: str) -> None:
        ok(await admin.put("/api/settings", json={"cash_rounding": step}))

    return set_step


@pytest.fixture
async def katli(new_sweet: NewSweet) -> dict[str, Any]:
    """One that costs 980.00 a kilogram: 0.103 kg of it are 100.94."""
    return await new_sweet(unit="kg", price="980.00", stock="50", quantity_step="0.001", min_quantity="0.001")


def money_of(document: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(document[name] for name in MONEY)


async def test_cash_is_rounded_and_the_total_stays_the_sum_of_the_lines(
    salesperson: AsyncClient, round_to: Round, katli: dict[str, Any]
) -> None:
    await round_to("1")
    sale = await sell(salesperson, (katli, "0.103"), amount_given="101")
    assert money_of(sale) == ("100.94", "0.06", "101.00")
    assert (sale["subtotal"], sale["discount_total"], sale["change"]) == ("100.94", "0.00", "0.00")


@pytest.mark.parametrize("tender", ["card", "upi"])
async def test_what_is_not_cash_is_paid_to_the_cent(
    salesperson: AsyncClient, round_to: Round, katli: dict[str, Any], tender: str
) -> None:
    await round_to("1")
    sale = await sell(salesperson, (katli, "0.103"), tender=tender)
    assert money_of(sale) == ("100.94", "0.00", "100.94")


@pytest.mark.parametrize(
    ("step", "price", "rounding"),
    [
        ("0", "100.94", "0.00"),
        ("0.05", "100.92", "-0.02"),
        ("0.05", "100.93", "0.02"),
        ("0.10", "100.95", "0.05"),
        ("0.50", "100.24", "-0.24"),
        ("0.50", "100.25", "0.25"),
        ("1", "100.49", "-0.49"),
        ("1", "100.50", "0.50"),
        ("1", "0.49", "-0.49"),
        ("1", "7.00", "0.00"),
    ],
)
async def test_cash_is_rounded_half_up(
    salesperson: AsyncClient, round_to: Round, new_sweet: NewSweet, step: str, price: str, rounding: str
) -> None:
    await round_to(step)
    sale = await sell(salesperson, (await new_sweet(price=price, stock="1"), "1"))
    assert money_of(sale) == (price, rounding, str(Decimal(price) + Decimal(rounding)))


async def test_what_a_customer_has_not_paid_yet_is_not_rounded(
    customer: AsyncClient, round_to: Round, katli: dict[str, Any]
) -> None:
    await round_to("0.50")
    sale = created(await customer.post(f"/api/sweets/{katli['id']}/purchase", json={"quantity": "0.103"}))
    assert (*money_of(sale), sale["due"]) == ("100.94", "0.00", "100.94", "100.94")


async def test_cash_given_and_the_agreed_total_are_held_against_the_amount_due(
    shop: TestShop, salesperson: AsyncClient, round_to: Round, katli: dict[str, Any]
) -> None:
    await round_to("1")
    before = await all_rows(shop)
    body = {"lines": [{"sweet_id": katli["id"], "quantity": "0.103"}]}
    refusal = problem(
        await salesperson.post("/api/sales", json=body | {"amount_given": "100.94"}), 422, "amount_given_too_small"
    )
    assert refusal["detail"] == "100.94 is too little for 101.00: 0.06 is missing."
    problem(await salesperson.post("/api/sales", json=body | {"max_total": "100.94"}), 409, "total_above_max")
    assert await all_rows(shop) == before
    card = body | {"max_total": "100.94", "tender": "card"}
    created(await salesperson.post("/api/sales", json=card))
    created(await salesperson.post("/api/sales", json=body | {"max_total": "101"}))


async def test_a_quote_says_what_would_be_paid_in_cash_and_otherwise(
    salesperson: AsyncClient, round_to: Round, katli: dict[str, Any]
) -> None:
    await round_to("1")
    body = {"lines": [{"sweet_id": katli["id"], "quantity": "0.103"}]}
    for tender, paid in (({}, "101.00"), ({"tender": "cash"}, "101.00"), ({"tender": "card"}, "100.94")):
        quote = ok(await salesperson.post("/api/sales/quote", json=body | tender))
        assert (quote["total"], quote["amount_due"]) == ("100.94", paid)
        assert Decimal(quote["rounding"]) == Decimal(paid) - Decimal("100.94")


@pytest.mark.parametrize("step", ["0.25", "2", "-1", "0.01", "one", True, "NaN"])
async def test_a_step_that_no_coin_has_is_refused(admin: AsyncClient, step: Any) -> None:
    refusal = problem(await admin.put("/api/settings", json={"cash_rounding": step}), 422, "invalid_request")
    assert [error["pointer"] for error in refusal["errors"]] == ["/cash_rounding"]


@pytest.mark.parametrize(("given", "kept"), [("1.00", "1"), (0.5, "0.50"), ("0.1", "0.10"), (0, "0")])
async def test_a_step_is_shown_one_way_however_it_is_written(admin: AsyncClient, given: Any, kept: str) -> None:
    items = ok(await admin.put("/api/settings", json={"cash_rounding": given}))["items"]
    assert [item["value"] for item in items if item["key"] == "cash_rounding"] == [kept]


async def test_a_whole_refund_in_cash_gives_back_what_was_paid(
    admin: AsyncClient, round_to: Round, katli: dict[str, Any]
) -> None:
    await round_to("1")
    sale = await sell(admin, (katli, "0.103"))
    # The sale is as it was: what is paid out in cash later does not depend on the setting of then.
    await round_to("0")
    quote = ok(await admin.post(f"/api/sales/{sale['id']}/refunds/quote", json={"lines": [line(1, "0.103")]}))
    back = created(await refund(admin, sale, line(1, "0.103")))
    assert money_of(back) == money_of(quote) == ("100.94", "0.06", "101.00")
    assert ok(await admin.get(f"/api/sales/{sale['id']}"))["refunded_total"] == "101.00"


async def test_parts_given_back_in_cash_are_rounded_and_add_up_to_what_was_paid(
    admin: AsyncClient, round_to: Round, new_sweet: NewSweet
) -> None:
    await round_to("1")
    sale = await sell(admin, (await new_sweet(price="33.50", stock="3"), "3"))
    assert money_of(sale) == ("100.50", "0.50", "101.00")
    backs = [money_of(created(await refund(admin, sale, line(1, "1")))) for _ in range(3)]
    assert backs == [("33.50", "0.50", "34.00"), ("33.50", "-0.50", "33.00"), ("33.50", "0.50", "34.00")]


async def test_small_parts_never_give_back_more_than_was_paid(
    admin: AsyncClient, round_to: Round, new_sweet: NewSweet
) -> None:
    await round_to("1")
    sale = await sell(admin, (await new_sweet(price="0.50", stock="4"), "4"))
    backs = [created(await refund(admin, sale, line(1, "1")))["amount_due"] for _ in range(4)]
    assert backs == ["1.00", "0.00", "1.00", "0.00"]


async def test_a_refund_by_card_is_exact_but_for_what_cash_left_open(
    admin: AsyncClient, round_to: Round, new_sweet: NewSweet
) -> None:
    await round_to("1")
    sale = await sell(admin, (await new_sweet(price="33.40", stock="3"), "3"))
    assert money_of(sale) == ("100.20", "-0.20", "100.00")
    backs = [money_of(created(await refund(admin, sale, line(1, "1"), tender=way))) for way in ("card", "cash", "upi")]
    assert backs == [("33.40", "0.00", "33.40"), ("33.40", "-0.40", "33.00"), ("33.40", "0.20", "33.60")]


async def test_the_limit_of_refunds_is_of_the_money_given_back(
    admin: AsyncClient, salesperson: AsyncClient, round_to: Round, katli: dict[str, Any]
) -> None:
    await round_to("1")
    ok(await admin.put("/api/settings", json={"salesperson_max_refund": "100.99"}))
    sale = await sell(admin, (katli, "0.103"))
    problem(await refund(salesperson, sale, line(1, "0.103")), 403, "refund_above_limit")
    problem(await void(salesperson, sale), 403, "refund_above_limit")
    ok(await admin.put("/api/settings", json={"salesperson_max_refund": "101"}))
    created(await refund(salesperson, sale, line(1, "0.103")))


async def test_the_database_keeps_rounding_within_half_a_step_of_cash(
    shop: TestShop, admin: AsyncClient, round_to: Round, katli: dict[str, Any]
) -> None:
    await round_to("1")
    sale = await sell(admin, (katli, "0.103"))
    insert = """
        WITH sale AS (
            INSERT INTO sales (number, seller_id, subtotal, total, rounding, due, currency, created_at, business_day)
            SELECT 'X', seller_id, total, total, $2, total + $2, currency, created_at, business_day FROM sales
            WHERE id = $4 RETURNING *
        )
        INSERT INTO payments (kind, sale_id, tender, amount, rounding, cash_rounding, taken_by, taken_at, business_day,
                              hour)
        SELECT 'sale', id, $1, due, rounding, $3, seller_id, created_at, business_day, 9 FROM sale
    """
    for tender, rounding, step in (
        ("cash", "0.06", "0"),
        ("cash", "-0.94", "1"),
        ("cash", "0.05", "1"),
        ("cash", "0.06", "-1"),
        ("card", "0.06", "1"),
    ):
        with pytest.raises(CheckViolationError, match="ck_payments_rounded_to_coins"):
            await shop.sql(insert, tender, Decimal(rounding), Decimal(step), sale["id"])


async def test_a_void_takes_back_what_was_rounded_away(
    shop: TestShop, admin: AsyncClient, round_to: Round, new_sweet: NewSweet
) -> None:
    await round_to("1")
    sale = await sell(admin, (await new_sweet(price="0.40", stock="1"), "1"))
    assert money_of(sale) == ("0.40", "-0.40", "0.00")
    ok(await void(admin, sale))
    assert [row["rounding"] for row in await shop.sql("SELECT rounding FROM daily_sales")] == [0]
    assert [row["sum"] for row in await shop.sql("SELECT sum(rounding) FROM payments")] == [0]


async def test_an_order_of_which_no_coin_is_left_is_collected_for_cash(
    admin: AsyncClient, customer: AsyncClient, round_to: Round, new_sweet: NewSweet
) -> None:
    await round_to("1")
    order = created(await purchase(customer, await new_sweet(price="100.40", stock="1"), "1"))
    address = f"/api/sales/{order['id']}"
    created(await admin.post(f"{address}/payments", json={"tender": "upi", "amount": "100"}))
    collected = ok(await admin.post(f"{address}/collect", json={"payments": [{"tender": "cash", "amount": "0.40"}]}))
    assert (collected["due"], collected["rounding"], collected["payment_state"]) == ("0.00", "-0.40", "paid")
