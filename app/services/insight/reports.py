"""The dashboards' figures by business day, read from the rollup."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import NotFound
from app.repositories.insight.reports import ReportRepository
from app.schemas.report import SpanQuery, TopSweetsQuery, TotalSalesQuery
from app.services.common.context import ShopContext
from app.services.insight.report_periods import Span, asked_span, comparisons
from app.services.insight.span_parts import span_parts


class ReportService:
    """Answers the dashboards with finished JSON."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._clock = context.clock
        self._business_days = context.business_days
        self._currency = context.settings.currency
        self._reports = ReportRepository(session)

    async def stats(self) -> str:
        """Return today, the week and the month so far, each compared with as much of its predecessor."""
        today = self._today()
        spans = [
            {"name": one.name, "is_before": is_before, "begins": span.begins, "ends": span.ends}
            for one in comparisons(today)
            for is_before, span in ((False, one.now), (True, one.before))
        ]
        return await self._reports.stats_json(self._currency, today, spans)

    async def total_sales(self, query: TotalSalesQuery) -> str:
        """Return the figures of a span of days, in total and by day, week or month."""
        span = self._span(query)
        return await self._reports.total_sales_json(self._currency, span.begins, span.ends, query.by)

    async def top_sweets(self, query: TopSweetsQuery) -> str:
        """Return the best-selling sweets of a span of days."""
        span = self._span(query)
        parts = span_parts(span.begins, span.ends, self._today())
        return await self._reports.top_sweets_json(
            self._currency, span.begins, span.ends, parts, query.by, query.unit, query.limit
        )

    async def sweet_sales(self, sweet_id: int, query: SpanQuery) -> str:
        """Return what one sweet brought in a span of days, in total and by day."""
        span = self._span(query)
        found = await self._reports.sweet_sales_json(self._currency, sweet_id, span.begins, span.ends)
        if found is None:
            raise NotFound("sweet_not_found", "There is no such sweet.")
        return found

    async def sweet_metrics(self, query: SpanQuery) -> str:
        """Return the present stock of each category, and its sales in a span of days."""
        span = self._span(query)
        return await self._reports.sweet_metrics_json(self._currency, span.begins, span.ends)

    def _span(self, query: SpanQuery) -> Span:
        return asked_span(query.begins, query.ends, self._today())

    def _today(self) -> date:
        return self._business_days.of(self._clock())
