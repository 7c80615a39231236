"""Drawers over HTTP."""

from typing import Any

from httpx import AsyncClient, Response

from app.schemas.drawer import DrawerMovementRead, DrawerSessionRead
from app.schemas.drawer_report import DrawerReportRead
from tests.support.answers import created, ok, read_strictly

DRAWERS = "/api/drawer-sessions"


async def open_drawer(staff: AsyncClient, opening_float: str = "1000.00", **fields: Any) -> dict[str, Any]:
    drawer = created(await staff.post(DRAWERS, json={"opening_float": opening_float} | fields))
    read_strictly(DrawerSessionRead, drawer)
    return drawer


async def drawer_of(staff: AsyncClient, drawer: dict[str, Any]) -> dict[str, Any]:
    body = ok(await staff.get(f"{DRAWERS}/{drawer['id']}"))
    read_strictly(DrawerSessionRead, body)
    return dict(body)


async def move_cash(
    staff: AsyncClient, drawer: dict[str, Any], kind: str, amount: str, reason: str = "Change."
) -> dict[str, Any]:
    movement = created(await try_to_move(staff, drawer, kind=kind, amount=amount, reason=reason))
    read_strictly(DrawerMovementRead, movement)
    return movement


async def try_to_move(staff: AsyncClient, drawer: dict[str, Any], **fields: Any) -> Response:
    body = {"kind": "in", "amount": "1.00", "reason": "Change."} | fields
    return await staff.post(f"{DRAWERS}/{drawer['id']}/movements", json=body)


async def close(staff: AsyncClient, drawer: dict[str, Any], counted: str, **fields: Any) -> Response:
    return await staff.post(f"{DRAWERS}/{drawer['id']}/close", json={"counted": counted} | fields)


async def report_of(staff: AsyncClient, drawer: dict[str, Any]) -> dict[str, Any]:
    """The report, after a look at whether its parts add up."""
    report = ok(await staff.get(f"{DRAWERS}/{drawer['id']}/report"))
    read = read_strictly(DrawerReportRead, report)
    assert sum(read.cash.model_dump().values()) == read.expected
    kinds = read.sales.amount - read.refunds.amount - read.voids.amount + read.account.amount
    assert sum(one.net for one in read.tenders) == kinds
    return dict(report)
