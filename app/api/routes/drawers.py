"""Drawers of cash, for staff: each sees their own, admins all."""

from typing import Annotated, Any, Final

from fastapi import Path, Query, Request, Response

from app.api.deps import IdempotencyKey, ShopDep, StaffCallerDep, StaffDep, StaffReaderDep
from app.api.once import Once
from app.api.printed_pages import CONTENT_SECURITY_POLICY
from app.api.responses import answer_response, created_response, json_response, list_response, problems
from app.api.routing import ShopRouter
from app.api.services import Reading, Writing
from app.schemas.base import Id
from app.schemas.drawer import (
    DrawerClose,
    DrawerMovementCreate,
    DrawerMovementPage,
    DrawerMovementQuery,
    DrawerMovementRead,
    DrawerSessionCreate,
    DrawerSessionPage,
    DrawerSessionQuery,
    DrawerSessionRead,
)
from app.schemas.drawer_report import DrawerReportFormat, DrawerReportQuery, DrawerReportRead
from app.services.common.idempotency import RequestKey
from app.services.selling.drawers.drawers import DrawerService

router = ShopRouter("/drawer-sessions", tags=["selling"])

DrawerSessionId = Annotated[Id, Path()]

_MEDIA_TYPES: Final = {
    DrawerReportFormat.JSON: "application/json",
    DrawerReportFormat.HTML: "text/html",
    DrawerReportFormat.PDF: "application/pdf",
}
_REPORT: Final[dict[str, Any]] = {
    "description": "The report.",
    "content": {
        "text/html": {"schema": {"type": "string"}},
        "application/pdf": {"schema": {"type": "string", "format": "binary"}},
    },
}


@router.get("", response_model=DrawerSessionPage, responses=problems(401, 403))
async def list_drawer_sessions(
    request: Request,
    query: Annotated[DrawerSessionQuery, Query()],
    actor: StaffReaderDep,
    service: Reading[DrawerService],
) -> Response:
    """List the drawer sessions, newest first: one's own, or all for an admin."""
    return list_response(request, await service.list_sessions(actor, query, query.page()))


@router.post("", status_code=201, response_model=DrawerSessionRead, responses=problems(401, 403, 409, body=True))
async def open_drawer_session(
    new: DrawerSessionCreate, actor: StaffDep, service: Writing[DrawerService], once: Once
) -> Response:
    """Open a drawer with the cash in it: one for each member of staff, and one session for each named drawer.

    All money they take and give back is booked in it until it is closed.
    """
    return created_response(await once(actor, new, service.open), "/api/drawer-sessions")


@router.get("/{drawer_session_id:id}", response_model=DrawerSessionRead, responses=problems(401, 403, 404))
async def get_drawer_session(
    drawer_session_id: DrawerSessionId, actor: StaffReaderDep, service: Reading[DrawerService]
) -> Response:
    """Show a drawer session: what should be in the drawer, and what was counted."""
    return json_response(await service.get(actor, drawer_session_id))


@router.get("/{drawer_session_id:id}/movements", response_model=DrawerMovementPage, responses=problems(401, 403, 404))
async def list_drawer_movements(
    request: Request,
    drawer_session_id: DrawerSessionId,
    query: Annotated[DrawerMovementQuery, Query()],
    actor: StaffReaderDep,
    service: Reading[DrawerService],
) -> Response:
    """List the cash that was put into a drawer and taken out of it without a sale, oldest first."""
    return list_response(request, await service.list_movements(actor, drawer_session_id, query.page()))


@router.post(
    "/{drawer_session_id:id}/movements",
    status_code=201,
    response_model=DrawerMovementRead,
    responses=problems(401, 403, 404, 409, body=True),
)
async def create_drawer_movement(
    request: Request,
    drawer_session_id: DrawerSessionId,
    new: DrawerMovementCreate,
    actor: StaffDep,
    service: Writing[DrawerService],
    key: IdempotencyKey = None,
) -> Response:
    """Put cash into an open drawer or take it out: change from the bank, petty cash, a bank drop."""
    request_key = RequestKey.of(key, request.scope["path"], new.model_dump_json())
    answer = await service.move(actor, drawer_session_id, new, request_key)
    return created_response(answer, f"/api/drawer-sessions/{drawer_session_id}/movements")


@router.get(
    "/{drawer_session_id:id}/movements/{drawer_movement_id:id}",
    response_model=DrawerMovementRead,
    responses=problems(401, 403, 404),
)
async def get_drawer_movement(
    drawer_session_id: DrawerSessionId,
    drawer_movement_id: Annotated[Id, Path()],
    actor: StaffReaderDep,
    service: Reading[DrawerService],
) -> Response:
    """Show cash that was put into a drawer or taken out of it."""
    return json_response(await service.get_movement(actor, drawer_session_id, drawer_movement_id))


@router.post(
    "/{drawer_session_id:id}/close", response_model=DrawerSessionRead, responses=problems(401, 403, 404, 409, body=True)
)
async def close_drawer_session(
    request: Request,
    drawer_session_id: DrawerSessionId,
    new: DrawerClose,
    actor: StaffDep,
    service: Writing[DrawerService],
    key: IdempotencyKey = None,
) -> Response:
    """Close a drawer with what was counted; a difference is kept, with its reason. Nothing of it changes after that."""
    request_key = RequestKey.of(key, request.scope["path"], new.model_dump_json())
    return answer_response(await service.close(actor, drawer_session_id, new, request_key))


@router.get(
    "/{drawer_session_id:id}/report",
    response_model=DrawerReportRead,
    responses={200: _REPORT, **problems(401, 403, 404)},
)
async def get_drawer_report(
    drawer_session_id: DrawerSessionId,
    query: Annotated[DrawerReportQuery, Query()],
    caller: StaffCallerDep,
    shop: ShopDep,
) -> Response:
    """Return the report of a drawer session: X while it is open, Z once it is closed.

    It says what the expected cash is made of, and all that was taken and given back by each tender.
    """
    report = await shop.drawer_reports.of(caller, drawer_session_id, query.format)
    headers = {}
    if query.format is not DrawerReportFormat.JSON:
        name = f"{report.kind}-report-{drawer_session_id}.{query.format}"
        headers["Content-Disposition"] = f'inline; filename="{name}"'
    if query.format is DrawerReportFormat.HTML:
        headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    return Response(report.content, headers=headers, media_type=_MEDIA_TYPES[query.format])
