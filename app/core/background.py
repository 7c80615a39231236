"""Work that goes on beside the requests."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

from structlog.typing import FilteringBoundLogger

from app.core.errors import Unavailable


@asynccontextmanager
async def in_background(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run an endless task for as long as the block runs."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def attempt(work: Callable[[], Awaitable[object]], log: FilteringBoundLogger) -> None:
    """Do work that will be done again in any case; log what went wrong."""
    try:
        await work()
    except Unavailable as error:
        log.info("put_off", reason=error.code)
    except Exception:
        log.warning("put_off", exc_info=True)
