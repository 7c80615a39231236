"""What there is of each category, and what was sold of it."""

from typing import Annotated

from fastapi import Query, Response

from app.api.deps import AdminLookerDep
from app.api.responses import json_response, problems
from app.api.routing import ShopRouter
from app.api.services import Looking
from app.schemas.report import SpanQuery, SweetMetricsRead
from app.services.insight.reports import ReportService

router = ShopRouter("/metrics", tags=["insight"])


@router.get("/sweets", response_model=SweetMetricsRead, responses=problems(401, 403))
async def get_sweet_metrics(
    query: Annotated[SpanQuery, Query()], _: AdminLookerDep, service: Looking[ReportService]
) -> Response:
    """Show of each category how many sweets it has, what of them is on hand and worth, and what was sold of them."""
    return json_response(await service.sweet_metrics(query))
