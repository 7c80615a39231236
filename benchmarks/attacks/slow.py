"""Connections that break, and connections that never come to an end."""

import asyncio
import time
from collections import Counter
from contextlib import suppress
from itertools import cycle

from benchmarks.attacks.target import (
    OWNER,
    SALESPERSON,
    SECRET,
    Target,
    connect,
    keep_at_it,
    status_of,
    written,
)

BROKEN_AT_ONCE = 75
CONNECTIONS = 300
DRIP_EVERY_SECONDS = 2
ENDLESS_CONNECTIONS = 10
ENDLESS_BYTES = 8_000_000
HEADER = f"X-Filler: {'a' * 8_000}\r\n".encode()
FORM = "application/x-www-form-urlencoded"
STREAMS = 600
STREAMS_AT_ONCE = 20


async def break_logins(target: Target, seconds: float) -> Counter[str]:
    """Break off in the middle of a body, 75 at once: of logins, and of every other route in turn."""
    login = ("POST", "/api/auth/login", "application/json")
    others = cycle(await target.body_routes())
    waves = cycle(([login] * BROKEN_AT_ONCE, None))

    async def wave(_: int) -> str:
        routes = next(waves) or [next(others) for _ in range(BROKEN_AT_ONCE)]
        await asyncio.gather(*(_break_off(target, *route) for route in routes))
        return f"waves of {BROKEN_AT_ONCE} broken off"

    return await keep_at_it(1, wave, seconds, pause=1)


async def _break_off(target: Target, method: str, path: str, media_type: str) -> None:
    half = f'{{"username": "owner@example.com", "password": "{SECRET}", "phone": "{SECRET}", "note": "'.encode()
    headers = {
        "Authorization": f"Bearer {SECRET}",
        "Content_Length": str(len(half) + 100),
        "Content_Type": media_type,
        "Cookie": f"refresh_token={SECRET}",
        "Host": f"127.0.0.1:{target.port}",
        "Origin": target.base_url,
    }
    with suppress(OSError):
        _, writer = await connect(target)
        writer.write(written(method, path, half, **headers))
        await writer.drain()
        await asyncio.sleep(0.05)
        writer.transport.abort()


async def send_half_headers(target: Target, seconds: float) -> Counter[str]:
    """Begin headers and never end them: half of the connections say nothing more, half a byte every two seconds."""
    return await _hold(target, b"GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ", seconds)


async def send_half_bodies(target: Target, seconds: float) -> Counter[str]:
    """Begin a body and never end it, in the same two ways."""
    started = written("POST", "/api/auth/login", b"username=", Content_Length="1000", Content_Type=FORM)
    return await _hold(target, started, seconds)


async def send_endless_headers(target: Target, seconds: float) -> Counter[str]:
    """Send headers without end, as fast as they are taken, and stay; begin again when the shop ends it."""
    end = time.monotonic() + seconds

    async def flood(_: int) -> str:
        reader, writer = await connect(target)
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(max(0, end - time.monotonic())):
                writer.write(b"GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n")
                for _ in range(ENDLESS_BYTES // len(HEADER)):
                    writer.write(HEADER)
                    await writer.drain()
        return await _until(end, reader, writer)

    return await keep_at_it(ENDLESS_CONNECTIONS, flood, seconds, pause=0.1)


async def _hold(target: Target, started: bytes, seconds: float) -> Counter[str]:
    end = time.monotonic() + seconds

    async def hold(number: int) -> str:
        try:
            reader, writer = await connect(target)
        except OSError:
            return "no connection"
        writer.write(started)
        return await _until(end, reader, writer, drips=number % 2 == 0)

    return await keep_at_it(CONNECTIONS, hold, seconds, pause=0.1)


async def _until(end: float, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, drips: bool = False) -> str:
    """Stay until the shop ends the connection or the time is up; return which."""
    reading = asyncio.ensure_future(reader.read())
    try:
        while not reading.done() and time.monotonic() < end:
            await asyncio.wait([reading], timeout=min(DRIP_EVERY_SECONDS, max(0, end - time.monotonic())))
            if drips and not reading.done():
                writer.write(b"a")
        if not reading.done():
            return "still open at the end"
        return f"ended by the shop: {status_of(reading.result())}"
    except OSError:
        return "ended by the shop: closed"
    finally:
        reading.cancel()
        writer.transport.abort()


async def open_streams(target: Target, seconds: float) -> Counter[str]:
    """Open as many streams as one salesperson can in half the time; see whether somebody else still gets one."""
    end = time.monotonic() + seconds
    last_opening = end - seconds / 2
    mine, others = await asyncio.gather(target.log_in(SALESPERSON), target.log_in(OWNER))
    places = asyncio.Semaphore(STREAMS_AT_ONCE)
    tally: Counter[str] = Counter()

    async def listen() -> None:
        async with places:
            if time.monotonic() > last_opening:
                return
            reader, writer, status = await _open_stream(target, mine)
        tally[f"answered {status}"] += 1
        tally[await _until(end, reader, writer)] += 1

    async def look() -> str:
        _, writer, status = await _open_stream(target, others)
        writer.transport.abort()
        return f"somebody else answered {status}"

    _, looked = await asyncio.gather(
        asyncio.gather(*(listen() for _ in range(STREAMS))), keep_at_it(1, lambda _: look(), seconds, pause=1)
    )
    return tally + looked


async def _open_stream(target: Target, token: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter, str]:
    reader, writer = await connect(target)
    writer.write(written("GET", "/api/notifications/stream", Authorization=f"Bearer {token}"))
    try:
        async with asyncio.timeout(10):
            status = status_of(await reader.readline())
    except (OSError, TimeoutError):
        status = "nothing"
    return reader, writer, status
