"""The documents of a planned month: what came in, what was sold, and what was corrected.

The statements read the temporary tables of `scaled_trade`, in the order in which documents need one another.
"""

from app.repositories.demo.shares import share

_CUSTOMER, _TENDER = share("ticket", 21), share("ticket", 22)

GOODS_IN = (
    """
    INSERT INTO purchase_orders (id, supplier_id, status, expected_on, created_by, created_at, ordered_at, received_at)
    SELECT order_id, supplier_id, 'received', CAST(:begins AS date), :admin, ordered_at, ordered_at,
        timezone(CAST(:zone AS text), CAST(:begins AS date) + interval '7 hours')
    FROM month_orders CROSS JOIN (
        SELECT timezone(CAST(:zone AS text), CAST(:begins AS date) - interval '60 hours') AS ordered_at
    ) AS earlier
    ORDER BY order_id
    """,
    """
    INSERT INTO purchase_order_lines (
        purchase_order_id, line_no, sweet_id, sku, name, unit, packs, pack_size, pack_cost, packs_received
    )
    SELECT order_id, row_number() OVER (PARTITION BY order_id ORDER BY sweet_id), sweet_id, sku, name, unit,
        quantity / 10, 10, unit_cost * 10, quantity / 10
    FROM month_lots JOIN month_orders USING (supplier_id)
    """,
    """
    INSERT INTO goods_receipts (id, purchase_order_id, received_by, received_at)
    SELECT receipt_id, order_id, :admin, timezone(CAST(:zone AS text), CAST(:begins AS date) + interval '7 hours')
    FROM month_orders
    """,
    """
    INSERT INTO lots (
        id, sweet_id, unit_cost, made_on, best_before, received_at, supplier_id, goods_receipt_id, purchase_order_id,
        purchase_order_line_no, packs
    )
    SELECT lot_id, month_lots.sweet_id, unit_cost, CASE WHEN NOT is_bought THEN day END,
        day + CASE WHEN is_bought THEN 180 ELSE 40 END,
        timezone(CAST(:zone AS text), day + interval '7 hours'), supplier_id, receipt_id, order_id, line_no, line.packs
    FROM month_lots LEFT JOIN month_orders USING (supplier_id)
    LEFT JOIN purchase_order_lines AS line
        ON line.purchase_order_id = order_id AND line.sweet_id = month_lots.sweet_id
    ORDER BY lot_id
    """,
    """
    INSERT INTO stock_movements (
        sweet_id, lot_id, quantity, kind, actor_id, occurred_at, purchase_order_id, unit_cost
    )
    SELECT lots.sweet_id, lot_id, quantity, 'restock', :admin, received_at, lots.purchase_order_id, lots.unit_cost
    FROM month_lots JOIN lots ON lots.id = lot_id ORDER BY received_at, lot_id
    """,
)

SALES = (
    f"""
    INSERT INTO sales (
        id, number, seller_id, customer_id, subtotal, discount_total, tax_total, total, currency,
        created_at, business_day, discount_reason
    )
    SELECT sale_id, number,
        CASE WHEN ticket % 5 = 0 THEN CAST(:admin AS bigint) ELSE CAST(:salesperson AS bigint) END,
        CASE WHEN {_CUSTOMER} < 0.5 THEN CAST(:first_customer AS bigint)
            + CAST(floor(CAST(:customers AS bigint) * power(2 * {_CUSTOMER}, 2)) AS bigint) END,
        subtotal, discounts, 0, subtotal - discounts, :currency, sold_at, day, NULL
    FROM month_sales JOIN (
        SELECT sale_id, sum(line_total) AS subtotal, sum(discount) AS discounts FROM month_lines GROUP BY sale_id
    ) AS sums USING (sale_id)
    ORDER BY sale_id
    """,  # noqa: S608 - our own text.
    """
    INSERT INTO sale_lines (
        sale_id, line_no, sweet_id, sku, name, unit, quantity, unit_price, line_total, line_discount, discount_reason,
        cost
    )
    SELECT sale_id, line_no, sweet_id, line.sku, line.name, line.unit, line.quantity, price, line_total, discount,
        CASE WHEN discount > 0 THEN 'Regular customer' END, line.quantity * unit_cost
    FROM month_lines AS line JOIN month_lots USING (sweet_id, part)
    ORDER BY sale_id, line_no
    """,
    f"""
    INSERT INTO payments (kind, sale_id, tender, amount, taken_by, taken_at, business_day, hour)
    SELECT 'sale', sale_id,
        CASE WHEN {_TENDER} < 0.5 THEN 'cash' WHEN {_TENDER} < 0.8 THEN 'upi' ELSE 'card' END,
        sales.total, sales.seller_id, month_sales.sold_at, day,
        extract(hour FROM timezone(CAST(:zone AS text), month_sales.sold_at))
    FROM month_sales JOIN sales ON sales.id = sale_id WHERE sales.total > 0
    ORDER BY sale_id
    """,  # noqa: S608 - our own text.
    """
    INSERT INTO stock_movements (
        sweet_id, lot_id, quantity, kind, sale_id, sale_line_no, actor_id, occurred_at, unit_cost
    )
    SELECT sweet_id, lot_id, -line.quantity, 'sale', sale_id, line_no, :salesperson, sold_at, unit_cost
    FROM month_lines AS line JOIN month_lots USING (sweet_id, part)
    ORDER BY sale_id, line_no
    """,
)

CORRECTIONS = (
    """
    WITH voided AS (
        UPDATE sales SET status = 'voided' WHERE id IN (SELECT sale_id FROM month_sales WHERE is_voided)
    )
    INSERT INTO sale_voids (sale_id, reason, voided_by, voided_at, business_day)
    SELECT sale_id, 'Rung up twice', :admin, sold_at + interval '10 minutes', day
    FROM month_sales WHERE is_voided ORDER BY sale_id
    """,
    """
    INSERT INTO stock_movements (
        sweet_id, lot_id, quantity, kind, sale_id, sale_line_no, actor_id, occurred_at, unit_cost
    )
    SELECT sweet_id, lot_id, line.quantity, 'void', sale_id, line_no, :admin, sold_at + interval '10 minutes', unit_cost
    FROM month_lines AS line JOIN month_lots USING (sweet_id, part) WHERE is_voided
    ORDER BY sale_id, line_no
    """,
    """
    WITH returned AS (
        SELECT sale_id, line_total, discount, line.sold_at, day, row_number() OVER (ORDER BY sale_id) AS place
        FROM month_lines AS line JOIN month_sales USING (sale_id, day) JOIN sales ON sales.id = sale_id
        WHERE is_refunded AND NOT line.is_voided AND line_no = 1
    ), numbered AS (
        INSERT INTO refund_number_series AS series (financial_year, last_number)
        SELECT CAST(:financial_year AS text), count(*) FROM returned HAVING count(*) > 0
        ON CONFLICT (financial_year) DO UPDATE SET last_number = series.last_number + excluded.last_number
        RETURNING last_number - (SELECT count(*) FROM returned) AS last_number
    )
    INSERT INTO refunds (
        number, sale_id, reason, subtotal, discount_total, tax_total, total, refunded_by, created_at,
        business_day
    )
    SELECT 'R' || CAST(:financial_year AS text) || '/' || to_char(last_number + place, 'FM999999000000'),
        sale_id, 'Not fresh', line_total, discount, 0, line_total - discount, :admin,
        sold_at + interval '2 hours', day
    FROM returned CROSS JOIN numbered ORDER BY place
    """,
    """
    INSERT INTO payments (kind, sale_id, tender, amount, taken_by, taken_at, business_day, hour)
    SELECT 'void', sale_id, tender, -amount, :admin, sold_at + interval '10 minutes', business_day, hour
    FROM month_sales JOIN payments USING (sale_id) WHERE is_voided ORDER BY sale_id
    """,
    """
    INSERT INTO payments (kind, sale_id, refund_id, tender, amount, taken_by, taken_at, business_day, hour)
    SELECT 'refund', sale_id, refunds.id, tender, -refunds.total, refunded_by, refunds.created_at, refunds.business_day,
        extract(hour FROM timezone(CAST(:zone AS text), refunds.created_at))
    FROM month_sales JOIN refunds USING (sale_id) JOIN payments USING (sale_id) WHERE refunds.total > 0
    ORDER BY refunds.id
    """,
    """
    INSERT INTO refund_lines (refund_id, line_no, sale_id, quantity, restock, line_total, discount, tax, cost)
    SELECT refunds.id, line_no, sale_id, quantity, false, line_total, discount, 0, 0
    FROM month_lines AS line JOIN refunds USING (sale_id) WHERE line_no = 1
    ORDER BY refunds.id
    """,
)

DISCARD = """
    WITH discarded AS (
        INSERT INTO adjustments (sweet_id, lot_id, reason, quantity, created_by, created_at)
        SELECT sweet_id, id, 'expired', -on_hand, :admin,
            timezone(CAST(:zone AS text), CAST(:begins AS date) + interval '6 hours')
        FROM lots WHERE NOT is_empty AND id > :first_lot AND best_before < CAST(:begins AS date) ORDER BY id
        RETURNING id, sweet_id, lot_id, quantity, created_at
    )
    INSERT INTO stock_movements (
        sweet_id, lot_id, quantity, kind, reason, adjustment_id, actor_id, occurred_at, unit_cost
    )
    SELECT discarded.sweet_id, lot_id, quantity, 'adjustment', 'expired', discarded.id, :admin, created_at, unit_cost
    FROM discarded JOIN lots ON lots.id = lot_id ORDER BY discarded.id
"""

FILL_SHELVES = f"""
    WITH stocked AS (
        INSERT INTO lots (sweet_id, unit_cost, made_on, best_before, received_at)
        SELECT id, round(price * 0.55, money_places()), CAST(:day AS date), CAST(:day AS date) + 40,
            timezone(CAST(:zone AS text), CAST(:day AS date) + interval '8 hours')
        FROM sweets
        WHERE id >= :first_sweet AND id < CAST(:first_sweet AS bigint) + :sweets
            AND on_hand = 0 AND {share("id", 23)} < 0.93
        ORDER BY id RETURNING id, sweet_id, unit_cost, received_at
    )
    INSERT INTO stock_movements (sweet_id, lot_id, quantity, kind, actor_id, occurred_at, unit_cost)
    SELECT sweet_id, id, 6 + floor(CAST({share("sweet_id", 24)} AS numeric) * 30), 'restock', :admin, received_at,
        unit_cost
    FROM stocked ORDER BY id
"""  # noqa: S608 - our own text.
"""Most sweets that nobody has made for a while are made on the last day."""
