"""The application as it tells others of itself: its traces by OTLP, its unhandled errors to Sentry.

A worker loads this only if a setting asks for either.
"""

import os
import sys
from typing import Any

import sentry_sdk
from fastapi import FastAPI
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Span, SpanProcessor, TracerProvider
from structlog.typing import EventDict, WrappedLogger

from app import main
from app.core.config import Settings
from app.core.tracebacks import name_of

SERVICE = "sweetshop"


def create_app_from_environment() -> FastAPI:
    """Return the application with the environment's settings, and begin to report."""
    settings = Settings()
    if settings.otel_exporter_otlp_endpoint is not None:
        # FastAPI adds the exporter that the variable names to this provider.
        os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"] = str(settings.otel_exporter_otlp_endpoint)
        os.environ.setdefault("OTEL_SERVICE_NAME", SERVICE)
        provider = TracerProvider(resource=Resource.create())
        provider.add_span_processor(WithoutQueries())
        trace.set_tracer_provider(provider)
    if settings.sentry_dsn is not None:
        sentry_sdk.init(
            settings.sentry_dsn.get_secret_value(),
            environment=settings.environment.value,
            default_integrations=False,
            include_local_variables=False,
            before_send=_without_values,
        )
    return main.create_app_from_environment(report=None if settings.sentry_dsn is None else report_error)


class WithoutQueries(SpanProcessor):
    """Keeps what people search for out of the spans."""

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        """Replace the query of a request that begins."""
        if span.attributes and "url.query" in span.attributes:
            span.set_attribute("url.query", "REDACTED")


def report_error(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Report an error that is being logged."""
    error = sys.exc_info()[1] if event.get("exc_info") is True else event.get("exc_info")
    if isinstance(error, BaseException):
        with sentry_sdk.new_scope() as scope:
            for tag in ("event", "request_id", "trace_id"):
                scope.set_tag(tag, event.get(tag))
            scope.set_tag("error", name_of(error))
            sentry_sdk.capture_exception(error)
    return event


def _without_values(event: Any, _: object) -> Any:  # noqa: ANN401 - Sentry's own type.
    # The message of an error may quote what somebody typed.
    for error in event.get("exception", {}).get("values", []):
        error["value"] = None
    return event
