"""Money that is taken without a sale, or after it, and drawers that are opened."""

from typing import Any

from tests.support.shop import TestShop

PAY = """
    INSERT INTO payments (kind, sale_id, customer_id, tender, amount, taken_by, taken_at, business_day, hour)
    SELECT $1, $2, $3, $4, $5::text::numeric, 1, $6, $7, $8
"""


async def pay(shop: TestShop, sale: dict[str, Any], amount: str, tender: str) -> None:
    await shop.sql(PAY, "sale", sale["id"], None, tender, amount, *_now(shop))


async def pay_account(shop: TestShop, customer: dict[str, Any], amount: str, tender: str) -> None:
    await shop.sql(PAY, "account", None, customer["id"], tender, amount, *_now(shop))


async def open_drawer(shop: TestShop, person: dict[str, Any], drawer: str | None, opening_float: str = "0") -> int:
    ((session_id,),) = await shop.sql(
        "INSERT INTO drawer_sessions (drawer, opened_by, opened_at, business_day, opening_float, cash)"
        " VALUES ($1, $2, $3, $4, $5::text::numeric, $5::text::numeric) RETURNING id",
        *(drawer, person["id"], *_now(shop)[:2], opening_float),
    )
    return int(session_id)


async def close_drawer(shop: TestShop, session_id: int, counted: str, reason: str | None = None) -> None:
    await shop.sql(
        "UPDATE drawer_sessions SET closed_by = 1, closed_at = $2, counted = $3::text::numeric, reason = $4"
        " WHERE id = $1",
        *(session_id, shop.clock(), counted, reason),
    )


async def move_cash(shop: TestShop, session_id: int, kind: str, amount: str, reason: str) -> None:
    await shop.sql(
        "INSERT INTO drawer_movements (session_id, kind, amount, reason, moved_by, moved_at)"
        " VALUES ($1, $2, $3::text::numeric, $4, 1, $5)",
        *(session_id, kind, amount, reason, shop.clock()),
    )


def _now(shop: TestShop) -> tuple[Any, ...]:
    now, context = shop.clock(), shop.context
    return now, context.business_days.of(now), context.hour_of(now)
