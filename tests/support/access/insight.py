"""Dashboards."""

from httpx import AsyncClient

from tests.support.access.kit import ADMINS, STAFF, Act, act
from tests.support.shop import TestShop

MAY_PASS = {
    "GET /api/find": STAFF,
    "GET /api/dashboard/low-stock": STAFF,
    "GET /api/dashboard/stats": ADMINS,
    "GET /api/dashboard/total-sales": ADMINS,
    "GET /api/dashboard/top-sweets": ADMINS,
    "GET /api/metrics/sweets": ADMINS,
}


async def acts(_: TestShop, __: AsyncClient) -> dict[str, Act]:
    return {
        "GET /api/find": act("GET", "/find?q=barfi"),
        "GET /api/dashboard/low-stock": act("GET", "/dashboard/low-stock"),
        "GET /api/dashboard/stats": act("GET", "/dashboard/stats"),
        "GET /api/dashboard/total-sales": act("GET", "/dashboard/total-sales"),
        "GET /api/dashboard/top-sweets": act("GET", "/dashboard/top-sweets"),
        "GET /api/metrics/sweets": act("GET", "/metrics/sweets"),
    }
