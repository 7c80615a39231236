"""`python -m benchmarks.reorder [till.csv]`: a recorded history lived through again, by the advice and by other rules.

Every evening each policy decides what there will be on a later morning; the sales of that day meet it; what is past
its best-before day is thrown away. The policy under test is the pure function behind `GET /api/advice/reorder`.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.services.insight.reorder import ReplenishmentTerms
from benchmarks.histories import SEED, History, make_up, read_till
from benchmarks.replay import POLICIES, STEP, Outcome, replay

console = Console(highlight=False, width=None if sys.stdout.isatty() else 120)

VIEWS = {
    True: "Every policy is shown the recorded sales, whatever it had on the shelf",
    False: "Every policy is shown its own sales only: of what it had none left, it does not know how much was wanted",
}


def main(
    till: Annotated[Path | None, typer.Argument(help="A till's CSV with Date and Item, one line a piece.")] = None,
    shelf_life: Annotated[list[int] | None, typer.Option(min=0, help="Days after the first; may be repeated.")] = None,
    lead_time: Annotated[int, typer.Option(min=1, help="On which morning after the evening it is there.")] = 1,
    cover_days: Annotated[int, typer.Option(min=1, help="How many days the advice makes for.")] = 2,
    items: Annotated[int, typer.Option(min=1, help="How many items: those that sold most while warming up.")] = 20,
    warm_up: Annotated[int, typer.Option(min=7, help="How many days only teach, and are not counted.")] = 28,
    seed: Annotated[int, typer.Option(help="Of the made-up history.")] = SEED,
) -> None:
    """Replay a history: of a till, or made up."""
    history = make_up(seed) if till is None else read_till(till)
    if len(history.days) <= warm_up + lead_time:
        console.print(f"There are only {len(history.days)} days: too few beside {warm_up} to warm up.", style="red")
        sys.exit(2)
    chosen = history.best_sellers(items, before=history.days[warm_up])
    console.print(
        f"{'A made-up history' if till is None else till.name}: {len(history.open_days)} open days from "
        f"{history.days[0]} to {history.days[-1]}, of which the first {warm_up} days only teach; "
        f"the {len(chosen)} items that sold most in those."
    )
    for knows_all, title in VIEWS.items():
        table = Table("keeps", "policy", title=title, title_justify="left", title_style="bold")
        for column in ("demand", "made", "lost", "of demand", "wasted", "of made"):
            table.add_column(column, justify="right")
        for days in shelf_life or (1, 2, 4):
            terms = ReplenishmentTerms(lead_time, cover_days, days, STEP)
            for name, outcome in _outcomes(history, chosen, terms, warm_up, knows_all=knows_all).items():
                table.add_row(f"{days} d" if name == next(iter(POLICIES)) else "", name, *_cells(outcome))
            table.add_section()
        console.print(table)
    console.print(
        "Lost: wanted and not there. Wasted: not sold on the day it arrived nor on as many days after as it keeps.\n"
        "Recorded sales are themselves what was there to be sold: more may have been wanted than any of "
        "these figures know."
    )


def _outcomes(
    history: History, items: list[str], terms: ReplenishmentTerms, warm_up: int, *, knows_all: bool
) -> dict[str, Outcome]:
    outcomes = {name: Outcome() for name in POLICIES}
    for name, policy in POLICIES.items():
        for item in items:
            outcomes[name].add(replay(history, item, policy, terms, warm_up, knows_all=knows_all))
    return outcomes


def _cells(outcome: Outcome) -> list[str]:
    return [
        f"{outcome.demand:,.0f}",
        f"{outcome.made:,.0f}",
        f"{outcome.lost:,.0f}",
        f"{outcome.lost / (outcome.demand or 1):.1%}",
        f"{outcome.wasted:,.0f}",
        f"{outcome.wasted / (outcome.made or 1):.1%}",
    ]


if __name__ == "__main__":
    typer.run(main)
