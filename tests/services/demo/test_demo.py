"""The demo: its books hold, it is the same each time, and every screen has something true to show."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest
import pytest_asyncio

from app.core.money import use_currency
from app.database.embedded import EmbeddedPostgres
from app.models import Allergen, Diet
from app.services.demo.catalogue import CATEGORIES
from app.services.demo.sweets import read_sweets
from app.services.demo.trade import FRESH_TODAY, LEFT_TODAY
from tests.services.demo.demo_shop import DemoShop, demo_at
from tests.support.clock import suite_clock


@pytest_asyncio.fixture(scope="module")
async def demo(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[DemoShop]:
    """The demo as it is in the afternoon, for tests that only look at it."""
    async with demo_at(postgres, template, suite_clock().replace(hour=11, minute=12)) as filled:
        yield filled


async def test_the_books_of_the_demo_hold(demo: DemoShop) -> None:
    assert await demo.verify() == []


@pytest.mark.parametrize(
    ("now", "zone"),
    [
        (datetime(2028, 2, 28, 18, 30, 1, tzinfo=UTC), "Asia/Kolkata"),  # A second after midnight.
        (datetime(2026, 11, 1, 9, 30, tzinfo=UTC), "America/New_York"),  # The clocks were put back in this night.
        (datetime(2027, 1, 1, 9, 59, 59, tzinfo=UTC), "Pacific/Kiritimati"),  # A second before midnight.
    ],
)
async def test_the_demo_can_be_filled_at_any_moment_in_any_time_zone(
    postgres: EmbeddedPostgres, template: str, now: datetime, zone: str
) -> None:
    async with demo_at(postgres, template, now, zone) as demo:
        assert await demo.verify() == []
        assert await demo.rows("SELECT FROM sales WHERE created_at > $1", now) == []
        assert await demo.rows("SELECT FROM stock_movements WHERE occurred_at > $1", now) == []
        assert await demo.rows("SELECT FROM lots WHERE shop_day(received_at) = shop_day($1)", now) != []
        left = dict(await demo.rows("SELECT sku, on_hand FROM sweets WHERE sku = ANY($1)", list(LEFT_TODAY)))
        assert left == {sku: Decimal(quantity) for sku, quantity in LEFT_TODAY.items()}


@pytest.mark.parametrize(("currency", "decimals"), [("JPY", 0), ("KWD", 3)])
async def test_the_demo_has_the_decimals_of_the_shops_currency(
    postgres: EmbeddedPostgres, template: str, currency: str, decimals: int
) -> None:
    try:
        async with demo_at(postgres, template, suite_clock(), currency=currency) as demo:
            assert await demo.verify() == []
            for table, column in (("sweets", "price"), ("sales", "total"), ("purchase_order_lines", "pack_cost")):
                assert await demo.rows(f"SELECT DISTINCT scale({column}) FROM {table}") == [(decimals,)], table
    finally:
        use_currency("INR")


async def test_the_same_moment_gives_the_same_shop(demo: DemoShop, postgres: EmbeddedPostgres, template: str) -> None:
    # All but what is drawn for logins alone.
    tables = "sweets sales sale_lines lots stock_movements customers refunds notifications purchase_orders stocktakes"
    async with demo_at(postgres, template, demo.now) as again:
        for table in tables.split():
            query = f"SELECT t::text FROM {table} AS t ORDER BY 1"
            assert await again.rows(query) == await demo.rows(query), table


async def test_what_has_expired_was_written_off_in_the_morning_after(demo: DemoShop) -> None:
    expired = await demo.rows("SELECT FROM lots WHERE best_before < shop_day($1) AND on_hand > 0", demo.now)
    assert expired == []
    late = await demo.rows(
        """
        SELECT shop_day(m.occurred_at) - l.best_before FROM stock_movements AS m JOIN lots AS l ON l.id = m.lot_id
        WHERE m.reason = 'expired'
        """
    )
    assert set(late) == {(1,)}
    days = await demo.rows("SELECT DISTINCT shop_day(created_at) FROM adjustments WHERE reason = 'expired'")
    assert len(days) > 60


async def test_the_shop_wastes_little(demo: DemoShop) -> None:
    ((wasted, sold),) = await demo.rows(
        """
        SELECT sum(-quantity * unit_cost) FILTER (WHERE reason = 'expired'),
               sum(-quantity * unit_cost) FILTER (WHERE kind = 'sale')
        FROM stock_movements
        """
    )
    assert 0 < wasted < sold / 8


async def test_the_tray_has_fresh_sweets_and_few_and_none_of_some(demo: DemoShop) -> None:
    fresh = await demo.rows(
        "SELECT DISTINCT sku FROM lots JOIN sweets ON sweets.id = sweet_id WHERE made_on = shop_day($1)", demo.now
    )
    assert {sku for (sku,) in fresh} >= set(FRESH_TODAY)
    left = dict(await demo.rows("SELECT sku, on_hand FROM sweets WHERE on_hand <= low_stock_threshold"))
    assert left.items() >= {sku: Decimal(quantity) for sku, quantity in LEFT_TODAY.items()}.items()
    assert len(left) < 16
    assert await demo.rows("SELECT FROM lots WHERE on_hand > 0 AND best_before = shop_day($1) + 1", demo.now)


@pytest.mark.parametrize(
    ("what", "query", "at_least"),
    [
        ("sales today", "SELECT FROM sales WHERE business_day = shop_day($1)", 2),
        ("sales with a discount", "SELECT FROM sales WHERE discount_total > 0", 50),
        ("discounts on a line", "SELECT FROM sale_lines WHERE line_discount > 0", 20),
        ("sales with change", "SELECT FROM payments WHERE given > amount", 100),
        ("sales with tax", "SELECT FROM sales WHERE tax_total > 0", 1000),
        ("sales to customers by name", "SELECT FROM sales WHERE customer_id IS NOT NULL", 300),
        ("purchases of the demo's customer", "SELECT FROM sales WHERE buyer_id IS NOT NULL", 8),
        ("refunds", "SELECT FROM refunds", 8),
        ("drawers", "SELECT FROM drawer_sessions WHERE closed_at IS NOT NULL", 90),
        ("drawers that were short", "SELECT FROM drawer_sessions WHERE counted < cash", 9),
        ("an open drawer", "SELECT FROM drawer_sessions WHERE closed_at IS NULL", 1),
        ("customers who owe", "SELECT FROM customers WHERE balance > 0", 1),
        ("voids", "SELECT FROM sale_voids", 2),
        ("reasons of adjustments", "SELECT DISTINCT reason FROM adjustments", 7),
        ("states of orders", "SELECT DISTINCT status FROM purchase_orders", 6),
        ("states of stocktakes", "SELECT DISTINCT status FROM stocktakes", 2),
        ("differences of a count", "SELECT FROM stock_movements WHERE kind = 'count'", 3),
        ("an address on receipts", "SELECT FROM settings WHERE key = 'receipt_header'", 1),
        ("tax classes", "SELECT FROM tax_classes", 3),
        ("lots from a supplier", "SELECT FROM lots WHERE supplier_id IS NOT NULL", 20),
        ("open alerts", "SELECT FROM stock_alerts WHERE resolved_at IS NULL", 5),
        ("unread notifications", "SELECT FROM notifications WHERE created_at > $1::timestamptz - interval '1 day'", 5),
        ("customers", "SELECT FROM customers", 200),
        ("customers without a phone", "SELECT FROM customers WHERE phone IS NULL", 10),
        ("customers with an e-mail", "SELECT FROM customers WHERE email IS NOT NULL", 30),
        ("customers with an account", "SELECT FROM customers WHERE user_id IS NOT NULL", 1),
    ],
)
async def test_a_screen_has_something_to_show(demo: DemoShop, what: str, query: str, at_least: int) -> None:
    arguments = [demo.now] if "$1" in query else []
    assert len(await demo.rows(query, *arguments)) >= at_least, what


async def test_a_half_received_order_waits_for_its_rest(demo: DemoShop) -> None:
    ((ordered, received),) = await demo.rows(
        """
        SELECT sum(packs), sum(packs_received) FROM purchase_order_lines AS l
        JOIN purchase_orders AS o ON o.id = l.purchase_order_id WHERE o.status = 'partially_received'
        """
    )
    assert 0 < received < ordered


async def test_the_customers_have_names_of_their_own_and_made_up_numbers(demo: DemoShop) -> None:
    people = await demo.rows("SELECT name, phone, email FROM customers")
    assert len({name for name, _, _ in people}) == len(people)
    assert all(re.fullmatch(r"\+9198765\d{5}", phone) for _, phone, _ in people if phone)
    assert all(email.endswith("@example.com") for _, _, email in people if email)


def test_every_sweet_says_what_it_is_and_what_it_contains() -> None:
    sweets = list(read_sweets())
    assert {sweet.category for sweet in sweets} == set(CATEGORIES)
    assert len({sweet.sku for sweet in sweets}) == len({sweet.name for sweet in sweets}) == len(sweets)
    for sweet in sweets:
        assert re.fullmatch(r"[A-Z0-9].{20,100}\.", sweet.description), sweet
        assert list(sweet.allergens) == sorted(set(sweet.allergens)), sweet
        assert (sweet.diet is Diet.EGG) == (Allergen.EGG in sweet.allergens)
        assert (sweet.diet is Diet.VEGAN) == (not {Allergen.EGG, Allergen.MILK} & set(sweet.allergens))
