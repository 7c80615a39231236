"""Imports and exports."""

import asyncio

from httpx import AsyncClient

from tests.support.access.kit import ADMINS, Act, act
from tests.support.answers import created
from tests.support.shop import TestShop

MAY_PASS = {
    "GET /api/imports": ADMINS,
    "POST /api/imports": ADMINS,
    "POST /api/imports/header": ADMINS,
    "GET /api/imports/{import_id}": ADMINS,
    "GET /api/imports/{import_id}/refused": ADMINS,
    "POST /api/imports/{import_id}/take-back": ADMINS,
    "GET /api/import-mappings": ADMINS,
    "POST /api/import-mappings": ADMINS,
    "GET /api/import-mappings/{mapping_id}": ADMINS,
    "DELETE /api/import-mappings/{mapping_id}": ADMINS,
    "GET /api/exports/sales.csv": ADMINS,
    "GET /api/exports/sale-lines.csv": ADMINS,
    "GET /api/exports/refunds.csv": ADMINS,
    "GET /api/exports/refund-lines.csv": ADMINS,
    "GET /api/exports/tax-summary.csv": ADMINS,
    "GET /api/exports/journal": ADMINS,
    "GET /api/exports/journal.csv": ADMINS,
    "GET /api/exports/journal.xml": ADMINS,
    "GET /api/exports/movements.csv": ADMINS,
    "GET /api/exports/catalogue.csv": ADMINS,
    "GET /api/exports/customers.csv": ADMINS,
}


def import_of(kind: str, data: str | bytes, **params: str) -> Act:
    """Return a request to import a file."""
    return lambda client: client.post(
        "/api/imports", params={"kind": kind} | params, content=data, headers={"Content-Type": "text/csv"}
    )


async def acts(_: TestShop, admin: AsyncClient) -> dict[str, Act]:
    answer = await import_of("till_history", "Date,Item\n2016-10-30,Tea\n")(admin)
    location = answer.headers["Location"]
    # Others compare all rows before and after what they do.
    while (await admin.get(location)).json()["finished_at"] is None:  # noqa: ASYNC110 - it is asked over HTTP.
        await asyncio.sleep(0.01)
    path = location.removeprefix("/api")
    mapping = {"kind": "customers", "columns": {"name": "Customer"}}
    kept = [created(await admin.post("/api/import-mappings", json=mapping | {"name": f"Old {n}"})) for n in range(2)]
    exports = [operation for operation in MAY_PASS if "/exports/" in operation]
    return {
        "GET /api/imports": act("GET", "/imports"),
        "POST /api/imports": import_of("customers", "name\nRavi\n"),
        "POST /api/imports/header": lambda client: client.post(
            "/api/imports/header?kind=customers", content="name\nRavi\n", headers={"Content-Type": "text/csv"}
        ),
        "GET /api/imports/{import_id}": act("GET", path),
        "GET /api/imports/{import_id}/refused": act("GET", f"{path}/refused"),
        "POST /api/imports/{import_id}/take-back": act("POST", f"{path}/take-back"),
        "GET /api/import-mappings": act("GET", "/import-mappings"),
        "POST /api/import-mappings": act("POST", "/import-mappings", mapping | {"name": "New"}),
        "GET /api/import-mappings/{mapping_id}": act("GET", f"/import-mappings/{kept[0]['id']}"),
        "DELETE /api/import-mappings/{mapping_id}": act("DELETE", f"/import-mappings/{kept[1]['id']}"),
        **{operation: act("GET", operation.removeprefix("GET /api")) for operation in exports},
    }
