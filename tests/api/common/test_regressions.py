"""Past faults, each found from outside: a crash, a hang or a leaked secret."""

import asyncio
import random
import signal
import tempfile
from pathlib import Path

import psutil
import pytest
from httpx import AsyncClient
from pydantic import SecretStr, ValidationError

from app.core.config import Settings
from app.database.embedded import EmbeddedPostgres, embedded_postgres
from tests.support.databases import folder_in_memory, migrate_as_owner
from tests.support.shop import TestShop, running_shop

JSON = {"Content-Type": "application/json"}


async def test_a_username_of_a_thousand_rare_letters_is_not_a_crash(client: AsyncClient) -> None:
    draw = random.Random(1)  # noqa: S311 - the same letters each time.
    username = "".join(chr(draw.randrange(0x20000, 0x2A000)) for _ in range(1000))
    answer = await client.post("/api/auth/login", json={"username": username, "password": "x"})
    assert answer.status_code in (401, 422), answer.text


@pytest.mark.parametrize("email", ["jose\u0301@example.com", "asha@xn--bcher-kva.example", "asha@\uff45xample.com"])
async def test_a_new_user_logs_in_with_the_same_text(client: AsyncClient, email: str) -> None:
    body = {"email": email, "password": "saffron and rose"}
    assert (await client.post("/api/auth/register", json=body)).status_code == 201
    login = {"username": email, "password": "saffron and rose"}
    assert (await client.post("/api/auth/login", json=login)).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "sales?created_from=9999-12-31T23:59:59-12:00",
        "sales?created_to=0001-01-01T00:00:00%2B12:00",
        "stock-movements?occurred_from=9999-12-31T23:59:59-12:00",
    ],
)
async def test_a_moment_beyond_the_calendar_is_not_a_crash(admin: AsyncClient, query: str) -> None:
    answer = await admin.get(f"/api/{query}")
    assert answer.status_code in (200, 422), answer.text


@pytest.mark.parametrize("media_type", ["text/json", "text/plain; note=json"])
async def test_only_application_json_is_json(client: AsyncClient, media_type: str) -> None:
    for path in ("login", "register"):
        answer = await client.post(f"/api/auth/{path}", content=b"{}", headers={"Content-Type": media_type})
        assert answer.status_code == 415, f"{path} {answer.text}"


async def test_a_content_length_that_is_no_number(client: AsyncClient) -> None:
    answer = await client.post("/api/auth/login", content=b"{}", headers={**JSON, "Content-Length": "abc"})
    assert answer.status_code < 500, answer.text


async def test_a_shop_whose_database_was_dropped_is_not_ready(postgres: EmbeddedPostgres) -> None:
    async with running_shop(postgres.url("there_is_no_such_database")) as shop:
        for path in ("/health/ready", "/api/sweets"):
            answer = await shop.client.get(path)
            assert answer.status_code == 503, answer.text


async def test_a_shop_whose_password_was_rotated_is_not_ready(postgres: EmbeddedPostgres) -> None:
    async with running_shop(postgres.url("postgres").replace("postgres:@", "nobody:@")) as shop:
        answer = await shop.client.get("/health/ready")
        assert answer.status_code == 503, answer.text


async def test_a_database_that_hangs_is_given_up_on() -> None:
    with (
        tempfile.TemporaryDirectory(prefix="sweetshop-", dir=folder_in_memory()) as parent,
        embedded_postgres(folder := Path(parent) / "postgres") as server,
    ):
        await server.ensure_database("shop")
        async with running_shop(server.url("shop"), database_pool_size=2) as shop:
            await migrate_as_owner(shop.url)
            assert (await shop.client.get("/api/sweets")).status_code == 200
            postmaster = psutil.Process(int((folder / "postmaster.pid").read_text().split()[0]))
            processes = [postmaster, *postmaster.children()]
            for process in processes:
                process.send_signal(signal.SIGSTOP)
            try:
                for path in ("/health/ready", "/api/sweets"):
                    answer = await asyncio.wait_for(shop.client.get(path), 20)
                    assert answer.json()["code"] == "database_unavailable"
            finally:
                for process in processes:
                    process.send_signal(signal.SIGCONT)


def test_a_refused_setting_does_not_show_the_secrets_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    with pytest.raises(ValidationError) as refusal:
        Settings(
            _env_file=None,
            secret_key=SecretStr("hunter2"),
            database_url=SecretStr("postgresql://u:pw@h/d"),
            admin_password=SecretStr("topsecret"),
        )
    assert "topsecret" not in str(refusal.value)
    assert "hunter2" not in str(refusal.value)


async def test_many_wrong_fields_are_not_answered_one_by_one_without_end(admin: AsyncClient) -> None:
    answer = await admin.post("/api/sweets", json={f"f{n}": 1 for n in range(150)})
    assert answer.status_code == 422
    assert len(answer.json()["errors"]) == 100


async def test_guesses_that_arrive_together_are_slowed_down_too(shop: TestShop, client: AsyncClient) -> None:
    shop.clock.stop()
    guess = {"username": "customer@example.com", "password": "wrong"}
    answers = await asyncio.gather(*(client.post("/api/auth/login", json=guess) for _ in range(40)))
    assert sum(answer.status_code == 401 for answer in answers) <= 10, [a.status_code for a in answers]
