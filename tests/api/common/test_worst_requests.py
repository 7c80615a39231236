"""The worst that the bounds let through, and the worst that they refuse: how long each holds the one worker."""

import asyncio
import re
import time
from collections.abc import Awaitable

import pytest

from app.api.bounds import MAX_PARAMETERS, MAX_QUERY_BYTES
from app.api.json_bounds import MAX_DEPTH
from tests.api.common.bodies import BODIES, JSON, limits
from tests.support.counter import Counter

LIVE = "/health/live"
TRIES = 3
AS_MANY_LOOKS = 100
"""How often a worker could say that it lives while one request holds it, at most; alone it does so in under 1 ms."""

each_body = pytest.mark.parametrize(("method", "path", "body"), BODIES, ids=[f"{m} {p}" for m, p, _ in BODIES])


@pytest.fixture(scope="module")
async def look(counter: Counter) -> float:
    """The work of saying that the worker lives."""
    await counter.admin.get(LIVE)
    started = time.thread_time()
    for _ in range(50):
        await counter.admin.get(LIVE)
    return (time.thread_time() - started) / 50


async def longest_turn(work: Awaitable[object]) -> float:
    """The most this thread worked between two turns of its loop; a machine that stands still adds nothing to it."""
    task = asyncio.ensure_future(work)
    longest = 0.0
    while not task.done():
        before = time.thread_time()
        await asyncio.sleep(0)
        longest = max(longest, time.thread_time() - before)
    await task
    return longest


async def holds_nobody(counter: Counter, look: float, method: str, address: str, content: bytes | None) -> None:
    async def ask() -> None:
        answer = await counter.admin.request(method, address, content=content, headers=JSON if content else None)
        assert answer.status_code < 500, answer.text

    turns = [await longest_turn(ask())]
    while len(turns) < TRIES and min(turns) > AS_MANY_LOOKS * look:
        turns.append(await longest_turn(ask()))
    assert min(turns) <= AS_MANY_LOOKS * look, (
        f"{min(turns) / look:.0f} looks: {method} {address[:50]} {content and content[:30]!r}"
    )


@each_body
async def test_no_body_holds_the_worker(
    unchanged: Counter, look: float, method: str, path: str, body: dict[str, object]
) -> None:
    limit = limits(unchanged)[method, path]
    half = limit.values - 2
    worst = [
        # As many unknown fields, lines and levels as are taken.
        b"{" + b",".join(b'"k%d":0' % number for number in range(half)) + b"}",
        b'{"lines":[' + b",".join([b"{}"] * (half // 2)) + b"]}",
        b'{"counts":[' + b",".join([b"0"] * half) + b"]}",
        b"[" * MAX_DEPTH + b"]" * MAX_DEPTH,
        b'{"note":"' + b",[" * ((limit.size - 20) // 2) + b'"}',
        b'{"note":"' + b"\\u0915" * ((limit.size - 20) // 6) + b'"}',
        # As large as is read, and refused.
        b"[" * limit.size,
        b"," * limit.size,
        b"]" * limit.size,
        b'"' + b'\\"' * (limit.size // 2 - 1),
        b"{" + b",".join([b'"k":0'] * (limit.size // 6 - 1)) + b"}",
        b" " * (limit.size + 1),
    ]
    for content in worst:
        await holds_nobody(unchanged, look, method, path, content)


async def test_no_query_holds_the_worker(unchanged: Counter, look: float) -> None:
    names = [f"{number}{'x' * (MAX_QUERY_BYTES // MAX_PARAMETERS - 4)}" for number in range(MAX_PARAMETERS)]
    worst = [
        "&".join(names),
        "&".join(["a"] * MAX_PARAMETERS),
        "&" * MAX_QUERY_BYTES,
        "a=" + "%41" * (MAX_QUERY_BYTES // 3 - 1),
    ]
    for path, operations in unchanged.shop.app.openapi()["paths"].items():
        if "get" not in operations or path == "/api/notifications/stream":
            continue
        for query in worst:
            await holds_nobody(unchanged, look, "GET", f"{re.sub(r'{[^}]+}', '1', path)}?{query}", None)


async def test_twelve_thousand_parameters_hold_nobody(unchanged: Counter, look: float) -> None:
    query = "&".join(f"{number:x}" for number in range(12_000))
    await holds_nobody(unchanged, look, "GET", f"/api/sweets?{query}", None)
