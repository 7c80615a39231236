"""Requests that many tests make on their way."""

from collections.abc import Awaitable, Callable
from typing import Any

from httpx import AsyncClient, Response

from app.models import Role
from tests.support.answers import created, ok

NewSweet = Callable[..., Awaitable[dict[str, Any]]]


async def new_category(admin: AsyncClient, name: str, **fields: Any) -> dict[str, Any]:
    return created(await admin.post("/api/categories", json={"name": name} | fields))


async def invite(admin: AsyncClient, role: Role = Role.SALESPERSON, **fields: Any) -> dict[str, Any]:
    return created(await admin.post("/api/invitations", json={"role": role} | fields))


async def new_customer(staff: AsyncClient, name: str, **fields: Any) -> dict[str, Any]:
    return created(await staff.post("/api/customers", json={"name": name} | fields))


async def restock(admin: AsyncClient, sweet: dict[str, Any], quantity: str, **fields: Any) -> dict[str, Any]:
    return created(await admin.post(f"/api/sweets/{sweet['id']}/restock", json={"quantity": quantity} | fields))


async def purchase(customer: AsyncClient, sweet: dict[str, Any], quantity: str) -> Response:
    return await customer.post(f"/api/sweets/{sweet['id']}/purchase", json={"quantity": quantity})


async def stock_of(client: AsyncClient, sweet: dict[str, Any]) -> tuple[str, str, str]:
    """Return the quantity on hand, the quantity available and the stock state of a sweet."""
    body = ok(await client.get(f"/api/sweets/{sweet['id']}"))
    return body["on_hand"], body["available"], body["stock_state"]
