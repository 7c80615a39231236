"""What is told of sales, refunds and voids: read from their rows as an event is first delivered, and then kept.

Only what never changes is told, so that it does not matter when that is.
"""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class EventPayloadRepository:
    """Completes the events of documents."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def complete(self, event_ids: Sequence[int]) -> dict[int, str]:
        """Write the payloads of events that have none yet; return all of them by event."""
        await self._session.execute(_COMPLETE, {"ids": event_ids})
        rows = await self._session.execute(_PAYLOADS, {"ids": event_ids})
        return {row.id: row.payload for row in rows}


# A sale is told with the payments it came with, a refund or a void with those that it gave back, without their sign.
_COMPLETE = text(
    """
    WITH pending AS MATERIALIZED (
        SELECT id, type, document_id, created_at FROM outbox_events
        WHERE id = ANY (CAST(:ids AS bigint[])) AND payload IS NULL
    ), document AS (
        SELECT pending.id AS event_id, pending.type, sale.id, sale.number, sale.created_at, sale.business_day,
            sale.id AS sale_id, NULL::bigint AS refund_id, NULL::text AS reason, sale.held_until,
            NULL::timestamptz AS voided_at, sale.number AS sale_number, sale.subtotal, sale.discount_total,
            sale.tax_mode, sale.tax_total, sale.total, NULL::numeric AS rounding, sale.currency
        FROM pending JOIN sales AS sale ON sale.id = document_id WHERE type IN ('sale.created', 'order.ready')
        UNION ALL
        SELECT pending.id, pending.type, sale.id, sale.number, sale.created_at, void.business_day, sale.id, NULL,
            void.reason, NULL, void.voided_at, sale.number, sale.subtotal, sale.discount_total, sale.tax_mode,
            sale.tax_total, sale.total, sale.rounding, sale.currency
        FROM pending JOIN sales AS sale ON sale.id = document_id JOIN sale_voids AS void ON void.sale_id = sale.id
        WHERE type = 'sale.voided'
        UNION ALL
        SELECT pending.id, pending.type, refund.id, refund.number, refund.created_at, refund.business_day,
            refund.sale_id, refund.id, refund.reason, NULL, NULL, sale.number, refund.subtotal, refund.discount_total,
            sale.tax_mode, refund.tax_total, refund.total, refund.rounding, sale.currency
        FROM pending JOIN refunds AS refund ON refund.id = document_id JOIN sales AS sale ON sale.id = refund.sale_id
        WHERE type = 'sale.refunded'
    ), told AS (
        SELECT event_id, json_strip_nulls(json_build_object(
            'id', document.id, 'number', number,
            'sale_id', CASE WHEN refund_id IS NOT NULL THEN document.sale_id END,
            'sale_number', CASE WHEN refund_id IS NOT NULL THEN sale_number END,
            'created_at', to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24":"MI":"SS.US"Z"'),
            'held_until', to_char(held_until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24":"MI":"SS.US"Z"'),
            'voided_at', to_char(voided_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24":"MI":"SS.US"Z"'),
            'business_day', business_day, 'reason', reason, 'currency', currency, 'tax_mode', tax_mode,
            'subtotal', subtotal::text, 'discount_total', discount_total::text, 'tax_total', tax_total::text,
            'total', total::text, 'rounding', coalesce(document.rounding, paid.rounding)::text,
            'amount_due', (total + coalesce(document.rounding, paid.rounding))::text,
            'paid', paid.amount::text, 'payments', coalesce(paid.parts, '[]'), 'taxes', taxes.parts,
            'lines', lines.parts
        )) AS data
        FROM document CROSS JOIN LATERAL (
            SELECT json_agg(
                    json_build_object('tender', tender, 'amount', abs(amount)::text) ORDER BY payments.id
                ) AS parts,
                round(coalesce(sum(abs(payments.amount)), 0), money_places()) AS amount,
                round(coalesce(sum(payments.rounding), 0), money_places()) AS rounding
            FROM payments
            WHERE payments.sale_id = document.sale_id AND CASE document.type
                WHEN 'sale.refunded' THEN payments.refund_id = document.refund_id
                WHEN 'sale.voided' THEN kind = 'void'
                ELSE kind = 'sale' AND taken_at = document.created_at END
        ) AS paid CROSS JOIN LATERAL (
            SELECT coalesce(json_agg(json_build_object(
                'component', component, 'rate_percent', rate_percent::text, 'taxable', taxable::text,
                'amount', amount::text
            ) ORDER BY component, rate_percent), '[]') AS parts
            FROM (
                SELECT component, rate_percent, sum(taxable) AS taxable, sum(amount) AS amount FROM (
                    SELECT component, rate_percent, taxable, amount FROM sale_line_taxes
                    WHERE document.refund_id IS NULL AND sale_line_taxes.sale_id = document.sale_id
                    UNION ALL
                    SELECT component, rate_percent, taxable, amount FROM refund_line_taxes
                    WHERE refund_line_taxes.refund_id = document.refund_id
                ) AS tax GROUP BY component, rate_percent
            ) AS sums
        ) AS taxes CROSS JOIN LATERAL (
            SELECT json_agg(json_build_object(
                'line_no', line.line_no, 'sweet_id', sweet_id, 'sku', sku, 'name', name, 'unit', unit,
                'quantity', coalesce(given.quantity, line.quantity)::text,
                'net', coalesce(
                    given.line_total - given.discount, line.line_total - line_discount - sale_discount
                )::text,
                'tax', coalesce(given.tax, line.tax)::text, 'restock', given.restock
            ) ORDER BY line.line_no) AS parts
            FROM sale_lines AS line LEFT JOIN refund_lines AS given
                ON given.refund_id = document.refund_id AND given.line_no = line.line_no
            WHERE line.sale_id = document.sale_id AND (document.refund_id IS NULL OR given.line_no IS NOT NULL)
        ) AS lines
    )
    UPDATE outbox_events AS event SET payload = json_build_object(
        'type', event.type,
        'timestamp', to_char(event.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24":"MI":"SS.US"Z"'),
        'data', told.data
    )::text
    FROM told WHERE event.id = told.event_id AND payload IS NULL
    """
)
_PAYLOADS = text("SELECT id, payload FROM outbox_events WHERE id = ANY (CAST(:ids AS bigint[]))")
