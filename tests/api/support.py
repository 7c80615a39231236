"""What several tests of the API need."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx
from httpx import AsyncClient, Response
from prometheus_client import REGISTRY
from pydantic import BaseModel

from app.database.embedded import EmbeddedPostgres
from app.models import Role
from tests.conftest import PASSWORDS, TestShop, copied_database, created, problem, running_shop

Schema = TypeVar("Schema", bound=BaseModel)


def ok(answer: Response) -> Any:
    assert answer.status_code == 200, answer.text
    return answer.json()


def field_errors(answer: Response) -> dict[str, tuple[str, str]]:
    """The code and the detail of each place that a request was refused for."""
    errors = problem(answer, 422, "invalid_request")["errors"]
    return {error["pointer"]: (error["code"], error["detail"]) for error in errors}


def read_strictly(schema: type[Schema], item: dict[str, Any]) -> Schema:
    """Read an answer through the schema that documents it, and see that the schema would say exactly the same."""
    parsed = schema.model_validate_json(json.dumps(item), strict=True)
    says = _without_moments(parsed.model_dump(mode="json", by_alias=True, exclude_unset=True))
    assert says == _without_moments(item), says
    return parsed


def _without_moments(value: Any) -> Any:
    # A moment has more than one right way to be written.
    if isinstance(value, dict):
        return {name: _without_moments(member) for name, member in value.items() if not name.endswith("_at")}
    return [_without_moments(member) for member in value] if isinstance(value, list) else value


async def walk(client: AsyncClient, path: str, **params: Any) -> list[list[dict[str, Any]]]:
    """Return every page of a list, each found by the link of the page before."""
    target = str(httpx.URL(path, params=params))
    pages: list[list[dict[str, Any]]] = []
    while True:
        assert len(pages) < 100, "The pages never end."
        answer = await client.get(target)
        body = ok(answer)
        pages.append(body["items"])
        if body["next_cursor"] is None:
            assert "link" not in answer.headers
            return pages
        target = answer.links["next"]["url"]
        assert httpx.URL(target).path == path
        assert httpx.URL(target).params["cursor"] == body["next_cursor"]


_LEFT_OUT = {
    "audit_logs": " WHERE outcome <> 'refused'",
    "refusal_counts": " WHERE false",
    "login_throttles": " WHERE subject NOT LIKE 'registrations %'",
}


async def all_rows(shop: TestShop) -> list[str]:
    """Return every row of every table as text, to tell whether anything changed.

    Refusals, their counts and those of registrations are left out: that they are written down changes nothing else.
    """
    async with shop.connect() as connection:
        tables = [
            row[0] for row in await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ]
        every = " UNION ALL ".join(
            f"SELECT '{table} ' || t::text FROM {table} AS t" + _LEFT_OUT.get(table, "") for table in sorted(tables)
        )
        return sorted(row[0] for row in await connection.fetch(every))


def refused_to_nobody(code: str) -> float:
    """Return how many requests without a valid token were refused with this code so far, by this process."""
    return REGISTRY.get_sample_value("requests_refused_to_nobody_total", {"code": code}) or 0


async def log_in_as(shop: TestShop, role: Role) -> AsyncClient:
    """Log somebody in at the moment the shop's clock shows: tokens of another time are no good."""
    return await shop.log_in(f"{role}@example.com", PASSWORDS[role])


async def new_category(admin: AsyncClient, name: str, **fields: Any) -> dict[str, Any]:
    return created(await admin.post("/api/categories", json={"name": name} | fields))


async def invite(admin: AsyncClient, role: Role = Role.SALESPERSON, **fields: Any) -> dict[str, Any]:
    return created(await admin.post("/api/invitations", json={"role": role} | fields))


async def new_customer(staff: AsyncClient, name: str, **fields: Any) -> dict[str, Any]:
    return created(await staff.post("/api/customers", json={"name": name} | fields))


async def restock(admin: AsyncClient, sweet: dict[str, Any], quantity: str, **fields: Any) -> dict[str, Any]:
    return created(await admin.post(f"/api/sweets/{sweet['id']}/restock", json={"quantity": quantity} | fields))


async def purchase(customer: AsyncClient, sweet: dict[str, Any], quantity: str) -> Response:
    return await customer.post(f"/api/sweets/{sweet['id']}/purchase", json={"quantity": quantity})


async def stock_of(client: AsyncClient, sweet: dict[str, Any]) -> tuple[str, str, str]:
    """Return what is on hand, what is available and the stock state of a sweet."""
    body = ok(await client.get(f"/api/sweets/{sweet['id']}"))
    return body["on_hand"], body["available"], body["stock_state"]


@dataclass
class Counter:
    """A shop with one sweet on its counter, 10 kg of it in steps of 50 g from 100 g on, and somebody of each role."""

    shop: TestShop
    admin: AsyncClient
    salesperson: AsyncClient
    customer: AsyncClient
    category: dict[str, Any]
    sweet: dict[str, Any]


@asynccontextmanager
async def open_counter(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[Counter]:
    """Open a shop that a whole module of tests can share, because they change nothing."""
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
