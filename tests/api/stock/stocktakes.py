"""Opening, counting and posting stocktakes."""

from typing import Any

from httpx import AsyncClient, Response

from tests.support.answers import created, ok

Row = tuple[dict[str, Any], str, str]
"""A sweet, what was expected of it, and what was counted."""


async def opened(admin: AsyncClient, **fields: Any) -> str:
    """Open a stocktake and return its address."""
    return f"/api/stocktakes/{created(await admin.post('/api/stocktakes', json=fields))['id']}"


async def count(admin: AsyncClient, address: str, *rows: Row, **fields: Any) -> Response:
    counts = [{"sweet_id": sweet["id"], "expected": expected, "counted": counted} for sweet, expected, counted in rows]
    return await admin.put(f"{address}/counts", json={"counts": counts} | fields)


async def post(admin: AsyncClient, address: str, **headers: str) -> Response:
    return await admin.post(f"{address}/post", headers={name.replace("_", "-"): text for name, text in headers.items()})


async def moved(admin: AsyncClient, address: str) -> list[tuple[int, int, str]]:
    """Return the movements of a stocktake: sweet, lot and quantity, in the order of the ledger."""
    params = {"stocktake_id": address.rpartition("/")[2], "sort": "occurred_at"}
    movements = ok(await admin.get("/api/stock-movements", params=params))["items"]
    assert {(movement["kind"], movement["adjustment_id"]) for movement in movements} <= {("count", None)}
    return [(movement["sweet_id"], movement["lot_id"], movement["quantity"]) for movement in movements]


def named(refusal: dict[str, Any]) -> list[tuple[int, str, str, str]]:
    return [(row["sweet_id"], row["name"], row["expected"], row["on_hand"]) for row in refusal["rows"]]
