"""A release under load: two instances behind nginx get new workers, one by one, and no request fails."""

import asyncio
import os
import shutil
import signal
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from httpx import AsyncClient, HTTPError

from app.database.embedded import EmbeddedPostgres
from app.models import Role
from tests.support.answers import created
from tests.support.certificates import write_certificate
from tests.support.concurrency import until
from tests.support.databases import copied_database
from tests.support.serving import FIRST_START, Served, free_port, is_ready, serving, workers_of
from tests.support.shop import PASSWORDS

NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
CONFIGURATION = Path(__file__).parents[2] / "deploy" / "nginx" / "nginx.conf"
REQUESTS = int(os.environ.get("RELEASE_REQUESTS", "3000"))
CLIENTS = 16

Release = Callable[[], Coroutine[Any, Any, None]]


@asynccontextmanager
async def proxy(folder: Path, *ports: int) -> AsyncIterator[AsyncClient]:
    """Run nginx as it is deployed, but for its ports and folders, and yield a client of its address."""
    assert NGINX is not None
    write_certificate(folder)
    port = free_port()
    configuration = CONFIGURATION.read_text()
    changes = {f"shop-{number}:8000": f"127.0.0.1:{port}" for number, port in enumerate(ports, 1)}
    changes |= {"listen 8443": f"listen 127.0.0.1:{port}", "listen 8080": f"listen 127.0.0.1:{free_port()}"}
    changes |= {"/etc/nginx/tls": str(folder), "/tmp/nginx": f"{folder}/nginx"}  # noqa: S108 - replaced by our own.
    for old, new in changes.items():
        assert old in configuration
        configuration = configuration.replace(old, new)
    (folder / "nginx.conf").write_text(configuration)
    arguments = ["-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
    process = await asyncio.create_subprocess_exec(NGINX, *arguments)
    trusted = ssl.create_default_context(cafile=str(folder / "fullchain.pem"))
    try:
        async with AsyncClient(base_url=f"https://localhost:{port}", verify=trusted, timeout=30) as client:
            await until(lambda: is_ready(client))
            yield client
    finally:
        process.terminate()
        await process.wait()


async def replace_workers(shop: Served) -> None:
    old = workers_of(shop)
    os.kill(shop.process.pid, signal.SIGHUP)

    for left in reversed(range(len(old))):

        async def are_replaced(left: int = left) -> bool:
            now = workers_of(shop)
            return len(now) == len(old) and len(now & old) <= left

        await until(are_replaced)


async def ask(client: AsyncClient, sweet: dict[str, Any], number: int) -> str:
    """Send one request of a busy hour, and tell how it ended."""
    path = f"/api/sweets/{sweet['id']}"
    try:
        if number % 2:
            answer = await client.get(path)
        else:
            key = {"Idempotency-Key": f"release-{number}"}
            answer = await client.post(f"{path}/purchase", json={"quantity": "1"}, headers=key)
    except HTTPError as error:
        return type(error).__name__
    return "done" if answer.is_success else answer.text


async def load(
    client: AsyncClient, sweet: dict[str, Any], release: Callable[[], Coroutine[Any, Any, None]]
) -> Counter[str]:
    """Send REQUESTS requests, and more until the release is done."""
    numbers = count()
    ends: Counter[str] = Counter()
    releasing = asyncio.create_task(release())

    async def keep_asking() -> None:
        while not releasing.done() or ends.total() < REQUESTS:
            ends[await ask(client, sweet, next(numbers))] += 1

    await asyncio.gather(*(keep_asking() for _ in range(CLIENTS)))
    await releasing
    return ends


@pytest.mark.skipif(NGINX is None, reason="nginx is not installed here")
async def test_no_request_fails_while_two_instances_behind_nginx_get_new_workers_one_by_one(
    postgres: EmbeddedPostgres, template: str, tmp_path: Path
) -> None:
    folders = [tmp_path / name for name in ("one", "two", "nginx")]
    for folder in folders:
        folder.mkdir()
    ports = free_port(), free_port()
    async with copied_database(postgres, template) as url:
        settings = {"DATABASE_URL": url, "TRUSTED_PROXIES": "127.0.0.1"}
        async with (
            serving(folders[0], ports[0], FIRST_START, "--workers", "2", PORT=str(ports[0]), **settings) as one,
            serving(folders[1], ports[1], FIRST_START, "--workers", "1", PORT=str(ports[1]), **settings) as two,
            proxy(folders[2], *ports) as client,
        ):
            await one.log_in("admin@example.com", PASSWORDS[Role.ADMIN])
            category = created(await one.client.post("/api/categories", json={"name": "Milk sweets"}))
            body = {"sku": "B", "name": "Barfi", "category_id": category["id"], "price": "10.00", "unit": "piece"}
            sweet = created(await one.client.post("/api/sweets", json=body))
            await one.client.post(f"/api/sweets/{sweet['id']}/restock", json={"quantity": "1000000"})
            client.headers["Authorization"] = one.client.headers["Authorization"]

            async def release() -> None:
                await replace_workers(one)
                await replace_workers(two)

            ends = await load(client, sweet, release)
            assert set(ends) == {"done"}, ends
            connection = await asyncpg.connect(url)
            assert await connection.fetchval("SELECT count(*) FROM sales") == -(-ends.total() // 2)
            await connection.close()
