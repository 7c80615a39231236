"""Requests to other people's servers: to checked addresses only, in bounded time, with little of the answer kept."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from ssl import SSLContext
from typing import Any

import httpcore
import httpx

from app.core.public_addresses import Address, Network, address_of, may_reach

TIMEOUT_SECONDS = 10.0
KEPT_CHARACTERS = 500
"""How much of an answer is kept."""
_READ_AT_MOST = 65_536
_IDLE_SECONDS = 5.0

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


class AddressNotAllowed(httpcore.ConnectError):
    """The host has no address that the shop may connect to."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The status of an answer and the beginning of its body, or what went wrong instead."""

    status: int | None
    body: str | None = None
    error: str | None = None

    @property
    def is_success(self) -> bool:
        """Whether the request was taken."""
        return self.status is not None and 200 <= self.status < 300


async def resolve(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a host."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(one[4][0]) for one in found]


class CheckedNetwork(httpcore.AsyncNetworkBackend):
    """Connects to addresses that the shop may reach.

    An address is checked as it is connected to, whatever its name meant before.
    """

    def __init__(self, allowed: Sequence[Network], resolve: Resolve = resolve) -> None:
        self._allowed = allowed
        self._resolve = resolve
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - as the method that it overrides.
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to an address of the host, which is not looked up again."""
        failure: Exception = AddressNotAllowed("The address leads into a private network.")
        for address in await self._allowed_addresses(host, port):
            try:
                return await self._network.connect_tcp(str(address), port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)

    async def _allowed_addresses(self, host: str, port: int) -> list[Address]:
        try:
            found = [address_of(text) for text in await self._resolve(host, port)]
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError("The host is not known.") from error
        return [address for address in found if address is not None and may_reach(address, self._allowed)]


class Outbound:
    """Sends to one server, over connections that it keeps for a while. It follows no redirect and uses no proxy."""

    def __init__(self, network: CheckedNetwork, *, at_once: int, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._timeout_seconds = timeout_seconds
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=_ssl_context(),
            max_connections=at_once,
            keepalive_expiry=_IDLE_SECONDS,
            network_backend=network,
        )

    async def post(self, url: str, headers: dict[str, str], body: bytes) -> Reply:
        """Send a body, and return what came of it; nothing is raised."""
        try:
            async with asyncio.timeout(self._timeout_seconds):
                async with self._pool.stream("POST", url, headers=list(headers.items()), content=body) as answer:
                    return Reply(answer.status, _text(await _beginning(answer)))
        except TimeoutError:
            return Reply(None, error=f"No answer within {self._timeout_seconds:g} seconds.")
        except (AddressNotAllowed, httpcore.ConnectError) as error:
            return Reply(None, error=f"No connection: {error}"[:KEPT_CHARACTERS])
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, OSError) as error:
            return Reply(None, error=f"The connection broke: {error}"[:KEPT_CHARACTERS])

    async def close(self) -> None:
        """Close the connections."""
        await self._pool.aclose()


@cache
def _ssl_context() -> SSLContext:
    return httpx.create_ssl_context(trust_env=False)


async def _beginning(answer: httpcore.Response) -> bytes:
    # A short body is read to its end, so that the connection can be used again.
    body = b""
    async for part in answer.aiter_stream():
        body += part
        if len(body) > _READ_AT_MOST:
            break
    return body


def _text(body: bytes) -> str:
    return body[: 4 * KEPT_CHARACTERS].decode(errors="replace").replace("\0", "\ufffd")[:KEPT_CHARACTERS]
