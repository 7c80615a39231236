"""Check with squawk that a migration keeps no sale waiting, and that the last release works on its schema."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

LAST_BEFORE_RELEASES = "0044"
"""The last migration that was made while shops were still closed to be migrated."""

SQUAWK = Path(sys.executable).with_name("squawk")
# Style; and a statement may take long as long as it keeps nobody waiting.
NOT_OURS = ("prefer-robust-stmts", "prefer-text-field", "prefer-bigint-over-int", "require-statement-timeout")


def record_statements(engine: AsyncEngine, statements: dict[str, list[str]]) -> None:
    """Add each statement to the list of its migration, by the migration's number."""
    current: list[str] = []

    @event.listens_for(engine.sync_engine, "before_cursor_execute")
    def record(_: Any, __: Any, statement: str, *___: Any) -> None:
        if done := re.match(r"UPDATE alembic_version SET version_num='(\w+)'", statement):
            statements[done[1]] = [*current]
            current.clear()
        elif "idle_in_transaction" in statement:
            current.clear()
        else:
            current.append(statement.strip().rstrip(";"))


def lint(statements: dict[str, list[str]]) -> None:
    """Exit unless squawk finds nothing in the statements of any migration."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{revision}.sql" for revision in statements]
        for file, of_one in zip(files, statements.values(), strict=True):
            file.write_text(";\n".join(of_one) + ";\n")
        if files:
            arguments = [
                str(SQUAWK),
                "--assume-in-transaction",
                "--pg-version=15",
                f"--exclude={','.join(NOT_OURS)}",
                *map(str, files),
            ]
            if subprocess.run(arguments, check=False).returncode:  # noqa: S603 - a command of our own.
                sys.exit("A migration would keep sales waiting, or break the release before it. See docs/releases.md.")
