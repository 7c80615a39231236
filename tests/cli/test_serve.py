"""`sweetshop serve` on a fresh machine: it opens, it tells how to get in, it leaves nothing behind, it opens again."""

import asyncio
import os
import re
import signal
from collections import Counter
from pathlib import Path

import asyncpg
import psutil
import pytest

from app.database.embedded import EmbeddedPostgres
from app.models import Role
from app.server import ACCEPTS_PER_TURN
from app.services.demo.demo import DEMO_ADMIN_EMAIL
from tests.support.answers import created
from tests.support.concurrency import until
from tests.support.databases import copied_database
from tests.support.serving import FIRST_START, NEXT_START, free_port, serving, workers_of
from tests.support.shop import PASSWORDS

PASSWORD = "cardamom-and-ghee-for-ever"


def database_processes(folder: Path) -> list[psutil.Process]:
    """The embedded server of a folder and all it has started."""
    server = psutil.Process(int((folder / "data/postgres/postmaster.pid").read_text().split()[0]))
    started: list[psutil.Process] = server.children(recursive=True)
    assert started
    return [server, *started]


def times_open(process: int) -> int:
    """Return how often a process has its most open file: psutil shows a socket once, however often it is open."""
    files = Counter(str(file.readlink()) for file in Path(f"/proc/{process}/fd").iterdir())
    return files.most_common(1)[0][1]


async def test_the_shop_opens_tells_how_to_get_in_closes_and_opens_again(tmp_path: Path) -> None:
    port = free_port()
    async with serving(tmp_path, port, FIRST_START, PORT=str(port)) as shop:
        assert f"http://127.0.0.1:{port}\n" in shop.printed()
        assert f"http://127.0.0.1:{port}/docs" in shop.printed()
        assert (await shop.client.get("/docs")).status_code == 200
        users = re.findall(r"^  (\S+@\S+)  (\S+)$", shop.printed(), re.MULTILINE)
        assert len(users) == 3
        for user in users:
            await shop.log_in(*user)
        ((email, password),) = re.findall(r"^  Admin +(\S+)  (\S+)$", shop.printed(), re.MULTILINE)
        assert (email, password) == (DEMO_ADMIN_EMAIL, dict(users)[email])
        await shop.log_in(email, password)
        assert (await shop.client.get("/api/auth/me")).json()["role"] == "admin"
        sales = await shop.total("/api/sales")
        assert f"has made {sales} sales" in shop.printed()
        await shop.stop(signal.SIGINT, database_processes(tmp_path))
        assert "Traceback" not in shop.printed()

    port = free_port()
    admin = {"ADMIN_EMAIL": email, "ADMIN_PASSWORD": password}
    async with serving(tmp_path, port, FIRST_START, "--port", str(port), **admin) as shop:
        assert shop.seconds < NEXT_START
        await shop.log_in(email, password)
        assert await shop.total("/api/sales") == sales
        assert "has made" not in shop.printed()
        await shop.stop(signal.SIGTERM, database_processes(tmp_path))
        assert f"http://127.0.0.1:{port}\n" in shop.printed()
        assert f"  Admin    {email}  {password}\n" in shop.printed()


@pytest.mark.parametrize(("setting", "shown"), [("production", "(password as set)"), ("development", PASSWORD)])
async def test_a_database_of_ones_own_is_migrated_and_stays_empty_but_for_its_admin(
    postgres: EmbeddedPostgres, tmp_path: Path, setting: str, shown: str
) -> None:
    port = free_port()
    changes = {"ADMIN_EMAIL": "Meera@example.com", "ADMIN_PASSWORD": PASSWORD, "ENVIRONMENT": setting}
    changes |= {"PUBLIC_URL": "https://mithai.example"}
    async with (
        copied_database(postgres, "template0") as url,
        serving(tmp_path, port, FIRST_START, DATABASE_URL=url, PORT=str(port), **changes) as shop,
    ):
        assert f"  Admin    meera@example.com  {shown}\n" in shop.printed()
        assert shop.printed().count(PASSWORD) == (shown == PASSWORD)
        await shop.log_in("meera@example.com", PASSWORD)
        assert (await shop.client.get("/api/categories")).json()["items"] == []
        assert await shop.total("/api/sales") == 0
        assert not (tmp_path / "data").exists()
        await shop.stop(signal.SIGINT)


async def test_a_worker_that_dies_is_replaced_and_the_log_says_so(postgres: EmbeddedPostgres, tmp_path: Path) -> None:
    port = free_port()
    async with (
        copied_database(postgres, "template0") as url,
        serving(tmp_path, port, FIRST_START, DATABASE_URL=url, PORT=str(port), WORKERS="2") as shop,
    ):
        first, second = workers = workers_of(shop)
        for worker in workers:
            assert times_open(worker) == ACCEPTS_PER_TURN
        # Its supervisor asks whether it lives, and waits for its answer.
        os.kill(first, signal.SIGSTOP)
        await asyncio.sleep(2)
        os.kill(first, signal.SIGKILL)

        async def is_replaced() -> bool:
            return len(workers_of(shop)) == 2 and workers_of(shop) != workers

        await until(is_replaced)
        assert second in workers_of(shop)
        assert f"Child process [{first}] died" in shop.printed()
        await shop.stop(signal.SIGTERM)


async def test_a_request_under_way_is_answered_before_the_shop_closes(
    postgres: EmbeddedPostgres, template: str, tmp_path: Path
) -> None:
    port = free_port()
    async with (
        copied_database(postgres, template) as url,
        # Without the database's own timeouts, which would answer it sooner.
        serving(tmp_path, port, FIRST_START, DATABASE_URL=url, PORT=str(port), DATABASE_TIMEOUTS="false") as shop,
    ):
        await shop.log_in("admin@example.com", PASSWORDS[Role.ADMIN])
        category = created(await shop.client.post("/api/categories", json={"name": "Milk sweets"}))
        body = {"name": "Barfi", "category_id": category["id"], "price": "10.00", "unit": "piece", "opening_stock": "5"}
        sweet = created(await shop.client.post("/api/sweets", json=body))
        assert "none yet" not in shop.printed()
        connection = await asyncpg.connect(url)
        async with connection.transaction():
            await connection.execute("SELECT FROM sweets FOR UPDATE")
            buying = asyncio.create_task(
                shop.client.post(f"/api/sweets/{sweet['id']}/purchase", json={"quantity": "1"})
            )

            async def waits() -> bool:
                return bool(await connection.fetchval("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"))

            await until(waits)
            shop.process.send_signal(signal.SIGTERM)
            await asyncio.sleep(4)
        await connection.close()
        created(await buying)


@pytest.mark.parametrize(
    ("trusted", "address", "is_secure"), [("", "127.0.0.1", False), ("127.0.0.1,10.0.0.9", "203.0.113.7", True)]
)
async def test_only_a_configured_proxy_is_believed_about_the_client_and_the_scheme(
    postgres: EmbeddedPostgres, tmp_path: Path, trusted: str, address: str, is_secure: bool
) -> None:
    port = free_port()
    changes = {"ADMIN_EMAIL": "meera@example.com", "ADMIN_PASSWORD": PASSWORD, "TRUSTED_PROXIES": trusted}
    async with (
        copied_database(postgres, "template0") as url,
        serving(tmp_path, port, FIRST_START, DATABASE_URL=url, PORT=str(port), **changes) as shop,
    ):
        # The client wrote the first address itself; each proxy added the one it saw.
        forwarded = {"X-Forwarded-For": "198.51.100.1, 203.0.113.7, 10.0.0.9", "X-Forwarded-Proto": "https"}
        shop.client.headers.update(forwarded)
        await shop.log_in("meera@example.com", PASSWORD)
        assert await shop.addresses() == [address]
        login = {"username": "meera@example.com", "password": PASSWORD}
        statuses = {}
        for scheme in ("http", "https"):
            answer = await shop.client.post(
                "/api/auth/login?cookie=true", data=login, headers={"Origin": f"{scheme}://127.0.0.1:{port}"}
            )
            statuses[scheme] = answer.status_code
            if answer.is_success:
                assert ("; Secure" in answer.headers["Set-Cookie"]) == is_secure
        assert statuses == ({"http": 403, "https": 200} if is_secure else {"http": 200, "https": 403})
