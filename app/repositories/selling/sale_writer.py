"""Writes sales with their numbers, lines and taxes."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import DEFAULT_TAX_MODE, TaxMode
from app.repositories.common.json_columns import json_rows


@dataclass(frozen=True, slots=True)
class NewSaleLineTax:
    """A row of `sale_line_taxes`."""

    line_no: int
    tax_no: int
    component: str
    rate_percent: Decimal
    taxable: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class NewSaleLine:
    """A row of `sale_lines`."""

    line_no: int
    sweet_id: int
    sku: str
    name: str
    unit: str
    quantity: Decimal
    tare: Decimal | None
    unit_price: Decimal
    line_total: Decimal
    line_discount: Decimal
    sale_discount: Decimal
    discount_reason: str | None
    tax_class_id: int | None
    hsn_code: str | None
    tax: Decimal
    cost: Decimal | None


@dataclass(frozen=True, slots=True)
class NewSale:
    """A row of `sales` with its lines and their taxes. The database numbers it."""

    financial_year: str
    buyer_id: int | None
    seller_id: int | None
    customer_id: int | None
    note: str | None
    subtotal: Decimal
    discount_total: Decimal
    discount_reason: str | None
    tax_total: Decimal
    tax_mode: TaxMode | None
    """The mode a taxed sale was priced with. None for an untaxed sale, which takes the setting as it is written."""
    total: Decimal
    rounding: Decimal
    due: Decimal
    default_currency: str
    idempotency_key: str | None
    created_at: datetime
    sold_at: datetime | None
    late_reason: str | None
    business_day: date
    held_until: datetime | None
    invoiced_name: str | None
    invoiced_gstin: str | None
    invoiced_address: str | None
    lines: Sequence[NewSaleLine]
    taxes: Sequence[NewSaleLineTax]


@dataclass(frozen=True, slots=True)
class SaleDocument:
    """The fields the database gives a sale as it is written."""

    id: int
    number: str
    currency: str
    tax_mode: str


class SaleWriter:
    """Writes sales."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, sales: Sequence[NewSale]) -> list[SaleDocument]:
        """Write sales with their lines and taxes in one statement; return their documents in the same order.

        The statement reads the currency and the tax mode of untaxed sales itself, under the lock of the numbers:
        neither can change between a sale and the one numbered before it.
        """
        in_order = list(enumerate(sales, 1))
        rows = await self._session.execute(
            _ADD,
            {
                "sales": json_rows([_columns(sale, _SALE) for sale in sales]),
                "lines": json_rows([_columns(line, _LINE, n) for n, sale in in_order for line in sale.lines]),
                "taxes": json_rows([_columns(tax, _TAX, n) for n, sale in in_order for tax in sale.taxes]),
                "default_tax_mode": DEFAULT_TAX_MODE,
            },
        )
        return [SaleDocument(*row) for row in rows]


_LINE, _TAX = ([field.name for field in fields(row)] for row in (NewSaleLine, NewSaleLineTax))
_SALE = [field.name for field in fields(NewSale) if field.name not in ("lines", "taxes")]


def _columns(
    row: NewSale | NewSaleLine | NewSaleLineTax, names: Sequence[str], position: int | None = None
) -> dict[str, Any]:
    """Return a row's columns. The position of its sale stands for the sale's id, which the statement draws."""
    return {"sale_id": position, **{name: getattr(row, name) for name in names}}


# The numbers come from one row for each financial year, locked from here to the commit: a sale that fails gives its
# number back, so there are no gaps. A number has six digits or more; the ninth would make it longer than its column.
_ADD = text(
    """
    WITH new AS MATERIALIZED (
        SELECT nextval(pg_get_serial_sequence('sales', 'id')) AS new_id, sale.*
        FROM ROWS FROM (
            json_populate_recordset(NULL::sales, CAST(:sales AS json)),
            json_to_recordset(CAST(:sales AS json)) AS (financial_year text, default_currency text)
        ) WITH ORDINALITY AS sale
        ORDER BY ordinality
    ), years AS (
        SELECT financial_year, count(*) AS sales FROM new GROUP BY financial_year ORDER BY financial_year
    ), series AS (
        INSERT INTO sale_number_series AS series (financial_year, last_number)
        SELECT financial_year, sales FROM years
        ON CONFLICT (financial_year) DO UPDATE SET last_number = series.last_number + excluded.last_number
        RETURNING financial_year, last_number
    ), numbered AS (
        SELECT new.*,
            coalesce((SELECT value #>> '{}' FROM settings WHERE key = 'currency'), default_currency) AS sale_currency,
            coalesce(tax_mode, (SELECT value #>> '{}' FROM settings WHERE key = 'tax_mode'),
            CAST(:default_tax_mode AS text)) AS sale_tax_mode,
            financial_year || '/' || to_char(
            series.last_number - years.sales
            + row_number() OVER (PARTITION BY financial_year ORDER BY ordinality), 'FM999999000000') AS sale_number
        FROM new JOIN years USING (financial_year) JOIN series USING (financial_year)
    ), added AS (
        INSERT INTO sales (
            id, number, buyer_id, seller_id, customer_id, note, subtotal, discount_total, discount_reason, tax_total,
            tax_mode, total, rounding, due, currency, idempotency_key, created_at, sold_at, late_reason, business_day,
            held_until, invoiced_name, invoiced_gstin, invoiced_address
        )
        SELECT new_id, sale_number, buyer_id, seller_id, customer_id, note, subtotal, discount_total,
            discount_reason, tax_total, sale_tax_mode, total, rounding, due, sale_currency, idempotency_key, created_at,
            sold_at, late_reason, business_day, held_until, invoiced_name, invoiced_gstin, invoiced_address
        FROM numbered ORDER BY ordinality
    ), lines AS (
        INSERT INTO sale_lines (
            sale_id, line_no, sweet_id, sku, name, unit, quantity, tare, unit_price, line_total, line_discount,
            sale_discount, discount_reason, tax_class_id, hsn_code, tax, cost
        )
        SELECT new_id, line_no, sweet_id, sku, name, unit, quantity, tare, unit_price, line_total, line_discount,
            sale_discount, line.discount_reason, tax_class_id, hsn_code, tax, cost
        FROM json_populate_recordset(NULL::sale_lines, CAST(:lines AS json)) AS line JOIN new ON ordinality = sale_id
    ), taxes AS (
        INSERT INTO sale_line_taxes (sale_id, line_no, tax_no, component, rate_percent, taxable, amount)
        SELECT new_id, line_no, tax_no, component, rate_percent, taxable, amount
        FROM json_populate_recordset(NULL::sale_line_taxes, CAST(:taxes AS json)) JOIN new ON ordinality = sale_id
    )
    SELECT new_id, sale_number, sale_currency, sale_tax_mode FROM numbered ORDER BY ordinality
    """
)
