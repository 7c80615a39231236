"""Second factors for tests: stored as the shop stores them, and the codes of an app that has the secret."""

from collections.abc import Awaitable, Callable

import pyotp
from httpx import AsyncClient, Response

from app.core.second_factor import SecretBox
from tests.support.shop import SECRET_KEY, TestShop

SECOND_FACTOR = "/api/auth/second-factor"
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The secret of the vectors of RFC 6238, in base32."""

Act = Callable[[AsyncClient], Awaitable[Response]]


def code_of(shop: TestShop, steps: int = 0, secret: str = SECRET) -> str:
    """The code an app shows by the shop's clock, or some steps of 30 seconds earlier or later."""
    return pyotp.TOTP(secret).at(int(shop.clock().timestamp()) + 30 * steps)


async def give_factor(shop: TestShop, user_id: int = 1, *, is_on: bool = True) -> None:
    """Store a second factor, as if the user had set it up, or had only begun to."""
    await shop.sql(
        "INSERT INTO second_factors (user_id, secret, created_at, proved_at, last_step) VALUES ($1, $2, $3, $4, 0)",
        user_id,
        SecretBox(SECRET_KEY).close(SECRET),
        shop.clock(),
        shop.clock() if is_on else None,
    )


async def take_factor(shop: TestShop, user_id: int = 1) -> None:
    await shop.sql("DELETE FROM second_factors WHERE user_id = $1", user_id)


def with_factor(shop: TestShop, state: str, act: Act, user_id: int = 1) -> Act:
    """A request for which a user has a second factor that is "pending", "on" or there is "none", before and after."""

    async def run(client: AsyncClient) -> Response:
        if state != "none":
            await give_factor(shop, user_id, is_on=state == "on")
        try:
            return await act(client)
        finally:
            await take_factor(shop, user_id)

    return run
