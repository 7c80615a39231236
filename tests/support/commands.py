"""The command `sweetshop` as it is installed, in a folder and an environment of its own."""

import asyncio
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.support.engines import shop_environment
from tests.support.shop import SECRET_KEY

SWEETSHOP = Path(sys.executable).with_name("sweetshop")


@dataclass
class Run:
    """A command that has ended."""

    code: int
    out: str
    err: str


def environment(**changes: str) -> dict[str, str]:
    """The variables given, and nothing else of ours; the folder a command runs in has no `.env` either."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {"SECRET_KEY": SECRET_KEY, "ENVIRONMENT": "test", "BCRYPT_ROUNDS": "4"} | changes


async def sweetshop(folder: Path, url: str, *arguments: str, **changes: str) -> Run:
    addresses = {} if "DATABASE_URL" in changes else shop_environment(url)
    process = await asyncio.create_subprocess_exec(
        SWEETSHOP,
        *arguments,
        cwd=folder,
        env=environment(**(addresses | changes)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode is not None
    return Run(process.returncode, out.decode(), err.decode())


def refused(run: Run) -> str:
    """The message of a refused command: one line to a human, on standard error."""
    assert run.code == 1, run
    assert "Traceback" not in run.out + run.err
    assert run.err.strip()
    return run.err
