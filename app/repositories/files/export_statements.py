"""The statement of each export. Documents are found by business day through the index on their moment."""

# A business day begins and ends within a day of the calendar day, whatever the shop's time zone was then.
SOLD = """
    (sales.created_at >= CAST(:begin AS timestamptz) - interval '2 days'
     AND sales.created_at < CAST(:end AS timestamptz) + interval '2 days'
     OR sales.sold_at >= CAST(:begin AS timestamptz) - interval '2 days'
     AND sales.sold_at < CAST(:end AS timestamptz) + interval '2 days')
"""
REFUNDED = """
    refunds.created_at >= CAST(:begin AS timestamptz) - interval '2 days'
    AND refunds.created_at < CAST(:end AS timestamptz) + interval '2 days'
    AND refunds.business_day BETWEEN CAST(:first_day AS date) AND CAST(:last_day AS date)
"""
SOLD_ON = f"{SOLD} AND sales.business_day BETWEEN CAST(:first_day AS date) AND CAST(:last_day AS date)"

_SALES = f"""
    SELECT number, status, coalesce(sales.sold_at, sales.created_at) AS sold_at,
        sales.business_day, voids.voided_at, sellers.email AS seller,
        buyers.email AS buyer, customer_id, customers.name AS customer, paid.tenders AS tender, subtotal,
        discount_total, discount_reason, tax_mode, tax_total, total, rounding, total + rounding AS amount_due, due,
        (SELECT round(coalesce(sum(refunds.total + refunds.rounding), 0), money_places())
         FROM refunds WHERE refunds.sale_id = sales.id) AS refunded_total,
        currency, sales.note
    FROM sales
    LEFT JOIN sale_voids AS voids ON voids.sale_id = sales.id
    LEFT JOIN users AS sellers ON sellers.id = seller_id
    LEFT JOIN users AS buyers ON buyers.id = buyer_id
    LEFT JOIN customers ON customers.id = customer_id
    LEFT JOIN LATERAL (
        SELECT string_agg(tender, ' ' ORDER BY id) AS tenders FROM payments WHERE sale_id = sales.id AND kind = 'sale'
    ) AS paid ON true
    WHERE {SOLD_ON}
    ORDER BY sales.created_at, sales.id
"""  # noqa: S608 - our own text, here and below.
_SALE_LINES = f"""
    SELECT number AS sale, status, coalesce(sales.sold_at, sales.created_at) AS sold_at,
        sales.business_day, line.line_no, line.sku, line.name,
        line.quantity, line.tare, line.unit, line.unit_price, line.line_total, line.line_discount, line.sale_discount,
        line.line_total - line.line_discount - line.sale_discount AS net, line.hsn_code, sales.tax_mode, line.tax,
        line.cost, currency
    FROM sales JOIN sale_lines AS line ON line.sale_id = sales.id
    WHERE {SOLD_ON}
    ORDER BY sales.created_at, sales.id, line.line_no
"""  # noqa: S608
_REFUNDS = f"""
    SELECT refunds.id AS refund, refunds.number, sales.number AS sale, refunds.created_at AS refunded_at,
        refunds.business_day,
        users.email AS refunded_by, paid.tenders AS tender, refunds.subtotal, refunds.discount_total, sales.tax_mode,
        refunds.tax_total, refunds.total, refunds.rounding, refunds.total + refunds.rounding AS amount_due, currency,
        refunds.reason
    FROM refunds
    JOIN sales ON sales.id = refunds.sale_id
    JOIN users ON users.id = refunds.refunded_by
    LEFT JOIN LATERAL (
        SELECT string_agg(tender, ' ' ORDER BY id) AS tenders FROM payments WHERE refund_id = refunds.id
    ) AS paid ON true
    WHERE {REFUNDED}
    ORDER BY refunds.created_at, refunds.id
"""  # noqa: S608
_REFUND_LINES = f"""
    SELECT refunds.id AS refund, refunds.number, sales.number AS sale, refunds.created_at AS refunded_at,
        refunds.business_day,
        line.line_no, sold.sku, sold.name, line.quantity, sold.unit, line.line_total, line.discount,
        line.line_total - line.discount AS net, sold.hsn_code, sales.tax_mode, line.tax, line.restock, line.cost,
        line.reason, currency
    FROM refunds
    JOIN sales ON sales.id = refunds.sale_id
    JOIN refund_lines AS line ON line.refund_id = refunds.id
    JOIN sale_lines AS sold ON sold.sale_id = line.sale_id AND sold.line_no = line.line_no
    WHERE {REFUNDED}
    ORDER BY refunds.created_at, refunds.id, line.line_no
"""  # noqa: S608

# A void reverses its sale on its own day, which of an order that nobody paid is a later one. A line without tax is a
# row without a component.
_TAX_SUMMARY = f"""
    WITH documents AS (
        SELECT id AS sale_id, 1 AS sign FROM sales WHERE {SOLD_ON}
        UNION ALL
        SELECT sales.id, -1 FROM sales JOIN sale_voids AS voids ON voids.sale_id = sales.id
        WHERE voids.business_day BETWEEN CAST(:first_day AS date) AND CAST(:last_day AS date)
    ), taxed AS (
        SELECT line.hsn_code, tax.component, tax.rate_percent, sales.tax_mode, sales.currency,
            sign * coalesce(tax.taxable, line.line_total - line.line_discount - line.sale_discount) AS sold_taxable,
            sign * coalesce(tax.amount, 0) AS sold_tax, 0 AS back_taxable, 0 AS back_tax
        FROM documents
        JOIN sales ON sales.id = documents.sale_id
        JOIN sale_lines AS line ON line.sale_id = sales.id
        LEFT JOIN sale_line_taxes AS tax ON tax.sale_id = line.sale_id AND tax.line_no = line.line_no
        UNION ALL
        SELECT sold.hsn_code, tax.component, tax.rate_percent, sales.tax_mode, sales.currency, 0, 0,
            coalesce(tax.taxable, line.line_total - line.discount), coalesce(tax.amount, 0)
        FROM refunds
        JOIN sales ON sales.id = refunds.sale_id
        JOIN refund_lines AS line ON line.refund_id = refunds.id
        JOIN sale_lines AS sold ON sold.sale_id = line.sale_id AND sold.line_no = line.line_no
        LEFT JOIN refund_line_taxes AS tax ON tax.refund_id = line.refund_id AND tax.line_no = line.line_no
        WHERE {REFUNDED}
    )
    SELECT component, rate_percent, hsn_code, tax_mode, round(sum(sold_taxable), money_places()) AS sales_taxable,
        round(sum(sold_tax), money_places()) AS sales_tax,
        round(sum(back_taxable), money_places()) AS refunds_taxable,
        round(sum(back_tax), money_places()) AS refunds_tax,
        round(sum(sold_taxable) - sum(back_taxable), money_places()) AS net_taxable,
        round(sum(sold_tax) - sum(back_tax), money_places()) AS net_tax, currency
    FROM taxed
    GROUP BY component, rate_percent, hsn_code, tax_mode, currency
    ORDER BY component, rate_percent, hsn_code, tax_mode, currency
"""  # noqa: S608

_MOVEMENTS = """
    SELECT movement.id, occurred_at, kind, movement.reason, sweets.sku, sweets.name, movement.quantity, sweets.unit,
        movement.unit_cost, lot_id, sales.number AS sale, refund_id, purchase_order_id, supplier_return_id,
        adjustment_id, stocktake_id, users.email AS actor
    FROM stock_movements AS movement
    JOIN sweets ON sweets.id = movement.sweet_id
    LEFT JOIN users ON users.id = actor_id
    LEFT JOIN sales ON sales.id = movement.sale_id
    WHERE occurred_at >= :begin AND occurred_at < :end
    ORDER BY occurred_at, movement.id
"""
_CATALOGUE = """
    SELECT sku, sweets.name, categories.name AS category, price, unit, sweets.description, quantity_step,
        min_quantity, sweets.low_stock_threshold, shelf_life_days, tax_classes.name AS tax_class, sweets.hsn_code,
        barcode, diet,
        CASE allergens WHEN '{}' THEN 'none' ELSE array_to_string(allergens, ', ') END AS allergens,
        archived_at IS NOT NULL AS archived
    FROM sweets
    JOIN categories ON categories.id = category_id
    LEFT JOIN tax_classes ON tax_classes.id = tax_class_id
    WHERE sweets.created_at >= :begin AND sweets.created_at < :end
    ORDER BY sweets.id
"""
_CUSTOMERS = """
    SELECT name, phone, email, note, gstin, address, credit_limit, balance FROM customers
    WHERE anonymised_at IS NULL AND created_at >= :begin AND created_at < :end
    ORDER BY id
"""

RECALL = """
    SELECT sales.number AS sale, occurred_at AS sold_at, sale_line_no AS line_no, sweets.sku, sweets.name,
        lots.id AS lot, made_on, best_before, -movement.quantity - back.quantity AS quantity, sweets.unit,
        customers.name AS customer, customers.phone AS customer_phone, customers.email AS customer_email,
        users.email AS buyer, users.full_name AS buyer_name
    FROM stock_movements AS movement
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(returned.quantity), 0) AS quantity FROM stock_movements AS returned
        WHERE returned.sale_id = movement.sale_id AND returned.sale_line_no = movement.sale_line_no
          AND returned.lot_id = movement.lot_id AND returned.kind <> 'sale'
    ) AS back
    JOIN lots ON lots.id = movement.lot_id
    JOIN sweets ON sweets.id = movement.sweet_id
    JOIN sales ON sales.id = movement.sale_id
    LEFT JOIN customers ON customers.id = sales.customer_id
    LEFT JOIN users ON users.id = sales.buyer_id
    WHERE movement.lot_id = CAST(:lot_id AS bigint) AND movement.kind = 'sale' AND -movement.quantity > back.quantity
    ORDER BY occurred_at, movement.id
"""

STATEMENTS = {
    "sales": _SALES,
    "sale-lines": _SALE_LINES,
    "refunds": _REFUNDS,
    "refund-lines": _REFUND_LINES,
    "tax-summary": _TAX_SUMMARY,
    "movements": _MOVEMENTS,
    "catalogue": _CATALOGUE,
    "customers": _CUSTOMERS,
}
