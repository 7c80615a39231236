"""The files to deploy are valid for the tools that read them, and set variables that the shop knows."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from app.core.config import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
BIN = Path(sys.executable).parent
KNOWN = {name.upper() for name in Settings.model_fields} | {"PGPASSWORD"}
OF_THE_IMAGE = {"ENVIRONMENT", "HOST", "PORT", "DATA_DIR"}
OF_OTHER_SHOPS = {"DEMO_PASSWORD", "DATABASE_REPLICA_URL", "DATABASE_PREPARED_STATEMENTS", "MIGRATION_DATABASE_URL"}
UNITS = sorted((DEPLOY / "systemd").iterdir())


def run(*command: str | Path) -> None:
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_dockerfile_passes_its_linter() -> None:
    run(BIN / "hadolint", ROOT / "Dockerfile")


@pytest.mark.parametrize("manifest", sorted((DEPLOY / "kubernetes").iterdir()), ids=lambda path: path.name)
def test_the_manifests_fit_their_schemas(manifest: Path) -> None:
    run(BIN / "kubernetes-validate", "--strict", manifest)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed here")
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_reads_the_units(unit: Path, tmp_path: Path) -> None:
    # Where the shop is installed is another machine's matter.
    for one in UNITS:
        (tmp_path / one.name).write_text(one.read_text().replace("/srv/sweetshop/.venv/bin/sweetshop", "/bin/true"))
    run("systemd-analyze", "verify", tmp_path / unit.name)


def test_every_variable_of_the_containers_is_one_the_shop_knows() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    of_compose = {name for service in ("migrate", "shop-1") for name in services[service]["environment"]}
    manifests = list(yaml.safe_load_all((DEPLOY / "kubernetes" / "shop.yaml").read_text()))
    of_kubernetes = {name for manifest in manifests for name in manifest.get("data", {})}
    assert of_compose <= KNOWN
    assert of_kubernetes <= KNOWN


def test_whatever_compose_does_not_decide_is_passed_on_from_env() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    settings = {name.upper() for name in Settings.model_fields}
    assert set(services["shop-1"]["environment"]) == settings - OF_THE_IMAGE - OF_OTHER_SHOPS


def test_an_instance_on_kubernetes_has_the_token_that_prometheus_sends() -> None:
    manifests = yaml.safe_load_all((DEPLOY / "kubernetes" / "shop.yaml").read_text())
    deployment = next(manifest for manifest in manifests if manifest["kind"] == "Deployment")
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    assert "METRICS_TOKEN" in {variable["name"] for variable in container["env"]}


def test_containers_run_without_rights_and_with_limits() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    for name in set(services) - {"database"}:
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]
    for name in set(services) - {"migrate"}:
        assert services[name]["deploy"]["resources"]["limits"]["memory"]
    assert re.search(r"^USER 10001", (ROOT / "Dockerfile").read_text(), re.MULTILINE)


def test_only_the_proxy_is_reached_from_outside() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
