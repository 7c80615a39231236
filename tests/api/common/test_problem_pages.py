"""The page behind the `type` of every problem, and the table it is made from."""

import re
from pathlib import Path

import pytest
from httpx import AsyncClient

import app.api
from app.api.errors import _HTTP_CODES
from app.api.routes.problems import EXPLANATIONS
from app.main import create_app
from tests.api.common.raised_codes import raised_codes
from tests.support.answers import problem
from tests.support.shop import settings_for

RAISED = raised_codes()
TABLE = Path(app.api.__file__).with_name("problems.toml")


def test_every_code_that_is_raised_has_a_row_and_every_row_is_raised() -> None:
    assert RAISED.keys() == EXPLANATIONS.keys()


def test_a_row_names_the_status_its_code_is_raised_with() -> None:
    statuses = RAISED | {code: {status} for status, (code, _) in _HTTP_CODES.items()}
    wrong = {code for code, row in EXPLANATIONS.items() if not {row.status, 0} & statuses[code]}
    assert not wrong


def test_rows_are_sorted_sentences_and_name_addresses_that_exist() -> None:
    addresses = create_app(settings_for("postgresql://nowhere")).openapi()["paths"]
    operations = {f"{method.upper()} {path}" for path, methods in addresses.items() for method in methods}
    assert list(EXPLANATIONS) == sorted(EXPLANATIONS)
    for row in EXPLANATIONS.values():
        assert row.what_happened.endswith("."), row
        assert row.what_to_do.endswith("."), row
        named = re.findall(r"(?:GET|POST|PUT|PATCH|DELETE) /api[a-z/{}_-]*", f"{row.what_happened} {row.what_to_do}")
        assert {re.sub(r"\{id\}", "{}", one) for one in named} <= {re.sub(r"\{\w+\}", "{}", one) for one in operations}


async def test_the_type_of_a_problem_is_a_page_that_explains_it(client: AsyncClient) -> None:
    refused = problem(await client.get("/api/sales"), 401, "not_authenticated")
    page = await client.get(refused["type"], headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<h1>not_authenticated</h1>" in page.text
    assert "401 Unauthorized" in page.text
    assert "This needs a login." in page.text
    assert "POST /api/auth/login gives you one." in page.text


async def test_a_program_may_ask_for_the_explanation_as_json(client: AsyncClient) -> None:
    answer = await client.get("/problems/stale_version", headers={"Accept": "application/json"})
    assert answer.json() == {
        "code": "stale_version",
        "status": 412,
        "what_happened": "Somebody changed this since you fetched it.",
        "what_to_do": "Fetch it again and repeat your change with the new `ETag`.",
    }


@pytest.mark.parametrize("code", ["no_such_code", "<script>", "STALE_VERSION"])
async def test_a_code_that_does_not_exist_is_not_found(client: AsyncClient, code: str) -> None:
    problem(await client.get(f"/problems/{code}"), 404, "not_found")


async def test_the_list_links_to_every_code(client: AsyncClient) -> None:
    page = await client.get("/problems")
    assert re.findall(r'href="/problems/(\w+)"', page.text) == list(EXPLANATIONS)
