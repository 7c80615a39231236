"""`deploy/ha/try-restore.sh FOLDER`: a shop with pgBackRest goes back to the second before a mistake."""

import asyncio
import os
import secrets
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import asyncpg
import httpx

from benchmarks.failover.buyers import Buyers
from benchmarks.failover.nodes import USER, fill, run, start, stop
from benchmarks.processes import KEPT_VARIABLES, ROOT, free_port

_BIN = Path("/usr/lib/postgresql/15/bin")
_SWEETSHOP = Path(sys.executable).with_name("sweetshop")
_AS_USER: list[str | Path] = ["runuser", "-u", USER, "--"]
_ADMIN = "admin@example.com"
_MISTAKE = "UPDATE sweets SET price = 1"
_SELLS_SECONDS = 5.0
_READY_WITHIN_SECONDS = 120.0


class Server:
    """A PostgreSQL whose every change pgBackRest keeps."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def url(self, role: str = "postgres", database: str = "sweetshop") -> str:
        return f"postgresql://{role}:@/{database}?host={self._folder}"

    def make(self) -> None:
        """Make it and its repository, and take a first full backup."""
        for made in (self._folder, self._folder / "log"):
            made.mkdir(mode=0o755)
            shutil.chown(made, USER)
        fill("pgbackrest.conf", self._folder / "pgbackrest.conf", folder=self._folder)
        run(*_AS_USER, _BIN / "initdb", "-D", self._folder / "data", "-A", "trust", "-U", "postgres", "-E", "UTF8")
        push = f"pgbackrest --config={self._folder}/pgbackrest.conf --stanza=sweetshop archive-push %p"
        with (self._folder / "data" / "postgresql.conf").open("a") as file:
            file.write(f"archive_mode = on\narchive_command = '{push}'\narchive_timeout = 60s\nlisten_addresses = ''\n")
            file.write(f"unix_socket_directories = '{self._folder}'\n")
        self.start()
        self.backrest("stanza-create")

    def start(self) -> None:
        self._control("start")

    def stop(self) -> None:
        self._control("stop", "-m", "fast")

    def backrest(self, *command: str) -> float:
        """Run pgBackRest; return the seconds it took."""
        started = time.monotonic()
        run(*_AS_USER, "pgbackrest", f"--config={self._folder}/pgbackrest.conf", "--stanza=sweetshop", *command)
        return time.monotonic() - started

    def size(self) -> int:
        """Return the bytes in the repository."""
        return sum(file.stat().st_size for file in (self._folder / "repository").rglob("*") if file.is_file())

    def _control(self, *command: str) -> None:
        log = self._folder / "postgres.log"
        run(*_AS_USER, _BIN / "pg_ctl", "-D", self._folder / "data", "-l", log, "-w", "-t", "120", *command)


async def ask(server: Server, query: str, database: str = "sweetshop") -> list[asyncpg.Record]:
    """Run a statement as the owner of the books."""
    connection = await asyncpg.connect(server.url(database=database))
    try:
        rows: list[asyncpg.Record] = await connection.fetch(query)
        return rows
    finally:
        await connection.close()


async def until_not(server: Server, query: str) -> None:
    """Wait until a query says that nothing is waited for."""
    while (await ask(server, query))[0]["waiting"]:  # noqa: ASYNC110 - a server is asked.
        await asyncio.sleep(0.1)


async def sell(address: str, password: str, seconds: float) -> Buyers:
    """Sell for some seconds."""
    async with httpx.AsyncClient(base_url=address, timeout=30) as client:
        login = {"username": _ADMIN, "password": password}
        token = (await client.post("/api/auth/login", data=login)).raise_for_status().json()["access_token"]
        sweets = (await client.get("/api/sweets", params={"limit": 200})).raise_for_status().json()["items"]
    ids = [sweet["id"] for sweet in sweets if sweet["unit"] in ("piece", "box") and sweet["stock_state"] == "ok"][:4]
    buyers = Buyers([address], token, ids)
    buying = asyncio.create_task(buyers.buy())
    await asyncio.sleep(seconds)
    buyers.stop()
    await buying
    return buyers


def wait_until_ready(address: str) -> None:
    """Wait until a shop serves."""
    deadline = time.monotonic() + _READY_WITHIN_SECONDS
    while True:
        try:
            if httpx.get(f"{address}/health/ready", timeout=5).is_success:
                return
        except httpx.HTTPError:
            pass
        if time.monotonic() > deadline:
            msg = f"The shop at {address} does not open."
            raise RuntimeError(msg)
        time.sleep(0.2)


async def main(folder: Path) -> int:
    """Try it, and print what came of it."""
    server = Server(folder)
    password = secrets.token_urlsafe(15)
    port = free_port()
    environment = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ} | {
        "PYTHONPATH": str(ROOT),
        "ENVIRONMENT": "development",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "BCRYPT_ROUNDS": "4",
        "ADMIN_EMAIL": _ADMIN,
        "ADMIN_PASSWORD": password,
        "DATABASE_URL": server.url("sweetshop_app"),
        "MIGRATION_DATABASE_URL": server.url(),
    }

    def run_shop(command: str) -> subprocess.CompletedProcess[str]:
        words: list[str | Path] = [_SWEETSHOP, command]
        return subprocess.run(words, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - ours.

    with ExitStack() as stack:
        await asyncio.to_thread(server.make)
        stack.callback(server.stop)
        await ask(server, "CREATE DATABASE sweetshop", "postgres")
        demo = await asyncio.to_thread(run_shop, "demo")
        if demo.returncode:
            print(demo.stdout, demo.stderr)
            return 1
        took = await asyncio.to_thread(server.backrest, "--type=full", "backup")
        print(f"full backup in {took:.1f} s, repository {server.size() / 1e6:.0f} MB", flush=True)

        with ExitStack() as serving:
            shop = start([_SWEETSHOP, "serve", "--port", str(port)], folder / "shop.log", environment)
            serving.callback(stop, shop)
            address = f"http://127.0.0.1:{port}"
            await asyncio.to_thread(wait_until_ready, address)
            before = await sell(address, password, _SELLS_SECONDS)
            await asyncio.sleep(1)
            moment: datetime = (await ask(server, "SELECT clock_timestamp() AS now"))[0]["now"]
            prices = await ask(server, "SELECT id, price FROM sweets ORDER BY id")
            await asyncio.sleep(1)
            await ask(server, _MISTAKE)
            after = await sell(address, password, _SELLS_SECONDS)
        print(f"sold {len(before.sold)}, then the mistake: {_MISTAKE}; then sold {len(after.sold)} at wrong prices")
        await ask(server, "SELECT pg_switch_wal()")
        await until_not(server, _IS_ON_ITS_WAY)
        print(f"repository {server.size() / 1e6:.0f} MB with every change since", flush=True)

        await asyncio.to_thread(server.stop)
        target = moment.isoformat(sep=" ")
        took = await asyncio.to_thread(
            server.backrest, "--delta", "--type=time", f"--target={target}", "--target-action=promote", "restore"
        )
        started = time.monotonic()
        await asyncio.to_thread(server.start)
        await until_not(server, "SELECT pg_is_in_recovery() AS waiting")
        print(f"restored to {target}: {took:.1f} s for the files, {time.monotonic() - started:.1f} s for the changes")

        booked = {row["key"]: row["id"] for row in await ask(server, _BOOKED)}
        lost = [one for one in before.sold if booked.get(one.key) != one.sale_id]
        left = [one for one in after.sold if one.key in booked]
        are_prices_right = await ask(server, "SELECT id, price FROM sweets ORDER BY id") == prices
        verified = await asyncio.to_thread(run_shop, "verify")
        print(f"of the sales before the mistake lost: {len(lost)}; of those after it left: {len(left)}")
        print(f"prices as before: {are_prices_right}; sweetshop verify: {verified.stdout.strip().splitlines()[-1]}")
        is_good = are_prices_right and not (lost or left or verified.returncode)
    print("Restored to the second before the mistake." if is_good else "SOMETHING IS WRONG: see above.")
    return 0 if is_good else 1


_BOOKED = "SELECT idempotency_key AS key, id FROM sales WHERE idempotency_key IS NOT NULL"
# Whether a segment that was switched away from is still on its way.
_IS_ON_ITS_WAY = """
    SELECT coalesce(last_archived_wal, '') < pg_walfile_name(pg_current_wal_lsn() - 16777216) AS waiting
    FROM pg_stat_archiver
"""

if __name__ == "__main__":
    sys.exit(asyncio.run(main(Path(sys.argv[1]).resolve())))
