"""The proxy of one server: nginx takes its file, and it treats requests as the one before two instances does."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.certificates import write_certificate

NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
FOLDER = Path(__file__).parents[2] / "deploy" / "nginx"
OF_ONE_MACHINE = ("listen", "ssl_certificate", "proxy_next_upstream", "server_name")


@pytest.mark.skipif(NGINX is None, reason="nginx is not installed here")
def test_nginx_takes_the_site_as_it_is_among_the_files_it_includes(tmp_path: Path) -> None:
    assert NGINX is not None
    write_certificate(tmp_path)
    site = (FOLDER / "site.conf").read_text()
    (tmp_path / "site.conf").write_text(site.replace("/etc/letsencrypt/live/shop.example", str(tmp_path)))
    frame = f"pid {tmp_path}/pid; events {{}} http {{ include {tmp_path}/site.conf; }}"
    (tmp_path / "nginx.conf").write_text(frame)
    command = [NGINX, "-t", "-c", str(tmp_path / "nginx.conf")]
    run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ours.
    assert run.returncode == 0, run.stderr


def test_both_proxies_treat_requests_alike() -> None:
    assert locations("site.conf") == locations("nginx.conf")
    assert directives("site.conf") == directives("nginx.conf")


def locations(file: str) -> str:
    """What the server over TLS has from its first location on, without comments."""
    text = (FOLDER / file).read_text().partition("listen [::]:443" if file == "site.conf" else "listen 8443")[2]
    first = re.search(r"^ *location / ", text, re.MULTILINE)
    assert first is not None
    lines = [line.strip() for line in text[first.start() :].splitlines()]
    return "\n".join(line for line in lines if not line.startswith("#")).rstrip("}\n")


def directives(file: str) -> set[str]:
    """What holds for all locations: limits, timeouts, headers, TLS."""
    lines = [line.split(";")[0].strip() for line in (FOLDER / file).read_text().splitlines()]
    mattering = ("client_", "send_", "keepalive_", "large_", "limit_", "ssl_", "proxy_", "server_tokens")
    apart = (*OF_ONE_MACHINE, "client_body_temp_path", "proxy_temp_path")
    return {line for line in lines if line.startswith(mattering) and not line.startswith(apart)}
