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
"""How many bytes of an answer are read."""
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
                stream = await self._network.connect_tcp(str(address), port, timeout, local_address, socket_options)
                return _BoundedStream(stream)
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


class _BoundedStream(httpcore.AsyncNetworkStream):
    """A connection that reads a bounded number of bytes of each answer, interim answers included."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self._left = _READ_AT_MOST

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        part = await self._stream.read(max_bytes, timeout)
        self._left -= len(part)
        if self._left < 0:
            raise httpcore.ReadError("The answer is too long.")
        return part

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        self._left = _READ_AT_MOST
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore.AsyncNetworkStream:
        return _BoundedStream(await self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - as the method that it overrides.
        return self._stream.get_extra_info(info)


class Outbound:
    """Sends to one server, over connections that it keeps for a while. It follows no redirect and uses no proxy."""

    def __init__(
        self, network: CheckedNetwork, *, at_once: int, over_http: bool, timeout_seconds: float = TIMEOUT_SECONDS
    ) -> None:
        self._over_http = over_http
        self._timeout_seconds = timeout_seconds
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=_ssl_context(),
            max_connections=at_once,
            keepalive_expiry=_IDLE_SECONDS,
            network_backend=network,
        )

    async def post(self, url: str, headers: dict[str, str], body: bytes) -> Reply:
        """Send a body, and return what came of it; nothing is raised. The status counts, however the body ends."""
        if not self._over_http and not url.startswith("https://"):
            return Reply(None, error="Nothing is sent over plain http here. Give an https address.")
        status, kept = None, b""
        try:
            async with (
                asyncio.timeout(self._timeout_seconds),
                self._pool.stream("POST", url, headers=list(headers.items()), content=body) as answer,
            ):
                status = answer.status
                # Read to its end, so that the connection can be used again.
                async for part in answer.aiter_stream():
                    kept += part
        except TimeoutError:
            error = f"No answer within {self._timeout_seconds:g} seconds."
        except (AddressNotAllowed, httpcore.ConnectError) as refusal:
            error = f"No connection: {refusal}"
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, OSError) as failure:
            error = f"The connection broke: {failure}"
        return Reply(None, error=error[:KEPT_CHARACTERS]) if status is None else Reply(status, _text(kept))

    async def close(self) -> None:
        """Close the connections."""
        await self._pool.aclose()


@cache
def _ssl_context() -> SSLContext:
    return httpx.create_ssl_context(trust_env=False)


def _text(body: bytes) -> str:
    return body[: 4 * KEPT_CHARACTERS].decode(errors="replace").replace("\0", "\ufffd")[:KEPT_CHARACTERS]
