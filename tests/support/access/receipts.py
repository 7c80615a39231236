"""Receipts."""

from httpx import AsyncClient

from tests.support.access.kit import USERS, Act, act, stocked_sweet
from tests.support.answers import created
from tests.support.shop import TestShop

MAY_PASS = {"GET /api/sales/{sale_id}/receipt": USERS}


async def acts(_: TestShop, admin: AsyncClient) -> dict[str, Act]:
    stocked = await stocked_sweet(admin, "RECEIPT")
    sale = created(await admin.post(f"/api/sweets/{stocked['id']}/purchase", json={"quantity": "1"}))
    return {"GET /api/sales/{sale_id}/receipt": act("GET", f"/sales/{sale['id']}/receipt")}
