"""Takings: the money of a span of business days, by how, where, by whom and when it was taken."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.repositories.insight.takings import TakingsRepository
from app.schemas.report import SpanQuery
from app.services.common.context import ShopContext
from app.services.insight.report_periods import Span, asked_span


class TakingsService:
    """Answers the pages of takings with finished JSON."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._clock = context.clock
        self._business_days = context.business_days
        self._currency = context.settings.currency
        self._takings = TakingsRepository(session)

    async def tenders(self, query: SpanQuery) -> str:
        """Return the takings of a span of days by tender."""
        span = self._span(query)
        return await self._takings.tenders_json(self._currency, span.begins, span.ends)

    async def takings(self, query: SpanQuery) -> str:
        """Return the takings of a span of days by drawer, by seller and by hour."""
        span = self._span(query)
        return await self._takings.takings_json(self._currency, span.begins, span.ends)

    def _span(self, query: SpanQuery) -> Span:
        return asked_span(query.begins, query.ends, self._business_days.of(self._clock()))
