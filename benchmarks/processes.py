"""The processes under test, and their use of the machine."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

ROOT = Path(__file__).parents[1]
KEPT_VARIABLES = ("PATH", "HOME", "LANG", "TMPDIR", "XDG_RUNTIME_DIR", "VIRTUAL_ENV")


def free_port() -> int:
    """Return a free port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


@contextmanager
def running(
    command: list[str], directory: Path, port: int, settings: Mapping[str, str], output: int = subprocess.DEVNULL
) -> Iterator[int]:
    """Run a server from the moment it is ready until the end of the block; yield its process id.

    It sees its settings alone, not this shell's and not those of a `.env`. Its log goes to `output`: nowhere, as fast
    as it can, unless a file descriptor is given.
    """
    environment = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    environment |= {"PYTHONPATH": str(ROOT)} | dict(settings)
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(  # noqa: S603 - our own commands.
            command, cwd=directory, env=environment, stdout=output, stderr=errors
        )
        try:
            _wait_until_ready(process, port)
            yield process.pid
        except BaseException:
            errors.seek(0)
            sys.stderr.write(errors.read()[-4000:])
            raise
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, seconds: float = 300) -> None:
    deadline = time.monotonic() + seconds
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        while time.monotonic() < deadline:
            if process.poll() is not None:
                msg = f"{process.args!r} ended with {process.returncode} before it was ready"
                raise RuntimeError(msg)
            try:
                if client.get("/health/ready").status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.02)
    msg = f"{process.args!r} is not ready after {seconds} s"
    raise RuntimeError(msg)


def start_up_seconds(directory: Path, times: int = 3) -> list[float]:
    """Return the seconds from the command `sweetshop serve` to a ready shop, several times."""
    settings = {
        "ENVIRONMENT": "development",
        "DATA_DIR": str(directory / "data"),
        "SECRET_KEY": "a key of the benchmarks, of thirty-two bytes and more",
        "ADMIN_EMAIL": "admin@example.com",
        "ADMIN_PASSWORD": "cardamom-and-ghee-for-ever",
        "DEMO_PASSWORD": "two rasgullas please",
    }
    taken = []
    for _ in range(times + 1):
        port = free_port()
        command = [str(Path(sys.executable).with_name("sweetshop")), "serve", "--port", str(port)]
        started = time.monotonic()
        with running(command, directory, port, settings):
            taken.append(time.monotonic() - started)
    return taken[1:]  # The first made the shop and its demo.


class MemoryWatch:
    """Samples the memory of a process, or of its largest worker, five times a second, and keeps the maximum."""

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.most_mb = 0.0

    def _watch(self) -> None:
        while not self._stop.wait(0.2):
            try:
                sizes = [one.memory_info().rss / 1e6 for one in (self._process, *self._process.children())]
                self.most_mb = max(self.most_mb, *sizes)
            except psutil.Error:
                return

    @contextmanager
    def watching(self) -> Iterator["MemoryWatch"]:
        self._thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            self._thread.join()


@dataclass(slots=True)
class Cpu:
    """The average number of busy cores, by process."""

    worker: float = 0
    database: float = 0
    wrk: float = 0
    others: float = 0
    """Unrelated processes, which distort a run."""


class CpuMeter:
    """Measures the CPU use of each process."""

    def __init__(self, worker: int, postmaster: int) -> None:
        self._worker = psutil.Process(worker)
        self._postmaster = psutil.Process(postmaster)

    @contextmanager
    def measure(self) -> Iterator[Cpu]:
        cpu = Cpu()
        started, before = time.monotonic(), self._seconds()
        yield cpu
        elapsed, after = time.monotonic() - started, self._seconds()
        cpu.worker, cpu.database, cpu.wrk, everything = (
            (now - then) / elapsed for now, then in zip(after, before, strict=True)
        )
        cpu.others = max(0, everything - cpu.worker - cpu.database - cpu.wrk)

    def _seconds(self) -> tuple[float, float, float, float]:
        # The time of a process that ended meanwhile is lost; connections stay open, so it is little.
        worker, database = (
            sum(_seconds(process) for process in [parent, *parent.children()])
            for parent in (self._worker, self._postmaster)
        )
        machine = psutil.cpu_times()
        everything = sum(machine) - machine.idle - getattr(machine, "iowait", 0) - getattr(machine, "guest", 0)
        ended = os.times()
        # This process makes load as well, by logging in with wrong passwords.
        load = ended.user + ended.system + ended.children_user + ended.children_system
        return worker, database, load, everything


def _seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.Error:
        return 0
    return float(times.user + times.system)
