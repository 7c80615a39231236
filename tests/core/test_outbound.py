"""Requests to other servers reach public addresses only, end in time and keep little of the answer."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from ipaddress import ip_address

import pytest

from app.core.outbound import KEPT_CHARACTERS, CheckedNetwork, Outbound, Reply
from app.core.public_addresses import address_of, is_public, may_reach, networks
from tests.support.webhooks import DROP, HANG, Receiver

PUBLIC = ["8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "192.0.3.1", "2606:4700::1111", "2a00:1450:4001::200e"]
NOT_PUBLIC = [
    *("127.0.0.1", "127.255.255.254", "0.0.0.1", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255"),
    *("192.168.1.1", "169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.1", "192.0.2.1", "198.18.0.1"),
    *("198.51.100.1", "203.0.113.1", "192.88.99.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b:1::1"),
    *("2002:7f00:1::", "2001::1", "2001:db8::1", "3fff::1", "fc00::1", "fd12::1", "fe80::1", "fec0::1", "ff02::1"),
    *("100::1", "5f00::1", "4000::1"),
]


@pytest.mark.parametrize("text", PUBLIC)
def test_a_public_address_is_reached(text: str) -> None:
    assert is_public(ip_address(text))


@pytest.mark.parametrize("text", NOT_PUBLIC)
def test_an_address_that_is_not_public_is_reached_only_where_it_is_allowed(text: str) -> None:
    address = ip_address(text)
    assert not may_reach(address, networks(["10.99.0.0/16", "fd99::/16"]))
    assert may_reach(address, networks([f"{text}/{address.max_prefixlen}"]))


@pytest.mark.parametrize(
    ("host", "address"),
    [
        *((host, "127.0.0.1") for host in ("127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "localhost")),
        *((host, "127.0.0.1") for host in ("LOCALHOST.", "shop.localhost")),
        *((host, "::1") for host in ("::1", "[::1]", "[::1%25lo]", "::1%lo")),
        ("books.example", None),
    ],
)
def test_an_address_is_known_in_every_spelling(host: str, address: str | None) -> None:
    assert address_of(host) == (address and ip_address(address))


class Names:
    """A resolver whose answers change."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)

    async def __call__(self, host: str, _: int) -> Sequence[str]:
        assert host == "books.example"
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


async def post(receiver: Receiver, names: Names, *, allowed: str = "127.0.0.1/32", seconds: float = 5) -> Reply:
    network = CheckedNetwork(networks([allowed]), names)
    outbound = Outbound(network, at_once=2, over_http=True, timeout_seconds=seconds)
    try:
        return await outbound.post(f"http://books.example:{receiver.port}/hook", {"x-shop": "one"}, b"{}")
    finally:
        await outbound.close()


async def test_a_request_goes_to_the_checked_address_under_the_name_of_the_host() -> None:
    async with Receiver(lambda _: 200, reply=b"Thank you.").open() as receiver:
        assert await post(receiver, Names(["127.0.0.1"])) == Reply(200, "Thank you.")
    (one,) = receiver.received
    assert (one.path, one.headers["host"]) == ("/hook", f"books.example:{receiver.port}")
    assert (one.headers["x-shop"], one.body) == ("one", b"{}")


async def test_a_name_that_leads_into_a_private_network_is_not_connected_to() -> None:
    async with Receiver().open() as receiver:
        for addresses in (["127.0.0.1"], ["::ffff:127.0.0.1"], ["10.0.0.1", "127.0.0.1"]):
            reply = await post(receiver, Names(addresses), allowed="10.99.0.0/16")
            assert reply == Reply(None, error="No connection: The address leads into a private network.")
    assert receiver.connections == 0


async def test_a_name_that_changes_its_meaning_is_asked_once_for_each_connection() -> None:
    async with Receiver().open() as receiver:
        reply = await post(receiver, Names(["127.0.0.1"], ["169.254.169.254"]))
    assert reply.status == 204


async def test_an_address_that_does_not_answer_is_passed_over_for_the_next() -> None:
    async with Receiver().open() as receiver:
        assert (await post(receiver, Names(["127.0.0.2", "127.0.0.1"]), allowed="127.0.0.0/8")).status == 204


async def test_a_redirect_is_not_followed() -> None:
    async with Receiver(lambda _: 302).open() as receiver:
        reply = await post(receiver, Names(["127.0.0.1"]))
    assert (reply.status, reply.is_success, len(receiver.received)) == (302, False, 1)


async def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    async with Receiver().open() as receiver:
        assert (await post(receiver, Names(["127.0.0.1"]))).status == 204


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (DROP, "The connection broke: Server disconnected without sending a response."),
        (HANG, "No answer within 0.2 seconds."),
    ],
)
async def test_no_answer_is_an_error_in_time(answer: int, error: str) -> None:
    async with Receiver(lambda _: answer).open() as receiver:
        assert await post(receiver, Names(["127.0.0.1"]), seconds=0.2) == Reply(None, error=error)


async def test_the_beginning_of_an_answer_is_kept() -> None:
    async with Receiver(lambda _: 500, reply="क\0".encode() * 100_000).open() as receiver:
        reply = await post(receiver, Names(["127.0.0.1"]))
    assert reply == Reply(500, "क\ufffd" * (KEPT_CHARACTERS // 2))


@pytest.mark.parametrize(
    ("answer", "reply"),
    [
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n", Reply(200, "ok")),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nok", Reply(200, "ok")),
        (b"", Reply(None, error="No answer within 0.3 seconds.")),
    ],
)
async def test_an_answer_counts_although_its_body_does_not_end(answer: bytes, reply: Reply) -> None:
    async def say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await reader.read()
        writer.close()

    assert await post_raw(say, seconds=0.3) == reply


async def test_interim_answers_without_end_are_not_read() -> None:
    async def say(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while True:
                writer.write(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100)
                await writer.drain()
        writer.close()

    reply = await post_raw(say, seconds=5)
    assert reply == Reply(None, error="The connection broke: The answer is too long.")


async def post_raw(
    say: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]], *, seconds: float
) -> Reply:
    async with await asyncio.start_server(say, "127.0.0.1", 0) as server:
        network = CheckedNetwork(networks(["127.0.0.1"]))
        outbound = Outbound(network, at_once=1, over_http=True, timeout_seconds=seconds)
        try:
            return await outbound.post(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", {}, b"{}")
        finally:
            await outbound.close()


async def test_nothing_is_sent_over_http_where_that_is_not_allowed() -> None:
    async with Receiver().open() as receiver:
        outbound = Outbound(CheckedNetwork(networks(["127.0.0.1"])), at_once=1, over_http=False)
        reply = await outbound.post(f"http://127.0.0.1:{receiver.port}/", {}, b"{}")
        await outbound.close()
    assert (reply.status, receiver.connections) == (None, 0)


async def test_connections_are_used_again() -> None:
    async with Receiver(lambda _: 200, reply=b"ok").open() as receiver:
        network = CheckedNetwork(networks(["127.0.0.1"]), Names(["127.0.0.1"]))
        outbound = Outbound(network, at_once=2, over_http=True)
        for _ in range(3):
            assert (await outbound.post(f"http://books.example:{receiver.port}/", {}, b"{}")).is_success
        await outbound.close()
    assert receiver.connections == 1
