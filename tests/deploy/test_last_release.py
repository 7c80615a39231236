"""The last release works on the schema of this one, as both serve the shop while one takes the other's place."""

import asyncio
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.commands import environment

ROOT = Path(__file__).parents[2]
RELEASE = (ROOT / "deploy" / "LAST_RELEASE").read_text().strip()
CONTRACTS = (
    "tests/api/selling/test_sales.py",
    "tests/api/selling/test_sale_payments.py",
    "tests/api/selling/test_refunds.py",
    "tests/api/selling/test_voids.py",
    "tests/api/selling/test_drawers.py",
    "tests/api/stock/test_restock.py",
    "tests/api/stock/test_stocktakes.py",
    "tests/api/common/test_client_flows.py",
    "tests/services/selling/test_races.py",
)


def checked_out(folder: Path) -> bool:
    """Put the code of the last release into a folder, and tell whether git has it here."""
    archive = folder.with_suffix(".tar")
    command = ["git", "-C", str(ROOT), "archive", "--output", str(archive), RELEASE]
    if subprocess.run(command, check=False, capture_output=True).returncode:  # noqa: S603 - a command of our own.
        return False
    shutil.unpack_archive(archive, folder, filter="data")
    return True


async def test_the_last_release_keeps_its_contracts_on_the_schema_of_this_one(tmp_path: Path) -> None:
    old = tmp_path / "old"
    if not checked_out(old):
        pytest.skip(f"git has no {RELEASE} here")
    shutil.rmtree(old / "alembic")
    shutil.copytree(ROOT / "alembic", old / "alembic")
    arguments = ["-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *CONTRACTS]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        cwd=old,
        env=environment(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()[-5000:]
    assert b"[100%]" in said
