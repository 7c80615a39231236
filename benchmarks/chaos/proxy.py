"""The network between the shop and its PostgreSQL: a proxy that can lose, delay and cut what passes."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

COMMIT = b"Q\x00\x00\x00\x0cCOMMIT;\x00"
"""How a transaction is committed in PostgreSQL's protocol."""
CHUNK = 65_536


@dataclass
class Weather:
    """What becomes of what passes."""

    held: bool = False
    """Nothing passes, and nobody is told."""
    refused: bool = False
    """New connections are closed at once."""
    most_delay: float = 0
    """In seconds, for each piece."""
    lost_commits: int = 0
    """How many commits reach the database whose answers do not come back."""
    cut_answers: int = 0
    """How many connections end in the middle of an answer."""


class Proxy:
    """Passes connections on to PostgreSQL's socket through some weather."""

    def __init__(self, target: Path, draw: random.Random) -> None:
        self._target = target
        self._draw = draw
        self._links: set[_Link] = set()
        self.weather = Weather()
        self.port = 0

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["Proxy"]:
        """Listen on a free port during the block."""
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            self.cut()
            while self._links:  # noqa: ASYNC110 - each takes itself out.
                await asyncio.sleep(0.01)

    def cut(self) -> None:
        """End every connection without a word."""
        for link in tuple(self._links):
            link.abort()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.weather.refused:
            writer.transport.abort()
            return
        try:
            to_reader, to_writer = await asyncio.open_unix_connection(str(self._target))
        except OSError:
            writer.transport.abort()
            return
        link = _Link(self, writer, to_writer)
        self._links.add(link)
        try:
            # A run that is given up cancels it, which would be an error in the log.
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.gather(link.pass_requests(reader), link.pass_answers(to_reader))
        finally:
            await link.end()
            self._links.discard(link)

    async def clear(self) -> None:
        """Wait until something may pass."""
        while self.weather.held:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        if self.weather.most_delay:
            await asyncio.sleep(self._draw.uniform(0, self.weather.most_delay))


class _Link:
    """One connection of the shop, and that to PostgreSQL behind it."""

    def __init__(self, proxy: Proxy, shop: asyncio.StreamWriter, database: asyncio.StreamWriter) -> None:
        self._proxy = proxy
        self._shop = shop
        self._database = database
        self._loses_answer = False

    def abort(self) -> None:
        for writer in (self._shop, self._database):
            writer.transport.abort()

    async def end(self) -> None:
        self.abort()
        for writer in (self._shop, self._database):
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def pass_requests(self, reader: asyncio.StreamReader) -> None:
        with contextlib.suppress(OSError):
            while chunk := await reader.read(CHUNK):
                await self._proxy.clear()
                if self._proxy.weather.lost_commits and COMMIT in chunk:
                    self._proxy.weather.lost_commits -= 1
                    self._loses_answer = True
                self._database.write(chunk)
                await self._database.drain()
        # What was sent before the shop hung up reaches the database, as it does over a network.
        if not self._database.is_closing():
            self._database.close()

    async def pass_answers(self, reader: asyncio.StreamReader) -> None:
        with contextlib.suppress(OSError):
            while chunk := await reader.read(CHUNK):
                await self._proxy.clear()
                if self._loses_answer:
                    break
                if self._proxy.weather.cut_answers:
                    self._proxy.weather.cut_answers -= 1
                    self._shop.write(chunk[: len(chunk) // 2])
                    await self._shop.drain()
                    break
                self._shop.write(chunk)
                await self._shop.drain()
        self.abort()
