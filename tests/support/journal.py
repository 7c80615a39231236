"""The journal of a shop, and what must be true of it whatever was sold."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.money import rounded
from app.services.common.context import ShopContext
from app.services.files.journal.journal import Journal, Voucher
from app.services.insight.verification import VerificationService
from tests.support.shop import TestShop

OF_SALES = ("Sales", "Discounts allowed", "Output", "Tax of")
MONEY_VOUCHERS = ("sales", "voids", "refunds", "accounts", "history")
NO_MONEY = (*OF_SALES, "Customers on account", "Orders to collect", "Rounding off")
_DAYS = text("SELECT * FROM daily_sales ORDER BY day")
_OWED = text(
    "SELECT (SELECT coalesce(sum(due), 0) FROM sales), (SELECT coalesce(sum(balance), 0) FROM customers),"
    " (SELECT coalesce(sum(rounding), 0) FROM daily_payments)"
)


async def check_books(shop: TestShop) -> None:
    """See that the journal agrees with the days, and these with their documents."""
    async with shop.database.snapshot() as session:
        await check_journal(session, shop.context)
    async with shop.database.reading() as session:
        assert await VerificationService(session, shop.context).verify() == []


async def check_journal(session: AsyncSession, context: ShopContext) -> None:
    """See that all vouchers balance, and that they come to what the days, the orders and the customers say."""
    vouchers = [one async for some in Journal(session, context).vouchers(None, None) for one in some]
    for voucher in vouchers:
        assert sum(entry.amount for entry in voucher.entries) == 0, voucher
        assert all(entry.amount for entry in voucher.entries), voucher
    by_day = defaultdict(list)
    for voucher in vouchers:
        by_day[voucher.day].append(voucher)
    for day in (await session.execute(_DAYS)).mappings():
        _check_day(by_day[day["day"]], dict(day))
    due, balance, rounding = (await session.execute(_OWED)).one()
    assert _sum(vouchers, "Orders to collect") == due
    assert _sum(vouchers, "Customers on account") == balance
    assert _sum(vouchers, "Rounding off") == -rounding


def _check_day(vouchers: Iterable[Voucher], day: Mapping[str, Any]) -> None:
    documents = [one for one in vouchers if one.kind in MONEY_VOUCHERS]
    assert _sum(documents, *OF_SALES) == -day["total"], day
    assert _sum(documents, "Discounts allowed") == day["discounts"], day
    assert _sum(documents, "Output", "Tax of") == -day["tax"], day
    assert _sum(documents, "Rounding off") == -day["rounding"], day
    assert _all(documents) - _sum(documents, *NO_MONEY) == day["paid"], day
    goods = [one for one in vouchers if one.kind == "costs"]
    assert _sum(goods, "Cost of goods sold") == rounded(day["cost"]), day


def _sum(vouchers: Iterable[Voucher], *names: str) -> Decimal:
    entries = (entry for voucher in vouchers for entry in voucher.entries if entry.ledger.name.startswith(names))
    return sum((entry.amount for entry in entries), Decimal(0))


def _all(vouchers: Iterable[Voucher]) -> Decimal:
    return _sum(vouchers, "")
