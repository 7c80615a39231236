"""The worked examples of accounts in docs/figures.md, through the API."""

from httpx import AsyncClient

from tests.support.accounts import account_of, balance_of, charge, charge_before, paid, with_limit
from tests.support.answers import ok
from tests.support.requests import NewSweet, new_customer
from tests.support.selling import void
from tests.support.shop import TestShop
from tests.support.worked_examples import said


async def test_the_age_of_what_is_owed(shop: TestShop, admin: AsyncClient, new_sweet: NewSweet) -> None:
    said(
        "Goods for 400.00 taken 95 days ago and for 200.00 taken 40 days ago, and a payment of 150.00 today: "
        "the `balance` is 450.00, `days_30` 450.00, `days_60` 250.00 and `days_90` 250.00. "
        "With a limit of 1000.00 there are 550.00 `left`.",
        "goods for 100.00 taken today and voided leave what is overdue as it was.",
    )
    sweet, asha = await new_sweet(price="100", stock="10"), await with_limit(admin, "1000")
    await charge_before(shop, admin, asha, sweet, "4", 95)
    await charge_before(shop, admin, asha, sweet, "2", 40)
    await paid(admin, asha, "150")
    for _ in range(2):
        account = await account_of(admin, asha)
        assert (account["balance"], account["left"]) == ("450.00", "550.00")
        assert account["overdue"] == {"days_30": "450.00", "days_60": "250.00", "days_90": "250.00"}
        ok(await void(admin, await charge(admin, asha, sweet)))


async def test_a_deposit(admin: AsyncClient, new_sweet: NewSweet) -> None:
    said(
        "500.00 paid in advance are a `balance` of -500.00.",
        "Goods for 200.00 on account leave -300.00, and need no limit.",
    )
    sweet, ravi = await new_sweet(price="100", stock="10"), await new_customer(admin, "Ravi")
    await paid(admin, ravi, "500")
    assert await balance_of(admin, ravi) == "-500.00"
    await charge(admin, ravi, sweet, "2")
    assert await balance_of(admin, ravi) == "-300.00"
