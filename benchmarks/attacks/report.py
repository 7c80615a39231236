"""The outcome of an attack, as a table of ratios."""

import sys
from typing import Any

from rich.console import Console
from rich.table import Table

console = Console(highlight=False, width=None if sys.stdout.isatty() else 120)


def show(name: str, what: str, result: dict[str, Any]) -> None:
    """Print one attack: what was sent, what the good clients got before and during it, and what it cost."""
    table = Table(title=f"{name}: {what}", title_justify="left")
    table.add_column("good client")
    for column in ("median before", "during", "ratio", "worst before", "during", "good", "given up"):
        table.add_column(column, justify="right")
    table.add_column("refused")
    for kind, during in result["during"].items():
        before = result["before"][kind]
        table.add_row(
            kind,
            _ms(before["median_ms"]),
            _ms(during["median_ms"]),
            _ratio(before["median_ms"], during["median_ms"]),
            _ms(before["worst_ms"]),
            _ms(during["worst_ms"]),
            str(during["good"]),
            str(during["given_up"]),
            _counts(during["refused"]),
        )
    console.print(table)
    console.print(f"  attacker, {result['seconds']:.0f} s: {_counts(result['sent'])}", markup=False)
    cost = result["cost"]
    memory = " ".join(
        f"{before:.0f} > {most:.0f}"
        for before, most in zip(cost["memory_before_mb"], cost["memory_most_mb"], strict=False)
    )
    console.print(
        f"  cost: workers {memory} MB, log {cost['log_bytes'] / 1e6:.2f} MB with {cost['secrets_in_log']} secrets, "
        f"rows {_counts(cost['rows'])}\n",
        markup=False,
    )


def summarise(results: dict[str, Any]) -> None:
    """Print one line for each attack."""
    table = Table(title="Worst waits of the good clients in seconds, before > during", title_justify="left")
    table.add_column("attack", no_wrap=True)
    for column in ("health", "purchase", "login known", "login new", "memory MB", "log MB", "audit"):
        table.add_column(column, justify="right")
    for name, result in results.items():
        cost = result["cost"]
        waits = [_worst(result, kind) for kind in ("health", "purchase", "login, known device", "login, new device")]
        grown = sum(cost["memory_most_mb"]) - sum(cost["memory_before_mb"])
        refused = cost["rows"].get("audit_logs refused", 0)
        table.add_row(name, *waits, f"+{grown:.0f}", f"{cost['log_bytes'] / 1e6:.1f}", str(refused))
    console.print(table)


def _worst(result: dict[str, Any], kind: str) -> str:
    before, during = (result[when][kind] for when in ("before", "during"))
    waits = " > ".join("none" if ms is None else f"{ms / 1000:.2f}" for ms in (before["worst_ms"], during["worst_ms"]))
    return f"{waits}, {during['given_up']} never" if during["given_up"] else waits


def _ms(milliseconds: float | None) -> str:
    if milliseconds is None:
        return "none"
    return f"{milliseconds / 1000:.1f} s" if milliseconds >= 1000 else f"{milliseconds:.0f} ms"


def _ratio(before: float | None, during: float | None) -> str:
    return f"{during / before:.1f}" if before and during else ""


def _counts(counts: dict[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda item: -item[1])
    return ", ".join(f"{name}: {number:,}" for name, number in ordered) or "none"
