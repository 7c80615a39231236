"""Logging in and out."""

from httpx import AsyncClient

from app.models import Role
from tests.api.access.kit import EVERYBODY, USERS, Act, act
from tests.api.support import log_in_as
from tests.conftest import PASSWORDS, TestShop

MAY_PASS = {
    "POST /api/auth/register": EVERYBODY,
    "POST /api/auth/login": EVERYBODY,
    "POST /api/auth/refresh": EVERYBODY,
    "POST /api/auth/logout": USERS,
    "POST /api/auth/password": USERS,
    "POST /api/auth/confirm": USERS,
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
        "POST /api/auth/link-code": act("POST", "/auth/link-code"),
        "POST /api/auth/logout": act("POST", "/auth/logout"),
        "POST /api/auth/password": act("POST", "/auth/password", passwords),
    }
