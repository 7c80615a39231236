"""Server-sent events for one listener."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from prometheus_client import Gauge
from starlette.types import Receive, Scope, Send

from app.services.common.access import Caller
from app.services.shop.feed import Feed
from app.services.shop.live_events import LiveEvents

COME_BACK_AFTER_MILLISECONDS = 1000
REPLACED_COME_BACK_AFTER_MILLISECONDS = 60_000
"""Otherwise tabs beyond the limit of streams would replace each other every second."""

OPEN_STREAMS = Gauge("open_event_streams", "Who is listening to events at the moment.", multiprocess_mode="livesum")

EVENT_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": (
            "Events, until either side ends the connection. Connect again with the id of the last one. The event "
            "`replaced`, without an id, says that newer streams of the same login or user took the place of this one: "
            "wait a minute, or close another."
        ),
        "content": {
            "text/event-stream": {
                "schema": {"type": "string"},
                "example": (
                    "event: ready\ndata: {}\nid: 41\n\n"
                    "event: stock_alert\n"
                    'data: {"sweet_id": 7, "sku": "KAJU", "name": "Kaju Katli", "state": "low", '
                    '"available": "0.750", "unit": "kg"}\n'
                    "id: 42\n\n"
                    ": ping\n\n"
                ),
            }
        },
    }
}


class EventStream(EventSourceResponse):
    """A feed as an answer. The feed joins before the answer starts, so that it can still be refused."""

    def __init__(self, live_events: LiveEvents, caller: Caller, after: int | None) -> None:
        self._live_events = live_events
        self._feed = Feed(caller, after)
        super().__init__(_text(self._feed), headers={"X-Accel-Buffering": "no"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the feed until it ends or the listener leaves. A listener who does not read is dropped."""
        async with self._live_events.joined(self._feed):
            OPEN_STREAMS.inc()
            try:
                async with asyncio.timeout(None) as patience:
                    loop = asyncio.get_running_loop()
                    self._feed.on_drop = lambda seconds: patience.reschedule(loop.time() + seconds)
                    await super().__call__(scope, receive, send)
            except TimeoutError:
                if not patience.expired():
                    raise
            finally:
                OPEN_STREAMS.dec()


async def _text(feed: Feed) -> AsyncIterator[bytes]:
    yield format_sse_event(retry=COME_BACK_AFTER_MILLISECONDS)
    async for batch in feed.batches():
        yield (
            b"".join(format_sse_event(event=event.kind, data_str=event.data, id=str(event.id)) for event in batch)
            or KEEPALIVE_COMMENT
        )
    if feed.is_replaced:
        yield format_sse_event(event="replaced", data_str="{}", retry=REPLACED_COME_BACK_AFTER_MILLISECONDS)
