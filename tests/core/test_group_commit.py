"""Group commit, watched as it runs: each test's runner notes its batches and waits until it is released."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, TypeVar

import pytest

from app.core.errors import Conflict, Unavailable
from app.core.group_commit import GroupCommit

PATIENCE = 30.0  # How many seconds a caller waits who should not have to wait at all.

Result = TypeVar("Result")
Decide = Callable[[Sequence[str]], Sequence[str | Exception]]


def sold(items: Sequence[str]) -> list[str | Exception]:
    return [f"sold {item}" for item in items]


class Till:
    """A runner that records its batches; while it is `held`, a batch waits before it is decided."""

    def __init__(self, decide: Decide = sold) -> None:
        self.batches: list[list[str]] = []
        self.running = 0
        self.decide = decide
        self._open = asyncio.Event()
        self._open.set()

    async def __call__(self, items: Sequence[str]) -> Sequence[str | Exception]:
        self.batches.append(list(items))
        self.running += 1
        assert self.running == 1, "two batches at once"
        try:
            await self._open.wait()
            return self.decide(items)
        finally:
            self.running -= 1

    def hold(self) -> None:
        self._open.clear()

    def let_go(self) -> None:
        self._open.set()


async def settle() -> None:
    """Let everything that can run do so."""
    for _ in range(20):
        await asyncio.sleep(0)


async def soon(work: Awaitable[Result]) -> Result:
    return await asyncio.wait_for(work, PATIENCE)


def start(*work: Coroutine[Any, Any, Result]) -> list[asyncio.Task[Result]]:
    return [asyncio.create_task(one) for one in work]


async def outcomes(tasks: Sequence[asyncio.Task[str]]) -> list[str | BaseException]:
    """The answer each caller got, or the error raised to them."""
    heard = await soon(asyncio.gather(*tasks, return_exceptions=True))
    assert all(task.cancelled() or task.exception() or isinstance(task.result(), str) for task in tasks)
    return heard


async def held_behind(till: Till, group: GroupCommit[str, str], *items: str) -> list[asyncio.Task[str]]:
    """Submit `first`, which is kept running, and then the items, which have to wait behind it."""
    till.hold()
    tasks = start(group.submit("first"))
    await settle()
    tasks += start(*(group.submit(item) for item in items))
    await settle()
    return tasks


async def test_a_lone_item_runs_at_once_as_a_batch_of_one() -> None:
    till = Till()
    group: GroupCommit[str, str] = GroupCommit(till)
    till.hold()
    tasks = start(group.submit("barfi"))
    await settle()
    assert till.batches == [["barfi"]]
    till.let_go()
    assert await outcomes(tasks) == ["sold barfi"]
    assert await soon(group.submit("peda")) == "sold peda"
    assert till.batches == [["barfi"], ["peda"]]


async def test_requests_that_arrive_during_a_batch_form_the_next_one_in_order_of_arrival() -> None:
    till = Till()
    group: GroupCommit[str, str] = GroupCommit(till)
    names = [f"item {number}" for number in range(30)]
    tasks = await held_behind(till, group, *names)
    assert till.batches == [["first"]]
    till.let_go()
    assert await outcomes(tasks) == ["sold first", *(f"sold {name}" for name in names)]
    assert till.batches == [["first"], names]


async def test_a_batch_is_never_larger_than_allowed_and_every_item_is_run() -> None:
    till = Till()
    group: GroupCommit[str, str] = GroupCommit(till, max_batch=4)
    names = [f"item {number}" for number in range(10)]
    tasks = await held_behind(till, group, *names)
    till.let_go()
    assert await outcomes(tasks) == ["sold first", *(f"sold {name}" for name in names)]
    assert till.batches == [["first"], names[:4], names[4:8], names[8:]]


async def test_only_the_poisoned_item_of_a_batch_fails() -> None:
    def decide(items: Sequence[str]) -> list[str | Exception]:
        if "poison" in items:
            msg = "the database cannot store this"
            raise ValueError(msg)
        return sold(items)

    till = Till(decide)
    group: GroupCommit[str, str] = GroupCommit(till)
    tasks = await held_behind(till, group, "barfi", "poison", "peda")
    till.let_go()
    first, barfi, poison, peda = await outcomes(tasks)
    assert (first, barfi, peda) == ("sold first", "sold barfi", "sold peda")
    assert isinstance(poison, ValueError)
    assert till.batches == [["first"], ["barfi", "poison", "peda"], ["barfi"], ["poison"], ["peda"]]


async def test_a_lone_item_that_raises_is_not_tried_twice() -> None:
    def decide(_: Sequence[str]) -> list[str | Exception]:
        raise ValueError

    till = Till(decide)
    group: GroupCommit[str, str] = GroupCommit(till)
    (poison,) = await outcomes(start(group.submit("poison")))
    assert isinstance(poison, ValueError)
    assert till.batches == [["poison"]]
    till.decide = sold
    assert await soon(group.submit("barfi")) == "sold barfi"


async def test_a_batch_of_unknown_outcome_is_reported_to_all_and_not_retried() -> None:
    def decide(items: Sequence[str]) -> list[str | Exception]:
        if "barfi" in items:
            raise Unavailable("database_unavailable", "The connection went away.")
        return sold(items)

    till = Till(decide)
    group: GroupCommit[str, str] = GroupCommit(till)
    tasks = await held_behind(till, group, "barfi", "peda")
    till.let_go()
    first, *others = await outcomes(tasks)
    assert first == "sold first"
    assert all(isinstance(other, Unavailable) for other in others)
    assert till.batches == [["first"], ["barfi", "peda"]]


async def test_an_outcome_that_is_an_exception_is_raised_to_its_caller_only() -> None:
    def decide(items: Sequence[str]) -> list[str | Exception]:
        return [Conflict("insufficient_stock", item) if item == "halwa" else f"sold {item}" for item in items]

    till = Till(decide)
    group: GroupCommit[str, str] = GroupCommit(till)
    tasks = await held_behind(till, group, "barfi", "halwa", "peda")
    till.let_go()
    first, barfi, halwa, peda = await outcomes(tasks)
    assert (first, barfi, peda) == ("sold first", "sold barfi", "sold peda")
    assert isinstance(halwa, Conflict)
    assert till.batches == [["first"], ["barfi", "halwa", "peda"]]


@pytest.mark.parametrize("place", [0, 1, 2], ids=["while it runs", "first of those who wait", "last of those who wait"])
async def test_a_caller_who_leaves_disturbs_nobody_and_their_item_is_still_run(place: int) -> None:
    till = Till()
    group: GroupCommit[str, str] = GroupCommit(till)
    tasks = await held_behind(till, group, "barfi", "peda")
    tasks[place].cancel()
    await settle()
    till.let_go()
    heard = await outcomes(tasks)
    assert isinstance(heard.pop(place), asyncio.CancelledError)
    assert heard == [f"sold {item}" for at, item in enumerate(["first", "barfi", "peda"]) if at != place]
    assert till.batches == [["first"], ["barfi", "peda"]]


async def test_a_full_queue_refuses_at_once_and_takes_again_when_there_is_room() -> None:
    till = Till()
    group: GroupCommit[str, str] = GroupCommit(till, max_waiting=2)
    tasks = await held_behind(till, group, "barfi", "peda")
    with pytest.raises(Unavailable) as refusal:
        await soon(group.submit("one too many"))
    assert (refusal.value.code, refusal.value.retry_after) == ("too_busy", 1)
    till.let_go()
    assert await outcomes(tasks) == ["sold first", "sold barfi", "sold peda"]
    assert await soon(group.submit("later")) == "sold later"
    assert till.batches == [["first"], ["barfi", "peda"], ["later"]]


async def test_closing_waits_for_everybody_and_refuses_whoever_comes_after() -> None:
    till = Till()
    group: GroupCommit[str, str] = GroupCommit(till, max_batch=1)
    tasks = await held_behind(till, group, "barfi", "peda")
    (closing,) = start(group.close())
    await settle()
    with pytest.raises(Unavailable):
        await soon(group.submit("too late"))
    assert not closing.done()
    till.let_go()
    await soon(closing)
    assert all(task.done() for task in tasks)
    assert await outcomes(tasks) == ["sold first", "sold barfi", "sold peda"]
    assert till.batches == [["first"], ["barfi"], ["peda"]]


async def test_closing_an_idle_group_returns_at_once_and_may_be_repeated() -> None:
    group: GroupCommit[str, str] = GroupCommit(Till())
    await soon(group.close())
    await soon(group.close())
    with pytest.raises(Unavailable):
        await soon(group.submit("too late"))


async def test_closing_that_is_given_up_on_leaves_those_who_wait_their_outcomes() -> None:
    till = Till()
    group: GroupCommit[str, str] = GroupCommit(till)
    tasks = await held_behind(till, group, "barfi")
    (closing,) = start(group.close())
    await settle()
    closing.cancel()
    await settle()
    till.let_go()
    done, waiting = await asyncio.wait(tasks, timeout=PATIENCE)
    assert not waiting
    assert {task.result() for task in done} == {"sold first", "sold barfi"}


@pytest.mark.parametrize("answers", [0, 1, 3], ids=["none", "too few", "too many"])
async def test_a_runner_that_miscounts_leaves_nobody_waiting_for_ever(answers: int) -> None:
    def decide(items: Sequence[str]) -> list[str | Exception]:
        return sold(items) if len(items) == 1 else ["sold something"] * answers

    till = Till(decide)
    group: GroupCommit[str, str] = GroupCommit(till)
    tasks = await held_behind(till, group, "barfi", "peda")
    till.let_go()
    _, waiting = await asyncio.wait(tasks, timeout=PATIENCE)
    assert not waiting
    assert await soon(group.submit("later")) == "sold later"
