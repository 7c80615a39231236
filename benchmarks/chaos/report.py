"""What a run says: a line for each fault as it happens, and the tables at the end."""

import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from statistics import median

from rich.console import Console
from rich.table import Table

from benchmarks.chaos.history import NO_ANSWER, History, Outcome, longest_gap

console = Console(highlight=False, width=None if sys.stdout.isatty() else 120)
MOST_SHOWN = 20


@dataclass(slots=True)
class Harm:
    """One fault: when it began, when it was over, and when something was sold again."""

    kind: str
    began: float
    ended: float = 0
    sold_again: float = 0
    detail: str = ""


@dataclass(slots=True)
class Outcomes:
    """What is wrong, by check; an empty list is a check that holds."""

    faults: dict[str, list[str]] = field(default_factory=dict)

    @property
    def hold(self) -> bool:
        return not any(self.faults.values())


def show_harm(number: int, count: int, harm: Harm, history: History) -> None:
    """Print the line of a fault."""
    console.print(
        f"{number:3}/{count}  {harm.began:6.1f} s  {harm.kind:15} {harm.detail:45} "
        f"sold again {harm.sold_again - harm.ended:4.1f} s after  {len(history.sold_at):6,} sales",
        markup=False,
    )


def show(history: History, harms: list[Harm], outcomes: Outcomes, seconds: float) -> None:
    """Print the tables."""
    _show_harms(history, harms)
    _show_writes(history)
    statuses = sorted(history.statuses().items())
    told = ", ".join(f"{'lost' if status == NO_ANSWER else status}: {times:,}" for status, times in statuses)
    console.print(f"{history.requests:,} requests in {seconds:.0f} s, answered {told}", markup=False)
    console.print(f"Refused and put off: {_codes(history)}\n", markup=False)
    table = Table("check", "result", title="After the run", title_justify="left")
    for name, faults in outcomes.faults.items():
        table.add_row(name, "[green]holds[/]" if not faults else f"[red]{len(faults)} faults[/]")
    console.print(table)
    for name, faults in outcomes.faults.items():
        for fault in faults[:MOST_SHOWN]:
            console.print(f"FAULT {name}: {fault}", style="red", markup=False)


def _show_harms(history: History, harms: list[Harm]) -> None:
    waits: defaultdict[str, list[float]] = defaultdict(list)
    for harm in harms:
        waits[harm.kind].append(longest_gap(history.sold_at, harm.began, harm.sold_again))
    table = Table("fault", title="Longest time without a sale, in seconds", title_justify="left")
    for column in ("times", "median", "longest"):
        table.add_column(column, justify="right")
    for kind, seconds in sorted(waits.items()):
        table.add_row(kind, str(len(seconds)), f"{median(seconds):.1f}", f"{max(seconds):.1f}")
    console.print(table)


def _show_writes(history: History) -> None:
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for write in history.writes:
        one = counted[write.kind]
        one[write.outcome] += 1
        one["retries"] += max(0, len(write.attempts) - 1)
        one["replayed"] += write.replayed
        one["lost"] += sum(attempt.is_lost for attempt in write.attempts)
    table = Table("writes", title="Writes by kind", title_justify="left")
    columns = (Outcome.ACKNOWLEDGED, Outcome.REFUSED, Outcome.UNKNOWN, "retries", "lost", "replayed")
    for column in ("acknowledged", "refused", "never answered", "retries", "answers lost", "replayed"):
        table.add_column(column, justify="right")
    for kind, one in sorted(counted.items()):
        table.add_row(kind, *(f"{one[column]:,}" for column in columns))
    table.add_section()
    table.add_row("all", *(f"{sum(one[column] for one in counted.values()):,}" for column in columns))
    console.print(table)


def _codes(history: History) -> str:
    codes: Counter[str] = Counter()
    for answered, times in history.answers.items():
        if answered.code:
            codes[f"{answered.status} {answered.code}"] += times
    return ", ".join(f"{code}: {times:,}" for code, times in codes.most_common()) or "nothing"
