"""The last seconds of a worker: it says that it is not ready, and serves on for a while."""

import asyncio
import signal
from types import FrameType

from app.api.deps import Shop


def drain_on_signals(shop: Shop) -> None:
    """Let SIGTERM and SIGINT end the event streams before they stop the server.

    The server waits for open streams, which never end by themselves. On SIGTERM it would also stop listening at once:
    "not ready" comes first, for as long as a load balancer needs to notice and to send requests elsewhere.
    """
    loop = asyncio.get_running_loop()

    def drain_on(signum: int, for_seconds: float) -> None:
        server_stop = signal.getsignal(signum)
        if not callable(server_stop):
            return

        def stop(frame: FrameType | None) -> None:
            shop.live_events.close()
            server_stop(signum, frame)

        def drain(_: int, frame: FrameType | None) -> None:
            shop.draining = True
            loop.call_soon_threadsafe(loop.call_later, for_seconds, stop, frame)

        signal.signal(signum, drain)

    if callable(signal.getsignal(signal.SIGTERM)):
        drain_on(signal.SIGTERM, shop.settings.drain_seconds)
        drain_on(signal.SIGINT, 0)
