"""Lists of sales, movements and categories refuse bad parameters and never ignore one."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from app.database.embedded import EmbeddedPostgres
from tests.support.answers import problem
from tests.support.counter import Counter, open_counter

ANY_LIST: list[tuple[str, str]] = [
    *(("limit", limit) for limit in ("0", "-1", "abc", "1.5", "", "9" * 5000)),
    *(("cursor", cursor) for cursor in ("", "abc", "!!!", "W10", "x" * 3000)),
    *(("sort", sort) for sort in ("", "id", "colour", "-", ",")),
    ("count", "maybe"),
    *((name, "1") for name in ("colour", "offset", "page", "q")),
]
MOMENTS = [
    *("", "now", "0", "1e400", "2026-11-10", "2026-11-10T10:00:00", "2026-02-30T10:00:00Z", "99999-01-01T00:00:00Z"),
    # In UTC these are before the first and after the last moment a computer can write.
    *("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"),
]
IDS = ["0", "-1", "me", "1.5", "", str(2**63), "9" * 5000]

PARAMS: dict[str, list[tuple[str, str]]] = {
    "/api/sales": [
        *ANY_LIST,
        *(("sort", sort) for sort in ("number", "total", "created_at,-created_at")),
        *(("tender", tender) for tender in ("CASH", "go ld", "")),
        ("status", "open"),
        *(("buyer_id", buyer_id) for buyer_id in IDS),
        *((name, moment) for name in ("created_from", "created_to") for moment in MOMENTS),
        *((name, "1") for name in ("seller", "total", "occurred_from")),
    ],
    "/api/stock-movements": [
        *ANY_LIST,
        *(("sort", sort) for sort in ("quantity", "occurred_at,occurred_at", "created_at")),
        *(("kind", kind) for kind in ("theft", "SALE", "")),
        *((name, row_id) for name in ("sweet_id", "lot_id", "sale_id", "actor_id") for row_id in IDS),
        *((name, moment) for name in ("occurred_from", "occurred_to") for moment in MOMENTS),
        *((name, "1") for name in ("quantity", "created_from")),
    ],
    "/api/categories": [
        *ANY_LIST,
        *(("sort", sort) for sort in ("price", "name,-name")),
        *(("name", name) for name in ("", " ", "x" * 201, "a\0b")),
    ],
}
CASES = [(path, name, value) for path, params in PARAMS.items() for name, value in params]


@pytest_asyncio.fixture(scope="module")
async def counter(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[Counter]:
    async with open_counter(postgres, template) as counter:
        yield counter


@pytest.mark.parametrize(("path", "name", "value"), CASES, ids=[f"{path}-{name}-{v[:20]!r}" for path, name, v in CASES])
async def test_a_list_refuses_bad_parameters(counter: Counter, path: str, name: str, value: str) -> None:
    answer = await counter.salesperson.get(path, params={name: value})
    (error,) = problem(answer, 422, "invalid_request")["errors"]
    assert error["pointer"] == name


async def test_the_first_and_the_last_moment_can_be_asked_for(counter: Counter) -> None:
    for path, start, end in (
        ("/api/sales", "created_from", "created_to"),
        ("/api/stock-movements", "occurred_from", "occurred_to"),
    ):
        for moment in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "2026-11-10 10:00:00+05:30"):
            for name in (start, end):
                answer = await counter.salesperson.get(path, params={name: moment})
                assert answer.status_code == 200, answer.text
