"""Drawers of cash."""

from httpx import AsyncClient

from app.models import Role
from tests.support.access.kit import STAFF, Act, act
from tests.support.answers import created
from tests.support.shop import TestShop, log_in_as

MAY_PASS = {
    "GET /api/drawer-sessions": STAFF,
    "POST /api/drawer-sessions": STAFF,
    "GET /api/drawer-sessions/{drawer_session_id}": STAFF,
    "GET /api/drawer-sessions/{drawer_session_id}/report": STAFF,
    "GET /api/drawer-sessions/{drawer_session_id}/movements": STAFF,
    "POST /api/drawer-sessions/{drawer_session_id}/movements": STAFF,
    "GET /api/drawer-sessions/{drawer_session_id}/movements/{drawer_movement_id}": STAFF,
    "POST /api/drawer-sessions/{drawer_session_id}/close": STAFF,
}


async def acts(shop: TestShop, admin: AsyncClient) -> dict[str, Act]:
    user = {"email": "drawer@example.com", "password": "saffron and rose", "role": "salesperson"}
    created(await admin.post("/api/users", json=user))
    drawers = []
    for login in (log_in_as(shop, Role.SALESPERSON), shop.log_in(user["email"], user["password"])):
        async with await login as staff:
            drawers.append(created(await staff.post("/api/drawer-sessions", json={"opening_float": "100.00"})))
    to_close, session = [f"/drawer-sessions/{drawer['id']}" for drawer in drawers]
    movement = {"kind": "in", "amount": "5.00", "reason": "Change."}
    moved = created(await admin.post(f"/api{session}/movements", json=movement))
    return {
        "GET /api/drawer-sessions": act("GET", "/drawer-sessions"),
        "POST /api/drawer-sessions": act("POST", "/drawer-sessions", {"opening_float": "100.00"}),
        "GET /api/drawer-sessions/{drawer_session_id}": act("GET", session),
        "GET /api/drawer-sessions/{drawer_session_id}/report": act("GET", f"{session}/report"),
        "GET /api/drawer-sessions/{drawer_session_id}/movements": act("GET", f"{session}/movements"),
        "POST /api/drawer-sessions/{drawer_session_id}/movements": act("POST", f"{session}/movements", movement),
        "GET /api/drawer-sessions/{drawer_session_id}/movements/{drawer_movement_id}": act(
            "GET", f"{session}/movements/{moved['id']}"
        ),
        "POST /api/drawer-sessions/{drawer_session_id}/close": act("POST", f"{to_close}/close", {"counted": "100.00"}),
    }
