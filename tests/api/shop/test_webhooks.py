"""Admins keep webhooks, look at their deliveries and send them again."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from app.core.webhook_signature import sign
from app.schemas.webhook import WebhookDeliveryDetail, WebhookDeliveryPage, WebhookPage, WebhookRead, WebhookWithSecret
from app.services.shop.webhooks.webhooks import MAX_WEBHOOKS
from tests.support.answers import created, field_errors, ok, problem, read_strictly
from tests.support.concurrency import codes
from tests.support.requests import NewSweet
from tests.support.selling import sell
from tests.support.shop import TestShop
from tests.support.webhooks import Receiver, add_webhook, answering, deliveries, delivering

NEW = {
    "url": "https://books.example/hook?shop=1",
    "events": ["stock.low", "sale.created", "stock.low"],
    "description": "Books",
}


async def test_a_webhook_is_added_changed_and_deleted(admin: AsyncClient) -> None:
    answer = await admin.post("/api/webhooks", json=NEW)
    new = created(answer)
    read_strictly(WebhookWithSecret, new)
    assert answer.headers["Location"] == f"/api/webhooks/{new['id']}"
    secret = new.pop("secret")
    assert (new["url"], new["events"]) == (NEW["url"], ["sale.created", "stock.low"])
    assert ok(await admin.get(f"/api/webhooks/{new['id']}")) == new
    changed = ok(await admin.patch(f"/api/webhooks/{new['id']}", json={"events": ["order.ready"], "is_enabled": False}))
    read_strictly(WebhookRead, changed)
    assert changed == new | {"events": ["order.ready"], "is_enabled": False, "updated_at": changed["updated_at"]}
    listed = ok(await admin.get("/api/webhooks", params={"is_enabled": False}))
    read_strictly(WebhookPage, listed)
    assert listed["items"] == [changed]
    assert (await admin.delete(f"/api/webhooks/{new['id']}")).status_code == 204
    problem(await admin.get(f"/api/webhooks/{new['id']}"), 404, "webhook_not_found")
    logged = ok(await admin.get("/api/audit-logs", params={"entity": "webhook"}))
    assert [one["action"] for one in logged["items"]] == ["webhook.deleted", "webhook.updated", "webhook.created"]
    assert secret not in str(logged)


async def test_a_secret_is_shown_once_and_stored_nowhere_as_it_is(shop: TestShop, admin: AsyncClient) -> None:
    headers = {"Idempotency-Key": "one"}
    first, again = [await admin.post("/api/webhooks", json=NEW, headers=headers) for _ in range(2)]
    assert (first.json(), again.headers["Idempotency-Replayed"]) == (again.json(), "true")
    secret = created(first)["secret"]
    ok(await admin.post(f"/api/webhooks/{first.json()['id']}/secret"))
    assert created(await admin.post("/api/webhooks", json=NEW, headers=headers))["secret"] == secret
    for table in ("webhooks", "webhook_secrets", "idempotency_keys", "audit_logs"):
        assert secret not in str(await shop.sql(f"SELECT to_jsonb(t)::text FROM {table} AS t"))
        assert secret.encode().hex() not in str(await shop.sql(f"SELECT to_jsonb(t)::text FROM {table} AS t"))


async def test_a_replaced_secret_signs_for_a_day_beside_the_new_one(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    async with Receiver().open() as receiver, delivering(shop) as delivery:
        webhook = await add_webhook(shop, admin, receiver, ["sale.created"])
        replaced = ok(await admin.post(f"/api/webhooks/{webhook['id']}/secret"))
        read_strictly(WebhookWithSecret, replaced)
        assert replaced["secret"] != webhook["secret"]
        both, one = [replaced["secret"], webhook["secret"]], [replaced["secret"]]
        for secrets, later in ((both, timedelta(hours=23)), (one, timedelta(hours=24))):
            await sell(salesperson, (sweet, "1"), tender="cash")
            moment = shop.clock()
            shop.clock.set(moment + later)
            await delivery.run()
            told = receiver.received[-1]
            signed = sign(secrets, told.id, int(told.headers["webhook-timestamp"]), told.body)
            assert told.headers["webhook-signature"] == signed
            shop.clock.set(moment)


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://localhost:8000/", "http://[::1]:80/x"),
        *("https://10.0.0.1/", "https://169.254.169.254/latest", "https://[fd12::1]/", "https://[::ffff:7f00:1]/"),
    ],
)
async def test_a_private_address_is_refused(shop: TestShop, admin: AsyncClient, url: str) -> None:
    refused = await admin.post("/api/webhooks", json=NEW | {"url": url})
    assert problem(refused, 422, "webhook_address_not_allowed")["errors"][0]["pointer"] == "/url"
    kept = created(await admin.post("/api/webhooks", json=NEW))
    refused = await admin.patch(f"/api/webhooks/{kept['id']}", json={"url": url})
    problem(refused, 422, "webhook_address_not_allowed")
    assert ok(await admin.get(f"/api/webhooks/{kept['id']}"))["url"] == NEW["url"]


@pytest.mark.parametrize(
    "fields",
    [
        *({"url": url} for url in ("ftp://books.example", "books.example", "https://", "https://a b.example/")),
        *(
            {"url": url}
            for url in ("http://..../", "http://-/", "https://a.example:0/", f"https://{'a' * 64}.example/")
        ),
        *({"url": url} for url in ("https://me:word@books.example/", "https://books.example/#part")),
        *({"events": events} for events in ([], ["sale.deleted"], ["ping"])),
    ],
)
async def test_what_is_no_address_or_no_event_is_refused(admin: AsyncClient, fields: dict[str, Any]) -> None:
    refused = await admin.post("/api/webhooks", json=NEW | fields)
    (pointer,) = field_errors(refused)
    assert pointer.startswith(f"/{next(iter(fields))}")


async def test_a_shop_keeps_so_many_webhooks_and_no_more(admin: AsyncClient) -> None:
    answers = [await admin.post("/api/webhooks", json=NEW) for _ in range(MAX_WEBHOOKS + 1)]
    assert codes(answers) == {"done": MAX_WEBHOOKS, "too_many_webhooks": 1}


async def test_a_ping_tells_how_it_went(shop: TestShop, admin: AsyncClient) -> None:
    async with Receiver(answering(503, then=200), reply=b"Later.").open() as receiver, delivering(shop) as delivery:
        webhook = await add_webhook(shop, admin, receiver, ["stock.low"])
        answer = await admin.post(f"/api/webhooks/{webhook['id']}/test")
        ping = created(answer)
        assert answer.headers["Location"] == f"/api/webhook-deliveries/{ping['id']}"
        assert (ping["type"], ping["state"], ping["attempts"]) == ("ping", "waiting", 0)
        await delivery.run()
        tried = ok(await admin.get(f"/api/webhook-deliveries/{ping['id']}"))
        read_strictly(WebhookDeliveryDetail, tried)
        assert (tried["state"], tried["last_status"], tried["tries"][0]["answer"]) == ("waiting", 503, "Later.")
        assert tried["next_attempt_at"] > tried["tries"][0]["tried_at"]
        again = ok(await admin.post(f"/api/webhook-deliveries/{ping['id']}/retry"))
        read_strictly(WebhookDeliveryDetail, again)
        await delivery.run()
        tried = ok(await admin.get(f"/api/webhook-deliveries/{ping['id']}"))
        assert (tried["state"], tried["attempts"], tried["last_status"]) == ("delivered", 2, 200)
    assert [one.event["data"] for one in receiver.received] == [{"webhook_id": webhook["id"]}] * 2
    assert {one.id for one in receiver.received} == {tried["message_id"]}
    assert {one.body.decode() for one in receiver.received} == {tried["payload"]}


async def test_any_delivery_can_be_sent_again_with_the_same_id(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    async with Receiver(answering(410)).open() as receiver, delivering(shop) as delivery:
        webhook = await add_webhook(shop, admin, receiver, ["sale.created"])
        await sell(salesperson, (sweet, "1"), tender="cash")
        await delivery.run()
        (dead,) = await deliveries(admin, state="dead")
        problem(await admin.post(f"/api/webhook-deliveries/{dead['id']}/retry"), 409, "webhook_disabled")
        ok(await admin.patch(f"/api/webhooks/{webhook['id']}", json={"is_enabled": True}))
        for _ in range(2):
            ok(await admin.post(f"/api/webhook-deliveries/{dead['id']}/retry"))
            await delivery.run()
            (delivered,) = await deliveries(admin, state="delivered")
        assert (delivered["id"], delivered["attempts"]) == (dead["id"], 3)
    assert len(receiver.received) == 3
    assert len({(one.id, one.body) for one in receiver.received}) == 1


async def test_deliveries_are_found_by_endpoint_state_and_type(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    async with Receiver().open() as receiver, delivering(shop) as delivery:
        one = await add_webhook(shop, admin, receiver, ["sale.created", "stock.changed"])
        other = await add_webhook(shop, admin, receiver, ["sale.created"])
        await sell(salesperson, (sweet, "1"), tender="cash")
        await delivery.run()
        await sell(salesperson, (sweet, "1"), tender="cash")
    read_strictly(WebhookDeliveryPage, ok(await admin.get("/api/webhook-deliveries")))
    assert len(await deliveries(admin)) == 6
    assert len(await deliveries(admin, webhook_id=one["id"])) == 4
    assert {row["webhook_id"] for row in await deliveries(admin, webhook_id=other["id"])} == {other["id"]}
    assert len(await deliveries(admin, state="waiting")) == len(await deliveries(admin, state="delivered")) == 3
    assert {row["type"] for row in await deliveries(admin, type="stock.changed")} == {"stock.changed"}
    problem(await admin.get("/api/webhook-deliveries", params={"type": "sale.lost"}), 422, "invalid_request")
    problem(await admin.get("/api/webhook-deliveries/99"), 404, "webhook_delivery_not_found")


async def test_a_key_of_another_installation_cannot_read_the_secret(shop: TestShop, admin: AsyncClient) -> None:
    async with Receiver().open() as receiver, delivering(shop) as delivery:
        webhook = await add_webhook(shop, admin, receiver)
        await shop.sql("UPDATE webhook_secrets SET secret = 'sealed under another key'")
        created(await admin.post(f"/api/webhooks/{webhook['id']}/test"))
        await delivery.run()
        (tried,) = await deliveries(admin)
    assert receiver.received == []
    assert tried["last_error"] == "The secret cannot be read under this SECRET_KEY. Replace it."
