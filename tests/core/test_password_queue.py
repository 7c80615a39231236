"""The threads that hash passwords: their number, their bounded queue, and its lanes."""

import asyncio
import logging
import os
import sys
import threading

import pytest

from app.core.errors import Unavailable
from app.core.passwords import (
    Lane,
    PasswordHasher,
    WeakPassword,
)

GOOD = "a tray of saffron"
PATIENCE = 30.0
"""How many seconds a thread waits for a test that has failed, instead of hanging for ever."""


async def test_the_event_loop_keeps_ticking_while_passwords_are_hashed() -> None:
    hasher = PasswordHasher(rounds=12)
    work = asyncio.gather(hasher.hash(GOOD), hasher.verify(GOOD, None))
    ticks = 0
    while not work.done():
        await asyncio.sleep(0.001)
        ticks += 1
    hashed, matches = await work
    assert hashed
    assert not matches
    assert ticks > 10
    hasher.close()


async def test_as_many_passwords_are_hashed_at_once_as_there_are_threads() -> None:
    hasher = PasswordHasher(rounds=4, threads=2)
    meeting = threading.Barrier(2, timeout=PATIENCE)
    await asyncio.gather(*(hasher._in_thread(Lane.KNOWN, meeting.wait) for _ in range(2)))
    assert PasswordHasher(threads=3)._threads._max_workers == 3
    hasher.close()


async def test_a_full_queue_is_refused_at_once_and_empties_again() -> None:
    hasher = PasswordHasher(rounds=4, threads=1, max_waiting=3)
    leave = threading.Event()
    running = asyncio.ensure_future(hasher._in_thread(Lane.KNOWN, lambda: leave.wait(PATIENCE)))
    queued = [asyncio.ensure_future(hasher.verify(GOOD, None)) for _ in range(2)]
    await asyncio.sleep(0)
    for refused in (hasher.verify(GOOD, None), hasher.hash(GOOD)):
        with pytest.raises(Unavailable) as caught:
            await refused
        assert caught.value.code == "too_busy"
        assert caught.value.retry_after == 1
    leave.set()
    assert await asyncio.gather(*queued) == [False, False]
    assert await running
    assert await hasher.verify(GOOD, await hasher.hash(GOOD)) is True
    hasher.close()


async def test_a_cancelled_call_keeps_its_place_until_its_work_has_ended() -> None:
    hasher = PasswordHasher(rounds=4, threads=1, max_waiting=2)
    begun, leave = threading.Event(), threading.Event()

    def work() -> bool:
        begun.set()
        return leave.wait(PATIENCE)

    running = asyncio.ensure_future(hasher._in_thread(Lane.KNOWN, work))
    queued = asyncio.ensure_future(hasher.verify(GOOD, None))
    await asyncio.to_thread(begun.wait, PATIENCE)
    for call in (running, queued):
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
    waiting = asyncio.ensure_future(hasher.verify(GOOD, None))
    await asyncio.sleep(0)
    with pytest.raises(Unavailable):
        await hasher.verify(GOOD, None)
    leave.set()
    assert await waiting is False
    assert await hasher.verify(GOOD, None) is False
    hasher.close()


async def test_a_full_queue_is_known_before_anything_is_hashed() -> None:
    hasher = PasswordHasher(rounds=4, threads=1, max_waiting=1)
    hasher.refuse_if_full(Lane.KNOWN)
    leave = threading.Event()
    running = asyncio.ensure_future(hasher._in_thread(Lane.KNOWN, lambda: leave.wait(PATIENCE)))
    await asyncio.sleep(0)
    with pytest.raises(Unavailable) as caught:
        hasher.refuse_if_full(Lane.KNOWN)
    assert caught.value.code == "too_busy"
    leave.set()
    assert await running
    hasher.refuse_if_full(Lane.KNOWN)
    assert await hasher.verify(GOOD, None) is False
    hasher.close()


@pytest.mark.parametrize(("cores", "threads"), [(None, 1), (1, 1), (2, 1), (8, 7)])
def test_a_core_is_left_to_the_rest_of_the_shop(
    monkeypatch: pytest.MonkeyPatch, cores: int | None, threads: int
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    hasher = PasswordHasher(rounds=4)
    assert hasher._threads._max_workers == threads
    hasher.close()


@pytest.mark.skipif(sys.platform != "linux", reason="Elsewhere a thread has no priority of its own.")
async def test_threads_that_hash_let_others_go_first() -> None:
    def niceness() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    hasher = PasswordHasher(rounds=4)
    before = niceness()
    assert await hasher._in_thread(Lane.KNOWN, niceness) == min(before + 10, 19)
    assert niceness() == before
    hasher.close()


@pytest.mark.skipif(sys.platform != "linux", reason="Elsewhere a thread has no priority of its own.")
async def test_a_machine_that_forbids_priorities_hashes_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbid(*_: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "setpriority", forbid)
    hasher = PasswordHasher(rounds=4)
    assert await hasher.verify(GOOD, await hasher.hash(GOOD)) is True
    hasher.close()


@pytest.mark.parametrize(("lane", "others"), [(Lane.KNOWN, 2), (Lane.STRANGER, 1)])
async def test_a_login_waits_for_one_registration_at_most_and_who_is_known_for_one_stranger(
    lane: Lane, others: int
) -> None:
    hasher = PasswordHasher(rounds=4, threads=1)
    leave, done = threading.Event(), list[Lane]()

    def work(lane: Lane) -> None:
        leave.wait(PATIENCE)
        done.append(lane)

    before = [Lane.REGISTRATION] * 24 + ([Lane.STRANGER] * 24 if lane is Lane.KNOWN else [])
    waiting = []
    for one in [*before, lane]:
        waiting.append(asyncio.ensure_future(hasher._in_thread(one, lambda one=one: work(one))))
        await asyncio.sleep(0)
    leave.set()
    await waiting[-1]
    assert len(done[: done.index(lane)]) <= others
    await asyncio.gather(*waiting)
    assert len(done) == len(waiting)
    hasher.close()


async def test_a_lane_that_is_full_refuses_nobody_in_another() -> None:
    hasher = PasswordHasher(rounds=4, threads=1, max_waiting=2)
    leave = threading.Event()
    held = [asyncio.ensure_future(hasher._in_thread(Lane.REGISTRATION, lambda: leave.wait(PATIENCE))) for _ in "12"]
    await asyncio.sleep(0)
    for lane in (Lane.KNOWN, Lane.STRANGER):
        hasher.refuse_if_full(lane)
    with pytest.raises(Unavailable):
        hasher.refuse_if_full(Lane.REGISTRATION)
    with pytest.raises(Unavailable):
        await hasher.hash(GOOD, Lane.REGISTRATION)
    leave.set()
    assert await asyncio.gather(*held) == [True, True]
    assert await hasher.verify(GOOD, await hasher.hash(GOOD, Lane.REGISTRATION)) is True
    hasher.close()


async def test_a_caller_who_leaves_while_waiting_gives_their_place_back() -> None:
    hasher = PasswordHasher(rounds=4, threads=1, max_waiting=2)
    leave = threading.Event()
    running = asyncio.ensure_future(hasher._in_thread(Lane.REGISTRATION, lambda: leave.wait(PATIENCE)))
    waiting = asyncio.ensure_future(hasher.hash(GOOD, Lane.REGISTRATION))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    hasher.refuse_if_full(Lane.REGISTRATION)
    leave.set()
    assert await running
    assert await hasher.hash(GOOD, Lane.REGISTRATION)
    hasher.close()


async def test_places_come_back_after_work_that_fails() -> None:
    hasher = PasswordHasher(rounds=4, threads=1, max_waiting=1)
    for _ in range(3):
        with pytest.raises(ValueError, match="could not convert"):
            await hasher._in_thread(Lane.KNOWN, float, "no number")
    for _ in range(3):
        with pytest.raises(WeakPassword):
            await hasher.hash("\0")
    assert await hasher.verify(GOOD, None) is False
    hasher.close()


async def test_many_first_calls_at_once_all_get_their_answer() -> None:
    hasher = PasswordHasher(rounds=4, threads=8)
    hashes = await asyncio.gather(*(hasher.hash(f"{GOOD} {n}") for n in range(32)))
    answers = await asyncio.gather(*(hasher.verify(f"{GOOD} {n}", hashed) for n, hashed in enumerate(hashes)))
    assert all(answers)
    hasher.close()


def test_nothing_is_logged_about_the_version_of_bcrypt() -> None:
    assert not logging.getLogger("passlib.handlers.bcrypt").isEnabledFor(logging.WARNING)
