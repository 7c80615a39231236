"""Money that goes back to customers with an account: out of a deposit, or for goods they took on account."""

from typing import Any

import pytest
from httpx import AsyncClient

from tests.support.accounts import balance_of, charge, paid, pay, with_limit
from tests.support.answers import created, problem
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, new_customer
from tests.support.selling import line, refund, void
from tests.support.shop import TestShop


@pytest.fixture
async def sweet(new_sweet: NewSweet) -> dict[str, Any]:
    """One that costs 100."""
    return await new_sweet(price="100", stock="100")


async def test_a_deposit_is_given_back_by_staff_and_more_by_an_admin_who_says_why(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient
) -> None:
    asha = await with_limit(admin, "300")
    await paid(salesperson, asha, "100", tender="cash", given="500")
    entry = await paid(salesperson, asha, "60", kind="payback", tender="cash")
    assert (entry["kind"], entry["amount"], entry["balance"]) == ("payback", "60.00", "-40.00")
    before = await all_rows(shop)
    back = {"kind": "payback", "tender": "cash"}
    refusal = problem(await pay(salesperson, asha, "41", **back), 409, "payback_above_deposit")
    assert refusal["left"] == "40.00"
    problem(await pay(admin, asha, "41", **back), 422, "payback_note_missing")
    problem(await pay(admin, asha, "341", **back, note="Typed wrong"), 409, "credit_limit_exceeded")
    problem(await pay(salesperson, asha, "10", **back, given="20"), 422, "invalid_request")
    assert await all_rows(shop) == before
    await paid(admin, asha, "340", **back, note="Typed 400, was 60")
    assert await balance_of(admin, asha) == "300.00"


async def test_a_salesperson_gives_a_deposit_back_by_the_tender_it_came_by(
    admin: AsyncClient, salesperson: AsyncClient
) -> None:
    asha = await new_customer(admin, "Asha")
    await paid(salesperson, asha, "70", tender="card")
    await paid(salesperson, asha, "30", tender="cash")
    refused = problem(await pay(salesperson, asha, "31", kind="payback", tender="cash"), 409, "payback_above_tender")
    assert refused["left"] == "30.00"
    await paid(salesperson, asha, "70", kind="payback", tender="card")
    problem(await pay(salesperson, asha, "1", kind="payback", tender="card"), 409, "payback_above_tender")
    await paid(admin, asha, "30", kind="payback", tender="upi")
    assert await balance_of(admin, asha) == "0.00"


async def test_no_money_goes_to_the_account_of_a_deleted_customer(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, sweet: dict[str, Any]
) -> None:
    asha = await with_limit(admin, "300")
    sale = await charge(salesperson, asha, sweet)
    await paid(salesperson, asha, "100")
    assert (await admin.delete(f"/api/customers/{asha['id']}")).status_code == 204
    before = await all_rows(shop)
    problem(await refund(salesperson, sale, line(1, "1")), 409, "account_deleted")
    problem(await void(salesperson, sale), 409, "account_deleted")
    assert await all_rows(shop) == before
    back = created(await refund(admin, sale, line(1, "1"), tender="upi"))
    assert [payment["tender"] for payment in back["payments"]] == ["upi"]


async def test_what_goes_back_to_an_account_fits_the_books(
    shop: TestShop, admin: AsyncClient, sweet: dict[str, Any]
) -> None:
    asha = await with_limit(admin, "300")
    sale = await charge(admin, asha, sweet)
    await paid(admin, asha, "9999999999.99")
    await paid(admin, asha, "100")
    before = await all_rows(shop)
    for answer in (await void(admin, sale), await refund(admin, sale, line(1, "1"))):
        problem(answer, 409, "deposit_too_large")
    assert await all_rows(shop) == before
