"""`python -m benchmarks`: the shop's speed over real HTTP, compared with rivals on the same machine.

Worker, PostgreSQL and wrk share the machine and nothing is pinned to a core, so only ratios within one run mean
anything. Exits 1 when an answer was an error or the books do not add up; a goal that is missed is printed as missed.
"""

import asyncio
import json
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Annotated, Any

import httpx
import typer
from rich.console import Console

from app.core.logging import configure_logging
from app.database.embedded import DATABASE_NAME, EmbeddedPostgres, embedded_postgres
from benchmarks import report, shop
from benchmarks.filled import SECRET_KEY, filled_shop
from benchmarks.load import Load, Run, find_wrk, scenarios
from benchmarks.processes import MemoryWatch, start_up_seconds
from benchmarks.rivals import bare_route, django_sales, django_shop

FIRST_DAY_SECONDS = 8

console = Console(highlight=False, width=None if sys.stdout.isatty() else 120)


def main(
    seconds: Annotated[float, typer.Option(min=1, help="Seconds of each run.")] = 8,
    rounds: Annotated[int, typer.Option(min=1, help="Runs of each scenario.")] = 3,
    connections: Annotated[int, typer.Option(min=1, help="Clients of wrk.")] = 64,
    warm_up: Annotated[float, typer.Option(min=1, help="Seconds of warming up before each run.")] = 2,
    peer: Annotated[Path | None, typer.Option(help="The Python that has the Django peer's requirements.")] = None,
    out: Annotated[Path, typer.Option(help="The file for all measurements.")] = Path("bench.json"),
) -> None:
    """Measure the shop."""
    wrk = find_wrk()
    if wrk is None:
        console.print("wrk is missing. Install it: apt-get install wrk", style="red")
        sys.exit(2)
    configure_logging("WARNING")
    options = {"seconds": seconds, "rounds": rounds, "connections": connections, "warm_up": warm_up}
    python = peer and peer.absolute()
    with tempfile.TemporaryDirectory(prefix="sweetshop-bench-") as name:
        directory = Path(name)
        started = start_up_seconds(directory)
        with embedded_postgres(directory / "postgres") as server:
            asyncio.run(server.ensure_database(DATABASE_NAME))
            runs, more = _measure(wrk, server, directory, options, python)
    figures = {scenario: report.Figures.of(some) for scenario, some in runs.items()}
    goals = report.goals(figures, more["memory_mb"], median(started))
    report.show(console, figures, goals)
    written = report.document(runs, figures, goals, options=options, start_up_seconds=started, **more)
    out.write_text(json.dumps(written, indent=2) + "\n")
    console.print(f"Written to {out}.")
    if more["faults"]:
        for fault in more["faults"]:
            console.print(f"FAULT {fault}", style="red", markup=False)
        sys.exit(1)
    console.print("Every answer was good, and the books add up:", more["books"], style="green", markup=False)


def _measure(
    wrk: str, server: EmbeddedPostgres, directory: Path, options: dict[str, Any], peer: Path | None
) -> tuple[dict[str, list[Run]], dict[str, Any]]:
    url = server.url(DATABASE_NAME)
    postgres = asyncio.run(shop.database_settings(url))
    with (
        filled_shop(server, directory, "benchmarks.app:create_bench_app") as filled,
        MemoryWatch(filled.pid).watching() as memory,
        ExitStack() as rivals,
    ):
        seeded = filled.seeded
        targets = {
            "shop": filled.target(shop.CUSTOMER_EMAIL, shop.CUSTOMER_PASSWORD),
            "counter": filled.target(shop.ADMIN_EMAIL, shop.ADMIN_PASSWORD),
        }
        load = Load(wrk, options["connections"], targets)
        (hot,) = (scenario for scenario in scenarios(seeded.hot, seeded.spread, load.targets) if scenario.name == "hot")
        answer = load.try_once(hot).text
        load.targets["bare"] = rivals.enter_context(
            bare_route(directory, filled.environment, answer, filled.postmaster)
        )
        if peer is not None:
            django = django_shop(peer, directory, server, SECRET_KEY, filled.postmaster)
            load.targets["django"] = rivals.enter_context(django)
        _live_through_a_day(load, seeded, url)
        runs = _run_all(load, seeded, options)
        counted = httpx.get(f"{filled.base_url}/metrics").text
    answered, unanswered = (sum(of[name] for name in targets) for of in (load.sold, load.unanswered))
    faults, books = asyncio.run(shop.find_faults(url, seeded.hot, answered=answered, unanswered=unanswered))
    if peer is not None:
        sales, least = asyncio.run(django_sales(server)), load.sold["django"]
        if not least <= sales <= least + load.unanswered["django"]:
            faults.append(f"Django has {sales} sales, but gave {least} answers")
    if load.faults:
        load.faults += [line for line in counted.splitlines() if line.startswith("http_requests_total")]
    return runs, {"memory_mb": memory.most_mb, "postgres": postgres, "books": books, "faults": load.faults + faults}


def _live_through_a_day(load: Load, seeded: shop.Seeded, url: str) -> None:
    # A database with no sale in it yet would plan as if there never were any.
    console.print("Selling for a while first ...")
    every = scenarios(seeded.hot, seeded.spread, load.targets)
    (spread,) = (scenario for scenario in every if scenario.name == "spread")
    load.run(spread, FIRST_DAY_SECONDS)
    asyncio.run(shop.settle(url))


def _run_all(load: Load, seeded: shop.Seeded, options: dict[str, Any]) -> dict[str, list[Run]]:
    every = scenarios(seeded.hot, seeded.spread, load.targets)
    runs: dict[str, list[Run]] = {scenario.name: [] for scenario in every}
    for scenario in every:
        load.try_once(scenario)
    for number in range(1, options["rounds"] + 1):
        for scenario in every:
            load.run(scenario, options["warm_up"])
            run = load.run(scenario, options["seconds"])
            runs[scenario.name].append(run)
            console.print(
                f"round {number}  {scenario.name:20}{run.per_second:8,.0f}/s  "
                f"p50 {run.p50_ms:6.1f} ms  p99 {run.p99_ms:6.1f} ms",
            )
    time.sleep(1)  # For what was under way when wrk hung up.
    return runs


if __name__ == "__main__":
    typer.run(main)
