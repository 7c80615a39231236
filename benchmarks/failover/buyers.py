"""Buyers with a key for each purchase, who ask until they get an answer: also a process of its own on a node.

`python -m benchmarks.failover.buyers ADDRESS TOKEN SWEETS FILE` buys until it is told to stop, and writes each
purchase that was acknowledged into the file at once.
"""

import asyncio
import json
import secrets
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import httpx

BUYERS = 12
_WAIT_SECONDS = 0.1
_GIVES_UP_AFTER_SECONDS = 12.0


@dataclass(frozen=True, slots=True)
class Sold:
    """A purchase that was acknowledged."""

    key: str
    sale_id: int
    asked_at: float
    """When the try that succeeded was begun."""
    answered_at: float


class Buyers:
    """They buy one piece after another, each with a key of its own, and ask again until they know."""

    def __init__(
        self, addresses: Sequence[str], token: str, sweets: Sequence[int], file: IO[str] | None = None
    ) -> None:
        self.sold: list[Sold] = []
        self.unanswered: set[str] = set()
        """Keys whose last try got no answer when the buyers were told to stop."""
        self.odd: list[str] = []
        """Answers that nobody should get."""
        self._addresses = addresses
        self._headers = {"Authorization": f"Bearer {token}"}
        self._sweets = sweets
        self._file = file
        self._stopped = asyncio.Event()

    async def buy(self) -> None:
        """Buy until told to stop."""
        await asyncio.gather(*(self._buy_on(number) for number in range(BUYERS)))

    def stop(self) -> None:
        """Let each finish what it has begun."""
        self._stopped.set()

    async def _buy_on(self, number: int) -> None:
        address = self._addresses[number % len(self._addresses)]
        async with httpx.AsyncClient(
            base_url=address, headers=self._headers, timeout=_GIVES_UP_AFTER_SECONDS
        ) as client:
            while not self._stopped.is_set():
                await self._buy_one(client, self._sweets[number % len(self._sweets)])

    async def _buy_one(self, client: httpx.AsyncClient, sweet: int) -> None:
        key = secrets.token_hex(12)
        self.unanswered.add(key)
        stopped_at: float | None = None
        while True:
            asked_at = time.monotonic()
            status, sale_id = await self._try(client, sweet, key)
            if status == httpx.codes.CREATED and sale_id is not None:
                sold = Sold(key, sale_id, asked_at, time.monotonic())
                self.sold.append(sold)
                self.unanswered.discard(key)
                if self._file is not None:
                    print(
                        json.dumps([sold.key, sold.sale_id, sold.asked_at, sold.answered_at]),
                        file=self._file,
                        flush=True,
                    )
                return
            if self._stopped.is_set():
                stopped_at = stopped_at or time.monotonic()
                if time.monotonic() - stopped_at > _GIVES_UP_AFTER_SECONDS:
                    return
            await asyncio.sleep(_WAIT_SECONDS)

    async def _try(self, client: httpx.AsyncClient, sweet: int, key: str) -> tuple[int, int | None]:
        try:
            answer = await client.post(
                f"/api/sweets/{sweet}/purchase", json={"quantity": "1"}, headers={"Idempotency-Key": key}
            )
        except httpx.HTTPError:
            return 0, None
        if answer.status_code == httpx.codes.CREATED:
            return answer.status_code, int(answer.json()["id"])
        if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE and "in_progress" not in answer.text:
            self.odd.append(f"{answer.status_code} {answer.text[:200]}")
        return answer.status_code, None


def read(file: Path) -> list[Sold]:
    """Return what a process of buyers has written down."""
    return [Sold(*json.loads(line)) for line in file.read_text().splitlines()]


async def _buy_until_terminated(address: str, token: str, sweets: Sequence[int], file: Path) -> None:
    with file.open("a") as output:
        buyers = Buyers([address], token, sweets, output)
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, buyers.stop)
        await buyers.buy()


if __name__ == "__main__":
    asyncio.run(
        _buy_until_terminated(sys.argv[1], sys.argv[2], [int(one) for one in sys.argv[3].split(",")], Path(sys.argv[4]))
    )
