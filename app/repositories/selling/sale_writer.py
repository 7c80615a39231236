"""Writes sales with their numbers, lines and taxes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import DEFAULT_TAX_MODE, TaxMode


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
    tender: str
    amount_given: Decimal | None
    note: str | None
    subtotal: Decimal
    discount_total: Decimal
    discount_reason: str | None
    tax_total: Decimal
    tax_mode: TaxMode | None
    """The mode a taxed sale was priced with. None for an untaxed sale, which takes the setting as it is written."""
    total: Decimal
    default_currency: str
    idempotency_key: str | None
    created_at: datetime
    business_day: date
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
        lines = [(position, line) for position, sale in enumerate(sales, 1) for line in sale.lines]
        taxes = [(position, tax) for position, sale in enumerate(sales, 1) for tax in sale.taxes]
        rows = await self._session.execute(
            _ADD,
            {
                "default_tax_mode": DEFAULT_TAX_MODE,
                "financial_years": [sale.financial_year for sale in sales],
                "buyer_ids": [sale.buyer_id for sale in sales],
                "seller_ids": [sale.seller_id for sale in sales],
                "tenders": [sale.tender for sale in sales],
                "amounts_given": [sale.amount_given for sale in sales],
                "notes": [sale.note for sale in sales],
                "subtotals": [sale.subtotal for sale in sales],
                "discount_totals": [sale.discount_total for sale in sales],
                "discount_reasons": [sale.discount_reason for sale in sales],
                "tax_totals": [sale.tax_total for sale in sales],
                "tax_modes": [sale.tax_mode for sale in sales],
                "totals": [sale.total for sale in sales],
                "customer_ids": [sale.customer_id for sale in sales],
                "default_currencies": [sale.default_currency for sale in sales],
                "idempotency_keys": [sale.idempotency_key for sale in sales],
                "created_ats": [sale.created_at for sale in sales],
                "business_days": [sale.business_day for sale in sales],
                "positions": [position for position, _ in lines],
                "line_nos": [line.line_no for _, line in lines],
                "sweet_ids": [line.sweet_id for _, line in lines],
                "skus": [line.sku for _, line in lines],
                "names": [line.name for _, line in lines],
                "units": [line.unit for _, line in lines],
                "quantities": [line.quantity for _, line in lines],
                "unit_prices": [line.unit_price for _, line in lines],
                "line_totals": [line.line_total for _, line in lines],
                "line_discounts": [line.line_discount for _, line in lines],
                "sale_discounts": [line.sale_discount for _, line in lines],
                "line_reasons": [line.discount_reason for _, line in lines],
                "tax_class_ids": [line.tax_class_id for _, line in lines],
                "hsn_codes": [line.hsn_code for _, line in lines],
                "line_taxes": [line.tax for _, line in lines],
                "tares": [line.tare for _, line in lines],
                "costs": [line.cost for _, line in lines],
                "tax_positions": [position for position, _ in taxes],
                "tax_line_nos": [tax.line_no for _, tax in taxes],
                "tax_nos": [tax.tax_no for _, tax in taxes],
                "components": [tax.component for _, tax in taxes],
                "rates": [tax.rate_percent for _, tax in taxes],
                "taxables": [tax.taxable for _, tax in taxes],
                "amounts": [tax.amount for _, tax in taxes],
            },
        )
        return [SaleDocument(*row) for row in rows]


# The numbers come from one row a financial year, locked from here to the commit: a sale that fails gives its number
# back, so there are no gaps. They have six digits or more; the ninth would make them longer than the table takes.
_ADD = text(
    """
    WITH new AS MATERIALIZED (
        SELECT nextval(pg_get_serial_sequence('sales', 'id')) AS id, input.*
        FROM unnest(
            CAST(:financial_years AS text[]), CAST(:buyer_ids AS bigint[]), CAST(:seller_ids AS bigint[]),
            CAST(:tenders AS text[]), CAST(:amounts_given AS numeric[]), CAST(:notes AS text[]),
            CAST(:subtotals AS numeric[]), CAST(:discount_totals AS numeric[]), CAST(:discount_reasons AS text[]),
            CAST(:tax_totals AS numeric[]), CAST(:tax_modes AS text[]), CAST(:totals AS numeric[]),
            CAST(:customer_ids AS bigint[]), CAST(:default_currencies AS text[]),
            CAST(:idempotency_keys AS text[]), CAST(:created_ats AS timestamptz[]),
            CAST(:business_days AS date[])
        ) WITH ORDINALITY AS input (
            financial_year, buyer_id, seller_id, tender, amount_given, note, subtotal, discount_total,
            discount_reason, tax_total, tax_mode, total, customer_id, default_currency, idempotency_key,
            created_at, business_day, position
        )
        ORDER BY position
    ), years AS (
        SELECT financial_year, count(*) AS sales FROM new GROUP BY financial_year ORDER BY financial_year
    ), series AS (
        INSERT INTO sale_number_series AS series (financial_year, last_number)
        SELECT financial_year, sales FROM years
        ON CONFLICT (financial_year) DO UPDATE SET last_number = series.last_number + excluded.last_number
        RETURNING financial_year, last_number
    ), numbered AS (
        SELECT new.*, coalesce(
            (SELECT value #>> '{}' FROM settings WHERE key = 'currency'), new.default_currency) AS currency,
            coalesce(new.tax_mode, (SELECT value #>> '{}' FROM settings WHERE key = 'tax_mode'),
            CAST(:default_tax_mode AS text)) AS sale_tax_mode,
            new.financial_year || '/' || to_char(
            series.last_number - years.sales
            + row_number() OVER (PARTITION BY new.financial_year ORDER BY position), 'FM999999000000') AS number
        FROM new JOIN years USING (financial_year) JOIN series USING (financial_year)
    ), added AS (
        INSERT INTO sales (
            id, number, buyer_id, seller_id, customer_id, tender, amount_given, note, subtotal, discount_total,
            discount_reason, tax_total, tax_mode, total, currency, idempotency_key, created_at,
            business_day
        )
        SELECT id, number, buyer_id, seller_id, customer_id, tender, amount_given, note, subtotal, discount_total,
            discount_reason, tax_total, sale_tax_mode, total, currency, idempotency_key, created_at,
            business_day
        FROM numbered ORDER BY position
    ), lines AS (
        INSERT INTO sale_lines (
            sale_id, line_no, sweet_id, sku, name, unit, quantity, unit_price, line_total, line_discount,
            sale_discount, discount_reason, tax_class_id, hsn_code, tax, tare, cost
        )
        SELECT new.id, line_no, sweet_id, sku, name, unit, quantity, unit_price, line_total, line_discount,
            sale_discount, reason, tax_class_id, hsn_code, tax, tare, cost
        FROM unnest(
            CAST(:positions AS bigint[]), CAST(:line_nos AS smallint[]), CAST(:sweet_ids AS bigint[]),
            CAST(:skus AS text[]), CAST(:names AS text[]), CAST(:units AS text[]), CAST(:quantities AS numeric[]),
            CAST(:unit_prices AS numeric[]), CAST(:line_totals AS numeric[]), CAST(:line_discounts AS numeric[]),
            CAST(:sale_discounts AS numeric[]), CAST(:line_reasons AS text[]), CAST(:tax_class_ids AS bigint[]),
            CAST(:hsn_codes AS text[]), CAST(:line_taxes AS numeric[]),
            CAST(:tares AS numeric[]), CAST(:costs AS numeric[])
        ) AS line (
            position, line_no, sweet_id, sku, name, unit, quantity, unit_price, line_total, line_discount,
            sale_discount, reason, tax_class_id, hsn_code, tax, tare, cost
        )
        JOIN new USING (position)
    ), taxes AS (
        INSERT INTO sale_line_taxes (sale_id, line_no, tax_no, component, rate_percent, taxable, amount)
        SELECT new.id, line_no, tax_no, component, rate_percent, taxable, amount
        FROM unnest(
            CAST(:tax_positions AS bigint[]), CAST(:tax_line_nos AS smallint[]), CAST(:tax_nos AS smallint[]),
            CAST(:components AS text[]), CAST(:rates AS numeric[]), CAST(:taxables AS numeric[]),
            CAST(:amounts AS numeric[])
        ) AS due (position, line_no, tax_no, component, rate_percent, taxable, amount)
        JOIN new USING (position)
    )
    SELECT id, number, currency, sale_tax_mode FROM numbered ORDER BY position
    """
)
