"""A client that keeps the rules of docs/clients.md: one key for each write, repeated until it is answered for good."""

import asyncio
import json
import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import httpx

from benchmarks.chaos.history import NO_ANSWER, Answered, Attempt, History, Outcome, Write

PATIENCE_SECONDS = 25.0
HANGS_UP_AFTER_SECONDS = (0.02, 1.0)
LONGEST_WAIT_SECONDS = 2.0
HANGS_UP, GIVES_UP = 0.03, 0.02
"""How often a client does not wait for an answer, and how often it does not ask again when one was lost."""
TRANSIENT = {408, 429, 503}
WAIT_CODES = {"idempotency_key_in_progress"}


class TimeIsUp(Exception):
    """The run is over, and the shop never answered."""


@dataclass(frozen=True, slots=True)
class Login:
    """Who a client logs in as."""

    email: str
    password: str


class Caller:
    """One person's client: it logs in, stays logged in, and remembers every request."""

    def __init__(self, base_url: str, login: Login, address: str, history: History, seed: int, started: float) -> None:
        transport = httpx.AsyncHTTPTransport(verify=False, local_address=address)
        self._http = httpx.AsyncClient(base_url=base_url, transport=transport, timeout=PATIENCE_SECONDS)
        self._login = login
        self._history = history
        self._started = started
        self._refresh_token = ""
        self._keys = 0
        self.draw = random.Random(seed)  # noqa: S311 - it repeats a run.
        self.is_over: Callable[[], bool] = lambda: False

    async def close(self) -> None:
        """Close its connections."""
        await self._http.aclose()

    async def read(self, operation: str, path: str, **query: Any) -> Any:
        """Return what a GET answers, however often it has to be asked; None if it is refused."""
        answer = await self._ask_until_answered(operation, path, params=query)
        return answer.json() if answer.is_success else None

    async def do(self, operation: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any] | None:
        """Do what takes no key, because doing it twice changes nothing; None if it is refused."""
        answer = await self._ask_until_answered(operation, path, content=_written(body))
        return answer.json() if answer.is_success else None

    async def write(
        self, kind: str, operation: str, path: str, make: Callable[[str], dict[str, Any]] | None = None
    ) -> Write:
        """Send a write with a key of its own until it is answered; `make` returns its body for the key."""
        self._keys += 1
        key = f"{self._login.email.partition('@')[0]}-{self._keys}"
        write = Write(kind, operation, path, make(key) if make else None, key, self._login.email)
        self._history.writes.append(write)
        with suppress(TimeIsUp):
            await self._repeat(write)
        if write.is_acknowledged and kind == "sale":
            self._history.sold_at.append(write.ended)
        return write

    async def _repeat(self, write: Write) -> None:
        headers = {"Idempotency-Key": write.key}
        while True:
            sent = self._now()
            hurry = self.draw.random() < HANGS_UP
            patience = self.draw.uniform(*HANGS_UP_AFTER_SECONDS) if hurry else PATIENCE_SECONDS
            answer = await self._ask(
                write.operation, write.path, content=_written(write.body), headers=headers, timeout=patience
            )
            attempt = Attempt(sent, self._now(), *_told(answer))
            write.attempts.append(attempt)
            if answer is not None and answer.status_code == 401:
                await self._log_in_again()
            elif answer is None or _is_transient(answer):
                if answer is None and self.draw.random() < GIVES_UP:
                    return
                await self._wait(answer)
            else:
                if answer.status_code < 500:
                    write.outcome = Outcome.ACKNOWLEDGED if answer.is_success else Outcome.REFUSED
                    write.answer = answer.json()
                write.replayed = "Idempotency-Replayed" in answer.headers
                return

    async def _ask_until_answered(self, operation: str, path: str, **request: Any) -> httpx.Response:
        while True:
            answer = await self._ask(operation, path, **request)
            if answer is not None and answer.status_code == 401:
                await self._log_in_again()
            elif answer is None or _is_transient(answer):
                await self._wait(answer)
            else:
                return answer

    async def _ask(self, operation: str, path: str, **request: Any) -> httpx.Response | None:
        method = operation.partition(" ")[0]
        if request.get("content") is not None:
            request["headers"] = request.get("headers", {}) | {"Content-Type": "application/json"}
        try:
            answer = await self._http.request(method, path, **request)
        except httpx.TransportError:
            answer = None
        self._history.answers[Answered(operation, *_told(answer))] += 1
        return answer

    async def _wait(self, answer: httpx.Response | None) -> None:
        if self.is_over():
            raise TimeIsUp
        asked = 0.0 if answer is None else float(answer.headers.get("Retry-After", 0))
        await asyncio.sleep(min(asked, LONGEST_WAIT_SECONDS) + self.draw.uniform(0.05, 0.4))

    async def _log_in_again(self) -> None:
        """Refresh the login, or log in anew where it cannot be refreshed."""
        refused = {"Authorization": ""}
        while True:
            if self._refresh_token:
                operation, sent = "POST /api/auth/refresh", {"json": {"refresh_token": self._refresh_token}}
            else:
                login = {"username": self._login.email, "password": self._login.password}
                operation, sent = "POST /api/auth/login", {"json": login}
            answer = await self._ask(operation, operation.partition(" ")[2], **sent, headers=refused)
            if answer is None or _is_transient(answer):
                await self._wait(answer)
            elif answer.is_success:
                tokens = answer.json()
                self._refresh_token = tokens["refresh_token"]
                self._http.headers["Authorization"] = f"Bearer {tokens['access_token']}"
                return
            elif self._refresh_token:
                self._refresh_token = ""
            else:
                message = f"{self._login.email} cannot log in: {answer.text}"
                raise RuntimeError(message)

    def _now(self) -> float:
        return time.monotonic() - self._started


def _written(body: dict[str, Any] | None) -> bytes | None:
    return None if body is None else json.dumps(body).encode()


def _told(answer: httpx.Response | None) -> tuple[int, str]:
    if answer is None:
        return NO_ANSWER, ""
    if answer.is_success:
        return answer.status_code, ""
    try:
        return answer.status_code, str(answer.json()["code"])
    except (ValueError, KeyError, TypeError):
        return answer.status_code, f"no problem but {' '.join(answer.text.split())[:100]!r}"


def _is_transient(answer: httpx.Response) -> bool:
    if answer.status_code in TRANSIENT:
        return True
    return answer.status_code == 409 and _told(answer)[1] in WAIT_CODES
