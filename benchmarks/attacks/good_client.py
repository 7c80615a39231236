"""The good clients: a health check, a visitor, a customer, and the owner who logs in."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Any

import httpx

from benchmarks.attacks.target import CUSTOMER, OWNER, OWNER_ADDRESS, Target

HEALTH_EVERY_SECONDS = 0.25
REQUEST_EVERY_SECONDS = 0.5
LOGIN_EVERY_SECONDS = 4.0
TRY_AGAIN_SECONDS = 2.0
LONGEST_HEAD_START_SECONDS = 15.0
"""The seconds of an attack before the owner comes; a third of a short one."""
CUSTOMER_ADDRESS = "127.0.0.8"


@dataclass
class Lane:
    """The results of one kind of request."""

    seconds: list[float] = field(default_factory=list)
    """The seconds of each success; for a login, with all its tries."""
    refused: Counter[str] = field(default_factory=Counter)
    given_up: int = 0
    """The number without success before the time was up."""

    def summary(self) -> dict[str, Any]:
        """Return the figures."""
        return {
            "good": len(self.seconds),
            "given_up": self.given_up,
            "refused": dict(self.refused),
            "median_ms": round(1000 * median(self.seconds), 1) if self.seconds else None,
            "worst_ms": round(1000 * max(self.seconds), 1) if self.seconds else None,
        }


@dataclass(frozen=True)
class Pace:
    """When somebody asks: the moments of the first and of the last time, and the seconds in between."""

    begin: float
    every: float
    again: float
    """The seconds after a refusal."""
    end: float


class GoodClients:
    """Send the usual requests, each kind at its own pace, and record the results."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._closing = AsyncExitStack()

    async def __aenter__(self) -> "GoodClients":
        token = await self._target.log_in(CUSTOMER, CUSTOMER_ADDRESS)
        self._customer = await self._closing.enter_async_context(self._target.client(CUSTOMER_ADDRESS))
        self._customer.headers["Authorization"] = f"Bearer {token}"
        # A device the shop has seen before keeps its cookies.
        self._known = await self._closing.enter_async_context(self._target.client(OWNER_ADDRESS))
        (await self._log_in(self._known)).raise_for_status()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._closing.aclose()

    async def work(self, seconds: float, head_start: float = 0) -> dict[str, dict[str, Any]]:
        """Return the results of each kind of request; logins begin after the head start."""
        begin = time.monotonic()
        requests = Pace(begin, REQUEST_EVERY_SECONDS, REQUEST_EVERY_SECONDS, begin + seconds)
        health = replace(requests, every=HEALTH_EVERY_SECONDS)
        logins = Pace(begin + head_start, LOGIN_EVERY_SECONDS, TRY_AGAIN_SECONDS, begin + seconds)
        kinds: dict[str, tuple[Callable[[], Awaitable[httpx.Response]], Pace]] = {
            "health": (self._look_alive, health),
            "list": (self._list, requests),
            "purchase": (self._buy, requests),
            "login, known device": (lambda: self._log_in(self._known), logins),
            "login, new device": (self._log_in_anew, logins),
        }
        lanes = {name: Lane() for name in kinds}
        await asyncio.gather(*(_keep_asking(lanes[name], *kind) for name, kind in kinds.items()))
        return {name: lane.summary() for name, lane in lanes.items()}

    async def _look_alive(self) -> httpx.Response:
        # As a load balancer does: on a new connection, which either worker may take.
        async with self._target.client() as client:
            return await client.get("/health/live")

    async def _list(self) -> httpx.Response:
        return await self._customer.get("/api/sweets")

    async def _buy(self) -> httpx.Response:
        return await self._customer.post(f"/api/sweets/{self._target.sweet_id}/purchase", json={"quantity": 1})

    async def _log_in_anew(self) -> httpx.Response:
        async with self._target.client(OWNER_ADDRESS) as client:
            return await self._log_in(client)

    async def _log_in(self, client: httpx.AsyncClient) -> httpx.Response:
        login = {"username": OWNER[0], "password": OWNER[1]}
        headers = {"Origin": self._target.base_url}
        return await client.post("/api/auth/login?cookie=true", data=login, headers=headers)


async def _keep_asking(lane: Lane, ask: Callable[[], Awaitable[httpx.Response]], pace: Pace) -> None:
    await asyncio.sleep(pace.begin - time.monotonic())
    while time.monotonic() < pace.end:
        started = time.monotonic()
        while not await _is_good(lane, ask):
            if time.monotonic() >= pace.end:
                lane.given_up += 1
                return
            await asyncio.sleep(pace.again)
        lane.seconds.append(time.monotonic() - started)
        await asyncio.sleep(pace.every)


async def _is_good(lane: Lane, ask: Callable[[], Awaitable[httpx.Response]]) -> bool:
    try:
        answer = await ask()
    except httpx.TimeoutException:
        lane.refused["no answer"] += 1
        return False
    except httpx.TransportError:
        lane.refused["cut off"] += 1
        return False
    if not answer.is_success:
        lane.refused[str(answer.status_code)] += 1
    return answer.is_success
