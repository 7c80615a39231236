"""The application."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import FrameType
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from app.api.deps import Shop
from app.api.envelope import Envelope
from app.api.errors import install_error_handlers
from app.api.router import TAGS, include_routes
from app.core.clock import Clock, system_clock
from app.core.config import Settings
from app.core.logging import configure_logging
from app.core.passwords import PasswordHasher
from app.core.security import TokenSigner
from app.database.engine import create_engine
from app.database.unit_of_work import Database
from app.schemas.problem import Problem
from app.services.catalogue import Catalogue
from app.services.checkout import Checkout
from app.services.housekeeping import Housekeeping
from app.services.refusals import RefusalLog
from app.services.settings import CurrentSettings, default_settings

DESCRIPTION = """One sweet shop's whole system. Amounts and quantities go out as strings and come in
as strings or numbers.

Log in with **Authorize**: the e-mail address is the username. Every error is a problem (RFC 9457) with a stable `code`.
"""


class SweetShop(FastAPI):
    """The app inside its envelope."""

    def __init__(self, settings: Settings, **options: Any) -> None:  # noqa: ANN401 - FastAPI's own options.
        self.settings = settings
        super().__init__(**options)

    def build_middleware_stack(self) -> ASGIApp:
        """Put the envelope outside everything, because middleware of the app does not see answers to crashes."""
        stack = super().build_middleware_stack()
        if self.settings.cors_origins:
            stack = CORSMiddleware(
                stack,
                allow_origins=self.settings.cors_origins,
                allow_methods=["*"],
                allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "If-Match"],
                # Pages of named origins may use the refresh cookie; where every origin may call, none of them may.
                allow_credentials="*" not in self.settings.cors_origins,
                expose_headers=["ETag", "Idempotency-Replayed", "Link", "Location", "Retry-After", "X-Request-ID"],
            )
        return Envelope(stack, self.settings.max_body_bytes)

    def openapi(self) -> dict[str, Any]:
        """Return the document, with problems as the only kind of error."""
        if self.openapi_schema is None:
            document = get_openapi(
                title=self.title,
                version=self.version,
                description=self.description,
                routes=self.routes,
                tags=self.openapi_tags,
            )
            schemas = document["components"]["schemas"]
            for name in ("HTTPValidationError", "ValidationError"):
                schemas.pop(name, None)
            problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas |= problem.pop("$defs")
            schemas["Problem"] = problem
            self.openapi_schema = document
        return self.openapi_schema


def create_app(settings: Settings, clock: Clock = system_clock) -> FastAPI:
    """Return the application. It needs no database to start, and finds it again when it comes back."""
    app = SweetShop(
        settings,
        title="Sweet Shop",
        version="1.0.0",
        description=DESCRIPTION,
        openapi_tags=TAGS,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
        lifespan=_lifespan(settings, clock),
        telemetry={"tracing": False, "metrics": False, "logging": False},
    )
    include_routes(app)
    install_error_handlers(app)
    return app


def create_app_from_environment() -> FastAPI:
    """Return the application of the environment's settings; what each worker process calls."""
    settings = Settings()
    configure_logging(settings.log_level)
    return create_app(settings)


def _operation_id(route: APIRoute) -> str:
    return route.name


def _lifespan(settings: Settings, clock: Clock) -> Any:  # noqa: ANN401 - Starlette's own type.
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if settings.database_url is None:
            msg = "DATABASE_URL is not set. `sweetshop serve` sets it to the embedded PostgreSQL."
            raise RuntimeError(msg)
        engine = create_engine(
            settings.database_url.get_secret_value(),
            pool_size=settings.database_pool_size,
            timeouts=settings.database_timeouts,
        )
        database = Database(engine)
        hasher = PasswordHasher(settings.bcrypt_rounds)
        current_settings = CurrentSettings(database, clock, default_settings(settings))
        shop = Shop(
            settings=settings,
            clock=clock,
            database=database,
            signer=TokenSigner(settings.secret_key.get_secret_value(), settings.access_token_minutes * 60),
            hasher=hasher,
            current_settings=current_settings,
            refusals=RefusalLog(database, clock),
            catalogue=Catalogue(database, clock, current_settings),
            checkout=Checkout(database, clock, current_settings),
        )
        app.state.shop = shop
        _drain_on_sigterm(shop)
        async with current_settings.kept_current(), Housekeeping(database, clock).every_hour():
            yield
        shop.draining = True
        await shop.checkout.close()
        hasher.close()
        await database.close()

    return lifespan


def _drain_on_sigterm(shop: Shop) -> None:
    # The server stops listening at once when it is told to stop. Saying "not ready" first, for as long as a load
    # balancer takes to notice, lets it send its requests elsewhere.
    stop = signal.getsignal(signal.SIGTERM)
    if not callable(stop):
        return
    server_stop = stop

    def drain(signum: int, frame: FrameType | None) -> None:
        shop.draining = True
        loop.call_soon_threadsafe(loop.call_later, shop.settings.drain_seconds, server_stop, signum, frame)

    loop = asyncio.get_running_loop()
    signal.signal(signal.SIGTERM, drain)
