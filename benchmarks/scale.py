"""`python -m benchmarks.scale`: what answers cost in a shop of ten years, beside the same answers in the demo shop.

Each shop is served by one worker, and each request is sent alone. A median of two milliseconds or of a fifth above the
demo's is within the noise of a machine that does other things.
"""

import asyncio
import math
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Annotated

import asyncpg
import httpx
import typer
from rich.console import Console
from rich.table import Table

from app.database.embedded import EmbeddedPostgres, embedded_postgres
from benchmarks.processes import free_port, running

ADMIN_EMAIL = "admin@example.com"
PASSWORD = "cardamom-and-ghee-for-ever"  # noqa: S105 - of a shop that lives as long as the benchmark.
SETTINGS = {
    "ENVIRONMENT": "development",
    "SECRET_KEY": "a key of the benchmarks, of thirty-two bytes and more",
    "ADMIN_EMAIL": ADMIN_EMAIL,
    "ADMIN_PASSWORD": PASSWORD,
    "DEMO_PASSWORD": PASSWORD,
    "ACCESS_TOKEN_MINUTES": "600",
}
ASKED = (
    "/api/advice/reorder?limit=20",
    "/api/metrics/sweets",
    "/api/dashboard/top-sweets",
    "/api/dashboard/stats",
    "/api/dashboard/total-sales?by=month",
    "/api/dashboard/tenders?from={years_ago}",
    "/api/dashboard/takings?from={years_ago}",
    "/api/dashboard/low-stock?count=true",
    "/api/sales?count=true",
    "/api/sales?customer_id={customer}",
    "/api/stock-movements?count=true",
    "/api/lots?count=true",
    "/api/customers?q={name}&count=true",
    "/api/customers?q={surname}",
    "/api/customers?q=98765",
    "/api/sweets",
    "/api/sweets?q={sku}",
    "/api/sweets?q=barfi",
    "/api/sweets?q=kesar&count=true",
    "/api/sweets?stock_state=low",
    "/api/sweets?stock_state=out&count=true",
    "/api/sweets?stock_state=ok&count=true",
)
LIMIT_MS, LIMIT_RATIO = 25, 2
WARM_UP = 3

console = Console(highlight=False, width=None if sys.stdout.isatty() else 120)


def main(
    sales: Annotated[int, typer.Option(min=1, help="Sales of the shop of ten years.")] = 2_000_000,
    rounds: Annotated[int, typer.Option(min=1, help="Requests of each kind.")] = 15,
    directory: Annotated[Path, typer.Option(help="Where both shops are kept, for the next time.")] = Path(".scaled"),
) -> None:
    """Measure single requests against the demo shop and a shop of ten years."""
    directory.mkdir(parents=True, exist_ok=True)
    with embedded_postgres(directory / "postgres") as server:
        shops = {name: _shop(server, name, some) for name, some in (("demo", 0), (f"scaled_{sales}", sales))}
        figures = [_medians(url, owner_url, directory, rounds) for url, owner_url in shops.values()]
    table = Table("request", "demo, ms", f"{sales:,} sales, ms", "ratio", "")
    missed = 0
    for asked in ASKED:
        demo, scaled = (some[asked] for some in figures)
        is_met = scaled <= max(LIMIT_MS, LIMIT_RATIO * demo)
        missed += not is_met
        table.add_row(asked, f"{demo:.1f}", f"{scaled:.1f}", f"{scaled / demo:.1f}", "" if is_met else "missed")
    console.print(table)
    console.print(f"Goal: {LIMIT_RATIO} times the demo's, or {LIMIT_MS} ms. Missed: {missed} of {len(ASKED)}.")


def _shop(server: EmbeddedPostgres, name: str, sales: int) -> tuple[str, str]:
    """Return the addresses of a shop for the worker and for its owner; fill it unless it is there."""
    asyncio.run(server.ensure_database(name))
    url, owner_url = server.shop_url(name), server.url(name)
    settings = SETTINGS | {"DATABASE_URL": url, "MIGRATION_DATABASE_URL": owner_url}
    sweetshop = str(Path(sys.executable).with_name("sweetshop"))
    commands = [["migrate"]]
    if not asyncio.run(_is_filled(owner_url)):
        commands = [["demo", "--scale", str(sales)], ["verify"]]
    for command in commands:
        started = time.monotonic()
        subprocess.run([sweetshop, *command], env=settings, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        console.print(f"{name}: sweetshop {' '.join(command)} took {time.monotonic() - started:,.0f} s")
    return url, owner_url


async def _is_filled(url: str) -> bool:
    connection = await asyncpg.connect(url)
    try:
        return bool(await connection.fetchval("SELECT to_regclass('sweets') IS NOT NULL"))
    finally:
        await connection.close()


def _medians(url: str, owner_url: str, directory: Path, rounds: int) -> dict[str, float]:
    words = asyncio.run(_words(owner_url))
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.worker", str(port), "app.main:create_app_from_environment"]
    with (
        running(command, directory, port, SETTINGS | {"DATABASE_URL": url}),
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120) as client,
    ):
        given = {"username": ADMIN_EMAIL, "password": PASSWORD}
        token = client.post("/api/auth/login", data=given).raise_for_status().json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        return {asked: _median_ms(client, asked.format_map(words), rounds) for asked in ASKED}


async def _words(url: str) -> Mapping[str, str]:
    """Return what is searched for: of a sweet, of a customer, one of their names, and the first day of ten years."""
    connection = await asyncpg.connect(url)
    try:
        row = await connection.fetchrow(
            """
            SELECT sweets.sku, customers.id::text AS customer, customers.name,
                split_part(customers.name, ' ', 2) AS surname,
                (current_date - 3650)::text AS years_ago
            FROM sweets, customers ORDER BY sweets.id DESC, customers.id DESC LIMIT 1
            """
        )
    finally:
        await connection.close()
    return dict(row)


def _median_ms(client: httpx.Client, path: str, rounds: int) -> float:
    taken = []
    for _ in range(WARM_UP + rounds):
        started = time.perf_counter()
        answer = client.get(path)
        # A statement that takes too long is given up.
        gave_up = answer.status_code == httpx.codes.SERVICE_UNAVAILABLE
        taken.append(math.inf if gave_up else 1000 * (time.perf_counter() - started))
        if not gave_up:
            answer.raise_for_status()
    return median(taken[WARM_UP:])


if __name__ == "__main__":
    typer.run(main)
