"""What the shop tells others of itself: figures of all workers, traces, and errors without values."""

import gzip
import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from app.database.embedded import EmbeddedPostgres
from app.models import Role
from tests.support.concurrency import until
from tests.support.databases import copied_database
from tests.support.serving import FIRST_START, free_port, serving
from tests.support.shop import PASSWORDS

SECRET = "meera-of-the-hill"


class Collector(ThreadingHTTPServer):
    """Takes what is sent to it."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []
        super().__init__(("127.0.0.1", 0), Take)

    def of(self, path: str) -> list[bytes]:
        return [body for taken, body in self.taken if taken.startswith(path)]


class Take(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        assert isinstance(self.server, Collector)
        self.server.taken.append((self.path, body))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


async def test_the_figures_of_all_workers_are_shown_by_any(
    postgres: EmbeddedPostgres, template: str, tmp_path: Path
) -> None:
    port = free_port()
    async with (
        copied_database(postgres, template) as url,
        serving(tmp_path, port, FIRST_START, "--workers", "2", DATABASE_URL=url, PORT=str(port)) as shop,
    ):
        for _ in range(20):
            await shop.client.get("/api/shop", headers={"Connection": "close"})
        shown = (await shop.client.get("/metrics")).text
        labels = 'method="GET",operation="get_shop",route="/api/shop",status="200"'
        assert f"http_requests_total{{{labels}}} 20.0" in shown

        async def both_have_told() -> bool:
            return "database_connections_at_most 20.0" in (await shop.client.get("/metrics")).text

        await until(both_have_told)


async def test_a_trace_and_its_log_line_have_one_id_and_no_search_terms(
    postgres: EmbeddedPostgres, template: str, tmp_path: Path, collector: Collector
) -> None:
    port = free_port()
    settings = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{collector.server_port}",
        "OTEL_BSP_SCHEDULE_DELAY": "50",
        "PORT": str(port),
    }
    async with (
        copied_database(postgres, template) as url,
        serving(tmp_path, port, FIRST_START, DATABASE_URL=url, **settings) as shop,
    ):
        answer = await shop.client.get("/api/sweets", params={"q": SECRET})

        async def has_come() -> bool:
            return any(b"/api/sweets" in body for body in collector.of("/v1/traces"))

        await until(has_come)
        lines = [line for line in shop.printed().splitlines() if answer.headers["X-Request-ID"] in line]
    (line,) = map(json.loads, lines)
    spans = [
        span
        for body in collector.of("/v1/traces")
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]
    assert line["trace_id"] in {span.trace_id.hex() for span in spans if span.name == "GET /api/sweets"}
    assert "/health/ready" not in str(spans)
    assert SECRET not in str(spans)


async def test_an_unhandled_error_is_reported_without_values(
    postgres: EmbeddedPostgres, template: str, tmp_path: Path, collector: Collector
) -> None:
    port = free_port()
    dsn = f"http://key@127.0.0.1:{collector.server_port}/1"
    async with (
        copied_database(postgres, template) as url,
        serving(tmp_path, port, FIRST_START, DATABASE_URL=url, SENTRY_DSN=dsn, PORT=str(port)) as shop,
    ):
        await shop.log_in("admin@example.com", PASSWORDS[Role.ADMIN])
        connection = await asyncpg.connect(url)
        await connection.execute("ALTER TABLE suppliers RENAME TO others")
        await connection.close()
        answer = await shop.client.post("/api/suppliers", json={"name": SECRET})
        assert answer.status_code == 500

        async def has_come() -> bool:
            return bool(collector.of("/api/1/envelope"))

        await until(has_come)
    (report,) = collector.of("/api/1/envelope")
    event: dict[str, Any] = json.loads(report.splitlines()[2])
    assert event["tags"]["request_id"] == answer.headers["X-Request-ID"]
    assert event["tags"]["event"] == "unhandled_error"
    assert re.search(r"UndefinedTable", event["tags"]["error"] + str(event["exception"]))
    assert SECRET.encode() not in report
