"""Many strangers who keep logging in with wrong passwords: the effect of guessing on everybody else."""

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
    """Keep logging in with wrong passwords during the block; yield the counts by status.

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
    # Each stranger has an own address and tries one account after the other, because repeated tries of one account
    # are throttled before a password is hashed.
    transport = httpx.AsyncHTTPTransport(verify=False, local_address=f"127.0.1.{number + 1}")
    async with httpx.AsyncClient(base_url=base_url, transport=transport, timeout=PATIENCE_SECONDS) as client:
        while not stop.is_set():
            login = {"username": f"stranger-{next(_numbers)}@example.com", "password": "not the password"}
            answer = await client.post("/api/auth/login", data=login)
            statuses[answer.status_code] += 1
            # The first answer is a refusal for lack of a place: the queue is full.
            busy.set()
            await asyncio.sleep(float(answer.headers.get("Retry-After", 0)))
