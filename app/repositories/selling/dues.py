"""Reads what the shop is owed: by customers on account, and for orders that are not paid in full."""

from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.repositories.selling.customer_accounts import BY_SALE, IS_CHARGE, overdue


class DueRepository:
    """Reads dues."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get_json(self, as_of: date, limit: int) -> str:
        """Return all dues of a day as JSON, with the largest debts and the oldest orders."""
        dues: str = (await self._session.execute(_DUES, {"as_of": as_of, "limit": limit})).scalar_one()
        return dues


_AGES = ("days_30", "days_60", "days_90")
_SUMS = ", ".join(f"'{age}', round(coalesce(sum({age}), 0), money_places())::text" for age in _AGES)
_MOMENT = """to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
# Those of one customer after the other, by their index: together the planner would read all payments there are.
# Goods are paid for oldest first, so the oldest unpaid are those that the newer ones do not make up for.
_DUES = text(
    f"""
    WITH by_sale AS (
        SELECT of_one.* FROM customers CROSS JOIN LATERAL ({BY_SALE.format(which="= customers.id")}) AS of_one
        WHERE balance > 0
    ),
    aged AS (
        SELECT customer_id, {overdue(30)} AS days_30, {overdue(60)} AS days_60, {overdue(90)} AS days_90
        FROM by_sale GROUP BY customer_id
    ), newer AS (
        SELECT customer_id, day, sum(amount) OVER (PARTITION BY customer_id ORDER BY day DESC, sale_id DESC) - amount
            AS amount
        FROM by_sale WHERE {IS_CHARGE}
    ), debtors AS (
        SELECT customers.id, name, phone, balance, credit_limit, days_30, days_60, days_90,
            (SELECT min(day) FROM newer WHERE customer_id = customers.id AND newer.amount < balance) AS oldest
        FROM customers JOIN aged ON customer_id = customers.id
        WHERE balance > 0
    ), largest AS (
        SELECT * FROM debtors ORDER BY balance DESC, id LIMIT CAST(:limit AS integer)
    ), orders AS (
        SELECT sales.id, number, sales.customer_id, sales.created_at, held_until, due,
            CAST(:as_of AS date) - sales.business_day AS days, coalesce(customers.name, users.full_name, users.email)
            AS name
        FROM sales LEFT JOIN customers ON customers.id = sales.customer_id LEFT JOIN users ON users.id = buyer_id
        WHERE due > 0 ORDER BY sales.created_at, sales.id LIMIT CAST(:limit AS integer)
    ), of_orders AS (
        SELECT count(*) AS count, round(coalesce(sum(due), 0), money_places()) AS due FROM sales WHERE due > 0
    ), of_debtors AS (
        SELECT count(*) AS count, round(coalesce(sum(balance), 0), money_places()) AS balance,
            json_build_object({_SUMS}) AS overdue
        FROM debtors
    )
    SELECT CAST(json_build_object(
        'day', CAST(:as_of AS date),
        'owed', (of_debtors.balance + of_orders.due)::text,
        'deposits', (
            SELECT round(coalesce(-sum(balance), 0), money_places())::text FROM customers WHERE balance < 0
        ),
        'customers', json_build_object(
            'count', of_debtors.count, 'balance', of_debtors.balance::text, 'overdue', overdue,
            'items', coalesce((
                SELECT json_agg(json_build_object(
                    'customer_id', id, 'name', name, 'phone', phone, 'balance', balance::text,
                    'credit_limit', credit_limit::text, 'overdue', json_build_object(
                        'days_30', days_30::text, 'days_60', days_60::text, 'days_90', days_90::text
                    ), 'oldest', oldest
                ) ORDER BY balance DESC, id) FROM largest
            ), '[]')
        ),
        'orders', json_build_object(
            'count', of_orders.count, 'due', of_orders.due::text,
            'items', coalesce((
                SELECT json_agg(json_build_object(
                    'sale_id', id, 'number', number, 'customer_id', customer_id, 'name', name, 'due', due::text,
                    'created_at', {_MOMENT.format("created_at")}, 'held_until', {_MOMENT.format("held_until")},
                    'days', days
                ) ORDER BY created_at, id) FROM orders
            ), '[]')
        )
    ) AS text)
    FROM of_debtors CROSS JOIN of_orders
    """  # noqa: S608 - our own text.
)
