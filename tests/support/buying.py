"""Suppliers, orders to them, and receipts."""

from typing import Any

from httpx import AsyncClient, Response

from tests.support.answers import created, ok


async def new_supplier(admin: AsyncClient, name: str = "Verma Dairy", **fields: Any) -> dict[str, Any]:
    return created(await admin.post("/api/suppliers", json={"name": name} | fields))


def line_of(
    sweet: dict[str, Any], packs: int = 2, pack_size: str = "5", cost: str = "50", **days: str
) -> dict[str, Any]:
    return {"sweet_id": sweet["id"], "packs": packs, "pack_size": pack_size, "pack_cost": cost} | days


async def draft(admin: AsyncClient, supplier: dict[str, Any], *lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
    body = {"supplier_id": supplier["id"], "lines": list(lines)} | fields
    return created(await admin.post("/api/purchases", json=body))


async def ordered(
    admin: AsyncClient, supplier: dict[str, Any], *lines: dict[str, Any], **fields: Any
) -> dict[str, Any]:
    order = await draft(admin, supplier, *lines, **fields)
    body: dict[str, Any] = ok(await verb(admin, order, "order"))
    return body


async def bought(admin: AsyncClient, supplier: dict[str, Any], *lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Ordered and received in one go."""
    return await draft(admin, supplier, *lines, receive=True, **fields)


async def verb(admin: AsyncClient, order: dict[str, Any], name: str) -> Response:
    return await admin.post(f"/api/purchases/{order['id']}/{name}", json={} if name == "receive" else None)


async def close(admin: AsyncClient, order: dict[str, Any], reason: str = "It never came.", **headers: str) -> Response:
    """Close an order whose rest will not come."""
    return await admin.post(f"/api/purchases/{order['id']}/close", json={"reason": reason}, headers=headers)


async def receive(admin: AsyncClient, order: dict[str, Any], *lines: dict[str, Any], **fields: Any) -> Response:
    """Receive lines of an order, all that is outstanding if none is named."""
    body = ({"lines": list(lines)} if lines else {}) | fields
    return await admin.post(f"/api/purchases/{order['id']}/receive", json=body)


def came(line_no: int, packs: int, **fields: Any) -> dict[str, Any]:
    return {"line_no": line_no, "packs": packs} | fields


def lots_of(order: dict[str, Any]) -> list[dict[str, Any]]:
    """Every lot an order became, receipt by receipt."""
    return [lot for receipt in order["receipts"] for lot in receipt["lots"]]
