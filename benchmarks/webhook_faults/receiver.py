"""A receiver that fails now and then, and keeps account of what it took."""

import asyncio
import json
import random
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field


@dataclass
class Receiver:
    """Takes events, and notes each that is out of order."""

    failing: float
    """The share of requests that it answers 500, drops before or after it took the event, or leaves unanswered."""
    taken: set[str] = field(default_factory=set)
    last_of: dict[str, int] = field(default_factory=dict)
    faults: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    repeated: int = 0
    out_of_order: list[str] = field(default_factory=list)
    draw: random.Random = field(default_factory=lambda: random.Random(16))  # noqa: S311 - faults, not secrets.

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of a connection."""
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while await self._answer(reader, writer):
                pass
        writer.transport.abort()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (row.partition(": ") for row in head[1:])}
        body = await reader.readexactly(int(headers["content-length"]))
        self.requests += 1
        fault = ""
        if self.draw.random() < self.failing:
            fault = self.draw.choice(("answered 500", "dropped before", "dropped after", "left unanswered"))
            self.faults[fault] += 1
        if fault in ("", "dropped after", "left unanswered"):
            self._take(headers["webhook-id"], json.loads(body)["data"])
        if fault == "left unanswered":
            await reader.read(1)
            return False
        if fault.startswith("dropped"):
            return False
        status = b"500 No" if fault else b"204 Yes"
        writer.write(b"HTTP/1.1 %s\r\n%s\r\n" % (status, b"content-length: 0\r\n" if fault else b""))
        await writer.drain()
        return True

    def _take(self, message_id: str, data: dict[str, int]) -> None:
        if message_id in self.taken:
            self.repeated += 1
            return
        self.taken.add(message_id)
        sale = str(data["id"])
        expected = self.last_of.get(sale, 0) + 1
        if data["number"] != expected:
            self.out_of_order.append(f"sale {sale}: {data['number']} came when {expected} was next")
        self.last_of[sale] = data["number"]
