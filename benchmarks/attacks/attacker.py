"""The attacks by name, and how one is made in a process of its own."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from benchmarks.attacks import passwords, sessions, slow, wide
from benchmarks.attacks.target import Target

Attack = Callable[[Target, float], Awaitable[Counter[str]]]

ATTACKS: dict[str, Attack] = {
    "broken-logins": slow.break_logins,
    "guessing-one-address": passwords.guess_from_one_address,
    "guessing-many-addresses": passwords.guess_from_many_addresses,
    "guessing-owners-address": passwords.guess_from_owners_address,
    "spraying": passwords.spray,
    "registrations": passwords.register,
    "wide-queries": wide.ask_with_wide_queries,
    "many-shapes": wide.ask_in_many_shapes,
    "wide-json": wide.send_wide_json,
    "slow-headers": slow.send_half_headers,
    "endless-headers": slow.send_endless_headers,
    "slow-bodies": slow.send_half_bodies,
    "streams": slow.open_streams,
    "audit-spam": sessions.spam_the_audit_log,
    "refresh-race": sessions.race_refreshes,
    "stolen-token": sessions.use_a_stolen_token,
}


class Attacker:
    """A separate process, so that it does not delay the measurements of the good clients."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool

    def begin(self, name: str, target: Target, seconds: float) -> "Future[Counter[str]]":
        """Begin an attack; the result counts its answers by kind."""
        return self._pool.submit(_run, name, target, seconds)


@contextmanager
def ready_attacker() -> Iterator[Attacker]:
    """Yield an attacker whose process has started."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        pool.submit(_run_nothing).result()
        yield Attacker(pool)


def _run_nothing() -> None:
    pass


def _run(name: str, target: Target, seconds: float) -> Counter[str]:
    async def attack() -> Counter[str]:
        return await ATTACKS[name](target, seconds)

    return asyncio.run(attack())
