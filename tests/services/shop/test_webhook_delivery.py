"""Events reach their endpoints: at least once, and in order by what they are about."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from app.models import Role
from app.repositories.shop.outbox import OutboxRepository
from app.repositories.shop.webhook_deliveries import Backlog, WebhookDeliveryRepository
from app.services.shop.housekeeping import Housekeeping
from app.services.shop.webhooks import courier
from app.services.shop.webhooks.delivery import LEASE_SECONDS
from tests.support.answers import ok
from tests.support.concurrency import until
from tests.support.requests import NewSweet
from tests.support.selling import sell
from tests.support.shop import TestShop, log_in_as
from tests.support.webhooks import (
    DROP,
    HANG,
    Received,
    Receiver,
    about,
    add_webhook,
    answering,
    deliveries,
    delivering,
    sold_and_refunded,
)

SALES = ["sale.created", "sale.refunded", "sale.voided"]


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


async def test_a_long_line_of_one_sweet_is_told_in_order_and_holds_up_no_other(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    barfi, ladoo = await new_sweet(stock="100"), await new_sweet(stock="100")
    of_barfi = answering(500)

    def answer(one: Received) -> int:
        return of_barfi(one) if one.event["data"]["sweet_id"] == barfi["id"] else 204

    async with Receiver(answer).open() as receiver, delivering(shop) as delivery:
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
        webhook = await add_webhook(shop, admin, receiver, SALES)
        sale = await sold_and_refunded(salesperson, sweet)
        await delivery.run()
        # What waits for an endpoint that is disabled, as one that is gone is, is not late.
        assert await backlog(shop) == Backlog(waiting=0, dead=1, oldest_waiting=None)
        ok(await admin.patch(f"/api/webhooks/{webhook['id']}", json={"is_enabled": True}))
    (refunded,) = await shop.sql("SELECT created_at FROM refunds WHERE sale_id = $1", sale["id"])
    assert await backlog(shop) == Backlog(waiting=1, dead=1, oldest_waiting=refunded["created_at"])


async def backlog(shop: TestShop) -> Backlog:
    async with shop.database.reading() as session:
        return await WebhookDeliveryRepository(session).backlog()
