"""Events reach their endpoints: at least once, in order by what they are about, and never before they are committed."""

import asyncio
from datetime import timedelta
from typing import Any, get_args

import pytest
from httpx import AsyncClient

from app.core.webhook_signature import sign
from app.models import Role
from app.repositories.shop.outbox import OutboxRepository
from app.repositories.shop.webhook_deliveries import Backlog, WebhookDeliveryRepository
from app.schemas.webhook_event import EVENTS
from app.services.shop.daily_job import DailyJob
from app.services.shop.housekeeping import Housekeeping
from app.services.shop.webhooks import courier
from app.services.shop.webhooks.delivery import LEASE_SECONDS
from tests.support.answers import created, ok, read_strictly
from tests.support.clock import SHOP_ZONE
from tests.support.concurrency import until
from tests.support.requests import NewSweet, purchase, restock
from tests.support.selling import line, refund, sell, void
from tests.support.shop import TestShop, log_in_as
from tests.support.webhooks import DROP, HANG, Receiver, add_webhook, answering, deliveries, delivering

BODIES: dict[str, Any] = {get_args(one.model_fields["type"].annotation)[0]: one for one in EVENTS}
SALES = ["sale.created", "sale.refunded", "sale.voided"]


def about(receiver: Receiver, subject: str, entity_id: int) -> list[str]:
    """The types of what was told of one sale or sweet, in order."""
    name = {"sale": "id", "sweet": "sweet_id"}[subject]
    return [
        one.type
        for one in receiver.received
        if one.type.startswith(("sale.", "order.") if subject == "sale" else "stock.")
        and one.event["data"].get("sale_id", one.event["data"].get(name)) == entity_id
    ]


async def sold_and_refunded(salesperson: AsyncClient, sweet: dict[str, Any]) -> dict[str, Any]:
    sale = await sell(salesperson, (sweet, "2"), tender="cash")
    created(await refund(salesperson, sale, line(1, "1")))
    return sale


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
    told = next(one for one in receiver.received if one.type == "sale.created").event["data"]
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


async def test_a_later_event_of_a_sale_waits_for_the_earlier_and_no_other_sale_does(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    async with Receiver(answering(500)).open() as receiver, delivering(shop) as delivery:
        await add_webhook(shop, admin, receiver, SALES)
        first = await sold_and_refunded(salesperson, sweet)
        await delivery.run()
        second = await sold_and_refunded(salesperson, sweet)
        await delivery.run()
        assert [one.event["data"]["id"] for one in receiver.received if one.type == "sale.created"] == [
            first["id"],
            second["id"],
        ]
        assert about(receiver, "sale", first["id"]) == ["sale.created"]
        shop.clock.advance(timedelta(seconds=6))
        await delivery.run()
    assert about(receiver, "sale", first["id"]) == ["sale.created", "sale.created", "sale.refunded"]
    assert about(receiver, "sale", second["id"]) == ["sale.created", "sale.refunded"]
    repeated = [
        one for one in receiver.received if one.event["data"]["id"] == first["id"] and one.type == "sale.created"
    ]
    assert len({(one.id, one.body) for one in repeated}) == 1


@pytest.mark.parametrize("status", [500, 404, 302, DROP])
async def test_an_event_is_tried_for_three_days_and_then_given_up_and_the_next_follows(
    shop: TestShop,
    admin: AsyncClient,
    salesperson: AsyncClient,
    new_sweet: NewSweet,
    status: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(courier, "REST_AFTER_FAILURES", 100)
    sweet = await new_sweet(stock="10")
    async with (
        Receiver(lambda one: status if one.type == "sale.created" else 204).open() as receiver,
        delivering(shop) as delivery,
    ):
        await add_webhook(shop, admin, receiver, SALES)
        await sold_and_refunded(salesperson, sweet)
        shop.clock.stop()
        for wait in (timedelta(0), *courier.RETRY_AFTER):
            shop.clock.advance(wait * 1.1)
            await delivery.run()
        assert receiver.types == [*["sale.created"] * 10, "sale.refunded"]
    async with await log_in_as(shop, Role.ADMIN) as again:
        dead, delivered = await deliveries(again)
        assert (dead["state"], dead["attempts"], dead["next_attempt_at"]) == ("dead", 10, None)
        assert dead["last_status"] == (status or None)
        assert (dead["last_error"] is None) == bool(status)
        assert (delivered["state"], delivered["attempts"]) == ("delivered", 1)


async def test_an_endpoint_that_is_gone_is_disabled_and_sent_the_rest_once_it_is_enabled(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    async with Receiver(answering(410)).open() as receiver, delivering(shop) as delivery:
        webhook = await add_webhook(shop, admin, receiver, SALES)
        await sold_and_refunded(salesperson, sweet)
        await delivery.run()
        gone = ok(await admin.get(f"/api/webhooks/{webhook['id']}"))
        assert (gone["is_enabled"], gone["gone_at"] is None) == (False, False)
        assert [one["state"] for one in await deliveries(admin)] == ["dead", "waiting"]
        logged = ok(await admin.get("/api/audit-logs", params={"action": "webhook.gone"}))["items"]
        assert [one["entity_id"] for one in logged] == [webhook["id"]]
        again = ok(await admin.patch(f"/api/webhooks/{webhook['id']}", json={"is_enabled": True}))
        assert again["gone_at"] is None
        await delivery.run()
    assert receiver.types == ["sale.created", "sale.refunded"]


async def test_an_endpoint_that_fails_does_not_hold_up_another_and_is_left_alone_for_a_while(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="40")
    async with (
        Receiver(lambda _: HANG).open() as bad,
        Receiver().open() as good,
        delivering(shop) as delivery,
    ):
        await add_webhook(shop, admin, bad, SALES)
        await add_webhook(shop, admin, good, SALES)
        for _ in range(20):
            await sell(salesperson, (sweet, "1"), tender="cash")
        walking = asyncio.create_task(delivery.run())

        async def is_told() -> bool:
            return len(good.received) == 20

        await until(is_told)
        assert len(bad.received) <= 8
        walking.cancel()


async def test_two_workers_tell_each_event_once(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="100")
    async with Receiver().open() as receiver, delivering(shop) as one, delivering(shop) as other:
        await add_webhook(shop, admin, receiver, SALES)
        for _ in range(20):
            await sold_and_refunded(salesperson, sweet)
        await asyncio.gather(one.run(), other.run())
        await asyncio.gather(one.run(), other.run())
    assert len(receiver.received) == len({one.id for one in receiver.received}) == 40


async def test_a_worker_that_is_killed_between_answer_and_commit_is_followed_by_one_that_tells_it_again(
    shop: TestShop,
    admin: AsyncClient,
    salesperson: AsyncClient,
    new_sweet: NewSweet,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def never_commit(*_: Any) -> None:
        await asyncio.Event().wait()

    sweet = await new_sweet(stock="10")
    shop.clock.stop()
    async with Receiver().open() as receiver, delivering(shop) as killed, delivering(shop) as next_one:
        await add_webhook(shop, admin, receiver, SALES)
        sale = await sold_and_refunded(salesperson, sweet)
        with monkeypatch.context() as patched:
            patched.setattr(OutboxRepository, "record", never_commit)
            await killed.look()

            async def is_told() -> bool:
                return len(receiver.received) == 2

            await until(is_told)
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                if task.get_coro().__qualname__.startswith(("Courier.", "GroupCommit.")):  # type: ignore[union-attr]
                    task.cancel()
        assert await next_one.look() is False
        shop.clock.advance(timedelta(seconds=LEASE_SECONDS))
        await next_one.run()
    assert about(receiver, "sale", sale["id"]) == ["sale.created", "sale.refunded"] * 2
    assert len({(one.id, one.body) for one in receiver.received}) == 2
    assert {one["state"] for one in await deliveries(admin)} == {"delivered"}


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


async def test_a_long_line_of_one_sweet_is_told_in_order_and_holds_up_no_other(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    barfi, ladoo = await new_sweet(stock="100"), await new_sweet(stock="100")
    async with Receiver(answering(500)).open() as receiver, delivering(shop) as delivery:
        await add_webhook(shop, admin, receiver, ["stock.changed"])
        for _ in range(30):
            await sell(salesperson, (barfi, "1"), tender="cash")
        await sell(salesperson, (ladoo, "1"), tender="cash")
        await delivery.run()
        assert len(receiver.received) == 2
        shop.clock.advance(timedelta(seconds=6))
        await delivery.run()
    told = [one.event["data"] for one in receiver.received if one.event["data"]["sweet_id"] == barfi["id"]]
    assert [one["on_hand"] for one in told] == ["99.000", *(f"{left}.000" for left in range(99, 69, -1))]


async def test_what_was_delivered_or_given_up_is_deleted_in_time(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    async with Receiver(answering(410)).open() as receiver, delivering(shop) as delivery:
        webhook = await add_webhook(shop, admin, receiver, ["sale.created"])
        await sell(salesperson, (sweet, "1"), tender="cash")
        await delivery.run()
        ok(await admin.patch(f"/api/webhooks/{webhook['id']}", json={"is_enabled": True}))
        await sell(salesperson, (sweet, "1"), tender="cash")
        await delivery.run()
    housekeeping = Housekeeping(shop.database, shop.clock)
    kept = {29: ["dead", "delivered"], 30: ["dead"], 89: ["dead"], 90: []}
    start = shop.clock()
    for days, states in kept.items():
        shop.clock.set(start + timedelta(days=days))
        await housekeeping.tidy()
        rows = await shop.sql("SELECT state FROM webhook_deliveries ORDER BY id")
        assert [row["state"] for row in rows] == states
        assert len(await shop.sql("SELECT FROM outbox_events")) == len(states)


async def test_what_waits_for_a_deleted_endpoint_is_deleted(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    async with Receiver().open() as receiver, delivering(shop) as delivery:
        webhook = await add_webhook(shop, admin, receiver, ["sale.created"])
        await sell(salesperson, (sweet, "1"), tender="cash")
        assert (await admin.delete(f"/api/webhooks/{webhook['id']}")).status_code == 204
        await delivery.run()
        assert receiver.received == []
    await Housekeeping(shop.database, shop.clock).tidy()
    for table in ("webhook_deliveries", "outbox_events", "webhook_secrets"):
        assert await shop.sql(f"SELECT FROM {table}") == []


async def test_the_backlog_is_counted(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    async with Receiver(answering(410)).open() as receiver, delivering(shop) as delivery:
        await add_webhook(shop, admin, receiver, SALES)
        sale = await sold_and_refunded(salesperson, sweet)
        await delivery.run()
    async with shop.database.reading() as session:
        backlog = await WebhookDeliveryRepository(session).backlog()
    (refunded,) = await shop.sql("SELECT created_at FROM refunds WHERE sale_id = $1", sale["id"])
    assert backlog == Backlog(waiting=1, dead=1, oldest_waiting=refunded["created_at"])
