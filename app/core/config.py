"""Settings from the environment or `.env`. Nothing here has a secret default."""

import json
import re
import secrets
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import AnyHttpUrl, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.core.clock import time_zones
from app.core.email import normalise_email
from app.core.public_addresses import Network, networks

SECRET_KEY_MIN_BYTES = 32
SECRET_KEY_MIN_CHARACTERS = 8
_DRAW_A_KEY = "draw one with: python -c 'import secrets; print(secrets.token_urlsafe(48))'"
MAX_PUBLIC_URL = 300
_HOST_PATTERN = re.compile(r"(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\]")


class Environment(StrEnum):
    """The environment: development may generate its own secret, production may not."""

    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """The settings of one installation."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    environment: Environment = Environment.PRODUCTION
    secret_key: SecretStr = SecretStr("")
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    workers: int = Field(default=1, ge=1, le=64)
    log_level: str = "INFO"

    database_url: SecretStr | None = None
    migration_database_url: SecretStr | None = None
    """The same database for its owner, who migrates it; without it the role of DATABASE_URL does."""
    database_listen_url: SecretStr | None = None
    """The same database past a PgBouncer in transaction mode, which cannot pass on what it announces."""
    data_dir: Path = Path(".data")
    database_replica_url: SecretStr | None = None
    """Standbys of the same database, which lists of sweets, pictures, reports and exports are read from."""
    database_timeouts: bool = True
    """Send the timeouts as start-up settings; a PgBouncer in front of the database refuses them."""
    database_prepared_statements: bool = True
    """Keep statements prepared; a PgBouncer before 1.21 in transaction mode loses them."""
    database_pool_size: int = Field(default=10, ge=2, le=100)

    admin_email: str | None = None
    admin_password: SecretStr | None = None
    demo_password: SecretStr | None = None

    shop_time_zone: str = "Asia/Kolkata"
    shop_currency: str = Field(default="INR", pattern="^[A-Z]{3}$")

    access_token_minutes: int = Field(default=15, ge=1)
    refresh_token_idle_days: int = Field(default=7, ge=1)
    refresh_token_absolute_days: int = Field(default=30, ge=1)
    bcrypt_rounds: int = Field(default=12, ge=4, le=16)

    max_body_bytes: int = Field(default=1_000_000, ge=1_000)
    max_import_bytes: int = Field(default=200_000_000, ge=1_000)
    max_requests_at_once: int = Field(default=384, ge=1)
    """How many requests of a worker may wait for their answers; more are refused at once."""
    password_queue: int = Field(default=64, ge=1)
    print_queue: int = Field(default=64, ge=1)
    public_url: AnyHttpUrl | None = None
    """Where customers reach the shop, for the links on receipts; without it they lead to where they were asked for."""
    allowed_hosts: Annotated[list[str], NoDecode] = []
    """Other names the shop answers to, without ports; `*.shop.example` for all below one."""
    trusted_proxies: str = ""
    """Addresses of the proxies in front, separated by commas, whose word on the client's address is taken."""
    drain_seconds: float = Field(default=0, ge=0)
    cors_origins: list[str] = []
    docs: bool = True
    otel_exporter_otlp_endpoint: AnyHttpUrl | None = None
    """Where the traces of requests go, by OTLP over HTTP; without it nothing is traced."""
    sentry_dsn: SecretStr | None = None
    """Where unhandled errors are reported, without the values in them; without it they are only logged."""
    metrics_token: SecretStr | None = Field(default=None, min_length=16)
    """What Prometheus has to send; without one, only this machine may read /metrics in production."""

    webhook_http: bool = False
    """Send webhooks to addresses without TLS too, in production; elsewhere that may be done anyway."""
    webhook_private_addresses: Annotated[list[str], NoDecode] = []
    """Networks of one's own that webhooks may be sent into, such as 10.0.5.0/24."""
    webhook_deliveries_at_once: int = Field(default=8, ge=1, le=100)
    """How many requests one endpoint gets at once, and so how many connections of this machine."""

    @field_validator("shop_time_zone")
    @classmethod
    def _known_time_zone(cls, name: str) -> str:
        if name not in time_zones():
            msg = f"SHOP_TIME_ZONE {name!r} is not a time zone of the tz database, such as Asia/Kolkata"
            raise ValueError(msg)
        return name

    @field_validator("admin_email")
    @classmethod
    def _canonical_email(cls, email: str | None) -> str | None:
        try:
            return email and normalise_email(email)
        except ValueError:
            msg = "ADMIN_EMAIL has to be an e-mail address, such as meera@shop.example"
            raise ValueError(msg) from None

    @field_validator("public_url")
    @classmethod
    def _bare_address(cls, url: AnyHttpUrl | None) -> AnyHttpUrl | None:
        if url is not None and (url.query is not None or url.fragment is not None or len(str(url)) > MAX_PUBLIC_URL):
            msg = (
                f"PUBLIC_URL has to be an address of {MAX_PUBLIC_URL} characters at most, such as https://shop.example"
            )
            raise ValueError(msg)
        return url

    @field_validator("allowed_hosts", "webhook_private_addresses", mode="before")
    @classmethod
    def _listed(cls, hosts: Any) -> Any:  # noqa: ANN401 - it may be anything.
        if not isinstance(hosts, str):
            return hosts
        try:
            found = json.loads(hosts)
        except ValueError:
            found = None
        return found if isinstance(found, list) else [one.strip() for one in hosts.split(",") if one.strip()]

    @field_validator("allowed_hosts")
    @classmethod
    def _names_of_hosts(cls, hosts: list[str]) -> list[str]:
        hosts = [host.lower() for host in hosts]
        if not all(_HOST_PATTERN.fullmatch(host) for host in hosts):
            msg = "ALLOWED_HOSTS has to list names without ports, such as shop.example or *.shop.example"
            raise ValueError(msg)
        return hosts

    @field_validator("webhook_private_addresses")
    @classmethod
    def _networks(cls, texts: list[str]) -> list[str]:
        try:
            networks(texts)
        except ValueError:
            msg = "WEBHOOK_PRIVATE_ADDRESSES has to list networks, such as 10.0.5.0/24 or fd12::/16"
            raise ValueError(msg) from None
        return texts

    @model_validator(mode="after")
    def _no_default_secret(self) -> Self:
        key = self.secret_key.get_secret_value()
        if not key and self.environment is Environment.DEVELOPMENT:
            self.__dict__["secret_key"] = SecretStr(secrets.token_urlsafe(48))
        elif len(key.encode()) < SECRET_KEY_MIN_BYTES:
            msg = f"SECRET_KEY has to be at least {SECRET_KEY_MIN_BYTES} bytes of randomness; {_DRAW_A_KEY}"
            raise ValueError(msg)
        elif _is_pattern(key):
            msg = f"SECRET_KEY is a few characters again and again, or in order, which anybody may guess; {_DRAW_A_KEY}"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _known_by_name(self) -> Self:
        if self.environment is Environment.PRODUCTION and not self.hosts_served:
            msg = (
                "PUBLIC_URL or ALLOWED_HOSTS has to say what the shop is called in production, "
                "such as PUBLIC_URL=https://shop.example"
            )
            raise ValueError(msg)
        return self

    @cached_property
    def hosts_served(self) -> list[str]:
        """The names the shop answers to; with none it answers to any, as nobody but its developer asks for it."""
        if self.environment is not Environment.PRODUCTION and not self.allowed_hosts:
            return []
        own = self.public_url.host if self.public_url else None
        return [*self.allowed_hosts, *([own] if own else [])]

    @property
    def is_observed(self) -> bool:
        """Whether traces or errors are sent to others."""
        return self.otel_exporter_otlp_endpoint is not None or self.sentry_dsn is not None

    @cached_property
    def webhook_networks(self) -> list[Network]:
        """The networks of one's own that webhooks may be sent into."""
        return networks(self.webhook_private_addresses)

    @property
    def sends_webhooks_over_http(self) -> bool:
        """Whether webhooks may be sent without TLS."""
        return self.webhook_http or self.environment is not Environment.PRODUCTION

    @cached_property
    def time_zone(self) -> ZoneInfo:
        """The shop's time zone, which decides what day it is."""
        return ZoneInfo(self.shop_time_zone)


def _is_pattern(key: str) -> bool:
    """Tell whether a key has few characters, repeats a piece of up to half its length, or mostly counts upwards."""
    repeats = any(key[size:] == key[:-size] for size in range(1, len(key) // 2 + 1))
    upwards = sum(ord(after) - ord(before) == 1 for before, after in pairwise(key))
    return len(set(key)) < SECRET_KEY_MIN_CHARACTERS or repeats or upwards > len(key) * 3 / 4
