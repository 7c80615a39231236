"""Days played at random: takings, journal and `verify` agree with one another to the paisa."""

import random
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from httpx import AsyncClient

from app.models import Role
from tests.support.answers import created, ok
from tests.support.journal import check_books
from tests.support.requests import NewSweet, new_customer, purchase
from tests.support.shop import TestShop, log_in_as
from tests.support.takings import pay, pay_account
from tests.support.worked_examples import sell, tax_class

STEPS = 40
# The cash is more than any sale comes to: the rest is change.
REST_IN_CASH = {"tender": "cash", "amount": "200"}


class Player:
    """Somebody who does at random what people do in a shop."""

    def __init__(self, shop: TestShop, draw: random.Random, sweets: list[dict[str, Any]], asha: dict[str, Any]) -> None:
        self.shop = shop
        self.draw = draw
        self.sweets = sweets
        self.asha = asha
        self.sales: list[dict[str, Any]] = []
        self.orders: list[dict[str, Any]] = []

    async def play(self, admin: AsyncClient, customer: AsyncClient) -> None:
        self.admin, self.customer = admin, customer
        acts = [self.split, self.on_account, self.refund, self.void, self.order, self.pay, self.settle, self.wait]
        for _ in range(STEPS):
            await self.draw.choice([self.sell] * 3 + acts)()

    async def _sell(self, **fields: Any) -> None:
        sweet, quantity = self.draw.choice(self.sweets), str(self.draw.randint(1, 3))
        self.sales.append(await sell(self.admin, sweet, quantity, **fields))

    async def sell(self) -> None:
        await self._sell(tender=self.draw.choice(("cash", "card", "upi", "coupon")))

    async def split(self) -> None:
        await self._sell(payments=[{"tender": "upi", "amount": "10"}, REST_IN_CASH])

    async def on_account(self) -> None:
        parts = [{"tender": "account", "amount": "10"}, REST_IN_CASH]
        await self._sell(payments=parts, customer_id=self.asha["id"])

    async def refund(self) -> None:
        if self.sales:
            back = {"lines": [{"line_no": 1, "quantity": "1"}], "restock": self.draw.random() < 0.5}
            answer = await self.admin.post(f"/api/sales/{self.draw.choice(self.sales)['id']}/refunds", json=back)
            assert answer.status_code in (201, 409), answer.text

    async def void(self) -> None:
        if self.sales + self.orders:
            sale = self.draw.choice(self.sales + self.orders)
            answer = await self.admin.post(f"/api/sales/{sale['id']}/void", json={"reason": "A mistake."})
            assert answer.status_code in (200, 409), answer.text

    async def order(self) -> None:
        quantity = str(self.draw.randint(1, 3))
        self.orders.append(created(await purchase(self.customer, self.draw.choice(self.sweets), quantity)))

    async def pay(self) -> None:
        if self.orders:
            order = ok(await self.admin.get(f"/api/sales/{self.orders.pop()['id']}"))
            if Decimal(order["due"]) > 0:
                await pay(self.shop, order, order["due"], "upi")

    async def settle(self) -> None:
        await pay_account(self.shop, self.asha, str(self.draw.randint(1, 20)), self.draw.choice(("cash", "upi")))

    async def wait(self) -> None:
        self.shop.clock.advance(timedelta(hours=9))
        self.admin, self.customer = [await log_in_as(self.shop, role) for role in (Role.ADMIN, Role.CUSTOMER)]


@pytest.mark.parametrize(("seed", "mode"), [(1, "inclusive"), (2, "exclusive"), (3, "inclusive"), (4, "exclusive")])
async def test_takings_and_journal_agree_with_the_days_whatever_is_paid_by_whatever_tender(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet, seed: int, mode: str
) -> None:
    sweets = [
        await new_sweet(price="33.37", stock="900", tax_class_id=await tax_class(admin, mode)),
        await new_sweet(price="19.99", stock="900"),
    ]
    ok(await admin.put("/api/settings", json={"cash_rounding": "1", "other_tenders": ["coupon"]}))
    asha = await new_customer(admin, "Asha")
    await shop.sql("UPDATE customers SET credit_limit = 9000 WHERE id = $1", asha["id"])
    player = Player(shop, random.Random(seed), sweets, asha)  # noqa: S311 - not a secret.
    await player.play(admin, customer)
    for day, paid in await shop.sql("SELECT day::text, paid::text FROM daily_sales"):
        tenders = ok(await player.admin.get(f"/api/dashboard/tenders?from={day}&to={day}"))
        takings = ok(await player.admin.get(f"/api/dashboard/takings?from={day}&to={day}"))
        assert tenders["total"] == takings["total"]
        assert tenders["total"]["net"] == paid
    await check_books(shop)
