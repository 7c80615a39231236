"""The parts of every area's rows: who may pass, and a request that an admin is granted."""

from collections.abc import Awaitable, Callable
from typing import Any

from httpx import AsyncClient, Response

from tests.support.answers import created
from tests.support.requests import new_category

CALLERS = ("anonymous", "customer", "salesperson", "admin")
EVERYBODY = set(CALLERS)
USERS = {"customer", "salesperson", "admin"}
STAFF = {"salesperson", "admin"}
ADMINS = {"admin"}

Act = Callable[[AsyncClient], Awaitable[Response]]


def act(method: str, path: str, body: object = None, headers: dict[str, str] | None = None) -> Act:
    """Return a request that any client may make."""
    return lambda client: client.request(method, f"/api{path}", json=body, headers=headers)


async def new_sweet(admin: AsyncClient, category: dict[str, Any], sku: str) -> dict[str, Any]:
    """Return a sweet that never moved."""
    body = {"sku": sku, "name": sku.title(), "category_id": category["id"], "price": "10.00", "unit": "piece"}
    return created(await admin.post("/api/sweets", json=body))


async def stocked_sweet(admin: AsyncClient, sku: str) -> dict[str, Any]:
    """Return a sweet of which there are ten."""
    sweet = await new_sweet(admin, await new_category(admin, f"Of {sku}"), sku)
    created(await admin.post(f"/api/sweets/{sweet['id']}/restock", json={"quantity": "10", "unit_cost": "7.25"}))
    return sweet
