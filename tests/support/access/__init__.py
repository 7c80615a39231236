"""Who may call what, and how: a module for each area of the API, each with its `MAY_PASS` and its `acts`."""

from httpx import AsyncClient

from tests.support.access import (
    advice,
    auth,
    buying,
    catalogue,
    counting,
    drawers,
    files,
    insight,
    people,
    receipts,
    selling,
    shop,
    stock,
    taxes,
    webhooks,
)
from tests.support.access.kit import EVERYBODY, Act
from tests.support.shop import TestShop

# Logins come last, because one of their acts changes the password.
AREAS = (
    people,
    catalogue,
    taxes,
    selling,
    receipts,
    drawers,
    stock,
    buying,
    counting,
    insight,
    advice,
    shop,
    files,
    webhooks,
    auth,
)

MAY_PASS = {"GET /health/live": EVERYBODY, "GET /health/ready": EVERYBODY}
for area in AREAS:
    MAY_PASS |= area.MAY_PASS


async def all_acts(shop_: TestShop, admin: AsyncClient) -> dict[str, Act]:
    """Return a request that an admin is granted for each route that needs a login, with the rows it needs."""
    acts: dict[str, Act] = {}
    for area in AREAS:
        acts |= await area.acts(shop_, admin)
    return acts
