"""Dashboards."""

from httpx import AsyncClient

from tests.api.access.kit import STAFF, Act, act
from tests.conftest import TestShop

MAY_PASS = {
    "GET /api/dashboard/low-stock": STAFF,
}


async def acts(_: TestShop, __: AsyncClient) -> dict[str, Act]:
    return {
        "GET /api/dashboard/low-stock": act("GET", "/dashboard/low-stock"),
    }
