"""What the tools of PostgreSQL are told, and what becomes of the file; a script stands in for them."""

import stat
from pathlib import Path

import pytest

from app.database import backups
from app.database.backups import BackupFailed, dump

PASSWORD = "cardamom"
TELLS = '#!/bin/sh\nprintf "%s\\n" "$PGPASSWORD" "$@" > "$0.told"\n'
BREAKS_OFF = '#!/bin/sh\nfor last; do :; done\necho half > "${last#--file=}"\necho "out of paper" >&2\nexit 1\n'


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The place of `pg_dump`."""
    monkeypatch.setattr(backups, "_TOOLS", tmp_path)
    return tmp_path / "pg_dump"


def become(tool: Path, script: str) -> None:
    tool.write_text(script)
    tool.chmod(0o755)


def told(tool: Path) -> tuple[str, str]:
    """The password and the arguments that the tool was started with."""
    password, _, arguments = Path(f"{tool}.told").read_text().partition("\n")
    return password, arguments


def names_in(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def mode_of(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://shop:{PASSWORD}@db.example:5433/books",
        f"postgresql://db.example/books?user=shop&password={PASSWORD}",
    ],
)
async def test_the_password_of_the_database_is_no_argument_that_others_could_see(
    tool: Path, tmp_path: Path, url: str
) -> None:
    become(tool, TELLS)
    await dump(url, tmp_path / "books")
    password, arguments = told(tool)
    assert password == PASSWORD
    assert PASSWORD not in arguments
    assert "shop" in arguments


async def test_nobody_but_its_owner_reads_a_backup(tool: Path, tmp_path: Path) -> None:
    become(tool, TELLS)
    await dump("postgresql://db.example/books", tmp_path / "books")
    assert mode_of(tmp_path / "books") == 0o600


async def test_what_another_run_left_behind_is_not_written_to(tool: Path, tmp_path: Path) -> None:
    become(tool, TELLS)
    elsewhere = tmp_path / "elsewhere"
    (tmp_path / "books.part").symlink_to(elsewhere)
    await dump("postgresql://db.example/books", tmp_path / "books")
    assert not elsewhere.exists()
    assert mode_of(tmp_path / "books") == 0o600


async def test_a_backup_that_breaks_off_leaves_the_one_before(tool: Path, tmp_path: Path) -> None:
    become(tool, BREAKS_OFF)
    before = tmp_path / "books"
    before.write_text("whole")
    with pytest.raises(BackupFailed, match="out of paper"):
        await dump("postgresql://db.example/books", before)
    assert before.read_text() == "whole"
    assert names_in(tmp_path) == ["books", "pg_dump"]
