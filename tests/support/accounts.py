"""Sell on account, and take money for it."""

from datetime import timedelta
from typing import Any

from httpx import AsyncClient, Response

from app.schemas.customer_account import AccountRead
from tests.support.answers import created, ok, read_strictly
from tests.support.requests import new_customer
from tests.support.selling import sell
from tests.support.shop import TestShop


async def with_limit(admin: AsyncClient, limit: str | None = "1000", name: str = "Asha", **fields: Any) -> Any:
    """Return a customer who may owe so much."""
    return await new_customer(admin, name, credit_limit=limit, **fields)


async def charge(staff: AsyncClient, customer: dict[str, Any], sweet: dict[str, Any], quantity: str = "1") -> Any:
    """Sell on account, and return the sale."""
    return await sell(staff, (sweet, quantity), customer_id=customer["id"], tender="account")


async def charge_before(
    shop: TestShop, admin: AsyncClient, customer: dict[str, Any], sweet: dict[str, Any], quantity: str, days: int
) -> Any:
    """Enter a sale on account of some days ago, and return it."""
    sold_at = (shop.clock() - timedelta(days=days)).isoformat()
    fields = {"sold_at": sold_at, "late_reason": "The till was down."}
    return await sell(admin, (sweet, quantity), customer_id=customer["id"], tender="account", **fields)


async def pay(staff: AsyncClient, customer: dict[str, Any], amount: str, **fields: Any) -> Response:
    """Pay on an account."""
    named = {"tender": "upi", "amount": amount} | fields
    key = named.pop("key", None)
    headers = {"Idempotency-Key": key} if key else {}
    return await staff.post(f"/api/customers/{customer['id']}/account/payments", json=named, headers=headers)


async def paid(staff: AsyncClient, customer: dict[str, Any], amount: str, **fields: Any) -> dict[str, Any]:
    """Pay on an account, and return the entry."""
    return created(await pay(staff, customer, amount, **fields))


async def account_of(client: AsyncClient, customer: dict[str, Any], **params: Any) -> dict[str, Any]:
    """Return an account as it is shown."""
    body: dict[str, Any] = ok(await client.get(f"/api/customers/{customer['id']}/account", params=params))
    read_strictly(AccountRead, body)
    return body


async def balance_of(client: AsyncClient, customer: dict[str, Any]) -> str:
    """Return what a customer owes, by both answers that say it."""
    balance: str = ok(await client.get(f"/api/customers/{customer['id']}"))["balance"]
    assert (await account_of(client, customer))["balance"] == balance
    return balance
