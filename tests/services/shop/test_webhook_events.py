"""What happens in the shop is told to other systems as it was, and never before it is committed."""

from datetime import timedelta
from typing import Any, get_args

from httpx import AsyncClient

from app.core.webhook_signature import sign
from app.schemas.webhook_event import EVENTS
from app.services.shop.daily_job import DailyJob
from tests.support.answers import created, ok, read_strictly
from tests.support.clock import SHOP_ZONE
from tests.support.requests import NewSweet, purchase, restock
from tests.support.selling import line, refund, sell, void
from tests.support.shop import TestShop
from tests.support.webhooks import Receiver, about, add_webhook, deliveries, delivering, sold_and_refunded

BODIES: dict[str, Any] = {get_args(one.model_fields["type"].annotation)[0]: one for one in EVENTS}


async def test_what_happens_in_the_shop_is_told_in_order_and_signed(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(name="Barfi", stock="10", low_stock_threshold="3")
    async with Receiver().open() as receiver, delivering(shop) as delivery:
        webhook = await add_webhook(shop, admin, receiver)
        sale = await sell(salesperson, (sweet, "4"), tender="cash")
        created(await refund(salesperson, sale, line(1, "1", restock=True)))
        order = created(await purchase(customer, sweet, "7"))
        ok(await void(admin, order))
        await delivery.run()
    assert about(receiver, "sale", sale["id"]) == ["sale.created", "sale.refunded"]
    assert about(receiver, "sale", order["id"]) == ["sale.created", "order.ready", "sale.voided"]
    assert about(receiver, "sweet", sweet["id"]) == [*["stock.changed"] * 3, "stock.low", "stock.changed"]
    stock = [one.event["data"] for one in receiver.received if one.type == "stock.changed"]
    assert [(one["change"], one["on_hand"], one["available"]) for one in stock] == [
        ("-4.000", "6.000", "6.000"),
        ("1.000", "7.000", "7.000"),
        ("-7.000", "0.000", "0.000"),
        ("7.000", "7.000", "7.000"),
    ]
    (told,) = (
        one.event["data"]
        for one in receiver.received
        if (one.type, one.event["data"].get("id")) == ("sale.created", sale["id"])
    )
    same = ("id", "number", "business_day", "subtotal", "tax_total", "total", "rounding", "amount_due", "currency")
    assert {name: told[name] for name in same} == {name: sale[name] for name in same}
    assert told["payments"] == [{"tender": "cash", "amount": "400.00"}]
    assert len({one.id for one in receiver.received}) == len(receiver.received)
    for one in receiver.received:
        read_strictly(BODIES[one.type], one.event)
        signature = sign([webhook["secret"]], one.id, int(one.headers["webhook-timestamp"]), one.body)
        assert one.headers["webhook-signature"] == signature
    assert {one["state"] for one in await deliveries(admin)} == {"delivered"}


async def test_what_is_told_of_a_sale_is_what_it_was_when_it_was_made(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    async with Receiver().open() as receiver, delivering(shop) as delivery:
        await add_webhook(shop, admin, receiver, ["sale.created"])
        order = created(await purchase(customer, sweet, "2"))
        shop.clock.advance(timedelta(minutes=1))
        paid = {"payments": [{"tender": "upi", "amount": "50"}]}
        created(await admin.post(f"/api/sales/{order['id']}/payments", json=paid["payments"][0]))
        await delivery.run()
    (told,) = [one.event["data"] for one in receiver.received]
    assert (told["payments"], told["paid"], told["amount_due"]) == ([], "0.00", "200.00")


async def test_what_is_rolled_back_is_not_told(shop: TestShop, admin: AsyncClient, new_sweet: NewSweet) -> None:
    sweet = await new_sweet(stock="10")
    async with Receiver().open() as receiver:
        await add_webhook(shop, admin, receiver)
        async with shop.connect() as connection:
            transaction = connection.transaction()
            await transaction.start()
            await connection.execute(
                "INSERT INTO stock_alerts (sweet_id, state, available, raised_at) VALUES ($1, 'low', 1, suite.now())",
                sweet["id"],
            )
            assert await connection.fetchval("SELECT count(*) FROM webhook_deliveries") == 1
            await transaction.rollback()
        assert await shop.sql("SELECT FROM outbox_events") == []


async def test_nothing_is_written_for_events_that_no_enabled_endpoint_wants(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    async with Receiver().open() as receiver:
        disabled = await add_webhook(shop, admin, receiver)
        await add_webhook(shop, admin, receiver, ["sale.refunded"])
        ok(await admin.patch(f"/api/webhooks/{disabled['id']}", json={"is_enabled": False}))
        await sold_and_refunded(salesperson, sweet)
    rows = await shop.sql("SELECT type FROM outbox_events")
    assert [row["type"] for row in rows] == ["sale.refunded"]


async def test_what_expires_overnight_is_told_as_a_change_of_what_is_available(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="1")
    await restock(admin, sweet, "5", best_before=shop.clock().astimezone(SHOP_ZONE).date().isoformat())
    await DailyJob(shop.database, shop.app.state.shop.current_settings).run()
    async with Receiver().open() as receiver, delivering(shop) as delivery:
        await add_webhook(shop, admin, receiver, ["stock.changed"])
        shop.clock.advance(timedelta(days=1))
        await DailyJob(shop.database, shop.app.state.shop.current_settings).run()
        await delivery.run()
    told = [one.event["data"] for one in receiver.received]
    assert [(one["change"], one["on_hand"], one["available"]) for one in told] == [("0.000", "6.000", "1.000")]
