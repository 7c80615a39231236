"""Three nodes on one machine, each in a network namespace of its own, with etcd, Patroni and PostgreSQL."""

import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

import httpx
import psutil

from benchmarks.processes import ROOT

NETWORK, HERE = "10.89.0.0/24", "10.89.0.1/24"
TEMPLATES = ROOT / "deploy" / "ha"
USER = "postgres"
_BRIDGE = "sweetshopha"


def fill(template: str, to: Path, **values: object) -> None:
    """Write a file of deploy/ha with its values filled in, for PostgreSQL's user alone."""
    to.write_text(Template((TEMPLATES / template).read_text()).substitute({name: str(v) for name, v in values.items()}))
    shutil.chown(to, USER)
    to.chmod(0o600)


def run(*command: str | Path) -> None:
    """Run a command that has to succeed."""
    subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL)  # noqa: S603 - all of it is ours.


def start(command: list[str | Path], log: Path, environment: Mapping[str, str] | None = None) -> psutil.Popen:
    """Start a process whose words go to a log."""
    with log.open("ab") as output:
        return psutil.Popen(command, cwd="/", stdout=output, stderr=output, env=environment, start_new_session=True)


def stop(process: psutil.Popen) -> None:
    """Stop a process and all it has started."""
    with suppress(psutil.NoSuchProcess):
        family = [process, *process.children(recursive=True)]
        process.terminate()
        psutil.wait_procs(family, timeout=10)
        for one in family:
            with suppress(psutil.NoSuchProcess):
                one.kill()


@dataclass
class Node:
    """One machine, as far as the others can tell."""

    number: int
    folder: Path
    _etcd: psutil.Popen | None = None
    _patroni: psutil.Popen | None = None

    @property
    def name(self) -> str:
        return f"node{self.number}"

    @property
    def address(self) -> str:
        return f"10.89.0.1{self.number}"

    @property
    def namespace(self) -> str:
        return f"sweetshop{self.number}"

    @property
    def inside(self) -> list[str | Path]:
        """What a command begins with to run on this machine as the user of PostgreSQL."""
        return ["ip", "netns", "exec", self.namespace, "runuser", "-u", USER, "--"]

    def connect(self) -> None:
        """Make its network."""
        run("ip", "netns", "add", self.namespace)
        run("ip", "link", "add", f"ssha{self.number}", "type", "veth", "peer", "name", "eth0", "netns", self.namespace)
        run("ip", "link", "set", f"ssha{self.number}", "master", _BRIDGE, "up")
        for command in (f"addr add {self.address}/24 dev eth0", "link set eth0 up", "link set lo up"):
            run("ip", "-n", self.namespace, *command.split())

    def cut_off(self, *, is_cut: bool) -> None:
        """Pull its plug, or put it back: nobody reaches it but who is on it."""
        run("ip", "link", "set", f"ssha{self.number}", "down" if is_cut else "up")

    def start_etcd(self, cluster: str) -> None:
        here = f"http://{self.address}"
        self._etcd = start(
            [
                *self.inside,
                "etcd",
                f"--name={self.name}",
                f"--data-dir={self.folder / 'etcd'}",
                f"--listen-client-urls={here}:2379,http://127.0.0.1:2379",
                f"--advertise-client-urls={here}:2379",
                f"--listen-peer-urls={here}:2380",
                f"--initial-advertise-peer-urls={here}:2380",
                f"--initial-cluster={cluster}",
                "--initial-cluster-state=new",
                "--enable-v2",
                "--log-level=warn",
            ],
            self.folder / "etcd.log",
        )

    def start_patroni(self) -> None:
        self._patroni = start([*self.inside, "patroni", self.folder / "patroni.yml"], self.folder / "patroni.log")

    def kill(self) -> None:
        """End Patroni and PostgreSQL at once, as a power cut would. etcd goes on."""
        postmaster = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        ended = []
        for process in filter(None, (self._patroni, psutil.Process(postmaster))):
            family = [*process.children(recursive=True), process]
            for one in family:
                with suppress(psutil.NoSuchProcess):
                    one.send_signal(signal.SIGKILL)
            ended += family
        psutil.wait_procs(ended, timeout=10)

    def state(self) -> dict[str, object]:
        """Return what its Patroni says; nothing when it does not answer."""
        with suppress(httpx.HTTPError):
            answer: dict[str, object] = httpx.get(f"http://{self.address}:8008/patroni", timeout=1).json()
            return answer
        return {}

    def stop(self) -> None:
        for process in (self._patroni, self._etcd):
            if process is not None:
                stop(process)
        pids: list[str | Path] = ["ip", "netns", "pids", self.namespace]
        listed = subprocess.run(pids, capture_output=True, text=True, check=False)  # noqa: S603 - all of it is ours.
        for left in listed.stdout.split():
            with suppress(psutil.NoSuchProcess):
                psutil.Process(int(left)).kill()
        for command in (f"link del ssha{self.number}", f"netns del {self.namespace}"):
            with suppress(subprocess.CalledProcessError):
                run("ip", *command.split())


@dataclass
class Cluster:
    """The three of them."""

    folder: Path
    passwords: Mapping[str, str]
    nodes: list[Node] = field(default_factory=list)

    def start(self) -> None:
        run("ip", "link", "add", _BRIDGE, "type", "bridge")
        run("ip", "addr", "add", HERE, "dev", _BRIDGE)
        run("ip", "link", "set", _BRIDGE, "up")
        for number in (1, 2, 3):
            folder = self.folder / f"node{number}"
            folder.mkdir(mode=0o700)
            shutil.chown(folder, USER)
            self.nodes.append(Node(number, folder))
        for node in self.nodes:
            node.connect()
        members = ",".join(f"{node.name}=http://{node.address}:2380" for node in self.nodes)
        etcd = ",".join(f"{node.address}:2379" for node in self.nodes)
        for node in self.nodes:
            node.start_etcd(members)
        for node in self.nodes:
            values = {"name": node.name, "address": node.address, "folder": node.folder, "etcd": etcd}
            fill("patroni.yml", node.folder / "patroni.yml", network=NETWORK, **values, **self.passwords)
            node.start_patroni()
        self.wait_until_whole(120)

    def stop(self) -> None:
        for node in self.nodes:
            node.stop()
        with suppress(subprocess.CalledProcessError):
            run("ip", "link", "del", _BRIDGE)

    def primary(self) -> Node:
        """Return the node that is the primary, once there is one."""
        while True:
            for node in self.nodes:
                if node.state().get("role") in ("master", "primary"):
                    return node
            time.sleep(0.1)

    def wait_until_whole(self, seconds: float = 90) -> None:
        """Wait until there are a primary and two standbys that stream from it, one of them synchronous."""
        deadline = time.monotonic() + seconds
        while not self._is_whole():
            if time.monotonic() > deadline:
                msg = f"Not whole after {seconds} s: {[node.state() for node in self.nodes]}"
                raise RuntimeError(msg)
            time.sleep(0.2)

    def _is_whole(self) -> bool:
        states = [node.state() for node in self.nodes]
        primaries = [state for state in states if state.get("role") in ("master", "primary")]
        if len(primaries) != 1 or any(state.get("state") != "running" for state in states):
            return False
        streaming = primaries[0].get("replication")
        rows = streaming if isinstance(streaming, list) else []
        states_of = [row["state"] for row in rows]
        return states_of.count("streaming") == 2 and "sync" in [row["sync_state"] for row in rows]
