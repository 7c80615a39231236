"""`python -m benchmarks.attacks [NAME ...]`: attacks on a shop of their own, and what its good clients get meanwhile.

Attacker, good clients, workers and PostgreSQL share the machine, so a figure means something only beside the one of
the same clients before the attack began. Nothing leaves the loopback network, and every attack ends by itself.
"""

import asyncio
import json
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from app.core.logging import configure_logging
from app.database.embedded import DATABASE_NAME, EmbeddedPostgres, embedded_postgres
from benchmarks import shop
from benchmarks.attacks import report
from benchmarks.attacks.attacker import ATTACKS, ready_attacker
from benchmarks.attacks.good_client import LONGEST_HEAD_START_SECONDS, GoodClients
from benchmarks.attacks.opened import opened_shop

SECRET_KEY = "a key of the attacks, of thirty-two bytes and more"  # noqa: S105 - it opens nothing else.
WARM_UP_SECONDS = 2
BEFORE_SECONDS = 8


@dataclass(frozen=True)
class Options:
    """How the attacks are made."""

    seconds: float
    workers: int


def main(
    names: Annotated[list[str] | None, typer.Argument(help=f"Any of: {', '.join(ATTACKS)}. All unless given.")] = None,
    seconds: Annotated[float, typer.Option(min=1, help="How long each attack takes.")] = 300,
    workers: Annotated[int, typer.Option(min=1, help="How many workers the shop has.")] = 2,
    out: Annotated[Path, typer.Option(help="Where to write everything that was measured.")] = Path("attacks.json"),
) -> None:
    """Attack the shop, and measure what its good clients get."""
    unknown = sorted(set(names or ()) - set(ATTACKS))
    if unknown:
        message = f"There is no attack {', '.join(unknown)}. There are: {', '.join(ATTACKS)}."
        raise typer.BadParameter(message)
    configure_logging("WARNING")
    options = Options(seconds, workers)
    results: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="sweetshop-attacks-") as folder:
        directory = Path(folder)
        with embedded_postgres(directory / "postgres") as server:
            asyncio.run(server.ensure_database(DATABASE_NAME))
            sweet_id = asyncio.run(shop.seed(server.url(DATABASE_NAME), SECRET_KEY)).hot
            for name in names or ATTACKS:
                results[name] = asyncio.run(_attack(name, server, directory, sweet_id, options))
                report.show(name, ATTACKS[name].__doc__ or "", results[name])
                out.write_text(
                    json.dumps({"seconds": seconds, "workers": workers, "attacks": results}, indent=2) + "\n"
                )
    report.summarise(results)


async def _attack(
    name: str, server: EmbeddedPostgres, directory: Path, sweet_id: int, options: Options
) -> dict[str, Any]:
    database = name.replace("-", "_")
    with ready_attacker() as attacker:
        async with (
            opened_shop(server, database, directory, SECRET_KEY, options.workers, sweet_id) as opened,
            GoodClients(opened.target) as clients,
        ):
            await clients.work(WARM_UP_SECONDS)
            before = await clients.work(BEFORE_SECONDS)
            cost_before = await opened.cost()
            with opened.memory_watched() as memory:
                started = time.monotonic()
                attack = asyncio.wrap_future(attacker.begin(name, opened.target, options.seconds))
                during = await clients.work(options.seconds, min(options.seconds / 3, LONGEST_HEAD_START_SECONDS))
                tally = await attack
                took = time.monotonic() - started
            cost = (await opened.cost()).since(cost_before, [watch.most_mb for watch in memory])
    return {"seconds": round(took, 1), "sent": dict(tally), "before": before, "during": during, "cost": cost}


if __name__ == "__main__":
    typer.run(main)
