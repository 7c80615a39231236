"""Tax classes."""

from httpx import AsyncClient

from tests.support.access.kit import ADMINS, STAFF, Act, act
from tests.support.answers import created
from tests.support.shop import TestShop

MAY_PASS = {
    "GET /api/tax-classes": STAFF,
    "POST /api/tax-classes": ADMINS,
    "GET /api/tax-classes/{tax_class_id}": STAFF,
    "PUT /api/tax-classes/{tax_class_id}": ADMINS,
    "PATCH /api/tax-classes/{tax_class_id}": ADMINS,
    "DELETE /api/tax-classes/{tax_class_id}": ADMINS,
}


async def acts(_: TestShop, admin: AsyncClient) -> dict[str, Act]:
    kept = created(await admin.post("/api/tax-classes", json={"name": "Kept", "rates": []}))
    unwanted = created(await admin.post("/api/tax-classes", json={"name": "Unwanted", "rates": []}))
    path = f"/tax-classes/{kept['id']}"
    return {
        "GET /api/tax-classes": act("GET", "/tax-classes"),
        "POST /api/tax-classes": act("POST", "/tax-classes", {"name": "New", "rates": []}),
        "GET /api/tax-classes/{tax_class_id}": act("GET", path),
        "PUT /api/tax-classes/{tax_class_id}": act("PUT", path, {"name": "Put", "rates": []}),
        "PATCH /api/tax-classes/{tax_class_id}": act("PATCH", path, {"name": "Patched"}),
        "DELETE /api/tax-classes/{tax_class_id}": act("DELETE", f"/tax-classes/{unwanted['id']}"),
    }
