"""The OpenAPI document takes a second to build, and any stranger may ask for it."""

import asyncio
import threading

import pytest

from app.models import PING, WebhookEvent
from tests.support.counter import Counter
from tests.support.shop import TestShop


async def test_others_are_answered_while_the_document_is_built(shop: TestShop, monkeypatch: pytest.MonkeyPatch) -> None:
    answered, was_answered = threading.Event(), []

    def build() -> dict[str, str]:
        was_answered.append(answered.wait(timeout=30))
        return {"openapi": "3.1.0"}

    monkeypatch.setattr(shop.app, "openapi", build)
    document = asyncio.create_task(shop.client.get("/openapi.json"))
    await asyncio.sleep(0)

    alive = await shop.client.get("/health/live")
    answered.set()

    assert alive.status_code == 200
    assert (await document).json() == {"openapi": "3.1.0"}
    assert was_answered == [True]


def test_every_event_of_webhooks_is_documented_with_its_body(counter: Counter) -> None:
    document = counter.shop.app.openapi()
    assert set(document["webhooks"]) == {*WebhookEvent, PING}
    for name, item in document["webhooks"].items():
        schema = item["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        assert document["components"]["schemas"][schema]["properties"]["type"]["const"] == name
