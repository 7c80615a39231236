"""Baskets placed at the checkout itself, and the books after them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from httpx import AsyncClient

from app.core.errors import DomainError
from app.core.security import AccessClaims
from app.services.common.access import Caller
from app.services.common.idempotency import Answer, RequestKey
from app.services.selling.basket import Basket, BasketLine, Discount
from app.services.selling.checkout import Checkout
from app.services.selling.sales import SaleService
from app.services.selling.settlement import AskedPayment
from tests.support.clock import suite_clock
from tests.support.shop import TestShop

Stock = dict[int, tuple[Decimal | int, Decimal | int, Decimal | int]]


def claims_of(shop: TestShop, client: AsyncClient) -> AccessClaims:
    claims: AccessClaims = shop.context.signer.decode(client.headers["Authorization"][7:], suite_clock())
    return claims


def till(shop: TestShop) -> Checkout:
    checkout: Checkout = shop.app.state.shop.checkout
    return checkout


def new_order(
    claims: AccessClaims,
    *lines: tuple[dict[str, Any], str | int],
    key: str | None = None,
    note: str | None = None,
    customer_id: int | None = None,
    discount: Discount | None = None,
    payments: tuple[AskedPayment, ...] = (),
) -> Basket:
    """An order of (sweet, quantity), as the route makes it."""
    return Basket(
        caller=Caller(claims),
        lines=tuple(BasketLine(sweet["id"], Decimal(quantity)) for sweet, quantity in lines),
        placed_at=suite_clock(),
        note=note,
        customer_id=customer_id,
        discount=discount,
        payments=payments,
        request_key=RequestKey.of(key, "/api/sales", repr((lines, note))),
    )


async def stock(shop: TestShop) -> Stock:
    """The quantities on hand, received and sold of each sweet, after a check of I1, I2 and I6 over every row."""
    broken = await shop.sql(
        """
        SELECT 'sweets ' || id FROM sweets
        WHERE on_hand < 0 OR on_hand <> (SELECT coalesce(sum(on_hand), 0) FROM lots WHERE sweet_id = sweets.id)
           OR on_hand <> (SELECT coalesce(sum(quantity), 0) FROM stock_movements WHERE sweet_id = sweets.id)
        UNION ALL
        SELECT 'lots ' || id FROM lots
        WHERE on_hand < 0 OR on_hand <> (SELECT coalesce(sum(quantity), 0) FROM stock_movements WHERE lot_id = lots.id)
        UNION ALL
        SELECT 'sales ' || id FROM sales
        WHERE total <> (SELECT sum(round(quantity * unit_price, 2)) FROM sale_lines WHERE sale_id = sales.id)
        UNION ALL
        SELECT 'sale_lines ' || sale_id || '/' || line_no FROM sale_lines AS line
        WHERE quantity <> -(SELECT sum(quantity) FROM stock_movements AS moved
                            WHERE (moved.sale_id, moved.sale_line_no) = (line.sale_id, line.line_no))
        """
    )
    assert broken == []
    rows = await shop.sql(
        """
        SELECT sweets.id, on_hand,
               coalesce(sum(quantity) FILTER (WHERE kind = 'restock'), 0) AS received,
               coalesce(-sum(quantity) FILTER (WHERE kind = 'sale'), 0) AS sold
        FROM sweets LEFT JOIN stock_movements ON sweet_id = sweets.id GROUP BY sweets.id
        """
    )
    return {row["id"]: (row["on_hand"], row["received"], row["sold"]) for row in rows}


async def numbers_without_gaps(shop: TestShop) -> int:
    """How many sales there are; they are numbered from 1 on, and none is missing."""
    numbers = [int(row["number"].partition("/")[2]) for row in await shop.sql("SELECT number FROM sales")]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    return len(numbers)


async def sales_of(shop: TestShop, orders: Sequence[Basket]) -> list[Answer | DomainError]:
    async with shop.database.unit_of_work() as session:
        return await SaleService(session, shop.context).record(orders)
