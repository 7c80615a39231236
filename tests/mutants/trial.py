"""Running tests in a copy of the tree, and what they say of the fault in it."""

import asyncio
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tests.mutants.tree import Tree

LONGEST_SECONDS = 300
_TIME_TO_CLEAN_UP = 20
_TESTS_FAILED = 1


class Verdict(StrEnum):
    """What became of a fault."""

    CAUGHT = "caught"
    SURVIVED = "SURVIVED"
    BROKEN = "BROKEN"
    """No test failed, but the tests could not be run: the fault is none that anybody would ship."""
    ENDLESS = "ENDLESS"


@dataclass(frozen=True, slots=True)
class Trial:
    """A run of tests: its verdict, the test that failed first, how long it took and all it printed."""

    verdict: Verdict
    caught_by: str
    seconds: float
    output: str


async def run_tests(tree: Tree, tests: Iterable[str], *, processes: int = 0, longest: float = LONGEST_SECONDS) -> Trial:
    """Run tests of pytest and of vitest in a tree, until one fails."""
    started = time.monotonic()
    names = list(tests)
    pages = [name for name in names if name.startswith("frontend/")]
    try:
        async with asyncio.timeout(longest):
            code, failed, output = await _pytest(tree, [name for name in names if name not in pages], processes)
            if code == 0 and pages:
                code, failed, output = await _vitest(tree, pages)
    except TimeoutError:
        return Trial(Verdict.ENDLESS, "", time.monotonic() - started, "")
    return Trial(_verdict(code, failed), failed[0] if failed else "", time.monotonic() - started, output)


def _verdict(code: int, failed: list[str]) -> Verdict:
    if code == 0:
        return Verdict.SURVIVED
    return Verdict.CAUGHT if code == _TESTS_FAILED and failed else Verdict.BROKEN


async def _pytest(tree: Tree, names: list[str], processes: int) -> tuple[int, list[str], str]:
    if not names:
        return 0, [], ""
    options = ["-x", "-q", "-rf", "--tb=short", "-p", "no:cacheprovider", "-p", "pytest_asyncio.plugin"]
    if processes:
        options += ["-p", "xdist.plugin", "-n", str(processes), "--dist", "worksteal"]
    code, output = await _run(tree.folder, sys.executable, "-m", "pytest", *options, *names)
    return code, _failed_of(output), output


def _failed_of(output: str) -> list[str]:
    lines = [line.removeprefix("FAILED ") for line in output.splitlines() if line.startswith("FAILED ")]
    return [line.partition(" - ")[0] for line in lines]


async def _vitest(tree: Tree, names: list[str]) -> tuple[int, list[str], str]:
    folder = tree.folder / "frontend"
    files = [name.removeprefix("frontend/") for name in names]
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        options = ["--reporter=json", f"--outputFile={report.name}", "--bail=1"]
        code, output = await _run(folder, "./with-node", "node_modules/.bin/vitest", "run", *options, *files)
        return code, _failed_tests(report.name), output


def _failed_tests(report: str) -> list[str]:
    told = Path(report).read_text(encoding="utf-8")
    files = json.loads(told)["testResults"] if told else []
    return [test["fullName"] for file in files for test in file["assertionResults"] if test["status"] == "failed"]


async def _run(folder: Path, *command: str) -> tuple[int, str]:
    """Run a command in a tree whose `app` and `tests` it imports; end it with all it started if it is given up."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        # Plugins that a test needs are named: looking at all there are takes longer than most of the tests.
        env=os.environ | {"PYTHONPATH": str(folder), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        output, _ = await process.communicate()
        return process.returncode or 0, output.decode(errors="replace")
    finally:
        if process.returncode is None:
            await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    # Ctrl-C lets pytest take its PostgreSQL down.
    os.killpg(process.pid, signal.SIGINT)
    try:
        async with asyncio.timeout(_TIME_TO_CLEAN_UP):
            await process.wait()
    except TimeoutError:
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
