"""Unreadable, oversized and invalid requests get their documented problem, and never an echo of the input."""

import json
import re
from collections.abc import AsyncIterator
from urllib.parse import quote

import pytest

from tests.api.common.bodies import BODIES, JSON
from tests.support.answers import problem
from tests.support.counter import Counter

FILES = {"text/csv", "image/jpeg", "image/png", "image/webp"}
"""The types of bodies that are files, which have tests of their own."""
MARKER = "zq7-marker-of-the-test"

each_body = pytest.mark.parametrize(("method", "path", "body"), BODIES, ids=[f"{m} {p}" for m, p, _ in BODIES])


def test_every_body_of_the_document_is_tried(counter: Counter) -> None:
    documented = {
        (method.upper(), re.sub(r"\{\w+\}", "1", path))
        for path, methods in counter.shop.app.openapi()["paths"].items()
        for method, operation in methods.items()
        if operation.get("requestBody", {}).get("content", {}).keys() - FILES
    }
    assert {(method, path) for method, path, _ in BODIES} == documented


@each_body
async def test_a_body_of_two_megabytes_is_too_large_with_or_without_its_length(
    unchanged: Counter, method: str, path: str, body: dict[str, object]
) -> None:
    good = json.dumps(body).encode()

    async def in_chunks() -> AsyncIterator[bytes]:
        yield good
        for _ in range(200):
            yield b" " * 10_000

    known = await unchanged.admin.request(method, path, content=good + b" " * 2_000_000, headers=JSON)
    assert "Content-Length" in known.request.headers
    chunked = await unchanged.admin.request(method, path, content=in_chunks(), headers=JSON)
    assert "Content-Length" not in chunked.request.headers
    for answer in (known, chunked):
        problem(answer, 413, "body_too_large")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_a_form_of_two_megabytes_is_too_large(unchanged: Counter) -> None:
    async def in_chunks() -> AsyncIterator[bytes]:
        yield b"username=x&password="
        for _ in range(200):
            yield b"x" * 10_000

    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    problem(
        await unchanged.shop.client.post("/api/auth/login", content=in_chunks(), headers=headers), 413, "body_too_large"
    )


async def test_a_body_of_sixty_four_kilobytes_is_read(unchanged: Counter) -> None:
    body = json.dumps({"quantity": "1000"}).encode().ljust(64 * 1024)
    answer = await unchanged.admin.post("/api/sweets/1/purchase", content=body, headers=JSON)
    problem(answer, 409, "insufficient_stock")
    problem(
        await unchanged.admin.post("/api/sweets/1/purchase", content=body + b" ", headers=JSON), 413, "body_too_large"
    )


@each_body
@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", "application/octet-stream", ""])
async def test_a_body_of_another_content_type_is_refused(
    unchanged: Counter, method: str, path: str, body: dict[str, object], media_type: str
) -> None:
    headers = {"Content-Type": media_type} if media_type else {}
    answer = await unchanged.admin.request(method, path, content=json.dumps(body), headers=headers)
    problem(answer, 415, "unsupported_media_type")


@each_body
async def test_a_body_that_is_not_json_is_malformed(
    unchanged: Counter, method: str, path: str, body: dict[str, object]
) -> None:
    good = json.dumps(body).encode()
    for content in (b"{", b"'a'", good + b"}", good[:-1], good.decode().encode("utf-16")[:-1]):
        answer = await unchanged.admin.request(method, path, content=content, headers=JSON)
        assert problem(answer, 400, answer.json()["code"])["code"] in ("malformed_json", "malformed")


@each_body
async def test_json_of_another_shape_is_refused(
    unchanged: Counter, method: str, path: str, body: dict[str, object]
) -> None:
    deep, long = b"[" * 10_000, b'{"a": ' + b"1" * 5000 + b"}"
    # A refresh needs no body, and null is none; but then there is no token either.
    statuses = (400, 401, 422) if path == "/api/auth/refresh" else (400, 422)
    # A body is optional there, and null is none: then there is no such sale.
    of_null = (404,) if path == "/api/sales/1/collect" else statuses
    for content in (b"[]", b"null", b"7", b"NaN", b'"text"', b"[[]]", b'{"a": "\xed\xa0\x80"}', deep, long):
        answer = await unchanged.admin.request(method, path, content=content, headers=JSON)
        assert answer.status_code in (of_null if content == b"null" else statuses), answer.text
        problem(answer, answer.status_code, answer.json()["code"])
        assert "1" * 20 not in answer.text


@each_body
async def test_an_unknown_field_is_named_and_refused(
    unchanged: Counter, method: str, path: str, body: dict[str, object]
) -> None:
    headers = JSON | {"If-Match": "*"}
    for name, pointer in {"colour": "/colour", "a/b~c": "/a~1b~0c", "\x00": "/\x00"}.items():
        answer = await unchanged.admin.request(method, path, json=body | {name: MARKER}, headers=headers)
        (error,) = problem(answer, 422, "invalid_request")["errors"]
        assert (error["pointer"], error["code"]) == (pointer, "extra_forbidden")
        assert MARKER not in answer.text
    no_text = json.dumps(body | {"\ud800": MARKER})
    answer = await unchanged.admin.request(method, path, content=no_text, headers=headers)
    assert answer.status_code in (400, 422), answer.text
    problem(answer, answer.status_code, answer.json()["code"])


@each_body
@pytest.mark.parametrize("value", ["\x00", "\ud800", "a\x1bb", float("nan"), float("inf"), 2**63, -(2**63) - 1, [[]]])
async def test_a_value_that_no_field_can_hold_is_refused_in_every_field(
    unchanged: Counter, method: str, path: str, body: dict[str, object], value: object
) -> None:
    for field in body.keys() - {"refresh_token", "password", "current_password", "new_password", "username"}:
        bad = body | {field: value}
        if isinstance(lines := body[field], list):
            bad |= {field: [dict.fromkeys(line, value) for line in lines]}
        content = json.dumps(bad)
        answer = await unchanged.admin.request(method, path, content=content, headers=JSON | {"If-Match": "*"})
        errors = problem(answer, 422, "invalid_request")["errors"]
        assert {error["pointer"].split("/")[1] for error in errors} == {field}


@each_body
async def test_a_refusal_never_echoes_the_input(
    unchanged: Counter, method: str, path: str, body: dict[str, object]
) -> None:
    headers = {"If-Match": MARKER, "Idempotency-Key": MARKER + "\u00e9"}
    for value in (MARKER, [MARKER], {"a": MARKER}, MARKER * 500, f"\x00{MARKER}"):
        answer = await unchanged.admin.request(
            method, path, json=dict.fromkeys(body, value) | {"unknown": value}, headers=_latin(headers)
        )
        assert 400 <= answer.status_code < 500, answer.text
        problem(answer, answer.status_code, answer.json()["code"])
        assert MARKER not in answer.text
        assert MARKER not in str(answer.headers)
    for content in (f'{{"password": "{MARKER}', f'"{MARKER}"', f'["{MARKER}"]'):
        answer = await unchanged.admin.request(method, path, content=content, headers=JSON)
        assert answer.status_code in (400, 422), answer.text
        assert MARKER not in answer.text


def _latin(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]


@pytest.mark.parametrize(
    "path", ["/api/sweets", "/api/sweets/search", "/api/categories", "/api/customers", "/api/sales"]
)
@pytest.mark.parametrize(
    "query",
    [
        f"{MARKER}=1",
        f"sort={MARKER}",
        f"cursor={MARKER}",
        f"limit={MARKER}",
        f"count={MARKER}",
        "sort=",
        "sort=%00",
        "limit=0",
        "limit=-1",
        "limit=201",
        "limit=1000",
        f"limit={'9' * 5000}",
        "cursor=%00",
        f"cursor={quote('é')}",
        "cursor=W10",
        f"cursor={'A' * 3000}",
    ],
)
async def test_a_query_that_makes_no_sense_is_refused(unchanged: Counter, path: str, query: str) -> None:
    answer = await unchanged.admin.get(f"{path}?{query}")
    (error,) = problem(answer, 422, "invalid_request")["errors"]
    assert error["pointer"] == query.partition("=")[0]
    assert MARKER not in answer.text.replace(f'"pointer": "{MARKER}"', "")


@pytest.mark.parametrize(
    "path", ["/api/sweets", "/api/categories", "/api/customers", "/api/sales", "/api/stock-movements"]
)
async def test_an_id_of_another_size_is_never_a_crash(unchanged: Counter, path: str) -> None:
    for number in (0, 2**63 - 1, 2**63, 10**18, 10**19, 10**40):
        answer = await unchanged.admin.get(f"{path}/{number}")
        assert answer.status_code in (404, 422), answer.text
        problem(answer, answer.status_code, answer.json()["code"])
    for name in ("category_id", "buyer_id", "sale_id", "sweet_id"):
        answer = await unchanged.admin.get(path, params={name: 2**63})
        (error,) = problem(answer, 422, "invalid_request")["errors"]
        assert error["pointer"] == name
