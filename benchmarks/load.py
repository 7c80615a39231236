"""Load from wrk: what each scenario asks for, and what one run of it measured."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import httpx

from benchmarks.logins import wrong_logins
from benchmarks.processes import Cpu, CpuMeter

SCRIPT = Path(__file__).with_name("load.lua")
BODY = '{"quantity":"1"}'


@dataclass(frozen=True, slots=True)
class Scenario:
    """One kind of request. `%d` in the path stands for a number of `sweets`: the hot one, or any of the thousand."""

    name: str
    method: str
    path: str
    sweets: range = range(1)
    sells: bool = False
    connections: int | None = None
    """How many clients, if not as many as wrk plays otherwise."""
    pause_ms: int = 0
    """How long each client rests between an answer and its next request."""
    wrong_logins: int = 0
    """How many logins with wrong passwords are under way meanwhile."""

    @property
    def ok(self) -> int:
        """The status every answer has to have."""
        return 201 if self.method == "POST" else 200


@dataclass(frozen=True, slots=True)
class Run:
    """What one run measured. Of the CPU, 1 is one core."""

    answers: int
    seconds: float
    p50_ms: float
    p99_ms: float
    max_ms: float
    bad_statuses: int
    socket_errors: int
    cpu: Cpu
    logins: dict[int, int]
    """How many wrong logins were answered with which status."""

    @property
    def per_second(self) -> float:
        return self.answers / self.seconds

    @property
    def good(self) -> int:
        return self.answers - self.bad_statuses


def scenarios(hot: int, spread: range) -> list[Scenario]:
    """Return every scenario, in the order of a round."""
    one = range(hot, hot + 1)
    return [
        Scenario("ceiling", "POST", "/api/sweets/%d/purchase-nothing", one),
        Scenario("hot", "POST", "/api/sweets/%d/purchase", one, sells=True),
        Scenario("spread", "POST", "/api/sweets/%d/purchase", spread, sells=True),
        Scenario("usual hot", "POST", "/api/sweets/%d/purchase-as-usual", one, sells=True),
        Scenario("usual spread", "POST", "/api/sweets/%d/purchase-as-usual", spread, sells=True),
        Scenario("list", "GET", "/api/sweets?limit=20"),
        Scenario("lists unlike", "GET", "/api/sweets?limit=20&max_price=%d", range(1_000_000, 2_000_000)),
        Scenario("list in memory", "GET", "/api/sweets/in-memory?limit=20"),
        Scenario("list as ready JSON", "GET", "/api/sweets/ready-json?limit=20"),
        _steady("steady", one),
        _steady("steady, logins", one, wrong_logins=100),
    ]


def _steady(name: str, sweets: range, wrong_logins: int = 0) -> Scenario:
    """Return purchases at a rate the shop keeps up with easily, whose latency is worth looking at."""
    path = "/api/sweets/%d/purchase"
    return Scenario(name, "POST", path, sweets, sells=True, connections=4, pause_ms=20, wrong_logins=wrong_logins)


def find_wrk() -> str | None:
    """Return where wrk is, or None."""
    return shutil.which("wrk")


class Load:
    """Runs scenarios against one worker, with one caller's token."""

    def __init__(self, wrk: str, base_url: str, token: str, connections: int, meter: CpuMeter) -> None:
        self._wrk = wrk
        self._base_url = base_url
        self._token = token
        self._connections = connections
        self._meter = meter
        self._runs = 0
        self.faults: list[str] = []
        """Runs with an answer that was an error, or with none where there should be one."""
        self.sold = 0
        """How many answers said that something was sold, by wrk's own count."""
        self.unanswered = 0
        """How many more sales there may be: what was under way when wrk hung up at the end of a run."""

    def try_once(self, scenario: Scenario) -> httpx.Response:
        """Send one request by hand; its answer is checked to the letter, which wrk does not do."""
        self._runs += 1
        answer = httpx.request(
            scenario.method,
            self._base_url + scenario.path.replace("%d", str(scenario.sweets[0])),
            content=BODY if scenario.method == "POST" else None,
            headers={
                "Authorization": f"Bearer {self._token}",
                "Content-Type": "application/json",
                "Idempotency-Key": f"try-{self._runs}",
            },
        )
        if answer.status_code != scenario.ok or "Idempotency-Replayed" in answer.headers:
            msg = f"{scenario.name}: answered {answer.status_code}: {answer.text}"
            raise RuntimeError(msg)
        self.sold += scenario.sells
        return answer

    def run(self, scenario: Scenario, seconds: float) -> Run:
        """Send as many requests as get answers in so many seconds."""
        self._runs += 1
        environment = os.environ | {
            "LOAD_METHOD": scenario.method,
            "LOAD_PATH": scenario.path,
            "LOAD_FIRST": str(scenario.sweets[0]),
            "LOAD_LAST": str(scenario.sweets[-1]),
            "LOAD_BODY": BODY,
            "LOAD_TOKEN": self._token,
            "LOAD_RUN": f"run-{self._runs}",
            "LOAD_PAUSE": str(scenario.pause_ms),
        }
        connections = scenario.connections or self._connections
        command = [self._wrk, "-t1", f"-c{connections}", f"-d{seconds:g}s", "--timeout", "10s"]
        with wrong_logins(self._base_url, scenario.wrong_logins) as tries, self._meter.measure() as cpu:
            finished = subprocess.run(  # noqa: S603 - wrk, with arguments of our own.
                [*command, "-s", str(SCRIPT), self._base_url],
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
        results = [line for line in finished.stdout.splitlines() if line.startswith("RESULT ")]
        if finished.returncode != 0 or len(results) != 1:
            msg = f"wrk failed at {scenario.name}:\n{finished.stdout}{finished.stderr}"
            raise RuntimeError(msg)
        run = Run(**json.loads(results[0].removeprefix("RESULT ")), cpu=cpu, logins=dict(tries))
        if run.bad_statuses or run.socket_errors or not run.answers:
            self.faults.append(
                f"{scenario.name}: of {run.answers} answers {run.bad_statuses} were errors; "
                f"{run.socket_errors} errors of sockets"
            )
        if scenario.wrong_logins and (not run.logins or run.logins.keys() - {401, 503}):
            self.faults.append(f"{scenario.name}: wrong logins were answered {run.logins}")
        if scenario.sells:
            self.sold += run.good
            self.unanswered += connections
        return run
