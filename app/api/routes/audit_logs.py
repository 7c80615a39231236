"""Who did what."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.api.deps import AdminReaderDep
from app.api.responses import json_response, list_response, problems
from app.api.routing import ShopRouter
from app.api.services import Reading
from app.schemas.audit_log import AuditLogPage, AuditLogQuery, AuditLogRead
from app.schemas.base import Id
from app.services.common.audit import AuditService

router = ShopRouter("/audit-logs", tags=["audit"])


@router.get("", response_model=AuditLogPage, responses=problems(401, 403))
async def list_audit_logs(
    request: Request, query: Annotated[AuditLogQuery, Query()], _: AdminReaderDep, service: Reading[AuditService]
) -> Response:
    """List what was done and what was refused, newest first."""
    return list_response(request, await service.list_logs(query.filters(), query.page()))


@router.get("/{audit_log_id:id}", response_model=AuditLogRead, responses=problems(401, 403, 404))
async def get_audit_log(
    audit_log_id: Annotated[Id, Path()], _: AdminReaderDep, service: Reading[AuditService]
) -> Response:
    """Show one entry."""
    return json_response(await service.get(audit_log_id))
