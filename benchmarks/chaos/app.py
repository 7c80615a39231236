"""The shop's own app, whose clock can be moved, and which says how its worker stands."""

import os
from datetime import datetime, timedelta
from pathlib import Path

from fastapi import FastAPI
from fastapi.routing import APIRoute
from sqlalchemy.pool import QueuePool

from app.api.deps import ShopDep
from app.core.clock import system_clock
from app.core.config import Settings
from app.core.logging import configure_logging
from app.main import create_app

CLOCK_FILE = "CHAOS_CLOCK"
"""The environment variable that names the file with the seconds by which the shop's clock is wrong."""
WORKER_PATH = "/chaos/worker"


class MovedClock:
    """The machine's clock, moved by as many seconds as a file says."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def __call__(self) -> datetime:
        return system_clock() + timedelta(seconds=float(self._file.read_text()))

    def move(self, seconds: float) -> None:
        """Move it for every process that reads the file."""
        written = self._file.with_suffix(".new")
        written.write_text(f"{seconds}")
        written.replace(self._file)


def create_chaos_app() -> FastAPI:
    """Return the application with the environment's settings, and the clock of its file."""
    settings = Settings()
    configure_logging(settings.log_level)
    app = create_app(settings, MovedClock(Path(os.environ[CLOCK_FILE])), owns_process=True)

    async def tell_state(shop: ShopDep) -> dict[str, str | int]:
        pool = shop.database.engine.pool
        assert isinstance(pool, QueuePool)  # noqa: S101 - for its count.
        return {"pid": os.getpid(), "version": app.version, "checked_out": pool.checkedout()}

    # Before the web app, which answers every other address.
    app.router.routes.insert(0, APIRoute(WORKER_PATH, tell_state, include_in_schema=False))
    return app
