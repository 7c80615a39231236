"""The system's PgBouncer before a PostgreSQL of the tests: few servers for many connections."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

PGBOUNCER = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
_STARTS_WITHIN_SECONDS = 10

# Any database there is, and its server is let go at once when nobody needs it, because databases are dropped.
_CONFIGURATION = """
[databases]
* = host={server}

[pgbouncer]
listen_addr =
listen_port = 5432
unix_socket_dir = {folder}
auth_type = trust
auth_file = {folder}/users
pool_mode = {mode}
default_pool_size = {servers}
max_client_conn = 2000
server_idle_timeout = 1
logfile = {folder}/log
pidfile = {folder}/pid
"""


@contextmanager
def pgbouncer(url: str, roles: Sequence[str], *, mode: str = "transaction", servers: int = 20) -> Iterator[Path]:
    """Run one before the server of a URL with a socket; yield the folder of its own socket."""
    assert PGBOUNCER is not None
    with tempfile.TemporaryDirectory(prefix="pgbouncer-", dir="/tmp") as path:
        folder = Path(path)
        (folder / "users").write_text("".join(f'"{role}" ""\n' for role in roles))
        configuration = folder / "pgbouncer.ini"
        server = url.partition("host=")[2]
        configuration.write_text(_CONFIGURATION.format(server=server, folder=folder, mode=mode, servers=servers))
        # It refuses to run as root, and the socket is in a folder that only the server's own user may enter.
        user: list[str] = []
        if os.geteuid() == 0:
            owner = Path(server).owner()
            user = ["-u", owner]
            shutil.chown(folder, owner)
            folder.chmod(0o755)
        process = psutil.Popen([PGBOUNCER, "-q", *user, configuration], stderr=subprocess.DEVNULL)
        try:
            deadline = time.monotonic() + _STARTS_WITHIN_SECONDS
            while not (folder / ".s.PGSQL.5432").exists():
                assert time.monotonic() < deadline, (folder / "log").read_text()
                time.sleep(0.01)
            yield folder
        finally:
            process.terminate()
            process.wait(10)


def through(folder: Path, url: str) -> str:
    """Return the URL by which PgBouncer leads to the database of a URL."""
    return f"{url.partition('host=')[0]}host={folder}"
