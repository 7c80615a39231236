"""How the shop is doing."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.api.deps import AdminLookerDep, StaffReaderDep
from app.api.responses import json_response, list_response, problems
from app.api.routing import ShopRouter
from app.api.services import Looking, Reading
from app.schemas.base import Id
from app.schemas.dues import DuesQuery, DuesRead
from app.schemas.report import (
    SpanQuery,
    StatsQuery,
    StatsRead,
    SweetSalesRead,
    TopSweetsQuery,
    TopSweetsRead,
    TotalSalesQuery,
    TotalSalesRead,
)
from app.schemas.stock_alert import LowStockPage, LowStockQuery
from app.schemas.takings import TakingsRead, TendersRead
from app.services.insight.reports import ReportService
from app.services.insight.takings import TakingsService
from app.services.selling.dues import DueService
from app.services.stock.alerts import AlertService

router = ShopRouter("/dashboard", tags=["insight"])


@router.get("/stats", response_model=StatsRead, responses=problems(401, 403))
async def get_stats(__: Annotated[StatsQuery, Query()], _: AdminLookerDep, service: Looking[ReportService]) -> Response:
    """Show today, this week and this month so far, each against as much of the one before."""
    return json_response(await service.stats())


@router.get("/total-sales", response_model=TotalSalesRead, responses=problems(401, 403))
async def get_total_sales(
    query: Annotated[TotalSalesQuery, Query()], _: AdminLookerDep, service: Looking[ReportService]
) -> Response:
    """Show what some days came to, in all and by day, week or month; those without a sale too."""
    return json_response(await service.total_sales(query))


@router.get("/tenders", response_model=TendersRead, responses=problems(401, 403))
async def get_tenders(
    query: Annotated[SpanQuery, Query()], _: AdminLookerDep, service: Looking[TakingsService]
) -> Response:
    """Show the money that was taken and given back in some days by each tender; what is owed on account apart."""
    return json_response(await service.tenders(query))


@router.get("/takings", response_model=TakingsRead, responses=problems(401, 403))
async def get_takings(
    query: Annotated[SpanQuery, Query()], _: AdminLookerDep, service: Looking[TakingsService]
) -> Response:
    """Show the money that was taken and given back in some days by drawer, by seller, and by hour of the week."""
    return json_response(await service.takings(query))


@router.get("/top-sweets", response_model=TopSweetsRead, responses=problems(401, 403))
async def list_top_sweets(
    query: Annotated[TopSweetsQuery, Query()], _: AdminLookerDep, service: Looking[ReportService]
) -> Response:
    """List what sold best, by money or in each unit by quantity; kilograms are never ranked against pieces."""
    return json_response(await service.top_sweets(query))


@router.get("/sweets/{sweet_id:id}", response_model=SweetSalesRead, responses=problems(401, 403, 404))
async def get_sweet_sales(
    sweet_id: Annotated[Id, Path()],
    query: Annotated[SpanQuery, Query()],
    _: AdminLookerDep,
    service: Looking[ReportService],
) -> Response:
    """Show what one sweet brought in some days, in all and by day; those without a sale too."""
    return json_response(await service.sweet_sales(sweet_id, query))


@router.get("/low-stock", response_model=LowStockPage, responses=problems(401, 403))
async def list_low_stock(
    request: Request, query: Annotated[LowStockQuery, Query()], _: StaffReaderDep, service: Reading[AlertService]
) -> Response:
    """List the sweets that run low or are sold out, the latest first."""
    return list_response(request, await service.list_low_stock(query, query.page()))


@router.get("/dues", response_model=DuesRead, responses=problems(401, 403))
async def get_dues(query: Annotated[DuesQuery, Query()], _: AdminLookerDep, service: Looking[DueService]) -> Response:
    """Show what customers owe on account, what of it is overdue, and the orders that are not paid, with their age."""
    return json_response(await service.get(query))
