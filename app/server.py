"""The web server, apart from the command line, so that a worker loads nothing that only the command line needs."""

import os
import signal
import sys
from tempfile import TemporaryDirectory
from typing import NoReturn

from uvicorn.config import STARTUP_FAILURE, Config
from uvicorn.supervisors import Multiprocess

from app.core.config import Settings
from app.core.logging import configure_logging
from app.core.metrics import DIRECTORY_VARIABLE

GRACEFUL_SHUTDOWN_SECONDS = 10
"""How long requests under way have to end as the server stops: longer than a statement may take."""
WORKER_SILENCE_SECONDS = 60
"""How long a worker may take to answer its supervisor, or to start on a busy machine, before it is replaced."""

ACCEPTS_PER_TURN = 16
"""How often each worker listens: in a turn of its loop, libuv accepts one connection for each listening socket.

With one socket, a crowd that comes with new connections waited for seconds although every request was quick.
"""


class Workers(Multiprocess):
    """The workers of a server, each of which is replaced as soon as it dies."""

    def keep_subprocess_alive(self) -> None:
        """Replace those that have died or are silent."""
        for worker in self.processes:
            # A worker has this end of its pipe. As long as it is open here too, nobody notices that a worker dies while
            # its answer is awaited.
            worker.child_conn.close()
        super().keep_subprocess_alive()


def serve(settings: Settings, application: str | None = None) -> None:
    """Serve until a signal stops it. The workers read their settings from the environment.

    A worker that dies is replaced. On SIGHUP all are, one by one, by workers that load the code anew: each old one
    goes when its successor serves.
    """
    configure_logging(settings.log_level)  # For what is said of workers that die.
    module = "app.observed" if settings.is_observed else "app.main"
    config = Config(
        application or f"{module}:create_app_from_environment",
        factory=True,
        http="app.api.protocol:BoundedProtocol",
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=GRACEFUL_SHUTDOWN_SECONDS,
        timeout_worker_healthcheck=WORKER_SILENCE_SECONDS,
    )
    listening = config.bind_socket()
    workers = Workers(config, sockets=[listening, *(listening.dup() for _ in range(ACCEPTS_PER_TURN - 1))])
    with TemporaryDirectory(prefix="sweetshop-metrics-") as directory:
        os.environ[DIRECTORY_VARIABLE] = directory
        workers.run()
    if any(worker.exitcode == STARTUP_FAILURE for worker in workers.processes):
        sys.exit(STARTUP_FAILURE)


def leave_on_sigterm(code: int) -> None:
    """Exit by an exception on SIGTERM, so that `finally` blocks run."""

    def leave(*_: object) -> NoReturn:
        sys.exit(code)

    signal.signal(signal.SIGTERM, leave)


if __name__ == "__main__":
    leave_on_sigterm(0)
    serve(Settings())
