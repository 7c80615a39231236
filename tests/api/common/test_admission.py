"""A worker refuses at once what it could not answer in time, and counts only what waits for it."""

import asyncio
from functools import partial

import pytest
from starlette.types import Message, Receive, Scope, Send

from app.api.admission import LEAST_READS, LONGEST_TURN_SECONDS, PLACES, READING_SHARE, Admission, Places
from app.api.bounds import BODY_IS_HERE
from tests.support.concurrency import failures_of_the_loop

AT_ONCE = 3
CROWD = 200


class Route:
    """Answers when it is told to."""

    def __init__(self) -> None:
        self.goes_on = asyncio.Event()
        self.ends = asyncio.Event()

    async def __call__(self, _: Scope, __: Receive, send: Send) -> None:
        await self.goes_on.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await self.ends.wait()


class Caller:
    def __init__(self, app: Admission, **scope: object) -> None:
        self.messages: list[Message] = []
        self._scope = {"type": "http", "path": "/api/sweets", BODY_IS_HERE: True} | scope
        self.task = asyncio.create_task(app(self._scope, self._receive, self._send))

    async def _receive(self) -> Message:
        raise AssertionError

    async def _send(self, message: Message) -> None:
        self.messages.append(message)

    @property
    def status(self) -> int | None:
        return self.messages[0]["status"] if self.messages else None


@pytest.fixture
def route() -> Route:
    return Route()


@pytest.fixture
def admission(route: Route) -> Admission:
    return Admission(route, Places(AT_ONCE))


async def step() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_one_request_too_many_is_told_to_come_again(admission: Admission, route: Route) -> None:
    taken = [Caller(admission) for _ in range(AT_ONCE)]
    await step()
    refused = Caller(admission)
    await step()
    assert refused.status == 503
    assert (b"retry-after", b"1") in refused.messages[0]["headers"]
    assert b'"code": "too_busy"' in refused.messages[1]["body"]
    route.goes_on.set()
    route.ends.set()
    await asyncio.gather(*(caller.task for caller in taken))
    assert {caller.status for caller in taken} == {200}


async def test_an_open_stream_takes_no_place(admission: Admission, route: Route) -> None:
    route.goes_on.set()
    streams = [Caller(admission) for _ in range(2 * AT_ONCE)]
    await step()
    assert {stream.status for stream in streams} == {200}
    route.ends.set()
    await asyncio.gather(*(stream.task for stream in streams))


async def test_who_sends_slowly_takes_no_place(admission: Admission, route: Route) -> None:
    slow = [Caller(admission, **{BODY_IS_HERE: True}) for _ in range(AT_ONCE - 1)]
    for _ in range(2 * AT_ONCE):
        caller = Caller(admission)
        del caller._scope[BODY_IS_HERE]
        slow.append(caller)
    last = Caller(admission)
    await step()
    assert last.status is None
    route.goes_on.set()
    route.ends.set()
    await asyncio.gather(last.task, *(caller.task for caller in slow))
    assert last.status == 200


async def test_a_body_that_comes_late_takes_a_place_at_its_end() -> None:
    places, are_taken = Places(1), list[bool]()

    async def app(_: Scope, receive: Receive, send: Send) -> None:
        for __ in range(2):
            are_taken.append(places.are_taken)
            await receive()
        are_taken.append(places.are_taken)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        are_taken.append(places.are_taken)

    parts = iter([True, False])

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": next(parts)}

    async def send(_: Message) -> None:
        pass

    scope = {"type": "http", "path": "/api/sales", "state": {PLACES: places}}
    await Admission(app, places)(scope, receive, send)
    assert are_taken == [False, False, True, False]


async def test_a_request_that_fails_gives_its_place_back(admission: Admission, route: Route) -> None:
    taken = [Caller(admission) for _ in range(AT_ONCE)]
    await step()
    for caller in taken:
        caller.task.cancel()
    await asyncio.gather(*(caller.task for caller in taken), return_exceptions=True)
    route.goes_on.set()
    route.ends.set()
    again = Caller(admission)
    await again.task
    assert again.status == 200


async def test_probes_are_always_let_in(admission: Admission, route: Route) -> None:
    taken = [Caller(admission) for _ in range(AT_ONCE)]
    await step()
    probe = Caller(admission, path="/health/live")
    route.goes_on.set()
    route.ends.set()
    await asyncio.gather(probe.task, *(caller.task for caller in taken))
    assert probe.status == 200


def test_a_crowd_that_stays_is_given_fewer_places_than_a_burst() -> None:
    places = Places(30)
    places.count(29)
    assert not places.are_taken
    places.count(1)
    places.count(-10)
    assert places.are_taken
    places.count(-1)
    assert not places.are_taken
    places.count(-9)
    places.count(19)
    assert not places.are_taken
    places.count(1)
    assert places.are_taken


async def turns(places: Places, reads: list[int]) -> list[int]:
    """Let the loop go on until a crowd is read, and return how many were read in each turn."""
    counts = list[int]()
    while sum(counts) < CROWD:
        before = len(reads)
        await asyncio.sleep(0)
        counts.append(len(reads) - before)
    return counts


async def test_a_crowd_is_read_some_at_a_time_in_its_order() -> None:
    places, reads = Places(AT_ONCE, clock=lambda: 0.0), list[int]()
    for number in range(CROWD):
        places.read_later(partial(reads.append, number))
    assert max(await turns(places, reads)) == LEAST_READS
    assert reads == list(range(CROWD))


async def test_more_is_read_in_a_turn_that_takes_long() -> None:
    now, reads = [1000.0], list[int]()
    places = Places(AT_ONCE, clock=lambda: now[0])

    def read(number: int) -> None:
        now[0] += LONGEST_TURN_SECONDS / 100
        reads.append(number)

    for number in range(CROWD):
        places.read_later(partial(read, number))
    assert max(await turns(places, reads)) == pytest.approx(100 * READING_SHARE, abs=1)


async def test_one_that_cannot_be_read_keeps_nobody_waiting() -> None:
    places, is_last = Places(AT_ONCE), asyncio.Event()
    for _ in range(CROWD):
        places.read_later(partial(divmod, 1, 0))
    places.read_later(is_last.set)
    with failures_of_the_loop() as failures:
        await is_last.wait()
    assert len(failures) == CROWD
