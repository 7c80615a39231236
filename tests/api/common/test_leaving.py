"""Clients that leave in the middle, and unexpected errors: what the log contains, and what it must not."""

import asyncio
import gc
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from starlette.types import Message

from app.api import envelope
from app.database.embedded import EmbeddedPostgres
from app.models import Role
from tests.api.common.bodies import BODIES
from tests.support.concurrency import until
from tests.support.counter import Counter
from tests.support.databases import copied_database
from tests.support.serving import FIRST_START, free_port, serving
from tests.support.shop import PASSWORDS, TestShop

SECRET = "zq7-cardamom-and-ghee"
COOKIE = "zq7-refresh-cookie"
MAX_LINE = 16 * 1024

# (method, path, content type, half of a body)
BROKEN: list[tuple[str, str, str, bytes]] = [
    *(
        (method, path, "application/json", json.dumps(body | {"password": SECRET, "phone": SECRET}).encode()[:-1])
        for method, path, body in BODIES
    ),
    (
        "POST",
        "/api/auth/login",
        "application/x-www-form-urlencoded",
        f"username=a%40b.example&password={SECRET}".encode(),
    ),
    (
        "POST",
        "/api/auth/login",
        "multipart/form-data; boundary=x",
        f'--x\r\nContent-Disposition: form-data; name="password"\r\n\r\n{SECRET}'.encode(),
    ),
    ("POST", "/api/imports?kind=customers", "text/csv", f"name,phone\nAsha,{SECRET}\nRavi,".encode()),
]
each_broken = pytest.mark.parametrize(
    ("method", "path", "content_type", "half"), BROKEN, ids=[f"{m} {p} {c}" for m, p, c, _ in BROKEN]
)


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """The shop's log of its requests."""
    written = io.StringIO()
    logger = structlog.wrap_logger(
        structlog.WriteLogger(written),
        processors=structlog.get_config()["processors"],
        wrapper_class=structlog.make_filtering_bound_logger("INFO"),
        cache_logger_on_first_use=False,
    )
    monkeypatch.setattr(envelope, "_log", logger)
    return written


@each_broken
async def test_a_client_that_leaves_in_the_middle_of_a_body_is_one_log_line(
    unchanged: Counter, log: io.StringIO, method: str, path: str, content_type: str, half: bytes
) -> None:
    answers: list[Message] = []
    await leave_amid(unchanged, method, path, content_type, half, answers)
    assert answers == []
    (line,) = log.getvalue().splitlines()
    said = json.loads(line)
    assert (said["event"], said["level"], said["status"]) == ("client_left", "info", 499)
    assert (said["method"], said["path"]) == (method, path.partition("?")[0])
    assert SECRET not in line
    assert COOKIE not in line
    assert len(line) < 500


async def leave_amid(
    counter: Counter, method: str, path: str, content_type: str, half: bytes, answers: list[Message]
) -> None:
    messages: list[Message] = [
        {"type": "http.request", "body": half, "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Message:
        return messages.pop(0) if len(messages) > 1 else messages[0]

    async def send(message: Message) -> None:
        answers.append(message)

    path, _, query = path.partition("?")
    headers = {
        "content-type": content_type,
        "host": "shop.test",
        "content-length": str(len(half) + 100),
        "authorization": counter.admin.headers["Authorization"],
        "cookie": f"refresh_token={COOKIE}",
    }
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "scheme": "http",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1234),
        "server": ("shop.test", 80),
    }
    await counter.shop.app(scope, receive, send)


async def test_clients_that_leave_are_counted_apart_from_errors(counter: Counter, log: io.StringIO) -> None:
    def counted(status: str) -> float:
        return sum(
            sample.value
            for metric in envelope.REQUESTS.collect()
            for sample in metric.samples
            if sample.name == "http_requests_total" and sample.labels["status"] == status
        )

    before = counted("499"), counted("500")
    await leave_amid(counter, *BROKEN[0], answers=[])
    assert (counted("499"), counted("500")) == (before[0] + 1, before[1])


async def test_an_error_is_logged_without_the_values_it_happened_with(shop: TestShop, log: io.StringIO) -> None:
    def deep(password: str, left: int) -> None:
        if left:
            deep(password, left - 1)
        try:
            int(password)
        except ValueError as error:
            raise LookupError(password) from error

    async def fail() -> None:
        password = "".join(SECRET)
        deep(password, 400)

    shop.app.add_api_route("/api/fail", fail)
    assert (await shop.client.get("/api/fail", headers={"Cookie": COOKIE})).status_code == 500
    failed, request = log.getvalue().splitlines()
    assert json.loads(request)["status"] == 500
    said = json.loads(failed)
    assert said["event"] == "unhandled_error"
    assert "test_leaving.py" in said["exception"]
    assert "in deep" in said["exception"]
    assert said["exception"].endswith("LookupError")
    assert SECRET not in log.getvalue()
    assert COOKIE not in log.getvalue()
    assert len(failed) < MAX_LINE


async def test_a_line_is_bounded_whatever_is_in_it(shop: TestShop, log: io.StringIO) -> None:
    async def fail() -> None:
        raise RuntimeError("क" * 100_000)

    shop.app.add_api_route("/api/fail", fail)
    await shop.client.get("/api/fail")
    await shop.client.get("/api/" + "क" * 300)
    envelope._log.info("request", path="क" * 100_000)
    lines = log.getvalue().splitlines()
    assert len(lines) >= 3
    assert all(len(line) < MAX_LINE for line in lines)


@pytest.fixture
def asyncio_says() -> Iterator[io.StringIO]:
    """The complaints of asyncio, in the format of the shop's log."""
    (formatter,) = [
        handler.formatter
        for handler in logging.getLogger().handlers
        if isinstance(handler.formatter, structlog.stdlib.ProcessorFormatter)
    ]
    gc.collect()  # asyncio complains of the tasks that other tests left, too.
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter)
    logger = logging.getLogger("asyncio")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.ERROR)
    yield written
    logger.removeHandler(handler)
    logger.setLevel(level)


async def test_a_task_that_fails_beside_the_requests_is_logged_without_values(asyncio_says: io.StringIO) -> None:
    async def fail() -> None:
        password = "".join(SECRET)
        raise LookupError(password)

    task = asyncio.create_task(fail())
    await asyncio.wait([task])
    del task
    gc.collect()
    said = json.loads(asyncio_says.getvalue())
    assert said["event"] == "Task exception was never retrieved"
    assert "in fail" in said["exception"]
    assert SECRET not in asyncio_says.getvalue()


async def test_a_connection_that_breaks_is_one_line_of_the_servers_log(
    postgres: EmbeddedPostgres, template: str, tmp_path: Path
) -> None:
    port = free_port()
    async with (
        copied_database(postgres, template) as url,
        serving(tmp_path, port, FIRST_START, DATABASE_URL=url, PORT=str(port)) as shop,
    ):
        await shop.log_in("admin@example.com", PASSWORDS[Role.ADMIN])
        before = len(shop.printed())
        for method, path, content_type, half in BROKEN:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            head = (
                f"{method} {path} HTTP/1.1\r\nHost: shop\r\nContent-Type: {content_type}\r\n"
                f"Content-Length: {len(half) + 100}\r\nCookie: refresh_token={COOKIE}\r\n"
                f"Authorization: {shop.client.headers['Authorization']}\r\n\r\n"
            )
            writer.write(head.encode() + half)
            await writer.drain()
            writer.close()
            await writer.wait_closed()

        async def all_noticed() -> bool:
            return shop.printed().count("client_left") == len(BROKEN)

        await until(all_noticed)
        printed = shop.printed()[before:]
        assert (await shop.client.get("/health/live")).status_code == 200
        assert 'status="499"' in (await shop.client.get("/metrics")).text
    assert "Traceback" not in printed
    assert "error" not in printed
    assert SECRET not in printed
    assert COOKIE not in printed
    assert len(printed) < 500 * len(BROKEN)
