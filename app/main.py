"""The application."""

import gc
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager, nullcontext
from threading import Lock
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.telemetry import TelemetryConfig
from pydantic import SecretStr
from starlette.types import ASGIApp
from structlog.typing import Processor

from app.api import webhook_docs
from app.api.admission import PLACES, Admission, Places
from app.api.bounds import Bounds
from app.api.cors import Cors
from app.api.deps import Shop
from app.api.draining import drain_on_signals
from app.api.envelope import Envelope
from app.api.errors import install_error_handlers
from app.api.hosts import HostCheck
from app.api.paths import PATHS_OF_MACHINES
from app.api.router import TAGS, include_routes
from app.api.routing import operation_id
from app.core.background import in_background
from app.core.clock import Clock, system_clock
from app.core.config import Settings
from app.core.logging import configure_logging
from app.core.print_queue import PrintQueue
from app.database.engine import connector, create_engine
from app.database.listener import Listener
from app.database.unit_of_work import Database
from app.schemas.problem import Problem
from app.services.catalogue.labels.labels import Labels
from app.services.catalogue.pictures import Pictures
from app.services.catalogue.storefront import Storefront
from app.services.files.exports import Exports
from app.services.files.imports import Imports
from app.services.insight.kept_demand import KeptDemand
from app.services.people.context import login_context
from app.services.selling.checkout import Checkout
from app.services.selling.drawers.reports import DrawerReports
from app.services.selling.lapses import OrderLapses
from app.services.selling.receipts.receipts import Receipts
from app.services.selling.statements.statements import Statements
from app.services.shop.daily_job import DailyJob
from app.services.shop.housekeeping import Housekeeping
from app.services.shop.live_events import LiveEvents
from app.services.shop.refusals import RefusalLog
from app.services.shop.settings import CurrentSettings
from app.services.shop.vitals import watch_vitals
from app.services.shop.webhooks.delivery import WebhookDelivery

EVENTS_CHANNEL = "events"

DESCRIPTION = """One sweet shop's whole system. Amounts and quantities go out as strings and come in
as strings or numbers.

Log in with **Authorize**: the e-mail address is the username. Every error is a problem (RFC 9457) with a stable `code`.
"""


class SweetShop(FastAPI):
    """The application inside its envelope."""

    def __init__(self, settings: Settings, **options: Any) -> None:  # noqa: ANN401 - FastAPI's own options.
        self.settings = settings
        self.places = Places(settings.max_requests_at_once)
        self._openapi_lock = Lock()
        super().__init__(**options)

    def build_middleware_stack(self) -> ASGIApp:
        """Put the envelope around everything, because the app's own middleware does not see answers to crashes."""
        bounded = Bounds(super().build_middleware_stack(), self.settings.max_body_bytes, self.settings.max_import_bytes)
        stack = HostCheck(Cors(Admission(bounded, self.places), self.settings), self.settings.hosts_served)
        public_url = self.settings.public_url
        return Envelope(stack, is_https=public_url is not None and public_url.scheme == "https")

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document, whose errors are all problems. Concurrent requests build it once."""
        with self._openapi_lock:
            if self.openapi_schema is None:
                self.openapi_schema = self._build_openapi()
            return self.openapi_schema

    def _build_openapi(self) -> dict[str, Any]:
        document = get_openapi(
            title=self.title,
            version=self.version,
            description=self.description,
            routes=self.routes,
            webhooks=webhook_docs.router.routes,
            tags=self.openapi_tags,
        )
        schemas = document["components"]["schemas"]
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= problem.pop("$defs")
        schemas["Problem"] = problem
        return document


def create_app(settings: Settings, clock: Clock = system_clock, *, owns_process: bool = False) -> FastAPI:
    """Return the application. It starts without its database, and connects when the database is there.

    One that owns its process is left out of garbage collections.
    """
    app = SweetShop(
        settings,
        title="Sweet Shop",
        version="1.0.0",
        description=DESCRIPTION,
        openapi_tags=TAGS,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=operation_id,
        lifespan=_lifespan(settings, clock, owns_process=owns_process),
        telemetry=_telemetry(settings),
    )
    include_routes(app, docs_shown=settings.docs)
    install_error_handlers(app)
    return app


def create_app_from_environment(report: Processor | None = None) -> FastAPI:
    """Return the application with the environment's settings, and hand what it logs to `report` as well.

    Every worker process calls this.
    """
    settings = Settings()
    configure_logging(settings.log_level, report=report)
    return create_app(settings, owns_process=True)


def _telemetry(settings: Settings) -> TelemetryConfig:
    # Metrics are for Prometheus and logs have the trace's id, so that spans are enough.
    traced = settings.otel_exporter_otlp_endpoint is not None
    return {"tracing": traced, "auto_configure": traced, "metrics": False, "logs": False, "exclude": _is_of_machines}


def _is_of_machines(scope: MutableMapping[str, Any]) -> bool:
    return scope["path"] in PATHS_OF_MACHINES


def _lifespan(settings: Settings, clock: Clock, *, owns_process: bool) -> Any:  # noqa: ANN401 - Starlette's own type.
    @asynccontextmanager
    async def lifespan(app: SweetShop) -> AsyncIterator[dict[str, Places]]:
        if settings.database_url is None:
            msg = "DATABASE_URL is not set. `sweetshop serve` sets it to the embedded PostgreSQL."
            raise RuntimeError(msg)
        database = _database_of(settings, settings.database_url, clock)
        current_settings = CurrentSettings(database, login_context(settings, clock))
        print_queue = PrintQueue(settings.print_queue)
        shop = Shop(
            settings=settings,
            database=database,
            current_settings=current_settings,
            refusals=RefusalLog(database, current_settings),
            storefront=Storefront(database, current_settings),
            pictures=Pictures(database, current_settings),
            checkout=Checkout(database, current_settings, max_waiting=settings.max_requests_at_once),
            live_events=LiveEvents(database, clock),
            imports=Imports(database, current_settings),
            exports=Exports(database),
            receipts=Receipts(database, current_settings, print_queue),
            statements=Statements(database, current_settings, print_queue),
            drawer_reports=DrawerReports(database, current_settings, print_queue),
            labels=Labels(database, current_settings, print_queue),
        )
        app.state.shop = shop
        drain_on_signals(shop)
        async with (
            current_settings.kept_current(),
            DailyJob(database, current_settings).every_day(),
            KeptDemand(database, lambda: current_settings.context).always() if owns_process else nullcontext(),
            OrderLapses(database, current_settings).always() if owns_process else nullcontext(),
            WebhookDelivery(database, lambda: current_settings.context, settings).always()
            if owns_process
            else nullcontext(),
            Housekeeping(database, clock).every_hour(),
            in_background(watch_vitals(database, clock)) if owns_process else nullcontext(),
            shop.imports.served(),
            shop.live_events.served(),
            Listener(_listening_to(settings), EVENTS_CHANNEL, shop.live_events.hear).listening(),
        ):
            if owns_process:
                _freeze_objects()
            yield {PLACES: app.places}
        shop.draining = True
        await shop.checkout.close()
        shop.pictures.close()
        shop.context.hasher.close()
        await database.close()

    return lifespan


def _database_of(settings: Settings, url: SecretStr, clock: Clock) -> Database:
    engine = create_engine(
        url.get_secret_value(),
        pool_size=settings.database_pool_size,
        timeouts=settings.database_timeouts,
        prepared_statements=settings.database_prepared_statements,
    )
    if settings.database_replica_url is None:
        return Database(engine, clock)
    replica_url = settings.database_replica_url.get_secret_value()
    return Database(engine, clock, create_engine(replica_url, pool_size=settings.database_pool_size))


def _listening_to(settings: Settings) -> Callable[[], Awaitable[Any]]:
    """Return what opens the connection that listens: past the pooler, if there is a way."""
    past_pooler = settings.database_listen_url
    url = past_pooler or settings.database_url or SecretStr("")
    return connector(url.get_secret_value(), timeouts=past_pooler is not None or settings.database_timeouts)


def _freeze_objects() -> None:
    # What the app is made of lives as long as the process. To look through it again took 140 ms, once a second under
    # load.
    gc.collect()
    gc.freeze()
