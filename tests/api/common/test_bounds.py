"""Bounds on the size of a request: each route's own, and the refusal of anything larger."""

import asyncio
import encodings
import json
import re
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest
from httpx import Response

from app.api import bounds
from app.api.body_limits import AUTH, USUAL
from app.api.bounds import MAX_PARAMETERS, MAX_PATH_BYTES, MAX_QUERY_BYTES
from app.api.json_bounds import MAX_DEPTH, check_json
from app.core.pagination import MAX_LIMIT
from tests.api.common.bodies import BODIES, JSON, body_schemas, limits, resolved
from tests.support.answers import problem
from tests.support.counter import Counter

LONGEST: dict[str, Any] = {
    "sweet_id": 2**63 - 1,
    "copies": 1000,
    "net_weight_g": 100_000,
    "version": 2**31 - 1,
    "price": "9999999999.99",
    "price_change": "-9999999999.99",
    "price_change_percent": "9999.99",
    "category_id": 2**63 - 1,
    "tax_class_id": 2**63 - 1,
    "low_stock_threshold": "99999999999.999",
    "archived": False,
    "line_no": 1000,
    "lot_id": 2**63 - 1,
    "quantity": "99999999999.999",
    "all_left": True,
    "amount": "9999999999.999",
    "tender": "a" * 20,
    "given": "9999999999.999",
    "reference": "क" * 64,
    "sku": "क" * 64,
    "barcode": "8901030865278",
    "expected": "99999999999.999",
    "counted": "99999999999.999",
    "packs": 1_000_000,
    "pack_size": "99999999999.999",
    "pack_cost": "9999999999.99",
    "made_on": "2026-11-24",
    "best_before": "2026-11-24",
    "restock": False,
    "reason": "क" * 200,
    "tare": "99999999999.999",
    "discount": {"percent": "100.00", "reason": "क" * 200},
    "effective_from": "2026-11-24",
    "components": [{"name": "क" * 30, "rate_percent": "100.000"}] * 5,
}
"""Each field that a line may have, as long as it honestly is."""

each_body = pytest.mark.parametrize(("method", "path", "body"), BODIES, ids=[f"{m} {p}" for m, p, _ in BODIES])


def lines_of(counter: Counter, schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    document = counter.shop.app.openapi()
    fields = {name: resolved(document, field) for name, field in schema.get("properties", {}).items()}
    arrays = {name: field for name, field in fields.items() if field.get("type") == "array"}
    return {name: field for name, field in arrays.items() if "properties" in resolved(document, field["items"])}


def test_every_body_has_the_limit_meant_for_it(counter: Counter) -> None:
    document, found = counter.shop.app.openapi(), limits(counter)
    with_lines = 0
    for operation, method, path, schema in body_schemas(counter):
        limit = found[method, re.sub(r"\{\w+\}", "1", path)]
        lists = lines_of(counter, schema)
        if lists.keys() <= {"payments"}:
            assert limit == (AUTH if path.startswith("/api/auth/") else USUAL), operation
            continue
        whole: dict[str, object] = {"note": "क" * 500}
        for name, field in lists.items():
            line = {one: LONGEST[one] for one in resolved(document, field["items"])["properties"]}
            whole[name] = [line] * field["maxItems"]
        longest = json.dumps(whole).encode()
        assert len(longest) <= limit.size < 3 * len(longest), operation
        check_json(longest, limit.values)
        with_lines += 1
    assert with_lines >= 10


@each_body
async def test_a_body_beyond_the_limit_of_its_route_is_refused(
    unchanged: Counter, method: str, path: str, body: dict[str, object]
) -> None:
    limit = limits(unchanged)[method, path]
    # Without its end, so that what is taken is malformed and changes nothing.
    begun = json.dumps(body).encode()[:-1]

    async def pieces(size: int) -> AsyncIterator[bytes]:
        yield begun
        for start in range(len(begun), size, 1000):
            yield b" " * min(1000, size - start)

    for size, is_taken in ((limit.size, True), (limit.size + 1, False)):
        for content in (begun.ljust(size), pieces(size)):
            answer = await unchanged.admin.request(method, path, content=content, headers=JSON | {"If-Match": "x"})
            if is_taken:
                problem(answer, 400, "malformed_json")
            else:
                problem(answer, 413, "body_too_large")
                assert answer.headers["Connection"] == "close"


@each_body
async def test_json_with_more_values_than_its_route_has_is_refused(
    unchanged: Counter, method: str, path: str, body: dict[str, object]
) -> None:
    most = limits(unchanged)[method, path].values
    for content in (
        b"[" + b",".join([b"1"] * (most + 1)) + b"]",
        b"{" + b",".join(b'"%d":1' % number for number in range(most + 1)) + b"}",
        b"[" + b",".join([b"[]"] * (most // 2 + 2)) + b"]",
        b"[" * (most + 1),
        b"]" * (2 * most + 12) + b"[" * (MAX_DEPTH + 1),
    ):
        answer = await unchanged.admin.request(method, path, content=content, headers=JSON)
        assert f"{most} are the most" in problem(answer, 422, "json_too_many_values")["detail"]


@each_body
async def test_json_that_is_nested_too_deep_is_refused(
    unchanged: Counter, method: str, path: str, body: dict[str, object]
) -> None:
    for opening, closing in ((b"[", b"]"), (b'{"a":', b"}"), (b'[{"a":"]]}}",\n"b" :', b"}]")):
        depth = MAX_DEPTH + 1 if len(closing) == 1 else MAX_DEPTH // 2 + 1
        for content in (opening * depth + b"1" + closing * depth, opening * depth):
            answer = await unchanged.admin.request(method, path, content=content, headers=JSON)
            problem(answer, 422, "json_too_deep")
        shallow = opening * (depth - 1) + b"1" + closing * (depth - 1)
        answer = await unchanged.admin.request(method, path, content=shallow, headers=JSON)
        assert answer.json()["code"] != "json_too_deep"


@pytest.mark.parametrize(
    "text",
    [
        '"' + ",[{" * 3000,
        '"' + '\\"' * 9000,
        '"\\' * 9000,
        '{"a":"' + ",{[" * 200 + '"}',
        '{"a":"\\\\' + ",{[" * 20 + '"}',
    ],
)
def test_brackets_within_a_string_do_not_nest(text: str) -> None:
    check_json(text.encode(), 50)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-16-be"])
async def test_json_in_another_encoding_is_malformed(unchanged: Counter, encoding: str) -> None:
    body = '{"lines": [], "a": "∢[[[["}'.encode(encoding)
    problem(await unchanged.admin.post("/api/sales", content=body, headers=JSON), 400, "malformed_json")


async def test_an_address_that_is_too_long_is_refused_on_every_route(unchanged: Counter) -> None:
    for path, operations in unchanged.shop.app.openapi()["paths"].items():
        address = re.sub(r"\{\w+\}", "1", path)
        for method in operations:
            long = await unchanged.admin.request(method, f"{address}?name={'x' * MAX_QUERY_BYTES}")
            problem(long, 414, "address_too_long")
            assert long.headers["Connection"] == "close"
            many = await unchanged.admin.request(method, f"{address}?{'&'.join(map(str, range(MAX_PARAMETERS + 1)))}")
            problem(many, 422, "too_many_parameters")
    problem(await unchanged.admin.get("/" + "x" * MAX_PATH_BYTES), 414, "address_too_long")
    problem(await unchanged.admin.get("/" + "x" * (MAX_PATH_BYTES - 1)), 404, "not_found")


async def test_as_many_parameters_as_are_allowed_are_looked_at(unchanged: Counter) -> None:
    names = [f"{number}{'x' * 150}" for number in range(MAX_PARAMETERS)]
    answer = await unchanged.admin.get(f"/api/sweets?{'&'.join(names)}")
    assert len(problem(answer, 422, "invalid_request")["errors"]) == MAX_PARAMETERS
    answer = await unchanged.admin.get(f"/api/sweets?{'&'.join(['a', 'a', 'b', *names[3:]])}")
    (error,) = problem(answer, 422, "invalid_request")["errors"]
    assert (error["pointer"], error["code"]) == ("a", "repeated_parameter")


@pytest.mark.parametrize("path", ["/api/categories", "/api/sales"])
@pytest.mark.parametrize("header", ["Idempotency-Key", "Authorization"])
async def test_a_header_of_one_value_is_taken_once(unchanged: Counter, path: str, header: str) -> None:
    headers = [("Authorization", unchanged.admin.headers["Authorization"]), (header, "one"), (header, "two")]
    answer = await unchanged.shop.client.post(path, json={}, headers=headers)
    (error,) = problem(answer, 422, "invalid_request")["errors"]
    assert (error["pointer"], error["code"]) == (header, "repeated_parameter")


async def test_a_list_takes_no_limit_above_the_largest(unchanged: Counter) -> None:
    tried = 0
    for path, operations in unchanged.shop.app.openapi()["paths"].items():
        for parameter in operations.get("get", {}).get("parameters", []):
            if parameter["name"] != "limit":
                continue
            assert parameter["schema"]["maximum"] == MAX_LIMIT
            address = re.sub(r"\{\w+\}", "1", path)
            for limit in (MAX_LIMIT + 1, 1000):
                answer = await unchanged.admin.get(address, params={"limit": limit})
                (error,) = problem(answer, 422, "invalid_request")["errors"]
                assert (error["pointer"], error["code"]) == ("limit", "less_than_equal")
                assert str(MAX_LIMIT) in error["detail"]
            answer = await unchanged.admin.get(address, params={"limit": MAX_LIMIT})
            assert answer.status_code in (200, 404)
            tried += 1
    assert tried >= 20


async def sent_slowly(counter: Counter, path: str, content_type: str, *pieces: bytes) -> Response:
    """The answer to a body that comes piece by piece and has no end."""

    async def without_end() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece
            await asyncio.sleep(0.05)
        await asyncio.Event().wait()

    return await counter.admin.post(path, content=without_end(), headers={"Content-Type": content_type})


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/api/sweets/1/purchase", "application/json"),
        ("/api/auth/login", "application/x-www-form-urlencoded"),
        ("/api/auth/login", "application/json"),
        ("/api/imports?kind=customers", "text/csv"),
    ],
)
async def test_a_body_that_does_not_come_to_its_end_times_out(
    unchanged: Counter, monkeypatch: pytest.MonkeyPatch, path: str, content_type: str
) -> None:
    monkeypatch.setattr(bounds, "PATIENCE_SECONDS", 0.01)
    answer = await sent_slowly(unchanged, path, content_type, b"n", b"a", b"m")
    problem(answer, 408, "request_timeout")
    assert answer.headers["Connection"] == "close"


async def test_a_body_may_take_the_longer_the_more_of_it_has_come(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "PATIENCE_SECONDS", 20)
    monkeypatch.setattr(bounds, "SLOWEST_BYTES_PER_SECOND", 1)
    patience: list[float] = []
    timeout = asyncio.timeout

    def noted(seconds: float) -> asyncio.Timeout:
        patience.append(seconds)
        return timeout(seconds)

    monkeypatch.setattr(bounds, "asyncio", SimpleNamespace(timeout=noted, get_running_loop=asyncio.get_running_loop))

    async def pieces() -> AsyncIterator[bytes]:
        yield b'{"quantity": '
        await asyncio.sleep(0.05)
        yield b'"100000"}'

    answer = await counter.admin.post(f"/api/sweets/{counter.sweet['id']}/purchase", content=pieces(), headers=JSON)
    problem(answer, 409, "insufficient_stock")
    assert patience[0] == 20
    assert 20 < patience[1] <= 20 + 13
    assert patience[1] < patience[2] <= 20 + 13 + 9 - 0.05


async def test_a_body_that_nobody_reads_ends_its_connection(unchanged: Counter) -> None:
    for method, path in (("POST", "/api/nothing"), ("GET", "/api/sweets"), ("PUT", "/api/sweets")):
        answer = await unchanged.admin.request(method, path, content=b"x" * 100)
        assert answer.headers["Connection"] == "close"
        answer = await unchanged.admin.request(method, path)
        assert "Connection" not in answer.headers
    answer = await unchanged.admin.post("/api/sweets/1/purchase", json={"quantity": "0"})
    problem(answer, 422, "invalid_request")
    assert "Connection" not in answer.headers


async def test_encodings_that_nobody_knows_are_not_remembered(unchanged: Counter) -> None:
    known = len(encodings._cache)
    form = b'--x\r\nContent-Disposition: form-data; name="username"\r\n\r\nasha\r\n--x--\r\n'
    for number in range(20):
        for charset in (f"charset=x{number}", f'CharSet="x{number}"', f"charset=utf-8; charset=x{number}"):
            headers = {"Content-Type": f"multipart/form-data; boundary=x; {charset}"}
            answer = await unchanged.shop.client.post("/api/auth/login", content=form, headers=headers)
            problem(answer, 415, "unsupported_media_type")
    assert len(encodings._cache) == known
    headers = {"Content-Type": "multipart/form-data; boundary=x; charset=UTF-8"}
    answer = await unchanged.shop.client.post("/api/auth/login", content=form, headers=headers)
    problem(answer, 422, "invalid_request")
