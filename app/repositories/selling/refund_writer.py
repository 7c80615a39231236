"""Writes refunds with their lines and taxes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.repositories.common.json_columns import json_rows


@dataclass(frozen=True, slots=True)
class NewRefundLineTax:
    """A row of `refund_line_taxes`."""

    line_no: int
    tax_no: int
    component: str
    rate_percent: Decimal
    taxable: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class NewRefundLine:
    """A row of `refund_lines`."""

    line_no: int
    quantity: Decimal
    restock: bool
    line_total: Decimal
    discount: Decimal
    tax: Decimal
    cost: Decimal
    reason: str | None


@dataclass(frozen=True, slots=True)
class NewRefund:
    """A row of `refunds` with its lines and their taxes. The database numbers it."""

    financial_year: str
    sale_id: int
    reason: str | None
    subtotal: Decimal
    discount_total: Decimal
    tax_total: Decimal
    total: Decimal
    rounding: Decimal
    refunded_by: int
    idempotency_key: str | None
    created_at: datetime
    business_day: date
    lines: Sequence[NewRefundLine]
    taxes: Sequence[NewRefundLineTax]


class RefundWriter:
    """Writes refunds."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, refund: NewRefund) -> int:
        """Write a refund with its lines and taxes in one statement; return its id."""
        refund_id: int = (await self._session.execute(_ADD, {"refunds": json_rows([refund])})).scalar_one()
        return refund_id


# The number is drawn under its series' lock, as that of a sale is, so that there are no gaps.
_ADD = text(
    """
    WITH new AS MATERIALIZED (
        SELECT nextval(pg_get_serial_sequence('refunds', 'id')) AS new_id, refund
        FROM jsonb_array_elements(CAST(:refunds AS jsonb)) AS input (refund)
    ), series AS (
        INSERT INTO refund_number_series AS series (financial_year, last_number)
        SELECT refund ->> 'financial_year', 1 FROM new
        ON CONFLICT (financial_year) DO UPDATE SET last_number = series.last_number + 1
        RETURNING 'R' || financial_year || '/' || to_char(last_number, 'FM999999000000') AS number
    ), added AS (
        INSERT INTO refunds (
            id, number, sale_id, reason, subtotal, discount_total, tax_total, total, rounding, refunded_by,
            idempotency_key, created_at, business_day
        )
        SELECT new_id, series.number, sale_id, reason, subtotal, discount_total, tax_total, total, rounding,
            refunded_by, idempotency_key, created_at, business_day
        FROM new, series, jsonb_populate_record(NULL::refunds, refund)
    ), lines AS (
        INSERT INTO refund_lines (
            refund_id, sale_id, line_no, quantity, restock, line_total, discount, tax, cost, reason
        )
        SELECT new_id, CAST(refund ->> 'sale_id' AS bigint), line_no, quantity, restock, line_total, discount, tax,
            cost, reason
        FROM new, jsonb_populate_recordset(NULL::refund_lines, refund -> 'lines')
    ), taxes AS (
        INSERT INTO refund_line_taxes (refund_id, line_no, tax_no, component, rate_percent, taxable, amount)
        SELECT new_id, line_no, tax_no, component, rate_percent, taxable, amount
        FROM new, jsonb_populate_recordset(NULL::refund_line_taxes, refund -> 'taxes')
    )
    SELECT new_id FROM new
    """
)
