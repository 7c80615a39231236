"""Files of a shop whose money has no decimals, or three."""

from collections.abc import Awaitable, Callable, Iterator

import pytest
from httpx import AsyncClient

from app.core.money import use_currency
from app.services.insight.verification import VerificationService
from tests.support.answers import ok
from tests.support.shop import TestShop
from tests.support.transfers import imported

TILL = "Date,Bill no,Item,Qty,Rate,Discount,Tax,Amount\n2025-10-13,1,Barfi,{}\n"
LIST = "SKU,Name,Category,Price,Unit\nA,Barfi,Milk,{},piece\n"


@pytest.fixture
def sells_in(admin: AsyncClient) -> Iterator[Callable[[str], Awaitable[None]]]:
    async def set_currency(currency: str) -> None:
        ok(await admin.put("/api/settings", json={"currency": currency}))

    yield set_currency
    use_currency("INR")


@pytest.mark.parametrize(
    ("currency", "row", "money"),
    [
        ("KWD", "2,1.250,0.125,0.119,2.494", ("2.375", "0.119", "2.494")),
        ("KWD", "3,,,,1.000", ("1.000", "0.000", "1.000")),
        ("KWD", '1000,"1.250",,,"1,250.000"', ("1250.000", "0.000", "1250.000")),
        ("JPY", "3,193,,58,637", ("579", "58", "637")),
        ("JPY", "3,193.00,,58.0,637.00", ("579", "58", "637")),
    ],
)
async def test_a_till_s_amounts_have_the_decimals_of_the_shop_s_currency(
    shop: TestShop,
    admin: AsyncClient,
    sells_in: Callable[[str], Awaitable[None]],
    currency: str,
    row: str,
    money: tuple[str, ...],
) -> None:
    await sells_in(currency)
    for dry_run in ("true", "false"):
        job = await imported(admin, "till_history", TILL.format(row), dry_run=dry_run)
        assert (job["status"], job["refused_rows"], job["added"]) == ("done", [], 1)
        assert tuple(job["brought"][name] for name in ("net", "tax", "total")) == money
    ((net, tax),) = await shop.sql("SELECT gross - discounts, tax FROM daily_sales")
    assert (str(net), str(tax)) == money[:2]
    assert (await imported(admin, "till_history", TILL.format(row)))["unchanged"] == 1
    async with shop.database.unit_of_work() as session:
        assert await VerificationService(session, shop.context).verify() == []


@pytest.mark.parametrize(
    ("currency", "row", "column", "reason"),
    [
        ("JPY", "3,192.763,,,578", "Rate", "An amount in JPY has no decimals."),
        ("JPY", "3,193,,,579.50", "Amount", "An amount in JPY has no decimals."),
        ("KWD", "1,1.2505,,,1.250", "Rate", "An amount in KWD has 3 decimals at most."),
        ("INR", "1,1.250,,,1.25", "Rate", "A price has two decimals at most."),
    ],
)
async def test_a_till_s_amount_with_more_decimals_is_refused_with_the_reason(
    admin: AsyncClient,
    sells_in: Callable[[str], Awaitable[None]],
    currency: str,
    row: str,
    column: str,
    reason: str,
) -> None:
    await sells_in(currency)
    job = await imported(admin, "till_history", TILL.format(row))
    assert job["refused_rows"] == [{"line": 2, "column": column, "reason": reason}]


@pytest.mark.parametrize(
    ("currency", "price", "outcome"),
    [
        ("KWD", "1.250", "1.250"),
        ("KWD", "1.2505", "An amount in KWD has 3 decimals at most."),
        ("JPY", "193", "193"),
        ("JPY", "193.5", "An amount in JPY has no decimals."),
    ],
)
async def test_a_price_of_a_list_has_the_decimals_of_the_shop_s_currency(
    shop: TestShop,
    admin: AsyncClient,
    sells_in: Callable[[str], Awaitable[None]],
    currency: str,
    price: str,
    outcome: str,
) -> None:
    await sells_in(currency)
    job = await imported(admin, "catalogue", LIST.format(price))
    prices = [str(row["price"]) for row in await shop.sql("SELECT price FROM sweets")]
    assert [*prices, *(row["reason"] for row in job["refused_rows"])] == [outcome]
