"""Advice."""

from httpx import AsyncClient

from tests.support.access.kit import STAFF, Act, act
from tests.support.shop import TestShop

MAY_PASS = {
    "GET /api/advice/reorder": STAFF,
}


async def acts(_: TestShop, __: AsyncClient) -> dict[str, Act]:
    return {
        "GET /api/advice/reorder": act("GET", "/advice/reorder"),
    }
