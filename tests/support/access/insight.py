"""Dashboards."""

from httpx import AsyncClient

from tests.support.access.kit import ADMINS, STAFF, Act, act, new_sweet
from tests.support.requests import new_category
from tests.support.shop import TestShop

MAY_PASS = {
    "GET /api/find": STAFF,
    "GET /api/dashboard/low-stock": STAFF,
    "GET /api/dashboard/dues": ADMINS,
    "GET /api/dashboard/stats": ADMINS,
    "GET /api/dashboard/total-sales": ADMINS,
    "GET /api/dashboard/tenders": ADMINS,
    "GET /api/dashboard/takings": ADMINS,
    "GET /api/dashboard/top-sweets": ADMINS,
    "GET /api/dashboard/sweets/{sweet_id}": ADMINS,
    "GET /api/metrics/sweets": ADMINS,
}


async def acts(_: TestShop, admin: AsyncClient) -> dict[str, Act]:
    sweet = await new_sweet(admin, await new_category(admin, "Looked at"), "LOOKED-AT")
    return {
        "GET /api/find": act("GET", "/find?q=barfi"),
        "GET /api/dashboard/low-stock": act("GET", "/dashboard/low-stock"),
        "GET /api/dashboard/dues": act("GET", "/dashboard/dues"),
        "GET /api/dashboard/stats": act("GET", "/dashboard/stats"),
        "GET /api/dashboard/total-sales": act("GET", "/dashboard/total-sales"),
        "GET /api/dashboard/tenders": act("GET", "/dashboard/tenders"),
        "GET /api/dashboard/takings": act("GET", "/dashboard/takings"),
        "GET /api/dashboard/top-sweets": act("GET", "/dashboard/top-sweets"),
        "GET /api/dashboard/sweets/{sweet_id}": act("GET", f"/dashboard/sweets/{sweet['id']}"),
        "GET /api/metrics/sweets": act("GET", "/metrics/sweets"),
    }
