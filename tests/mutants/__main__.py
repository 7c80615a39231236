"""`python -m tests.mutants`: plants faults in a copy of the code, one at a time, and says which the tests overlook."""

import asyncio
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from tests.mutants.faults import FAULTS, Mutant
from tests.mutants.page import PAGE, page
from tests.mutants.tree import ROOT, Tree
from tests.mutants.trial import LONGEST_SECONDS, Trial, Verdict, run_tests


def main(
    only: Annotated[str, typer.Option(help="Part of the names, files or tests of the faults to plant.")] = "",
    workers: Annotated[int, typer.Option(min=1, help="How many faults are tried at a time.")] = 2,
    races: Annotated[bool, typer.Option(help="Plant those alone that only a race shows.")] = False,
    times: Annotated[int, typer.Option(min=1, help="How often each has to be noticed.")] = 1,
    write_page: Annotated[bool, typer.Option(help=f"Write {PAGE} instead of trying anything.")] = False,
) -> None:
    """Plant faults, run the tests that have to notice each, and name the faults that survive."""
    if write_page:
        (ROOT / PAGE).write_text(page(), encoding="utf-8")
        return
    # In the background too, where a shell ignores it: tests that are given up take their PostgreSQL down by it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    wanted = only.casefold()
    chosen = [one for one in FAULTS if wanted in f"{one.name}\n{one.file}\n{one.tests}".casefold()]
    chosen = [one for one in chosen if one.is_race or not races]
    raise typer.Exit(asyncio.run(_try_all(chosen, workers, times)))


async def _try_all(mutants: Sequence[Mutant], workers: int, times: int) -> int:
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="sweetshop-mutants-") as folder:
        trees = [Tree(Path(folder) / str(number)) for number in range(min(workers, len(mutants)))]
        tests = sorted(set(chain.from_iterable(one.tests for one in mutants)))
        typer.echo(f"{len(mutants)} faults. The {len(tests)} tests and files of them have to pass without a fault.")
        sound = await run_tests(trees[0], tests, processes=workers, longest=LONGEST_SECONDS * len(mutants))
        if sound.verdict is not Verdict.SURVIVED:
            typer.echo(f"{sound.output}\nNothing was planted, because they do not pass as it is.")
            return 1
        typer.echo(f"{sound.seconds:6.1f} s  they pass")
        waiting, ended = list(reversed(mutants)), Counter[Verdict]()

        async def try_waiting(tree: Tree) -> None:
            while waiting:
                mutant = waiting.pop()
                trial = await _try(mutant, tree, times)
                ended[trial.verdict] += 1
                typer.echo(_line(mutant, trial))

        async with asyncio.TaskGroup() as group:
            for tree in trees:
                group.create_task(try_waiting(tree))
    figures = ", ".join(f"{number} {verdict}" for verdict, number in sorted(ended.items()))
    typer.echo(f"{len(mutants)} faults in {time.monotonic() - started:.0f} s: {figures}.")
    return int(ended[Verdict.CAUGHT] < len(mutants))


async def _try(mutant: Mutant, tree: Tree, times: int) -> Trial:
    """Return the first trial in which the fault was not noticed, or else the last."""
    with tree.planted(mutant):
        for _ in range(times):
            trial = await run_tests(tree, mutant.tests)
            if trial.verdict is not Verdict.CAUGHT:
                break
    return trial


def _line(mutant: Mutant, trial: Trial) -> str:
    line = f"{trial.seconds:6.1f} s  {trial.verdict}: {mutant.name}"
    if trial.verdict is Verdict.CAUGHT:
        return f"{line}\n          by {trial.caught_by}"
    return f"{line}\n          {mutant.file}; {', '.join(mutant.tests)}\n{trial.output[-3000:]}"


if __name__ == "__main__":
    typer.run(main)
