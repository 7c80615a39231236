"""Sell, void and refund over HTTP."""

from typing import Any

from httpx import AsyncClient, Response

from app.schemas.sale import SaleRead
from tests.support.answers import created, ok, read_strictly
from tests.support.shop import TestShop

GST_5 = [{"name": "CGST", "rate_percent": "2.5"}, {"name": "SGST", "rate_percent": "2.5"}]
LONG_AGO = "2017-07-01"


async def new_class(
    admin: AsyncClient, *rates: tuple[str, list[dict[str, Any]]], name: str = "Packed", **fields: Any
) -> dict[str, Any]:
    rows = [{"effective_from": day, "components": components} for day, components in rates]
    return created(await admin.post("/api/tax-classes", json={"name": name, "rates": rows} | fields))


async def sell(somebody: AsyncClient, *lines: tuple[dict[str, Any], str], **fields: Any) -> dict[str, Any]:
    """Sell, and see that the answer is the one the database gives later."""
    rows = [{"sweet_id": sweet["id"], "quantity": quantity} for sweet, quantity in lines]
    sale = created(await somebody.post("/api/sales", json={"lines": rows} | fields))
    shown = ok(await somebody.get(f"/api/sales/{sale['id']}"))
    assert read_strictly(SaleRead, shown) == read_strictly(SaleRead, sale)
    return sale


REASON = {"reason": "The customer had paid already."}


async def void(client: AsyncClient, sale: dict[str, Any], body: Any = REASON, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await client.post(f"/api/sales/{sale['id']}/void", json=body, headers=named)


async def lots_of(shop: TestShop, sweet: dict[str, Any]) -> list[tuple[int, str]]:
    rows = await shop.sql("SELECT id, on_hand::text FROM lots WHERE sweet_id = $1 ORDER BY id", sweet["id"])
    return [tuple(row) for row in rows]


def line(line_no: int, quantity: str, **fields: Any) -> dict[str, Any]:
    return {"line_no": line_no, "quantity": quantity} | fields


async def refund(
    client: AsyncClient, sale: dict[str, Any], *lines: dict[str, Any], key: str | None = None, **fields: Any
) -> Response:
    headers = {"Idempotency-Key": key} if key else {}
    return await client.post(f"/api/sales/{sale['id']}/refunds", json={"lines": lines} | fields, headers=headers)


AMOUNTS = ("line_total", "line_discount", "sale_discount", "discount", "net", "tax", "taxes")
LINE = ("line_no", "sweet_id", "sku", "name", "unit", "quantity", "tare", "unit_price")
TOTALS = ("subtotal", "discount_total", "tax_total", "tax_mode", "total", "rounding", "amount_due", "currency")


def priced(document: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return what a quote and a sale both say of their price: the totals and the lines."""
    lines = [{**line, **line.get("amounts", {})} for line in document["lines"]]
    return {name: document[name] for name in TOTALS}, [{name: one[name] for name in LINE + AMOUNTS} for one in lines]
