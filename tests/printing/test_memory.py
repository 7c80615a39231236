"""The memory of a worker that prints every script there is."""

import subprocess
import sys
from pathlib import Path

import pytest

BOUND_MB = 150
PROJECT = Path(__file__).parents[2]
STATUS = Path("/proc/self/status")
# A worker loads all of the app; its receipts are lines of names, as at a counter.
WORK = """
import app.main
from itertools import cycle, islice
from pathlib import Path
from app.printing.fonts import Weight
from app.printing.pdf import Row, Strip, Text
from app.printing.typeface import shape
from tests.support.scripts import NAMES

names = cycle((name, weight) for weight in Weight for name in NAMES.values())
for _ in range(100):
    strip = Strip(400, "Names")
    for name, weight in islice(names, 10):
        strip.add(Row(20, [Text(shape(name, weight), 5, 15, 12)]))
    assert strip.to_pdf().startswith(b"%PDF")
(held,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
print(int(held.split()[1]) // 1024)
"""


@pytest.mark.skipif(not STATUS.exists(), reason="Only Linux says what memory a process holds.")
def test_a_worker_stays_within_its_memory_after_a_hundred_documents_of_ten_scripts_each() -> None:
    work = [sys.executable, "-c", WORK]
    done = subprocess.run(work, cwd=PROJECT, capture_output=True, text=True, check=True)  # noqa: S603 - our own words.
    assert int(done.stdout) < BOUND_MB
