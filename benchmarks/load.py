"""Load from wrk: the scenarios, and the measurements of one run."""

import json
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import httpx

from benchmarks.logins import wrong_logins
from benchmarks.processes import Cpu, CpuMeter

SCRIPT = Path(__file__).with_name("load.lua")
BODY = '{"quantity":"1"}'


@dataclass(frozen=True, slots=True)
class Target:
    """A server under load, and the token of its caller."""

    base_url: str
    token: str
    meter: CpuMeter
    sweets: range | None = None
    """The ids of its sweets, if they are not the shop's."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One kind of request. `%d` in the path stands for the id of one of the `sweets`, drawn for each request."""

    name: str
    method: str
    path: str
    sweets: range = range(1)
    sells: bool = False
    """Whether each answer is a sale in the target's books."""
    target: str = "shop"
    connections: int | None = None
    """The number of clients, if it is not the default."""
    pause_ms: int = 0
    """The rest of each client between an answer and its next request."""
    wrong_logins: int = 0
    """The number of logins with wrong passwords under way meanwhile."""

    @property
    def ok(self) -> int:
        """The only status that is no fault."""
        return 201 if self.method == "POST" else 200


@dataclass(frozen=True, slots=True)
class Run:
    """The measurements of one run. Of the CPU, 1 is one core."""

    answers: int
    seconds: float
    p50_ms: float
    p99_ms: float
    max_ms: float
    bad_statuses: int
    socket_errors: int
    cpu: Cpu
    logins: dict[int, int]
    """The number of wrong logins by the status of their answers."""

    @property
    def per_second(self) -> float:
        return self.answers / self.seconds

    @property
    def good(self) -> int:
        return self.answers - self.bad_statuses


def scenarios(hot: int, spread: range, targets: Collection[str]) -> list[Scenario]:
    """Return the scenarios of these targets, in the order of a round."""
    one = range(hot, hot + 1)
    every = [
        Scenario("bare", "POST", "/api/sweets/%d/purchase", one, target="bare"),
        Scenario("django", "POST", "/api/sweets/%d/purchase", sells=True, target="django"),
        Scenario("ceiling", "POST", "/api/sweets/%d/purchase-nothing", one),
        Scenario("hot", "POST", "/api/sweets/%d/purchase", one, sells=True),
        Scenario("counter", "POST", "/api/sweets/%d/purchase", one, sells=True, target="counter"),
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
    return [scenario for scenario in every if scenario.target in targets]


def _steady(name: str, sweets: range, wrong_logins: int = 0) -> Scenario:
    """Return purchases at a rate far below the limit, for their latency."""
    path = "/api/sweets/%d/purchase"
    return Scenario(name, "POST", path, sweets, sells=True, connections=4, pause_ms=20, wrong_logins=wrong_logins)


def find_wrk() -> str | None:
    """Return the path of wrk, or None."""
    return shutil.which("wrk")


class Load:
    """Runs scenarios against their targets, each of which has one worker."""

    def __init__(self, wrk: str, connections: int, targets: dict[str, Target]) -> None:
        self._wrk = wrk
        self._connections = connections
        self.targets = targets
        self._runs = 0
        self.faults: list[str] = []
        """Runs with errors, or without any answer."""
        self.sold: Counter[str] = Counter()
        """The sales of each target that were answered, by wrk's own count."""
        self.unanswered: Counter[str] = Counter()
        """The most sales of each target without an answer: those under way when wrk hung up."""

    def try_once(self, scenario: Scenario) -> httpx.Response:
        """Send one request by hand, and check its answer more closely than wrk does."""
        self._runs += 1
        target = self.targets[scenario.target]
        answer = httpx.request(
            scenario.method,
            target.base_url + scenario.path.replace("%d", str((target.sweets or scenario.sweets)[0])),
            content=BODY if scenario.method == "POST" else None,
            headers={
                "Authorization": f"Bearer {target.token}",
                "Content-Type": "application/json",
                "Idempotency-Key": f"try-{self._runs}",
            },
        )
        if answer.status_code != scenario.ok or "Idempotency-Replayed" in answer.headers:
            msg = f"{scenario.name}: answered {answer.status_code}: {answer.text}"
            raise RuntimeError(msg)
        self.sold[scenario.target] += scenario.sells
        return answer

    def run(self, scenario: Scenario, seconds: float) -> Run:
        """Load the scenario's target for some seconds."""
        self._runs += 1
        target = self.targets[scenario.target]
        sweets = target.sweets or scenario.sweets
        environment = os.environ | {
            "LOAD_METHOD": scenario.method,
            "LOAD_PATH": scenario.path,
            "LOAD_FIRST": str(sweets[0]),
            "LOAD_LAST": str(sweets[-1]),
            "LOAD_BODY": BODY,
            "LOAD_TOKEN": target.token,
            "LOAD_RUN": f"run-{self._runs}",
            "LOAD_PAUSE": str(scenario.pause_ms),
        }
        connections = scenario.connections or self._connections
        command = [self._wrk, "-t1", f"-c{connections}", f"-d{seconds:g}s", "--timeout", "10s"]
        with wrong_logins(target.base_url, scenario.wrong_logins) as tries, target.meter.measure() as cpu:
            finished = subprocess.run(  # noqa: S603 - wrk, with arguments of our own.
                [*command, "-s", str(SCRIPT), target.base_url],
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
            self.sold[scenario.target] += run.good
            self.unanswered[scenario.target] += connections
        return run
