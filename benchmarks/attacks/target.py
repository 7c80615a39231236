"""The shop under attack as a stranger sees it, and a plain HTTP client that may break the rules."""

import asyncio
import json
import re
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx

from benchmarks import shop

OWNER_ADDRESS = "127.0.0.9"
STRANGER_ADDRESS = "127.0.0.2"
PATIENCE_SECONDS = 30

OWNER = (shop.ADMIN_EMAIL, shop.ADMIN_PASSWORD)
CUSTOMER = (shop.CUSTOMER_EMAIL, shop.CUSTOMER_PASSWORD)
SECOND_ADMIN = ("partner@example.com", "pistachio and a silver leaf")
SALESPERSON = ("ravi@example.com", "two trays of barfi")

SECRET = "a-secret-of-a-stranger"  # noqa: S105 - what is looked for in the log.


@dataclass(frozen=True, slots=True)
class Target:
    """The shop's address, and what else an attack needs."""

    port: int
    database_url: str
    sweet_id: int

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self, address: str = STRANGER_ADDRESS) -> httpx.AsyncClient:
        """Return a client that keeps the rules, at an address of the loopback network."""
        transport = httpx.AsyncHTTPTransport(verify=False, local_address=address)
        return httpx.AsyncClient(base_url=self.base_url, transport=transport, timeout=PATIENCE_SECONDS)

    async def log_in(self, who: tuple[str, str], address: str = OWNER_ADDRESS) -> str:
        """Return an access token."""
        async with self.client(address) as client:
            answer = await client.post("/api/auth/login", data={"username": who[0], "password": who[1]})
            token: str = answer.raise_for_status().json()["access_token"]
            return token

    async def body_routes(self) -> list[tuple[str, str, str]]:
        """Return method, path and media type of every route that takes a body."""
        async with self.client() as client:
            document = (await client.get("/openapi.json")).raise_for_status().json()
        return [
            (method.upper(), re.sub(r"{\w+}", "1", path), next(iter(operation["requestBody"]["content"])))
            for path, operations in document["paths"].items()
            for method, operation in operations.items()
            if "requestBody" in operation
        ]


def written(method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    """Return a request as it goes over the wire; an underscore in a header's name stands for a hyphen."""
    sent = {"Host": "127.0.0.1", "Connection": "close", "Content-Length": str(len(body))}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in sent.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def written_json(method: str, path: str, value: Any, **headers: str) -> bytes:
    """Return a request with a JSON body."""
    return written(method, path, json.dumps(value).encode(), Content_Type="application/json", **headers)


async def connect(target: Target, address: str = STRANGER_ADDRESS) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Open a connection from an address of the loopback network."""
    return await asyncio.open_connection("127.0.0.1", target.port, local_addr=(address, 0))


async def ask(target: Target, request: bytes, address: str = STRANGER_ADDRESS) -> str:
    """Send a request on its own connection; return its status, or how the connection ended."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            reader, writer = await connect(target, address)
            try:
                writer.write(request)
                answer = await reader.read()
            finally:
                writer.transport.abort()
    except TimeoutError:
        return "no answer"
    except OSError:
        return "cut off"
    return status_of(answer)


def status_of(answer: bytes) -> str:
    """Return the status of an answer, or `closed` if there is none."""
    return answer[9:12].decode() if answer.startswith(b"HTTP/1.1 ") else "closed"


async def keep_at_it(
    number: int, once: Callable[[int], Awaitable[str]], seconds: float, pause: float = 0
) -> Counter[str]:
    """Run several loops at once until the time is up; return the counts of their results."""
    tally: Counter[str] = Counter()
    end = time.monotonic() + seconds

    async def loop(i: int) -> None:
        while time.monotonic() < end:
            tally[await once(i)] += 1
            await asyncio.sleep(pause)

    await asyncio.gather(*(loop(i) for i in range(number)))
    return tally
