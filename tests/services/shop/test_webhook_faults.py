"""Events arrive at least once and in order although the receiver fails and workers are killed."""

import asyncio
import re
import sys
from pathlib import Path

from tests.support.commands import environment

ROOT = Path(__file__).parents[3]


async def test_events_under_faults_arrive_at_least_once_and_in_order() -> None:
    run = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "benchmarks.webhook_faults", "--events", "400", "--failing", "0.1", "--kill-every", "15"),
        cwd=ROOT,
        env=environment(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await run.communicate()
    assert run.returncode == 0, output.decode()
    assert re.search(r"lost: 0, out of order: 0, repeated and told by id: \d+", output.decode()), output.decode()
