"""Settings: no secret by default, and a database that is found however its address is written."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError
from sqlalchemy import text

from app.core.config import Environment, Settings
from app.database.embedded import EmbeddedPostgres
from app.database.engine import TIMEOUTS, create_engine, normalise_url
from tests.support.shop import SHIPPED_TIMEOUTS

KEY = "a key that thirty-two bytes hold"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def make(**values: Any) -> Settings:
    """Settings of a shop that has a name, as it needs one in production."""
    return Settings(_env_file=None, **{"allowed_hosts": ["mithai.example"], **values})


@pytest.mark.parametrize("environment", [None, Environment.PRODUCTION, Environment.TEST])
@pytest.mark.parametrize("key", [None, "", KEY[:31]])
def test_without_a_long_secret_the_app_refuses_to_start(environment: Environment | None, key: str | None) -> None:
    given = {"environment": environment, "secret_key": key}
    with pytest.raises(ValidationError, match="SECRET_KEY has to be at least 32 bytes"):
        make(**{name: value for name, value in given.items() if value is not None})


def test_a_short_secret_is_refused_in_development_too() -> None:
    with pytest.raises(ValidationError, match="SECRET_KEY has to be at least 32 bytes"):
        make(environment="development", secret_key=KEY[:31])


@pytest.mark.parametrize("key", [KEY, "पेड़ा और ghee, jalebi", "0123456789abcdef0011223344556677"])
def test_a_secret_of_thirty_two_bytes_is_enough(key: str) -> None:
    settings = make(secret_key=key)
    assert settings.environment is Environment.PRODUCTION
    assert settings.secret_key.get_secret_value() == key


@pytest.mark.parametrize("environment", Environment)
@pytest.mark.parametrize(
    "key",
    [
        "k" * 32,
        "x" * 500,
        "é" * 16,
        "ab" * 40,
        "abcdefgh" * 4,
        "abcdefgh" * 4 + "abc",
        "correct horse! " * 3,
        "correct horse! " * 3 + "correct",
        "0110" * 9 + "1",
        "12345678901234567890123456789012",
        "abcdefghijklmnopqrstuvwxyz0123456789",
    ],
)
def test_a_secret_of_a_few_characters_again_and_again_is_refused(environment: Environment, key: str) -> None:
    with pytest.raises(ValidationError, match=r"again and again.*token_urlsafe") as refusal:
        make(environment=environment, secret_key=key)
    assert key not in str(refusal.value)


def test_development_draws_a_secret_of_its_own_each_time() -> None:
    first, second = make(environment="development"), make(environment="development", secret_key="")
    keys = {settings.secret_key.get_secret_value() for settings in (first, second)}
    assert len(keys) == 2
    assert all(len(key) >= 32 for key in keys)
    assert first.secret_key.get_secret_value() in keys  # The same one each time it is asked.


def test_settings_come_from_the_environment_and_empty_ones_count_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"SECRET_KEY": KEY, "PORT": "9000", "DATABASE_URL": "", "SHOP_TIME_ZONE": ""}.items():
        monkeypatch.setenv(name, value)
    settings = make()
    assert (settings.secret_key, settings.port) == (SecretStr(KEY), 9000)
    assert (settings.database_url, settings.shop_time_zone) == (None, "Asia/Kolkata")


def test_an_env_file_is_read_and_the_environment_goes_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / ".env"
    file.write_text(f"SECRET_KEY={KEY}\nPUBLIC_URL=https://m.example\nPORT=9000\nHOST=0.0.0.0\nSOMETHING_ELSE=1\n")
    monkeypatch.setenv("PORT", "9001")
    settings = Settings(_env_file=file)
    assert (settings.secret_key, settings.port, settings.host) == (SecretStr(KEY), 9001, "0.0.0.0")  # noqa: S104


def test_secrets_are_not_shown() -> None:
    secrets = {"secret_key": KEY, "admin_password": "pass-of-admin", "demo_password": "pass-of-demo"}
    shown = repr(make(**secrets, database_url="postgresql://shop:pass-of-database@db/shop"))
    assert KEY not in shown
    assert "pass-of" not in shown


@pytest.mark.parametrize(
    "wrong",
    [
        {"shop_time_zone": "Asia/Kolkatta"},
        {"shop_time_zone": "../etc/passwd"},
        {"shop_time_zone": "+05:30"},
        {"shop_time_zone": ""},
        {"shop_currency": "rupees"},
        {"shop_currency": "inr"},
        {"environment": "staging"},
        {"port": 70_000},
        {"workers": 0},
        {"database_pool_size": 1},
        {"bcrypt_rounds": 3},
        {"access_token_minutes": 0},
        {"max_body_bytes": 0},
        {"drain_seconds": -1},
        {"metrics_token": "short"},
        {"allowed_hosts": "https://mithai.example"},
        {"allowed_hosts": "mithai.example:443"},
        {"allowed_hosts": "*"},
        {"allowed_hosts": "www.*.example"},
        {"allowed_hosts": "मिठाई.example"},
        {"allowed_hosts": '["mithai.example", ""]'},
    ],
)
def test_a_value_that_cannot_be_right_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refusal:
        make(secret_key=KEY, **wrong)
    assert [error["loc"] for error in refusal.value.errors()] == [tuple(wrong)]


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/New_York", "UTC"])
def test_the_shops_time_zone_is_one_of_the_tz_database(zone: str) -> None:
    assert make(secret_key=KEY, shop_time_zone=zone).time_zone.key == zone


def test_the_first_admins_address_is_spelled_as_a_login_spells_it() -> None:
    assert make(secret_key=KEY, admin_email=" Meera@Shop.Local ").admin_email == "meera@shop.local"
    with pytest.raises(ValueError, match="ADMIN_EMAIL has to be an e-mail address"):
        make(secret_key=KEY, admin_email="meera")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("postgres://u:p@db:5433/shop", "postgresql://u:p@db:5433/shop"),
        ("postgresql://u:p@db/shop", "postgresql://u:p@db/shop"),
        ("postgresql+asyncpg://u:p@db/shop", "postgresql://u:p@db/shop"),
        ("postgresql+psycopg://u:p@db/shop", "postgresql://u:p@db/shop"),
        ("  postgres://db/shop\n", "postgresql://db/shop"),
        ("postgres://u:p%40ss%2Fw%23rd@db/shop", "postgresql://u:p%40ss%2Fw%23rd@db/shop"),
        ("postgres://db/shop?sslmode=require", "postgresql://db/shop?sslmode=require"),
        ("postgresql+asyncpg://db/shop?ssl=require", "postgresql://db/shop?sslmode=require"),
        ("postgres://db/shop?sslmode=require&channel_binding=require", "postgresql://db/shop?sslmode=require"),
        ("postgres://db/shop?connect_timeout=10&gssencmode=disable", "postgresql://db/shop"),
        ("postgres://a:1,b:2/shop?target_session_attrs=primary", None),
        ("postgresql://u@/shop?host=/run/pg", "postgresql://u@/shop?host=%2Frun%2Fpg"),
    ],
)
def test_every_way_to_write_the_address_of_a_database_is_read(given: str, expected: str | None) -> None:
    assert normalise_url(given) == (expected or given.replace("postgres:", "postgresql:"))


@pytest.mark.parametrize(
    "url", ["", "shop", "localhost:5432/shop", "mysql://db/shop", "sqlite:///shop.db", "http://db"]
)
def test_the_address_of_something_else_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="postgresql://"):
        normalise_url(url)


SPELLINGS: dict[str, Callable[[str], str]] = {
    "as it is": lambda url: url,
    "postgres": lambda url: url.replace("postgresql://", "postgres://"),
    "asyncpg": lambda url: url.replace("postgresql://", "postgresql+asyncpg://"),
    "sslmode=disable": lambda url: f"{url}&sslmode=disable",
    "ssl=disable": lambda url: f"{url}&ssl=disable",
    "sslmode=prefer": lambda url: f"{url}&sslmode=prefer&connect_timeout=10",
    "no user": lambda url: url.replace("postgres:@", "") + "&user=postgres",
    "socket as host": lambda url: (
        url.partition("@")[0] + "@" + url.partition("host=")[2].replace("/", "%2F") + "/postgres"
    ),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
async def test_a_database_is_reached_by_every_spelling_of_its_address(
    postgres: EmbeddedPostgres, spelling: str
) -> None:
    url = SPELLINGS[spelling](postgres.url("postgres"))
    engine = create_engine(url, pool_size=2)
    async with engine.connect() as connection:
        row = (await connection.execute(text("SELECT current_database(), current_user"))).one()
        assert tuple(row) == ("postgres", "postgres")
    await engine.dispose()


@pytest.mark.parametrize("timeouts", [True, False])
async def test_timeouts_are_sent_unless_a_pooler_would_refuse_them(
    postgres: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch, timeouts: bool
) -> None:
    for name, value in SHIPPED_TIMEOUTS.items():
        monkeypatch.setitem(TIMEOUTS, name, value)
    engine = create_engine(postgres.url("postgres"), timeouts=timeouts)
    async with engine.connect() as connection:
        shown = {name: await connection.scalar(text(f"SHOW {name}")) for name in TIMEOUTS}
    await engine.dispose()
    sent = {"statement_timeout": "5s", "lock_timeout": "2s", "idle_in_transaction_session_timeout": "10s"}
    assert shown == (sent if timeouts else dict.fromkeys(sent, "0"))


@pytest.mark.parametrize(
    ("given", "says"),
    [("", None), ("https://mithai.example", "https://mithai.example/"), ("http://10.0.0.2:8000/shop", None)],
)
def test_the_shops_public_address_can_be_configured(
    monkeypatch: pytest.MonkeyPatch, given: str, says: str | None
) -> None:
    monkeypatch.setenv("PUBLIC_URL", given)
    found = make(secret_key=KEY).public_url
    assert (found and str(found)) == (says if says or not given else given)


@pytest.mark.parametrize(
    "url",
    [
        "mithai.example",
        "ftp://mithai.example",
        "https://mithai.example/?a=b",
        "https://m.example/#a",
        f"http://m/{KEY * 10}",
    ],
)
def test_an_address_that_no_path_can_follow_is_refused(url: str) -> None:
    with pytest.raises(ValidationError, match="public_url"):
        make(secret_key=KEY, public_url=url)


@pytest.mark.parametrize(
    ("given", "hosts"),
    [
        ("Mithai.example", ["mithai.example"]),
        (" mithai.example, *.mithai.example ,", ["mithai.example", "*.mithai.example"]),
        ('["mithai.example", "[::1]"]', ["mithai.example", "[::1]"]),
        ("[::1],10.0.0.7", ["[::1]", "10.0.0.7"]),
    ],
)
def test_hosts_are_listed_with_commas_or_as_json(monkeypatch: pytest.MonkeyPatch, given: str, hosts: list[str]) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", given)
    assert Settings(_env_file=None, secret_key=KEY).hosts_served == hosts


def test_a_shop_in_production_has_to_know_its_name() -> None:
    nothings: list[dict[str, Any]] = [{}, {"allowed_hosts": ""}, {"allowed_hosts": []}]
    for nothing in nothings:
        with pytest.raises(ValidationError, match="PUBLIC_URL or ALLOWED_HOSTS has to say what the shop is called"):
            Settings(_env_file=None, secret_key=KEY, **nothing)
    url = "https://Mithai.example:8443/shop"
    assert Settings(_env_file=None, secret_key=KEY, public_url=url).hosts_served == ["mithai.example"]
    both = Settings(_env_file=None, secret_key=KEY, public_url=url, allowed_hosts="sweets.example")
    assert both.hosts_served == ["sweets.example", "mithai.example"]


@pytest.mark.parametrize("environment", ["development", "test"])
def test_while_developing_a_shop_needs_no_name(environment: str) -> None:
    settings = Settings(_env_file=None, secret_key=KEY, environment=environment, public_url="https://mithai.example")
    assert settings.hosts_served == []
