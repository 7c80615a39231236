"""The parts of a run of faults: which are drawn, how waits are counted, what the log tells, what the network does."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from benchmarks.chaos.aftermath import read_log
from benchmarks.chaos.faults import FAULTS, plan
from benchmarks.chaos.history import longest_gap
from benchmarks.chaos.proxy import COMMIT, Proxy


def seeded(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - it draws faults.


def test_fourteen_faults_are_one_of_each_kind_and_a_seed_draws_them_again() -> None:
    drawn = plan(14, list(FAULTS), seeded(5))
    assert sorted(drawn) == sorted(FAULTS)
    assert drawn == plan(14, list(FAULTS), seeded(5))
    assert drawn != plan(14, list(FAULTS), seeded(6))
    assert len(plan(300, list(FAULTS), seeded(5))) == 300


@pytest.mark.parametrize(
    ("moments", "begin", "end", "longest"),
    [
        ([1.0, 2.0, 9.0], 3.0, 9.0, 6.0),
        ([1.0, 4.0, 6.0, 9.0], 3.0, 6.0, 2.0),
        ([1.0], 3.0, 10.0, 7.0),
        ([], 3.0, 10.0, 7.0),
    ],
)
def test_the_longest_wait_begins_with_the_fault_and_ends_when_it_sells_again(
    moments: list[float], begin: float, end: float, longest: float
) -> None:
    assert longest_gap(moments, begin, end) == longest


@pytest.mark.parametrize(
    ("line", "faults"),
    [
        ('{"event": "request", "level": "info"}', 0),
        ('{"event": "Child process [11] died", "level": "info"}', 0),
        ('{"event": "Child process [12] died", "level": "info"}', 1),
        ('{"event": "unhandled_error", "level": "error", "exception": "KeyError"}', 1),
        ('{"event": "Task exception was never retrieved", "level": "error"}', 1),
        ('{"event": "Cancel 9 running task(s), timeout graceful shutdown exceeded", "level": "error"}', 0),
        ('{"event": "Exception in ASGI application", "level": "error", "exception": "a.CancelledError"}', 1),
        ("Traceback (most recent call last):", 1),
    ],
)
def test_the_log_tells_of_errors_and_of_workers_that_nobody_killed(tmp_path: Path, line: str, faults: int) -> None:
    log = tmp_path / "log"
    log.write_text(f"{line}\n")
    assert len(read_log(log, killed={11})) == faults


@asynccontextmanager
async def connected(
    tmp_path: Path,
) -> AsyncIterator[tuple[Proxy, asyncio.StreamReader, asyncio.StreamWriter, list[bytes]]]:
    """A proxy before a server that gives back what it gets, and a client of it."""
    got, ended = list[bytes](), asyncio.Event()

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while chunk := await reader.read(1024):
                got.append(chunk)
                writer.write(chunk)
        writer.close()
        ended.set()

    server = await asyncio.start_unix_server(echo, tmp_path / "socket")
    async with server, Proxy(tmp_path / "socket", seeded(1)).serving() as proxy:
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        yield proxy, reader, writer, got
        writer.close()
    await ended.wait()


async def test_what_passes_in_good_weather_is_unchanged(tmp_path: Path) -> None:
    async with connected(tmp_path) as (_, reader, writer, _got):
        writer.write(COMMIT)
        assert await reader.readexactly(len(COMMIT)) == COMMIT


async def test_a_lost_commit_reaches_the_database_and_its_answer_does_not_come_back(tmp_path: Path) -> None:
    async with connected(tmp_path) as (proxy, reader, writer, got):
        proxy.weather.lost_commits = 1
        writer.write(COMMIT)
        assert await reader.read() == b""
        assert got == [COMMIT]
        assert proxy.weather.lost_commits == 0


async def test_a_cut_answer_ends_in_its_middle(tmp_path: Path) -> None:
    async with connected(tmp_path) as (proxy, reader, writer, _):
        proxy.weather.cut_answers = 1
        writer.write(b"01234567")
        assert await reader.readexactly(4) == b"0123"
        with pytest.raises((asyncio.IncompleteReadError, ConnectionResetError)):
            await reader.readexactly(1)


async def test_nothing_passes_while_it_is_held_and_everything_afterwards(tmp_path: Path) -> None:
    async with connected(tmp_path) as (proxy, reader, writer, got):
        proxy.weather.held = True
        writer.write(b"patience")
        await asyncio.sleep(0.1)
        assert got == []
        proxy.weather.held = False
        assert await reader.readexactly(8) == b"patience"


async def test_new_connections_are_refused(tmp_path: Path) -> None:
    async with connected(tmp_path) as (proxy, _, _writer, _got):
        proxy.weather.refused = True
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        with pytest.raises((asyncio.IncompleteReadError, ConnectionResetError)):
            await reader.readexactly(1)
        writer.close()
