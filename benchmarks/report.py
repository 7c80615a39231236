"""The report: the tables, the goals, and bench.json."""

import os
import platform
from dataclasses import asdict, dataclass
from importlib.metadata import version
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from app.core.clock import system_clock
from benchmarks.load import Run
from benchmarks.processes import Cpu

PACKAGES = ("fastapi", "starlette", "uvicorn", "uvloop", "httptools", "pydantic", "sqlalchemy", "asyncpg")

QUIET = 0.15
"""The share of a core that others may take before the ratios mean little."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The medians of a scenario's runs."""

    per_second: float
    slowest: float
    fastest: float
    p50_ms: float
    p99_ms: float
    cpu: Cpu

    @classmethod
    def of(cls, runs: list[Run]) -> "Figures":
        """Return the medians of some runs."""
        return cls(
            per_second=median(run.per_second for run in runs),
            slowest=min(run.per_second for run in runs),
            fastest=max(run.per_second for run in runs),
            p50_ms=median(run.p50_ms for run in runs),
            p99_ms=median(run.p99_ms for run in runs),
            cpu=Cpu(
                worker=median(run.cpu.worker for run in runs),
                database=median(run.cpu.database for run in runs),
                wrk=median(run.cpu.wrk for run in runs),
                others=median(run.cpu.others for run in runs),
            ),
        )


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure, and the bound it has to reach."""

    name: str
    wanted: str
    found: float
    reached: bool


def goals(figures: dict[str, Figures], memory_mb: float, start_up_seconds: float) -> list[Goal]:
    """Compare the figures with the shop's goals."""

    def ratio(one: str, other: str) -> float:
        return figures[one].per_second / figures[other].per_second

    def at_least(name: str, least: float, found: float) -> Goal:
        return Goal(name, f">= {least:g}", found, found >= least)

    def below(name: str, limit: float, found: float) -> Goal:
        return Goal(name, f"< {limit:g}", found, found < limit)

    found = [
        at_least("ceiling / bare", 0.4, ratio("ceiling", "bare")),
        at_least("hot / bare", 0.15, ratio("hot", "bare")),
        at_least("lists unlike / bare", 0.15, ratio("lists unlike", "bare")),
        at_least("hot / ceiling", 0.4, ratio("hot", "ceiling")),
        at_least("hot / the usual way", 4, ratio("hot", "usual hot")),
        at_least("counter / hot", 0.7, ratio("counter", "hot")),
        at_least("spread / hot", 0.85, ratio("spread", "hot")),
        at_least("list / list in memory", 0.35, ratio("list", "list in memory")),
        below(
            "p50 of a purchase, 100 wrong logins / quiet",
            1.5,
            figures["steady, logins"].p50_ms / figures["steady"].p50_ms,
        ),
        below("memory of the worker, MB", 150, memory_mb),
        below("start-up of an existing shop, s", 5, start_up_seconds),
    ]
    if "django" in figures:
        found.insert(2, at_least("hot / django", 4, ratio("hot", "django")))
    return found


def show(console: Console, figures: dict[str, Figures], reached: list[Goal]) -> None:
    """Print the two tables."""
    table = Table(title="One worker under load: medians of the rounds")
    table.add_column("scenario", no_wrap=True)
    for heading in ("req/s", "slowest", "fastest", "p50 ms", "p99 ms", "of bare", "worker", "db", "wrk", "others"):
        table.add_column(heading, justify="right", no_wrap=True)
    for name, one in figures.items():
        table.add_row(
            name,
            f"{one.per_second:,.0f}",
            f"{one.slowest:,.0f}",
            f"{one.fastest:,.0f}",
            f"{one.p50_ms:.1f}",
            f"{one.p99_ms:.1f}",
            f"{one.per_second / figures['bare'].per_second:.2f}",
            *(f"{share:.0%}" for share in (one.cpu.worker, one.cpu.database, one.cpu.wrk, one.cpu.others)),
        )
    console.print(table)
    console.print("Of the CPU, 100% is one core.")
    if max(one.cpu.others for one in figures.values()) > QUIET:
        console.print("Others were busy on this machine meanwhile: run it again on a quiet one.", style="yellow")
    listed, unlike = figures["list"].per_second, figures["lists unlike"].per_second
    memory, ready = figures["list in memory"].per_second, figures["list as ready JSON"].per_second
    console.print(f"The list is {listed / ready:.2f} of the one held in memory as ready JSON.")
    console.print(
        f"Lists no two of which are alike, so that no read is shared, are {unlike / memory:.2f} of the one in memory.\n"
    )
    table = Table(title="Goals")
    for heading in ("goal", "wanted", "found", ""):
        table.add_column(heading, justify="right" if heading in ("wanted", "found") else "left")
    for goal in reached:
        verdict = "[green]reached[/]" if goal.reached else "[yellow]missed[/]"
        table.add_row(goal.name, goal.wanted, f"{goal.found:.2f}", verdict)
    console.print(table)


def document(
    runs: dict[str, list[Run]], figures: dict[str, Figures], reached: list[Goal], **more: Any
) -> dict[str, Any]:
    """Return all measurements, with the machine and the versions they are of."""
    return {
        "measured_at": system_clock().isoformat(timespec="seconds"),
        "machine": {"cpus": os.cpu_count(), "platform": platform.platform(), "pinned": "nothing"},
        "versions": {"python": platform.python_version()} | {name: version(name) for name in PACKAGES},
        **more,
        "goals": [asdict(goal) for goal in reached],
        "scenarios": {
            name: {"medians": asdict(one), "runs": [asdict(run) | {"per_second": run.per_second} for run in runs[name]]}
            for name, one in figures.items()
        },
    }
