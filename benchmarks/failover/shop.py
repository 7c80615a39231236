"""PgBouncer and HAProxy before the nodes, and the shop behind them."""

import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

import asyncpg
import httpx

from benchmarks.failover.nodes import USER, Cluster, Node, fill, start, stop
from benchmarks.processes import KEPT_VARIABLES, ROOT, free_port

DATABASE, OWNER, SHOP = "sweetshop", "postgres", "sweetshop_app"
ADMIN = "admin@example.com"
SWEETS, STOCK = 4, 1_000_000
PRIMARY_PORT, STANDBYS_PORT, POOLER_PORT = 5000, 5001, 6432
_SWEETSHOP = Path(sys.executable).with_name("sweetshop")
_OPENS_WITHIN_SECONDS = 120

# A pooler refuses them as settings of a connection.
_TIMEOUTS = {"statement_timeout": "5s", "lock_timeout": "2s", "idle_in_transaction_session_timeout": "10s"}


class Shop:
    """Two workers over the cluster, and where they are found."""

    def __init__(self, cluster: Cluster, passwords: Mapping[str, str], folder: Path, stack: ExitStack) -> None:
        self.addresses: list[str] = []
        self.token = ""
        self.sweets: list[int] = []
        self._cluster = cluster
        self._passwords = passwords
        self.folder = folder
        self._stack = stack
        self._secret = secrets.token_urlsafe(48)
        self._admin_password = secrets.token_urlsafe(15)

    def url(self, role: str, port: int) -> str:
        """Return the way to the database as a role, by a port of this machine."""
        password = self._passwords["owner_password" if role == OWNER else "shop_password"]
        return f"postgresql://{role}:{password}@127.0.0.1:{port}/{DATABASE}"

    async def open(self) -> None:
        """Start what stands before the nodes and the shop; fill it."""
        servers = "\n".join(
            f"    server {node.name} {node.address}:5432 check port 8008" for node in self._cluster.nodes
        )
        fill("haproxy.cfg", self.folder / "haproxy.cfg", servers=servers)
        self._run(["haproxy", "-db", "-f", self.folder / "haproxy.cfg"], "haproxy.log")
        self._start_pooler(self.folder / "pgbouncer", [], PRIMARY_PORT)
        await self._make_database()
        self.addresses = [self._start_worker([], {}, f"shop{number}") for number in (1, 2)]
        await self._fill()

    def open_on(self, node: Node) -> str:
        """Start a PgBouncer and a worker on a node, which know no other; return the worker's address there."""
        self._start_pooler(node.folder / "pgbouncer", node.inside, 5432)
        alone = {"DATABASE_LISTEN_URL": self.url(SHOP, 5432), "MIGRATION_DATABASE_URL": self.url(OWNER, 5432)}
        return self._start_worker(
            ["ip", "netns", "exec", node.namespace], alone | {"DATABASE_REPLICA_URL": ""}, "alone"
        )

    def verify(self) -> str:
        """Return what `sweetshop verify` says of the books at last."""
        ended = subprocess.run(  # noqa: S603 - our own command.
            [_SWEETSHOP, "verify"], env=self.environment(), cwd=self.folder, capture_output=True, text=True, check=False
        )
        return f"{ended.returncode}: {(ended.stdout + ended.stderr).strip().splitlines()[-1]}"

    def environment(self, **changes: str) -> dict[str, str]:
        """Return the settings of a worker."""
        kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        settings = {
            "PYTHONPATH": str(ROOT),
            "ENVIRONMENT": "development",
            "SECRET_KEY": self._secret,
            "ADMIN_EMAIL": ADMIN,
            "ADMIN_PASSWORD": self._admin_password,
            "ACCESS_TOKEN_MINUTES": "600",
            "BCRYPT_ROUNDS": "4",
            "DATABASE_URL": self.url(SHOP, POOLER_PORT),
            "DATABASE_LISTEN_URL": self.url(SHOP, PRIMARY_PORT),
            "DATABASE_REPLICA_URL": self.url(SHOP, STANDBYS_PORT),
            "MIGRATION_DATABASE_URL": self.url(OWNER, PRIMARY_PORT),
            "DATABASE_TIMEOUTS": "false",
            "DATABASE_PREPARED_STATEMENTS": "false",
        }
        return kept | settings | changes

    def _run(self, command: Sequence[str | Path], log: str, environment: Mapping[str, str] | None = None) -> None:
        self._stack.callback(stop, start(list(command), self.folder / log, environment))

    def _start_pooler(self, folder: Path, inside: list[str | Path], port: int) -> None:
        folder.mkdir(mode=0o700)
        shutil.chown(folder, USER)
        fill("pgbouncer.ini", folder / "pgbouncer.ini", host="127.0.0.1", port=port, folder=folder)
        users = folder / "users"
        users.write_text(f'"{SHOP}" "{self._passwords["shop_password"]}"\n')
        shutil.chown(users, USER)
        users.chmod(0o600)
        as_user = inside or ["runuser", "-u", USER, "--"]
        self._run([*as_user, "pgbouncer", "-q", folder / "pgbouncer.ini"], f"pgbouncer-{port}.log")

    def _start_worker(self, inside: list[str | Path], changes: Mapping[str, str], log: str) -> str:
        port = free_port()
        command = [*inside, _SWEETSHOP, "serve", "--port", str(port)]
        self._run(command, f"{log}.log", self.environment(**changes))
        address = f"http://127.0.0.1:{port}"
        self._wait_until_ready(inside, address)
        return address

    def _wait_until_ready(self, inside: list[str | Path], address: str) -> None:
        # curl would be one thing more to install, and the worker may be on another node.
        ask = f"import httpx; httpx.get('{address}/health/ready', timeout=5).raise_for_status()"
        deadline = time.monotonic() + _OPENS_WITHIN_SECONDS
        command = [*inside, sys.executable, "-c", ask]
        while subprocess.run(command, capture_output=True, check=False).returncode:  # noqa: S603 - our own command.
            if time.monotonic() > deadline:
                msg = f"The shop at {address} does not open: look into {self.folder}."
                raise RuntimeError(msg)
            time.sleep(0.5)

    async def _make_database(self) -> None:
        url = self.url(OWNER, PRIMARY_PORT).removesuffix(DATABASE) + "postgres"
        deadline = time.monotonic() + _OPENS_WITHIN_SECONDS
        while True:
            with suppress(OSError, asyncpg.PostgresError, TimeoutError):
                connection = await asyncpg.connect(url, timeout=5)
                break
            if time.monotonic() > deadline:
                msg = "HAProxy does not lead to a primary."
                raise RuntimeError(msg)
            time.sleep(0.2)  # noqa: ASYNC251 - nothing else has to run.
        await connection.execute(f"CREATE ROLE {SHOP} LOGIN PASSWORD '{self._passwords['shop_password']}'")
        for name, value in _TIMEOUTS.items():
            await connection.execute(f"ALTER ROLE {SHOP} SET {name} = '{value}'")
        await connection.execute(f"ALTER ROLE {SHOP} SET jit = off")
        await connection.execute(f'CREATE DATABASE "{DATABASE}"')
        await connection.close()

    async def _fill(self) -> None:
        async with httpx.AsyncClient(base_url=self.addresses[0], timeout=30) as client:
            login = {"username": ADMIN, "password": self._admin_password}
            self.token = (await client.post("/api/auth/login", data=login)).raise_for_status().json()["access_token"]
            client.headers["Authorization"] = f"Bearer {self.token}"

            async def make(path: str, **body: object) -> int:
                made: int = (await client.post(path, json=body)).raise_for_status().json()["id"]
                return made

            category = await make("/api/categories", name="Barfi")
            for number in range(SWEETS):
                name = f"Barfi {number}"
                sweet = await make(
                    "/api/sweets", sku=name, name=name, category_id=category, price="10.00", unit="piece"
                )
                await client.post(f"/api/sweets/{sweet}/restock", json={"quantity": str(STOCK)})
                self.sweets.append(sweet)
