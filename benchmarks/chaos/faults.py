"""The faults, by name: each harms the shop for a while, ends, and says what it did."""

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import asyncpg

from app.database.embedded import SHOP
from benchmarks.chaos.app import MovedClock
from benchmarks.chaos.postgres import Disk, Postgres
from benchmarks.chaos.proxy import Proxy
from benchmarks.chaos.serving import ServedShop

MOST_HOURS_WRONG = 8
"""The clock moves this much to both sides, so that no key is older than the day for which keys are kept."""


@dataclass
class World:
    """Everything that can be harmed."""

    shop: ServedShop
    postgres: Postgres
    proxy: Proxy
    clock: MovedClock
    clock_base: float
    """The seconds that the clock is ahead when nothing is wrong with it."""
    disk: Disk | None
    draw: random.Random


async def kill_worker(world: World) -> str:
    """Kill -9 one worker."""
    workers = world.shop.workers()
    if not workers:
        return "there was none"
    worker = world.draw.choice(workers)
    world.shop.kill(worker)
    return f"worker {worker}"


async def kill_workers(world: World) -> str:
    """Kill -9 all workers."""
    workers = world.shop.workers()
    for worker in workers:
        world.shop.kill(worker)
    return f"{len(workers)} workers"


async def kill_postgres(world: World) -> str:
    """Kill -9 every process of PostgreSQL."""
    return await _end_postgres(world, world.postgres.kill)


async def stop_postgres(world: World) -> str:
    """Stop PostgreSQL at once, without a checkpoint."""
    return await _end_postgres(world, world.postgres.stop_at_once)


async def _end_postgres(world: World, end: Callable[[], None]) -> str:
    world.postgres.down_for = world.draw.uniform(0, 3)
    starts = world.postgres.starts
    end()
    while world.postgres.starts == starts:  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    await world.postgres.wait_until_ready()
    return f"down for {world.postgres.down_for:.1f} s"


async def end_sessions(world: World) -> str:
    """End all sessions of the shop."""
    return f"{await world.postgres.end_sessions(SHOP)} sessions"


async def pause_postgres(world: World) -> str:
    """Stop every process of PostgreSQL with SIGSTOP for a while."""
    seconds = world.draw.uniform(1, 6)
    world.postgres.pause()
    await asyncio.sleep(seconds)
    world.postgres.resume()
    return f"{seconds:.1f} s"


async def fill_disk(world: World) -> str:
    """Leave PostgreSQL no room for another page."""
    if world.disk is None:
        return "no disk of its own"
    seconds, ends_segments = world.draw.uniform(1, 4), world.draw.random() < 0.5
    end = asyncio.get_running_loop().time() + seconds
    while asyncio.get_running_loop().time() < end:
        await asyncio.to_thread(world.disk.fill)
        if ends_segments:
            await _ask_for_a_new_segment(world.postgres)
        await asyncio.sleep(0.1)
    await asyncio.to_thread(world.disk.free)
    return f"{seconds:.1f} s" + (", no new segment of the log either" if ends_segments else "")


async def _ask_for_a_new_segment(postgres: Postgres) -> None:
    # Without one, PostgreSQL cannot go on: it crashes.
    with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
        async with asyncio.timeout(1):
            connection = await postgres.connect()
            try:
                await connection.execute("SELECT pg_logical_emit_message(false, '', 'x'), pg_switch_wal()")
            finally:
                connection.terminate()


async def drop_packets(world: World) -> str:
    """Let nothing pass between shop and PostgreSQL for a while, then cut what hangs."""
    seconds = world.draw.uniform(1, 6)
    world.proxy.weather.held = True
    await asyncio.sleep(seconds)
    is_cut = world.draw.random() < 0.5
    if is_cut:
        world.proxy.cut()
    world.proxy.weather.held = False
    return f"{seconds:.1f} s" + (", and cut" if is_cut else "")


async def delay_packets(world: World) -> str:
    """Delay each piece between shop and PostgreSQL."""
    seconds, most = world.draw.uniform(1, 4), world.draw.uniform(0.02, 0.3)
    world.proxy.weather.most_delay = most
    await asyncio.sleep(seconds)
    world.proxy.weather.most_delay = 0
    return f"up to {most * 1000:.0f} ms for {seconds:.1f} s"


async def cut_answers(world: World) -> str:
    """End connections in the middle of an answer, then refuse new ones for a while."""
    times, seconds = world.draw.randint(1, 10), world.draw.uniform(0, 2)
    world.proxy.weather.cut_answers = times
    await asyncio.sleep(1)
    world.proxy.weather.cut_answers = 0
    world.proxy.weather.refused = True
    world.proxy.cut()
    await asyncio.sleep(seconds)
    world.proxy.weather.refused = False
    return f"up to {times}, none let in for {seconds:.1f} s"


async def lose_commits(world: World) -> str:
    """Let commits reach PostgreSQL, and lose its answers."""
    times = world.draw.randint(1, 10)
    world.proxy.weather.lost_commits = times
    await asyncio.sleep(2)
    lost = times - world.proxy.weather.lost_commits
    world.proxy.weather.lost_commits = 0
    return f"{lost} commits"


async def move_clock(world: World) -> str:
    """Move the shop's clock by up to some hours, forth or back."""
    hours = world.draw.uniform(-MOST_HOURS_WRONG, MOST_HOURS_WRONG)
    world.clock.move(world.clock_base + hours * 3600)
    return f"now {hours:+.1f} h"


async def restart(world: World) -> str:
    """Stop the shop with SIGTERM and start it again."""
    await world.shop.stop()
    world.shop.start()
    await world.shop.wait_until_ready()
    return "with SIGTERM"


async def release(world: World) -> str:
    """Replace the source by a new release, and the workers one by one with SIGHUP."""
    asked = await world.shop.release()
    return "with SIGHUP" + (f", asked {asked} times" if asked > 1 else "")


FAULTS: dict[str, Callable[[World], Awaitable[str]]] = {
    "kill-worker": kill_worker,
    "kill-workers": kill_workers,
    "kill-postgres": kill_postgres,
    "stop-postgres": stop_postgres,
    "end-sessions": end_sessions,
    "pause-postgres": pause_postgres,
    "fill-disk": fill_disk,
    "drop-packets": drop_packets,
    "delay-packets": delay_packets,
    "cut-answers": cut_answers,
    "lose-commits": lose_commits,
    "move-clock": move_clock,
    "restart": restart,
    "release": release,
}


def plan(count: int, names: list[str], draw: random.Random) -> list[str]:
    """Return the faults of a run in their order: of each kind as many as of any other, give or take one."""
    rounds = [draw.sample(names, len(names)) for _ in range(-(-count // len(names)))]
    return [name for names_of_round in rounds for name in names_of_round][:count]
