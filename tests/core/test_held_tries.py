"""Tries from unknown devices are verified one of an address at a time."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from app.core.errors import Throttled
from app.core.held_tries import HELD_PER_ADDRESS, QUEUED_PER_ADDRESS, HeldTries

ATTACKER, OWNER = "192.0.2.1", "198.51.100.7"


def verifying(held_tries: HeldTries) -> tuple[Callable[[str], Coroutine[Any, Any, None]], list[str], asyncio.Event]:
    """Verifies tries, and notes the addresses that got their turn; its event ends every verification."""
    begun, end = list[str](), asyncio.Event()

    async def verify(address: str) -> None:
        async with held_tries.turn(address, 0):
            begun.append(address)
            await end.wait()

    return verify, begun, end


async def test_an_address_that_sends_many_tries_takes_no_turn_of_another() -> None:
    verify, begun, end = verifying(HeldTries())
    async with asyncio.TaskGroup() as tries:
        for address in [ATTACKER] * 20 + [OWNER]:
            tries.create_task(verify(address))
        await asyncio.sleep(0)
        at_once = list(begun)
        end.set()

    assert at_once == [ATTACKER, OWNER]
    assert begun == [ATTACKER, OWNER, *[ATTACKER] * 19]


async def test_an_address_whose_queue_is_full_is_refused_until_it_has_room() -> None:
    held_tries = HeldTries()
    verify, _, end = verifying(held_tries)
    async with asyncio.TaskGroup() as tries:
        for _ in range(QUEUED_PER_ADDRESS):
            tries.create_task(verify(ATTACKER))
        await asyncio.sleep(0)
        with pytest.raises(Throttled):
            held_tries.refuse_if_full(ATTACKER, is_held=False)
        with pytest.raises(Throttled):
            await verify(ATTACKER)
        held_tries.refuse_if_full(OWNER, is_held=False)
        end.set()
    await verify(ATTACKER)


async def test_a_delayed_attempt_keeps_its_place_until_it_is_verified() -> None:
    held_tries = HeldTries(pause=lambda _: asyncio.sleep(0))
    end = asyncio.Event()

    async def verify() -> None:
        async with held_tries.turn(ATTACKER, 4):
            await end.wait()

    async with asyncio.TaskGroup() as tries:
        for _ in range(HELD_PER_ADDRESS):
            tries.create_task(verify())
        for _ in range(5):
            await asyncio.sleep(0)
        with pytest.raises(Throttled):
            held_tries.refuse_if_full(ATTACKER, is_held=True)
        held_tries.refuse_if_full(ATTACKER, is_held=False)
        held_tries.refuse_if_full(OWNER, is_held=True)
        end.set()
    await verify()
