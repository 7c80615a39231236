"""A receiver of webhooks that keeps what it gets, and answers as a test wants."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from httpx import AsyncClient

from app.core.outbound import CheckedNetwork
from app.core.public_addresses import networks
from app.services.shop.webhooks.delivery import WebhookDelivery
from tests.support.answers import created, ok
from tests.support.selling import line, refund, sell
from tests.support.shop import TestShop, settings_for

DROP, HANG = 0, -1
"""In place of a status: the connection is closed without an answer, or there is none."""
EVERY_EVENT = ["sale.created", "sale.paid", "sale.refunded", "sale.voided", "stock.changed", "stock.low", "order.ready"]


@dataclass(frozen=True)
class Received:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def event(self) -> dict[str, Any]:
        event: dict[str, Any] = json.loads(self.body)
        return event

    @property
    def type(self) -> str:
        return str(self.event["type"])


@dataclass
class Receiver:
    """A server on this machine. `answer` tells the status of each request, or DROP or HANG."""

    answer: Callable[[Received], int] = lambda _: 204
    received: list[Received] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    reply: bytes = b""
    _tasks: list[Any] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def types(self) -> list[str]:
        return [one.type for one in self.received]

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Receiver"]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=200)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._tasks.append(asyncio.current_task())
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                while await self._answer(reader, writer):
                    pass
        finally:
            writer.transport.abort()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (row.partition(": ") for row in head[1:] if row)}
        body = await reader.readexactly(int(headers["content-length"]))
        request = Received(head[0].split(" ")[1], headers, body)
        self.received.append(request)
        status = self.answer(request)
        if status == HANG:
            await asyncio.sleep(3600)
        if status == DROP:
            return False
        more = "location: http://127.0.0.1:1/elsewhere\r\n" if 300 <= status < 400 else ""
        length = "" if status == 204 else f"content-length: {len(self.reply)}\r\n"
        writer.write(f"HTTP/1.1 {status} So\r\n{more}{length}\r\n".encode() + (b"" if status == 204 else self.reply))
        await writer.drain()
        return True


def answering(*statuses: int, then: int = 204) -> Callable[[Received], int]:
    """Answer with these statuses, and afterwards always with another."""
    left = list(statuses)
    return lambda _: left.pop(0) if left else then


@asynccontextmanager
async def delivering(shop: TestShop, allowed: Sequence[str] = ("127.0.0.0/8",)) -> AsyncIterator[WebhookDelivery]:
    """A worker's delivery, which runs when a test says so."""
    network = CheckedNetwork(networks(allowed))
    delivery = WebhookDelivery(shop.database, lambda: shop.context, settings_for(shop.url), network)
    try:
        yield delivery
    finally:
        await delivery.close()


async def add_webhook(
    shop: TestShop, admin: AsyncClient, receiver: Receiver, events: Iterable[str] = EVERY_EVENT
) -> dict[str, Any]:
    """Add an endpoint that leads to a receiver on this machine."""
    new = {"url": "http://books.example/", "events": list(events)}
    webhook = created(await admin.post("/api/webhooks", json=new))
    # The address of a test is private, and comes in by the side door.
    await shop.sql("UPDATE webhooks SET url = $2 WHERE id = $1", webhook["id"], receiver.url)
    return webhook


async def deliveries(admin: AsyncClient, **filters: Any) -> list[dict[str, Any]]:
    """The deliveries, the oldest first."""
    body = ok(await admin.get("/api/webhook-deliveries", params={"limit": 200, **filters}))
    return list(reversed(body["items"]))


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
    """Sell two of a sweet and give the money of one back; return the sale."""
    sale = await sell(salesperson, (sweet, "2"), tender="cash")
    created(await refund(salesperson, sale, line(1, "1")))
    return sale
