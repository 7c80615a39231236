"""Payments of sales and refunds that a test has written by SQL."""

# In cash, at noon of the business day. Sales have to be due, not voided yet, and refunds not paid out.
PAY_SALES = """
    INSERT INTO payments (kind, sale_id, tender, amount, rounding, taken_by, taken_at, business_day, hour)
        SELECT 'sale', id, 'cash', total, 0, coalesce(seller_id, buyer_id), created_at, business_day, 12
        FROM sales WHERE total > 0 AND NOT EXISTS (SELECT FROM payments WHERE sale_id = sales.id)
        ORDER BY id
"""
PAY_REFUNDS = """
    INSERT INTO payments (kind, sale_id, refund_id, tender, amount, rounding, taken_by, taken_at, business_day, hour)
        SELECT 'refund', sale_id, id, 'cash', -total, 0, refunded_by, created_at, business_day, 12
        FROM refunds WHERE total > 0 AND NOT EXISTS (SELECT FROM payments WHERE refund_id = refunds.id)
        ORDER BY id
"""
PAY_VOIDS = """
    INSERT INTO payments (kind, sale_id, tender, amount, rounding, taken_by, taken_at, business_day, hour)
        SELECT 'void', sale_id, 'cash', -total, 0, voided_by, voided_at, void.business_day, 12
        FROM sale_voids AS void JOIN sales ON sales.id = sale_id
        WHERE NOT EXISTS (SELECT FROM payments WHERE sale_id = sales.id AND kind = 'void')
        ORDER BY sale_id
"""
