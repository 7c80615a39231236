"""Events in a shop with worker processes: from a sale at one worker to a listener at another, and their end."""

import asyncio
import signal
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import asyncpg
import psutil
import pytest
from httpx import AsyncClient, Limits, Response

from app.database.embedded import EmbeddedPostgres
from app.models import Role
from app.services.shop.live_events import MAX_FEEDS_OF_LOGIN, MAX_FEEDS_OF_USER
from tests.support.answers import created
from tests.support.concurrency import until
from tests.support.databases import copied_database
from tests.support.serving import FIRST_START, STOP, Served, free_port, is_ready, serving
from tests.support.shop import PASSWORDS
from tests.support.streams import STREAM, parse

SALES = 20
SOON = 0.5
STREAMS = 100
DRAINS = 5  # Longer than a machine stands still.
STOPPED_WITHIN = 3.0
TRIES = 3


MUCH = """
    INSERT INTO events (kind, data, roles)
    SELECT 'stock_alert', jsonb_build_object('sweet_id', $1::bigint, 'name', repeat('x', 20000)), '{admin}'
    FROM generate_series(1, 100)
"""


@asynccontextmanager
async def open_shop(
    postgres: EmbeddedPostgres, template: str, folder: Path, workers: int, **changes: str
) -> AsyncIterator[Served]:
    async with copied_database(postgres, template) as url, serve(url, folder, workers, **changes) as shop:
        yield shop


@asynccontextmanager
async def serve(url: str, folder: Path, workers: int, **changes: str) -> AsyncIterator[Served]:
    port = free_port()
    changes |= {"DATABASE_URL": url, "PORT": str(port)}
    async with serving(folder, port, FIRST_START, "--workers", str(workers), **changes) as shop:
        await shop.log_in("admin@example.com", PASSWORDS[Role.ADMIN])
        yield shop


async def until_listening(shop: Served, number: int) -> None:
    """Wait until a number of listeners is connected to the worker."""

    async def so_many() -> bool:
        return f"open_event_streams {number}.0" in (await shop.client.get("/metrics")).text

    await until(so_many)


async def has_heard(stream: "Stream", sweet_id: int) -> bool:
    return sweet_id in stream.heard


def worker_of(shop: Served, answer: Response) -> int:
    """The process at the other end of an answer's connection."""
    serving_processes = psutil.Process(shop.process.pid)
    port = answer.extensions["network_stream"].get_extra_info("client_addr")[1]
    (worker,) = [
        process.pid
        for process in (serving_processes, *serving_processes.children(recursive=True))
        for connection in process.net_connections("tcp")
        if connection.raddr and connection.raddr.port == port
    ]
    return int(worker)


@dataclass
class Stream:
    """The events a listener gets, and their moments."""

    answer: Response
    worker: int = 0
    heard: dict[int, float] = field(default_factory=dict)
    """When each sweet was heard of."""
    is_complete: bool = False

    async def listen(self) -> None:
        block = ""
        async for line in self.answer.aiter_lines():
            block += f"{line}\n"
            if line:
                continue
            event = parse(block)
            block = ""
            if event is not None and event.kind == "stock_alert":
                self.heard[event.data["sweet_id"]] = time.perf_counter()
        self.is_complete = True


async def new_caller(shop: Served, stack: AsyncExitStack, token: str | None = None) -> AsyncClient:
    """Somebody with a connection of their own, and a login of their own if its token is given."""
    headers = {"Authorization": token or shop.client.headers["Authorization"]}
    client = AsyncClient(base_url=shop.client.base_url, headers=headers, limits=Limits(max_connections=1), timeout=30)
    return await stack.enter_async_context(client)


async def tokens_of_staff(shop: Served, number: int) -> list[str]:
    """As many staff logins as a number of streams takes."""
    tokens = []
    for user in range(-(-number // MAX_FEEDS_OF_USER)):
        person = {"email": f"clerk-{user}@example.com", "password": PASSWORDS[Role.SALESPERSON]}
        created(await shop.client.post("/api/users", json=person | {"role": "salesperson"}))
        login = {"username": person["email"], "password": person["password"]}
        for _ in range(MAX_FEEDS_OF_USER // MAX_FEEDS_OF_LOGIN):
            answer = await shop.client.post("/api/auth/login", json=login)
            tokens += [f"Bearer {answer.json()['access_token']}"] * MAX_FEEDS_OF_LOGIN
    return tokens[:number]


@asynccontextmanager
async def streams(shop: Served, number: int) -> AsyncIterator[list[Stream]]:
    """So many who listen, at whichever worker took them."""
    async with AsyncExitStack() as stack, asyncio.TaskGroup() as group:
        tokens = await tokens_of_staff(shop, number) if number > MAX_FEEDS_OF_LOGIN else [None] * number
        yield [await new_stream(shop, stack, group, token) for token in tokens]


@asynccontextmanager
async def streams_at_each(shop: Served, number: int) -> AsyncIterator[list[Stream]]:
    """So many who listen at each of two workers; who is taken by one that has them all goes away again."""
    async with AsyncExitStack() as stack, asyncio.TaskGroup() as group:
        opened: dict[int, list[Stream]] = defaultdict(list)
        while len(opened) < 2 or any(len(here) < number for here in opened.values()):
            async with AsyncExitStack() as attempt:
                stream = await new_stream(shop, attempt, group)
                stream.worker = worker_of(shop, stream.answer)
                if len(opened[stream.worker]) < number:
                    opened[stream.worker].append(stream)
                    stack.push_async_exit(attempt.pop_all())
        yield [stream for here in opened.values() for stream in here]


async def new_stream(shop: Served, stack: AsyncExitStack, group: asyncio.TaskGroup, token: str | None = None) -> Stream:
    client = await new_caller(shop, stack, token)
    answer = await stack.enter_async_context(client.stream("GET", STREAM))
    assert answer.status_code == 200
    stream = Stream(answer)
    listens = group.create_task(stream.listen())
    # Before the answer is closed, which would end in the middle of a line for who still reads it.
    stack.callback(listens.cancel)
    return stream


async def stocked_sweets(shop: Served, number: int) -> list[dict[str, Any]]:
    """Sweets that run low with the next that is sold."""
    category = created(await shop.client.post("/api/categories", json={"name": "Milk sweets"}))
    sweets = []
    for n in range(number):
        body = {"sku": f"S{n}", "name": f"S{n}", "category_id": category["id"], "price": "1", "unit": "piece"}
        sweets.append(created(await shop.client.post("/api/sweets", json=body)))
        created(await shop.client.post(f"/api/sweets/{sweets[-1]['id']}/restock", json={"quantity": "6"}))
    return sweets


async def test_a_sale_at_one_worker_is_heard_at_the_other_within_half_a_second(
    postgres: EmbeddedPostgres, template: str, tmp_path: Path
) -> None:
    async with open_shop(postgres, template, tmp_path, 2) as shop, AsyncExitStack() as stack:
        sweets = await stocked_sweets(shop, SALES)
        sold: dict[int, tuple[int, float]] = {}
        async with streams_at_each(shop, 3) as listeners:
            for sweet in sweets:
                seller = await new_caller(shop, stack)
                sold_at = time.perf_counter()
                answer = await seller.post(f"/api/sweets/{sweet['id']}/purchase", json={"quantity": "1"})
                created(answer)

                for listener in listeners:
                    await until(partial(has_heard, listener, sweet["id"]))
                sold[sweet["id"]] = worker_of(shop, answer), sold_at
            await shop.stop(signal.SIGTERM)
        seconds: dict[bool, list[float]] = defaultdict(list)
        for listener in listeners:
            for sweet_id, (worker, at) in sold.items():
                seconds[listener.worker == worker].append(listener.heard[sweet_id] - at)
    for measured in seconds.values():
        # Not the longest: a machine may stand still during one or two of the sales.
        assert sorted(measured)[len(measured) * 4 // 5] < SOON, (
            f"max {max(measured):.3f} s, p50 {median(measured):.3f} s"
        )
    assert len(seconds[False]) == 3 * SALES


async def stop_before_all(shop: Served) -> float:
    """Stop a shop with a hundred who listen, each of whom is told all of it; return how long that took."""
    async with streams(shop, STREAMS) as listeners:
        started = time.monotonic()
        shop.process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(shop.process.wait(), STOP)
        seconds = time.monotonic() - started
    assert all(listener.is_complete for listener in listeners)
    assert "Traceback" not in shop.printed()
    return seconds


@pytest.mark.parametrize("workers", [1, 2])
async def test_a_shop_with_a_hundred_listeners_stops_at_once_and_tells_each(
    postgres: EmbeddedPostgres, template: str, tmp_path: Path, workers: int
) -> None:
    seconds: list[float] = []
    # A machine may stand still during one of them.
    while len(seconds) < TRIES and not any(one < STOPPED_WITHIN for one in seconds):
        async with open_shop(postgres, template, tmp_path, workers) as shop:
            seconds.append(await stop_before_all(shop))
    assert min(seconds) < STOPPED_WITHIN, seconds


async def test_a_listener_who_never_reads_is_dropped_and_the_shop_closes_all_the_same(
    postgres: EmbeddedPostgres, template: str, tmp_path: Path
) -> None:
    async with (
        copied_database(postgres, template) as url,
        serve(url, tmp_path, 1) as shop,
        streams(shop, 1) as (quick,),
    ):
        host, port = shop.client.base_url.host, shop.client.base_url.port
        _, writer = await asyncio.open_connection(host, port, limit=1)
        request = f"GET {STREAM} HTTP/1.1\r\nHost: {host}\r\n"
        writer.write(f"{request}Authorization: {shop.client.headers['Authorization']}\r\n\r\n".encode())
        connection = await asyncpg.connect(url)
        await until_listening(shop, 2)
        # Much more than fits between the two.
        for number in range(100):
            await connection.execute(MUCH, number)
            await until(partial(has_heard, quick, number))
            if "open_event_streams 1.0" in (await shop.client.get("/metrics")).text:
                break
        await until_listening(shop, 1)
        await connection.close()
        shop.process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(shop.process.wait(), STOP)
        writer.transport.abort()
    assert quick.is_complete


async def test_a_shop_that_drains_sends_nobody_away_before_it_has_drained(
    postgres: EmbeddedPostgres, template: str, tmp_path: Path
) -> None:
    async with open_shop(postgres, template, tmp_path, 1, DRAIN_SECONDS=str(DRAINS)) as shop:
        async with streams(shop, 3) as listeners:
            started = time.monotonic()
            shop.process.send_signal(signal.SIGTERM)

            async def not_ready() -> bool:
                return not await is_ready(shop.client)

            await until(not_ready)
            assert not any(listener.is_complete for listener in listeners)
            await asyncio.wait_for(shop.process.wait(), STOP)
            assert time.monotonic() - started >= DRAINS
        assert all(listener.is_complete for listener in listeners)
