"""The files of deploy/ha: complete when filled in, and safe in their timing; the scripts say what is missing."""

import os
import shutil
import subprocess
from pathlib import Path
from string import Template
from typing import Any

import pytest
import yaml

HA = Path(__file__).parents[2] / "deploy" / "ha"
NODE = {
    "name": "node1",
    "address": "10.0.0.1",
    "folder": "/srv/node1",
    "etcd": "10.0.0.1:2379,10.0.0.2:2379",
    "network": "10.0.0.0/24",
    "owner_password": "one",
    "replication_password": "two",
}


def patroni() -> dict[str, Any]:
    node: dict[str, Any] = yaml.safe_load(Template((HA / "patroni.yml").read_text()).substitute(NODE))
    return node


def test_a_primary_that_is_cut_off_gives_up_before_another_may_take_over() -> None:
    timing = patroni()["bootstrap"]["dcs"]
    assert timing["loop_wait"] + 2 * timing["retry_timeout"] <= timing["ttl"]


def test_a_commit_waits_for_a_standby_and_an_old_primary_cannot_take_the_lease_back() -> None:
    node = patroni()
    assert node["bootstrap"]["dcs"]["synchronous_mode"] is True
    assert "etcd3" not in node
    parameters = node["postgresql"]["parameters"] | node["bootstrap"]["dcs"]["postgresql"]["parameters"]
    assert "synchronous_commit" not in parameters


def test_the_pooler_is_back_soon_and_lends_a_server_for_a_transaction() -> None:
    filled = Template((HA / "pgbouncer.ini").read_text()).substitute(host="127.0.0.1", port=5000, folder="/srv/pooler")
    lines = {line.split("=")[0].strip(): line.split("=", 1)[1].strip() for line in filled.splitlines() if "=" in line}
    assert lines["pool_mode"] == "transaction"
    assert int(lines["server_login_retry"]) <= 1


@pytest.mark.skipif(shutil.which("haproxy", path="/usr/sbin") is None, reason="Debian's haproxy is not installed")
def test_haproxy_takes_its_configuration(tmp_path: Path) -> None:
    servers = "    server node1 10.0.0.1:5432 check port 8008"
    file = tmp_path / "haproxy.cfg"
    file.write_text(Template((HA / "haproxy.cfg").read_text()).substitute(servers=servers))
    command = ["/usr/sbin/haproxy", "-c", "-f", str(file)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ours.
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="it asks for root before anything else")
@pytest.mark.parametrize("script", ["try.sh", "try-restore.sh"])
def test_a_script_says_which_packages_are_missing_and_installs_none(script: str, tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("bash", "dirname", "id", "sed"):
        (tools / name).symlink_to(shutil.which(name) or name)
    folder = tmp_path / "folder"
    # The scripts look into these folders themselves.
    text = (HA / script).read_text().replace("$PATH:/usr/sbin:/sbin", "$PATH").replace("/usr/lib/postgresql/15", "/no")
    copy = tmp_path / "deploy" / "ha" / script
    copy.parent.mkdir(parents=True)
    copy.write_text(text)
    command = ["/bin/bash", str(copy), str(folder)]
    alone = {"PATH": str(tools)}
    run = subprocess.run(command, env=alone, capture_output=True, text=True, check=False)  # noqa: S603 - ours.
    assert run.returncode == 1
    assert "On Debian 12: apt-get install" in run.stdout
    assert "postgresql-15" in run.stdout
    assert not folder.exists()
