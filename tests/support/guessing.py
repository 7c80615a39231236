"""Callers who try passwords: their address, their device, and how long their tries are delayed."""

from datetime import timedelta
from hashlib import sha256

from httpx import ASGITransport, AsyncClient, Response

from app.models import Role
from tests.support.answers import problem
from tests.support.shop import PASSWORDS, TestShop

CUSTOMER, WRONG = "customer@example.com", "not the password"


def stranger(shop: TestShop, address: str = "203.0.113.7") -> AsyncClient:
    """A client at an address, without any cookie."""
    return AsyncClient(transport=ASGITransport(shop.app, client=(address, 1)), base_url="http://shop.test")


async def owner_on_a_known_device(
    shop: TestShop, address: str = "198.51.100.1", role: Role = Role.CUSTOMER
) -> AsyncClient:
    """A client that has logged in before."""
    client = stranger(shop, address)
    assert (await log_in_rightly(client, role)).status_code == 200
    return client


async def log_in(client: AsyncClient, username: str = CUSTOMER, password: str = WRONG) -> Response:
    return await client.post("/api/auth/login", data={"username": username, "password": password})


async def log_in_rightly(client: AsyncClient, role: Role = Role.CUSTOMER) -> Response:
    return await log_in(client, f"{role}@example.com", PASSWORDS[role])


async def fail(client: AsyncClient, username: str = CUSTOMER) -> None:
    problem(await log_in(client, username), 401, "invalid_credentials")


def throttled(answer: Response) -> int:
    problem(answer, 429, "too_many_attempts")
    return int(answer.headers["Retry-After"])


def digest(kind: str, name: str) -> str:
    return f"{kind} {sha256(name.encode()).hexdigest()}"


class Holds:
    """Lets the shop's clock pass where a try would be held, and notes for how long."""

    def __init__(self, shop: TestShop) -> None:
        self.seconds: list[float] = []
        self._clock = shop.clock
        shop.context.held_tries._pause = self._pass

    async def _pass(self, seconds: float) -> None:
        self.seconds.append(seconds)
        self._clock.advance(timedelta(seconds=seconds))
