"""Stock alerts: movements that raise and resolve them, and their notifications."""

from collections.abc import Callable, Coroutine
from typing import Any

from httpx import AsyncClient, Response

from app.schemas.stock_alert import LowStockPage
from tests.support.answers import created, ok, read_strictly
from tests.support.requests import purchase, restock
from tests.support.shop import TestShop

ANY = {"If-Match": "*"}
LOW_STOCK = "/api/dashboard/low-stock"


async def states(admin: AsyncClient) -> dict[str, str]:
    """The state of each sweet that has an open alert, by its name."""
    body = ok(await admin.get(LOW_STOCK))
    read_strictly(LowStockPage, body)
    return {one["name"]: one["state"] for one in body["items"]}


async def told(shop: TestShop) -> list[str]:
    return [row["title"] for row in await shop.sql("SELECT title FROM notifications WHERE kind = 'stock' ORDER BY id")]


async def move(admin: AsyncClient, sweet: dict[str, Any], quantity: int) -> None:
    """Receive a sweet, or sell it."""
    if quantity > 0:
        await restock(admin, sweet, str(quantity))
    else:
        created(await purchase(admin, sweet, str(-quantity)))


LOW, OUT = "Barfi is running low", "Barfi is sold out"
# What comes in and goes out of a sweet that runs low at 5: the state after each, and what is said when.
MOVES: dict[str, list[tuple[int, str, str | None]]] = {
    "well above": [(20, "ok", None), (-14, "ok", None)],
    "low once": [(6, "ok", None), (-1, "low", LOW), (-1, "low", None), (-3, "low", None)],
    "low at once": [(5, "low", LOW), (-1, "low", None)],
    "out at once": [(6, "ok", None), (-6, "out", OUT)],
    "low, then out": [(6, "ok", None), (-2, "low", LOW), (-4, "out", OUT)],
    "resolved": [(6, "ok", None), (-1, "low", LOW), (1, "ok", None)],
    "resolved and low again": [(6, "ok", None), (-1, "low", LOW), (1, "ok", None), (-2, "low", LOW)],
    "out and enough again": [(6, "ok", None), (-6, "out", OUT), (6, "ok", None), (-1, "low", LOW)],
    "out and some again": [(6, "ok", None), (-6, "out", OUT), (2, "low", None), (1, "low", None), (-3, "out", OUT)],
    "low, more but too few": [(5, "low", LOW), (-3, "low", None), (3, "low", None)],
}
# Where a threshold is changed; None is back to what it was.
Change = Callable[[AsyncClient, dict[str, Any], str | None], Coroutine[Any, Any, Response]]
CHANGES: dict[str, Change] = {
    "sweet": lambda admin, sweet, value: admin.patch(
        f"/api/sweets/{sweet['id']}", json={"low_stock_threshold": value}, headers=ANY
    ),
    "category": lambda admin, sweet, value: admin.patch(
        f"/api/categories/{sweet['category_id']}", json={"low_stock_threshold": value}
    ),
    "setting": lambda admin, _, value: admin.put("/api/settings", json={"low_stock_threshold_piece": value}),
}
