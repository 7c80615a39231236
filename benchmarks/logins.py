"""Wrong logins, kept under way by so many strangers at once: what guessing passwords does to everybody else."""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import httpx

PATIENCE_SECONDS = 60

_numbers = count(1)


@contextmanager
def wrong_logins(base_url: str, strangers: int) -> Iterator[Counter[int]]:
    """Keep logging in with wrong passwords during the block; yield how many were answered with which status.

    It ends when every login has its answer, so that no hashing is left over for what is measured next.
    """
    statuses: Counter[int] = Counter()
    if not strangers:
        yield statuses
        return
    stop, busy = threading.Event(), threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(_log_in_wrongly(base_url, strangers, statuses, stop, busy)))
    thread.start()
    try:
        busy.wait(PATIENCE_SECONDS)
        statuses.clear()
        yield statuses
    finally:
        stop.set()
        thread.join()


async def _log_in_wrongly(
    base_url: str, strangers: int, statuses: Counter[int], stop: threading.Event, busy: threading.Event
) -> None:
    await asyncio.gather(*(_keep_guessing(base_url, number, statuses, stop, busy) for number in range(strangers)))


async def _keep_guessing(
    base_url: str, number: int, statuses: Counter[int], stop: threading.Event, busy: threading.Event
) -> None:
    # Each stranger has an address of their own and tries one account after the other, because who tries the same
    # again is told to wait long before a password is hashed.
    transport = httpx.AsyncHTTPTransport(verify=False, local_address=f"127.0.1.{number + 1}")
    async with httpx.AsyncClient(base_url=base_url, transport=transport, timeout=PATIENCE_SECONDS) as client:
        while not stop.is_set():
            login = {"username": f"stranger-{next(_numbers)}@example.com", "password": "not the password"}
            answer = await client.post("/api/auth/login", data=login)
            statuses[answer.status_code] += 1
            # The first to be answered is one for whom the queue had no place: it is full.
            busy.set()
            await asyncio.sleep(float(answer.headers.get("Retry-After", 0)))
