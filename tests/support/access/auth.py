"""Logging in and out."""

from httpx import AsyncClient

from app.models import Role
from tests.support.access.kit import EVERYBODY, STAFF, USERS, Act, act
from tests.support.second_factor import SECOND_FACTOR, code_of, with_factor
from tests.support.shop import PASSWORDS, TestShop, log_in_as

MAY_PASS = {
    "POST /api/auth/register": EVERYBODY,
    "POST /api/auth/login": EVERYBODY,
    "POST /api/auth/refresh": EVERYBODY,
    "POST /api/auth/logout": USERS,
    "POST /api/auth/password": USERS,
    "POST /api/auth/confirm": USERS,
    "GET /api/auth/second-factor": STAFF,
    "POST /api/auth/second-factor": STAFF,
    "POST /api/auth/second-factor/confirm": STAFF,
    "POST /api/auth/second-factor/recovery-codes": STAFF,
    "POST /api/auth/second-factor/remove": USERS,
    "POST /api/auth/link-code": USERS,
    "GET /api/auth/sessions": USERS,
    "DELETE /api/auth/sessions": USERS,
    "DELETE /api/auth/sessions/{session_id}": USERS,
    "GET /api/auth/me": USERS,
    "PATCH /api/auth/me": USERS,
}


async def acts(shop: TestShop, _: AsyncClient) -> dict[str, Act]:
    """Another password comes last, because no other logs in after it."""
    elsewhere = (await (await log_in_as(shop, Role.ADMIN)).get("/api/auth/sessions")).json()["items"][0]
    passwords = {"current_password": PASSWORDS[Role.ADMIN], "new_password": "saffron-and-rose-for-ever"}
    return {
        "GET /api/auth/me": act("GET", "/auth/me"),
        "PATCH /api/auth/me": act("PATCH", "/auth/me", {"full_name": "Another"}),
        "GET /api/auth/sessions": act("GET", "/auth/sessions"),
        "DELETE /api/auth/sessions/{session_id}": act("DELETE", f"/auth/sessions/{elsewhere['id']}"),
        "DELETE /api/auth/sessions": act("DELETE", "/auth/sessions"),
        "POST /api/auth/confirm": act("POST", "/auth/confirm", {"password": PASSWORDS[Role.ADMIN]}),
        "GET /api/auth/second-factor": act("GET", "/auth/second-factor"),
        "POST /api/auth/second-factor": with_factor(shop, "none", lambda client: client.post(SECOND_FACTOR)),
        "POST /api/auth/second-factor/confirm": with_factor(
            shop, "pending", lambda client: client.post(f"{SECOND_FACTOR}/confirm", json={"otp": code_of(shop)})
        ),
        "POST /api/auth/second-factor/recovery-codes": with_factor(
            shop, "on", lambda client: client.post(f"{SECOND_FACTOR}/recovery-codes")
        ),
        "POST /api/auth/second-factor/remove": with_factor(
            shop,
            "on",
            lambda client: client.post(
                f"{SECOND_FACTOR}/remove", json={"password": PASSWORDS[Role.ADMIN], "otp": code_of(shop)}
            ),
        ),
        "POST /api/auth/link-code": act("POST", "/auth/link-code"),
        "POST /api/auth/logout": act("POST", "/auth/logout"),
        "POST /api/auth/password": act("POST", "/auth/password", passwords),
    }
