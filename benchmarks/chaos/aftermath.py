"""How the shop stands after a run: its sessions, its pools and its log."""

import asyncio
import json
import re
from pathlib import Path

import asyncpg

from app.database.embedded import SHOP
from benchmarks.chaos.serving import ServedShop

QUIET_SECONDS = 600
"""How long the shop may go on: it voids what lapsed while its clock was wrong, one order after the other."""
_DIED = re.compile(r"Child process \[(\d+)\] died")
_CUT_OFF = re.compile(r"Cancel (\d+) running task\(s\), timeout graceful shutdown exceeded")
_BAD_LEVELS = {"error", "critical"}


async def busy_sessions(connection: asyncpg.Connection) -> list[str]:
    """Return the sessions of the shop that are not idle, once they all are or have had time to be."""
    for _ in range(QUIET_SECONDS * 2):
        rows = await connection.fetch(
            "SELECT pid, state, query FROM pg_stat_activity WHERE usename = $1 AND state <> 'idle'", SHOP
        )
        if not rows:
            return []
        await asyncio.sleep(0.5)
    return [f"session {row['pid']} is {row['state']}: {row['query'][:100]}" for row in rows]


async def connections_out(shop: ServedShop) -> dict[int, int]:
    """Return how many connections each worker has not given back, beside the one that tells."""
    found = dict[int, int]()
    for _ in range(QUIET_SECONDS):
        found = {state["pid"]: state["checked_out"] for state in await shop.states()}
        if found and not any(found.values()):
            break
        await asyncio.sleep(1)
    return found


def cut_off(log: Path) -> int:
    """Return how many requests the log says were cut off, because they took too long as the shop was stopped."""
    return sum(int(number) for number in _CUT_OFF.findall(log.read_text(errors="replace")))


def read_log(log: Path, killed: set[int]) -> list[str]:
    """Return what a shop's log must not say: unhandled errors, and workers that died and were not killed."""
    faults = []
    for line in log.read_text(errors="replace").splitlines():
        died = _DIED.search(line)
        if died is not None:
            if int(died[1]) not in killed:
                faults.append(f"worker {died[1]} died by itself")
            continue
        try:
            event = json.loads(line)
        except ValueError:
            faults.append(f"not a line of the log: {line[:200]}")
            continue
        if event.get("level") in _BAD_LEVELS and _CUT_OFF.search(line) is None:
            faults.append(f"{event.get('event')}: {str(event.get('exception', ''))[-300:]}")
    return faults
