"""A shop that a whole module of tests shares."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from httpx import AsyncClient

from app.database.embedded import EmbeddedPostgres
from app.models import Role
from tests.support.answers import created, ok
from tests.support.databases import copied_database
from tests.support.requests import new_category, restock
from tests.support.shop import TestShop, log_in_as, running_shop


@dataclass
class Counter:
    """A shop with one sweet, and somebody of each role."""

    shop: TestShop
    admin: AsyncClient
    salesperson: AsyncClient
    customer: AsyncClient
    category: dict[str, Any]
    sweet: dict[str, Any]


@asynccontextmanager
async def open_counter(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[Counter]:
    """Open a shop with 10 kg of a sweet, sold in steps of 50 g from 100 g on."""
    async with copied_database(postgres, template) as url, running_shop(url) as shop:
        admin, salesperson, customer = [
            await log_in_as(shop, role) for role in (Role.ADMIN, Role.SALESPERSON, Role.CUSTOMER)
        ]
        category = await new_category(admin, "Milk sweets")
        body = {"sku": "KAJU", "name": "Kaju Katli", "category_id": category["id"], "price": "900.00", "unit": "kg"}
        steps = {"quantity_step": "0.050", "min_quantity": "0.100"}
        sweet = created(await admin.post("/api/sweets", json=body | steps))
        await restock(admin, sweet, "10")
        sweet = ok(await admin.get(f"/api/sweets/{sweet['id']}"))
        yield Counter(shop, admin, salesperson, customer, category, sweet)
        for client in (admin, salesperson, customer):
            await client.aclose()
