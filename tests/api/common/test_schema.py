"""The OpenAPI document, held against the running service by schemathesis."""

import asyncio
import os
import socket
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest_asyncio
import schemathesis
import uvicorn
from httpx import AsyncClient
from hypothesis import HealthCheck, settings

from app.database.embedded import EmbeddedPostgres
from app.main import create_app
from app.models import Role
from tests.support.answers import created
from tests.support.databases import copied_database
from tests.support.shop import PASSWORDS, settings_for

# Each request is a new run of the server's whole stack, so a few examples of each operation are many requests.
# SCHEMA_EXAMPLES asks for more, drawn afresh.
MORE_EXAMPLES = int(os.environ.get("SCHEMA_EXAMPLES", "0"))
examples = settings(
    max_examples=MORE_EXAMPLES or 15,
    derandomize=not MORE_EXAMPLES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)


@dataclass(frozen=True)
class LiveShop:
    """A server on loopback, and a token of each role."""

    address: str
    tokens: dict[Role, str]


@pytest_asyncio.fixture(scope="module")
async def live_shop(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[LiveShop]:
    async with copied_database(postgres, template) as url:
        app = create_app(settings_for(url, access_token_minutes=120))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
        listener = socket.create_server(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        # The socket listens already: a request made before the server has started waits for it.
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        async with AsyncClient(base_url=address, timeout=30) as client:
            tokens = {}
            for role, password in PASSWORDS.items():
                login = {"username": f"{role}@example.com", "password": password}
                tokens[role] = (await client.post("/api/auth/login", json=login)).json()["access_token"]
            await stock(client, tokens[Role.ADMIN])
        yield LiveShop(address, tokens)
        # Refused throughout, every test would pass.
        async with AsyncClient(base_url=address, timeout=30) as client:
            for token in tokens.values():
                answer = await client.get("/api/auth/me", headers={"Authorization": f"Bearer {token}"})
                assert answer.status_code == 200, answer.text
        server.should_exit = True
        await asyncio.to_thread(thread.join, 10)


async def stock(client: AsyncClient, admin_token: str) -> None:
    """Stock the shelf, so that some requests succeed."""
    client.headers["Authorization"] = f"Bearer {admin_token}"
    category = created(await client.post("/api/categories", json={"name": "Milk sweets"}))
    for number in range(1, 4):
        user = {"email": f"user-{number}@example.com", "password": "saffron and rose", "role": "customer"}
        created(await client.post("/api/users", json=user))
        sweet = {"sku": f"S{number}", "name": f"Sweet {number}", "category_id": category["id"]}
        sold = created(await client.post("/api/sweets", json=sweet | {"price": "10.00", "unit": "kg"}))
        created(await client.post(f"/api/sweets/{sold['id']}/restock", json={"quantity": "1000"}))


# These would end the login that the other requests are made with, or have no end.
schema = schemathesis.openapi.from_dict(create_app(settings_for("postgresql://nowhere")).openapi()).exclude(
    operation_id=["logout", "end_session", "end_sessions", "stream_notifications"]
)


@schema.parametrize()
@examples
def test_the_document_holds_for_an_admin(case: schemathesis.Case[Any], live_shop: LiveShop) -> None:
    call_and_validate(case, live_shop, Role.ADMIN)


@schema.parametrize()
@examples
def test_the_document_holds_for_a_customer(case: schemathesis.Case[Any], live_shop: LiveShop) -> None:
    call_and_validate(case, live_shop, Role.CUSTOMER)


def call_and_validate(case: schemathesis.Case[Any], shop: LiveShop, role: Role) -> None:
    # A change of those who ask would end their logins: somebody else is changed instead.
    user_id = str(case.path_parameters.get("user_id"))
    if user_id in ("1", "2", "3"):
        case.path_parameters["user_id"] = str(int(user_id) + len(Role))
    case.call_and_validate(base_url=shop.address, headers={"Authorization": f"Bearer {shop.tokens[role]}"})
