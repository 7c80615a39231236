"""`python -m benchmarks.chaos`: a shop that sells while everything around it fails, and a check that nothing is lost.

Clients, workers and PostgreSQL share the machine; nothing that is checked depends on how fast it is. A seed draws the
same faults in the same order again, though not at the same moment of the work under way. Exits 1 when a check fails.
"""

import asyncio
import secrets
import shutil
import signal
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from app.core.logging import configure_logging
from benchmarks.chaos.faults import FAULTS
from benchmarks.chaos.postgres import Disk
from benchmarks.chaos.report import console
from benchmarks.chaos.run import Run, Terms


def main(
    seconds: Annotated[float, typer.Option(min=1, help="How long to go on at least.")] = 60,
    faults: Annotated[int, typer.Option(min=0, help="How many faults, of each kind as many.")] = 14,
    seed: Annotated[int | None, typer.Option(help="Draws the faults; a new one unless given.")] = None,
    workers: Annotated[int, typer.Option(min=1, help="How many workers the shop has.")] = 2,
    without: Annotated[list[str] | None, typer.Option(help=f"A kind to leave out: {', '.join(FAULTS)}.")] = None,
    only: Annotated[list[str] | None, typer.Option(help="A kind to draw, and no other.")] = None,
    directory: Annotated[Path | None, typer.Option(help="Where the run keeps its files.")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the files after the run.")] = False,
) -> None:
    """Harm the shop while it sells, and check its books against what its clients remember."""
    unknown = {*(without or ()), *(only or ())} - FAULTS.keys()
    if unknown:
        message = f"There is no fault {', '.join(sorted(unknown))}. There are: {', '.join(FAULTS)}."
        raise typer.BadParameter(message)
    configure_logging("ERROR")
    # What was started is stopped, and a run that is given up has not passed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("The run was given up."))
    seed = secrets.randbelow(10**6) if seed is None else seed
    folder = Path(tempfile.mkdtemp(prefix="run-", dir=directory and _made(directory)))
    folder.chmod(0o755)
    names = [name for name in only or FAULTS if name not in (without or ())]
    console.print(f"Seed {seed}. Files are in {folder}.", markup=False)
    with ExitStack() as stack:
        if not keep:
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
        disk = Disk(folder / "disk")
        if not stack.enter_context(disk.mounted()) and "fill-disk" in names:
            console.print("A disk cannot be mounted here, so none is filled: other faults are drawn instead.")
            names.remove("fill-disk")
        terms = Terms(seconds, faults, names, seed, workers)
        outcomes = asyncio.run(Run(terms, folder, disk).go())
    if not outcomes.hold:
        console.print(f"It does not hold. Run it again with --seed {seed}.", style="red")
        sys.exit(1)
    console.print("Nothing was lost, doubled or wrong.", style="green")


def _made(directory: Path) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    return directory.resolve()


if __name__ == "__main__":
    typer.run(main)
