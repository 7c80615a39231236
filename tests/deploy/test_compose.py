"""The two services of compose.yaml over one database: the first makes the second's role, and alone may migrate."""

import re
from pathlib import Path

import asyncpg
import yaml
from uvicorn.middleware.proxy_headers import _TrustedHosts

from app.database.embedded import EmbeddedPostgres
from tests.support.commands import sweetshop
from tests.support.serving import FIRST_START, free_port, serving
from tests.support.shop import SECRET_KEY

COMPOSE = Path(__file__).parents[2] / "compose.yaml"
GIVEN = {
    "SECRET_KEY": SECRET_KEY,
    "POSTGRES_PASSWORD": "of the owner",
    "SHOP_DATABASE_PASSWORD": "of-the-shop_0",
    "PUBLIC_URL": "https://shop.example",
}


def environment_of(service: str, host: str) -> dict[str, str]:
    """The environment compose gives a service, with the database at another host and no pooler before it."""
    given = yaml.safe_load(COMPOSE.read_text())["services"][service]["environment"]
    environment = {}
    for name, value in given.items():
        filled = re.sub(r"\$\{(\w+)(?::[-?]([^}]*))?\}", lambda found: GIVEN.get(found[1], found[2] or ""), str(value))
        environment[name] = re.sub("@(database|pgbouncer)/sweetshop", f"@/composed?host={host}", filled)
    return environment


async def test_the_first_service_migrates_and_backs_up_and_the_second_serves_without_the_owners_password(
    postgres: EmbeddedPostgres, tmp_path: Path
) -> None:
    host = postgres.url("postgres").partition("host=")[2]
    superuser = await asyncpg.connect(postgres.url("postgres"))
    await superuser.execute("CREATE ROLE sweetshop SUPERUSER LOGIN")
    await superuser.execute("CREATE DATABASE composed OWNER sweetshop TEMPLATE template0")
    port = free_port()
    try:
        production = {"ENVIRONMENT": "production", "PORT": str(port)}
        migrating = environment_of("migrate", host) | production
        run = await sweetshop(tmp_path, "", "migrate", **migrating)
        assert run.code == 0, run
        run = await sweetshop(tmp_path, "", "backup", str(tmp_path / "shop.dump"), **migrating)
        assert run.code == 0, run
        serves = environment_of("shop-1", host) | production | {"MIGRATION_DATABASE_URL": ""}
        assert GIVEN["POSTGRES_PASSWORD"] not in str(serves)
        async with serving(tmp_path, port, FIRST_START, **serves) as shop:
            assert "database_role_too_strong" not in shop.printed()
    finally:
        await superuser.execute("DROP DATABASE composed WITH (FORCE)")
        await superuser.execute("DROP ROLE sweetshop")
        await superuser.close()


def test_the_proxy_in_front_of_the_container_is_believed_and_nobody_else() -> None:
    trusted = _TrustedHosts(environment_of("shop-1", "nowhere")["TRUSTED_PROXIES"])
    assert "172.18.0.1" in trusted
    assert "203.0.113.7" not in trusted
