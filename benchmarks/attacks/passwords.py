"""Attacks on passwords, and on their owners."""

import asyncio
from collections import Counter
from itertools import count

from benchmarks.attacks.target import OWNER, OWNER_ADDRESS, STRANGER_ADDRESS, Target, ask, keep_at_it, written_json

ADDRESSES = 50
REGISTRATIONS = 24
SPRAYERS = 60

_numbers = count(1)


async def guess_from_one_address(target: Target, seconds: float) -> Counter[str]:
    """Guess the owner's password from one address, as often as the shop admits a try."""
    return await keep_at_it(4, lambda _: _guess(target, OWNER[0], STRANGER_ADDRESS), seconds, pause=0.1)


async def guess_from_many_addresses(target: Target, seconds: float) -> Counter[str]:
    """Guess the owner's password from fifty addresses."""
    return await keep_at_it(ADDRESSES, lambda i: _guess(target, OWNER[0], f"127.0.1.{i + 1}"), seconds, pause=0.5)


async def guess_from_owners_address(target: Target, seconds: float) -> Counter[str]:
    """Guess the owner's password from behind the owner's own address."""
    return await keep_at_it(4, lambda _: _guess(target, OWNER[0], OWNER_ADDRESS), seconds, pause=0.1)


async def spray(target: Target, seconds: float) -> Counter[str]:
    """Try one account after the other from behind the owner's own address."""
    return await keep_at_it(
        SPRAYERS, lambda _: _guess(target, f"stranger-{next(_numbers)}@example.com", OWNER_ADDRESS), seconds, pause=0.1
    )


async def register(target: Target, seconds: float) -> Counter[str]:
    """Open accounts from one address, 24 at once all the time."""

    async def once(_: int) -> str:
        account = {"email": f"new-{next(_numbers)}@example.com", "password": "saffron and rose"}
        status = await ask(target, written_json("POST", "/api/auth/register", account))
        if status in ("429", "503"):
            await asyncio.sleep(0.2)
        return status

    return await keep_at_it(REGISTRATIONS, once, seconds)


async def _guess(target: Target, email: str, address: str) -> str:
    login = {"username": email, "password": f"the guess number {next(_numbers)}"}
    return await ask(target, written_json("POST", "/api/auth/login", login), address)
