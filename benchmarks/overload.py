"""`python -m benchmarks.overload`: a worker asked for four times what it can do, and its memory after many requests.

What it accepts has to be answered within a second, the rest refused with 503 and `Retry-After`, and two seconds after
the crowd has left everything is as before. Exits 1 otherwise.
"""

import asyncio
import resource
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from statistics import quantiles
from typing import Annotated

import httpx
import psutil
import typer
from rich.console import Console

from app.core.logging import configure_logging
from app.database.embedded import DATABASE_NAME, EmbeddedPostgres, embedded_postgres
from benchmarks.filled import filled_shop
from benchmarks.load import Load, Scenario, find_wrk, scenarios
from benchmarks.shop import CUSTOMER_EMAIL, CUSTOMER_PASSWORD

CROWD = 1500
TIMES = 4
PROBES_PER_SECOND = 40
P99_AT_MOST = 1.0
RECOVERED_WITHIN = 2.0
GROWTH_AT_MOST = 1.1
FIRST_REQUESTS = 10_000

console = Console(highlight=False, width=None if sys.stdout.isatty() else 120)


@dataclass
class Probes:
    """Purchases sent at a steady rate, whatever becomes of those before."""

    base_url: str
    path: str
    token: str
    accepted: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)
    _numbers: Iterator[int] = field(default_factory=count)

    @contextmanager
    def sent(self) -> Iterator[None]:
        stop = threading.Event()
        thread = threading.Thread(target=lambda: asyncio.run(self._send_all(stop)))
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    async def _send_all(self, stop: threading.Event) -> None:
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=200)
        async with (
            httpx.AsyncClient(base_url=self.base_url, limits=limits, timeout=30) as client,
            asyncio.TaskGroup() as all_of,
        ):
            while not stop.is_set():
                all_of.create_task(self.send(client))
                await asyncio.sleep(1 / PROBES_PER_SECOND)

    async def send(self, client: httpx.AsyncClient) -> float | None:
        """Send one; return its seconds if it was accepted."""
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": f"probe-{next(self._numbers)}"}
        started = time.perf_counter()
        try:
            answer = await client.post(self.path, json={"quantity": "1"}, headers=headers)
        except httpx.HTTPError as error:
            self.wrong[type(error).__name__] += 1
            return None
        seconds = time.perf_counter() - started
        if answer.status_code == 201:
            self.accepted.append(seconds)
            return seconds
        if answer.status_code == 503 and "Retry-After" in answer.headers:
            self.refused.append(seconds)
        else:
            self.wrong[f"{answer.status_code}"] += 1
        return None


def main(
    seconds: Annotated[float, typer.Option(min=2, help="Seconds of the crowd.")] = 20,
    requests: Annotated[int, typer.Option(min=0, help="Requests after which memory is compared; 0 leaves it out.")] = 0,
) -> None:
    """Overload a worker."""
    wrk = find_wrk()
    if wrk is None:
        console.print("wrk is missing. Install it: apt-get install wrk", style="red")
        sys.exit(2)
    configure_logging("WARNING")
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with tempfile.TemporaryDirectory(prefix="sweetshop-overload-") as name:
        directory = Path(name)
        with embedded_postgres(directory / "postgres") as server:
            asyncio.run(server.ensure_database(DATABASE_NAME))
            faults = _measure(wrk, server, directory, seconds, requests)
    for fault in faults:
        console.print(f"FAULT {fault}", style="red", markup=False)
    sys.exit(bool(faults))


def _measure(wrk: str, server: EmbeddedPostgres, directory: Path, seconds: float, requests: int) -> list[str]:
    with filled_shop(server, directory, "app.main:create_app_from_environment") as shop:
        target = shop.target(CUSTOMER_EMAIL, CUSTOMER_PASSWORD)
        load = Load(wrk, 64, {"shop": target})
        every = {scenario.name: scenario for scenario in scenarios(shop.seeded.hot, shop.seeded.spread, load.targets)}
        path = every["hot"].path.replace("%d", str(shop.seeded.hot))
        faults = _overload(load, every["hot"], Probes(shop.base_url, path, target.token), seconds)
        if requests:
            faults += _fill(load, every, shop.pid, requests)
    return faults


def _overload(load: Load, hot: Scenario, probes: Probes, seconds: float) -> list[str]:
    load.run(hot, 3)
    able = load.run(hot, seconds / 2)
    crowd = _crowd(load, hot, TIMES * able.per_second)
    with probes.sent():
        asked = load.run(crowd, seconds)
    recovered = asyncio.run(_recover(probes, able.p99_ms / 1000))
    p99 = quantiles(probes.accepted, n=100)[98] if len(probes.accepted) > 1 else float("inf")
    refused_p99 = quantiles(probes.refused, n=100)[98] if len(probes.refused) > 1 else 0.0
    console.print(f"Alone, 64 clients: {able.per_second:.0f} purchases/s, p99 {able.p99_ms:.0f} ms.")
    console.print(
        f"A crowd of {CROWD} with {crowd.pause_ms} ms between an answer and the next request: "
        f"{asked.answers / asked.seconds:.0f} answers/s, {asked.answers / asked.seconds / able.per_second:.1f} times, "
        f"{asked.good / asked.seconds:.0f} of them purchases, {asked.good / asked.seconds / able.per_second:.2f} times."
    )
    console.print(
        f"Of {len(probes.accepted) + len(probes.refused)} probes {len(probes.accepted)} were accepted, p99 "
        f"{p99 * 1000:.0f} ms ({p99 * 1000 / able.p99_ms:.1f} times); p99 of the refused: {refused_p99 * 1000:.0f} ms."
    )
    console.print(f"Back to normal {recovered:.2f} s after the crowd had left.")
    faults = [f"a probe ended with {name}, {times} times" for name, times in probes.wrong.items()]
    if p99 > P99_AT_MOST:
        faults.append(f"p99 of what was accepted is {p99:.2f} s")
    if not probes.refused:
        faults.append("nothing was refused")
    if recovered > RECOVERED_WITHIN:
        faults.append(f"it took {recovered:.2f} s to recover")
    return faults


def _crowd(load: Load, hot: Scenario, wanted: float) -> Scenario:
    """Return a crowd that really asks so often a second: each of it waits for its answer, and then for a while."""
    crowd, low, high = replace(hot, connections=CROWD), 0.0, 1000 * CROWD / wanted
    for _ in range(7):
        pause = (low + high) / 2
        tried = replace(hot, connections=CROWD, pause_ms=round(pause))
        asked = load.run(tried, 3)
        if asked.answers / asked.seconds >= wanted:
            crowd, low = tried, pause
        else:
            high = pause
    return crowd


async def _recover(probes: Probes, normal: float) -> float:
    """Return the seconds until ten purchases in a row are as quick as before."""
    started = time.monotonic()
    quick, first = 0, started
    async with httpx.AsyncClient(base_url=probes.base_url, timeout=30) as client:
        while quick < 10:
            seconds = await probes.send(client)
            quick = quick + 1 if seconds is not None and seconds <= normal else 0
            first = time.monotonic() if quick == 1 else first
    return first - started


def _fill(load: Load, every: dict[str, Scenario], supervisor: int, requests: int) -> list[str]:
    """Send reads and purchases by turns, and compare the worker's memory after the first and after all."""
    worker = max(psutil.Process(supervisor).children(), key=lambda child: child.memory_info().rss)
    done, first = 0, 0
    while done < requests:
        for name in ("hot", "list", "lists unlike", "spread"):
            done += load.run(every[name], 2 if done < FIRST_REQUESTS else 20).answers
            if not first and done >= FIRST_REQUESTS:
                first = worker.memory_info().rss
                console.print(f"After {done:,} requests: {first / 1e6:.0f} MB.")
    growth = worker.memory_info().rss / first
    console.print(f"After {done:,}: {worker.memory_info().rss / 1e6:.0f} MB, {growth:.2f} times.")
    return [] if growth <= GROWTH_AT_MOST else [f"the worker's memory grew {growth:.2f} times"]


if __name__ == "__main__":
    typer.run(main)
