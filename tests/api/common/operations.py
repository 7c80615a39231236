"""The operations of the OpenAPI document."""

from httpx import AsyncClient, Response

from app.main import create_app
from app.models import Role
from tests.support.access.kit import Act
from tests.support.answers import ok
from tests.support.shop import PASSWORDS, settings_for

APP = create_app(settings_for("postgresql://nowhere"))
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, methods in APP.openapi()["paths"].items()
    for method, operation in methods.items()
}


async def register(client: AsyncClient) -> Response:
    return await client.post("/api/auth/register", json={"email": "asha@example.com", "password": "saffron and rose"})


async def log_in(client: AsyncClient) -> Response:
    login = {"username": "customer@example.com", "password": PASSWORDS[Role.CUSTOMER]}
    return await client.post("/api/auth/login", json=login)


async def refresh(client: AsyncClient) -> Response:
    tokens = ok(await log_in(client))
    return await client.post("/api/auth/refresh", json={"refresh_token": tokens["refresh_token"]})


FOR_EVERYBODY: dict[str, Act] = {
    "POST /api/auth/register": register,
    "POST /api/auth/login": log_in,
    "POST /api/auth/refresh": refresh,
}
