"""The Postman collection: it is current, it has the format's shape, every route is in it, and it runs."""

import json
from collections.abc import AsyncIterator, Iterator
from copy import deepcopy
from typing import Any

import pytest
import pytest_asyncio

from app.database.embedded import EmbeddedPostgres
from app.main import create_app
from app.models import Role
from app.services.insight.verification import VerificationService
from postman.__main__ import FILE, current_text
from postman.collection import SCHEMA, collection
from postman.overrides import REFUSED
from tests.support.demo import running_demo
from tests.support.postman_runner import NotUnderstood, RequestFailed, Runner
from tests.support.shop import PASSWORDS, TestShop, settings_for

OPENAPI = create_app(settings_for("postgresql://nowhere")).openapi()
COLLECTION: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
ADMIN = "admin@example.com"


def requests(of: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for folder in of["item"]:
        for item in folder["item"]:
            yield folder["name"], item


@pytest_asyncio.fixture
async def demo_shop(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[TestShop]:
    async with running_demo(postgres, template) as shop:
        yield shop


def runner_for(shop: TestShop) -> Runner:
    runner = Runner(deepcopy(COLLECTION), shop.client)
    runner.variables |= {
        "base_url": str(shop.client.base_url),
        "admin_email": ADMIN,
        "admin_password": PASSWORDS[Role.ADMIN],
    }
    return runner


def test_the_committed_collection_is_the_one_of_the_routes_as_they_are() -> None:
    # Not compared in the assertion: the difference of two such long texts takes minutes to show.
    is_current = FILE.read_text(encoding="utf-8") == current_text()
    assert is_current, "Run `make postman` and commit what it writes."


async def test_every_request_succeeds_from_top_to_bottom_in_a_demo_shop_and_does_so_again(demo_shop: TestShop) -> None:
    first = runner_for(demo_shop)
    sent = await first.run()
    assert first.skipped == ["notifications / Stream notifications"]
    assert sent + 1 == len(list(requests(COLLECTION)))
    # Whoever runs it a second time starts from what the first run left in the variables.
    second = runner_for(demo_shop)
    second.variables = first.variables
    assert await second.run() == sent
    async with demo_shop.database.unit_of_work() as session:
        assert await VerificationService(session, demo_shop.context).verify() == []


async def test_a_stream_is_listened_to_by_who_asks_for_it(shop: TestShop) -> None:
    runner = runner_for(shop)
    items = dict(runner.items())
    await runner.send("Login", items["auth / Login"])
    runner.variables["listen"] = "yes"
    answer = await runner.send("Stream", items["notifications / Stream notifications"])
    assert answer is not None
    assert answer.headers["content-type"].startswith("text/event-stream")


def test_every_route_is_in_the_folder_of_its_tag_and_asks_for_the_documented_status() -> None:
    folders = [folder["name"] for folder in COLLECTION["item"]]
    assert folders == [tag["name"] for tag in OPENAPI["tags"]]
    by_name = {(folder, item["name"]): item for folder, item in requests(COLLECTION)}
    for path, operations in OPENAPI["paths"].items():
        for method, operation in operations.items():
            item = by_name[operation["tags"][0], operation["summary"].capitalize()]
            assert item["request"]["method"] == method.upper()
            wanted = path.replace("{", "{{").replace("}", "}}").strip("/").split("/")
            assert item["request"]["url"]["path"] == wanted
            successes = [int(status) for status in operation["responses"] if status.startswith("2")]
            statuses = REFUSED.get(operation["operationId"], successes)
            assert f"oneOf({statuses})" in item["event"][-1]["script"]["exec"][0]


def test_the_collection_has_the_shape_of_format_2_1() -> None:
    assert COLLECTION["info"]["schema"] == SCHEMA
    assert COLLECTION["info"]["name"]
    assert COLLECTION["auth"] == {
        "type": "bearer",
        "bearer": [{"key": "token", "value": "{{access_token}}", "type": "string"}],
    }
    defined = [variable["key"] for variable in COLLECTION["variable"]]
    assert len(defined) == len(set(defined))
    assert {"base_url", "access_token", "refresh_token", "admin_email", "admin_password", "sweet_id"} <= set(defined)
    for folder, item in requests(COLLECTION):
        assert item["name"], folder
        assert item["response"] == []
        request = item["request"]
        assert request["method"] in METHODS
        assert {type(part) for part in request["url"]["path"]} == {str}
        assert request["url"]["raw"].partition("?")[0] == "{{base_url}}/" + "/".join(request["url"]["path"])
        for pair in [*request["header"], *request["url"]["query"]]:
            assert {"key", "value"} <= pair.keys()
            assert isinstance(pair["value"], str)
        for event in item["event"]:
            assert event["listen"] in {"prerequest", "test"}
            assert event["script"]["type"] == "text/javascript"
        if "body" in request:
            assert request["body"][request["body"]["mode"]]
        used = {name.split("}}")[0] for name in json.dumps(request).split("{{")[1:]}
        assert {name for name in used if not name.startswith("$")} <= set(defined)


def test_no_name_stands_twice_in_a_folder() -> None:
    names = [(folder, item["name"]) for folder, item in requests(COLLECTION)]
    assert len(names) == len(set(names))


def test_retries_and_edits_have_their_headers() -> None:
    sent = {"Idempotency-Key": "{{$guid}}", "If-Match": "*"}
    documented = [
        parameter["name"]
        for operations in OPENAPI["paths"].values()
        for operation in operations.values()
        for parameter in operation.get("parameters", ())
    ]
    for name, value in sent.items():
        headers = [
            header for _, item in requests(COLLECTION) for header in item["request"]["header"] if header["key"] == name
        ]
        assert len(headers) >= documented.count(name) > 0
        assert {(header["value"], header["disabled"]) for header in headers} == {(value, False)}


def test_a_new_route_comes_in_by_itself_with_its_example_and_prerequisites() -> None:
    grown = deepcopy(OPENAPI)
    answer = {"description": "", "content": {"application/json": {"schema": {"properties": {"id": {}}}}}}
    lines = [{"sweet_id": 7, "name": "Laddu"}]
    example = {"name": "Diwali", "lines": lines, "starts_on": "2026-11-01", "expires_on": "2026-11-09"}
    new = {
        "tags": ["health"],
        "summary": "Create Offer",
        "operationId": "create_offer",
        "security": [{"OAuth2PasswordBearer": []}],
        "requestBody": {"content": {"application/json": {"schema": {"type": "object", "examples": [example]}}}},
        "responses": {"201": answer},
    }
    shown = new | {"summary": "Get Offer", "operationId": "get_offer", "responses": {"200": answer}}
    shown["parameters"] = [{"name": "offer_id", "in": "path", "required": True, "schema": {"type": "integer"}}]
    del shown["requestBody"]
    grown["paths"] |= {"/api/offers/{offer_id}": {"get": shown}, "/api/offers": {"post": new}}
    grown["tags"] = [{"name": "health"}, {"name": "catalogue"}]

    folder = collection(grown)["item"][0]["item"]
    names = [item["name"] for item in folder]
    assert names[names.index("Create offer") - 2 :][:4] == [
        "Create category",
        "Create sweet",
        "Create offer",
        "Get offer",
    ]
    made, read = [item for item in folder if item["name"].endswith("offer")]
    body = made["request"]["body"]["raw"].replace("{{sweet_id}}", "1234")
    assert json.loads(body) == {
        "name": "Diwali {{unique}}",
        "lines": [{"sweet_id": 1234, "name": "Laddu"}],
        "starts_on": "{{today}}",
        "expires_on": "{{in_two_weeks}}",
    }
    assert made["event"][0]["script"]["exec"][1] == 'pm.collectionVariables.set("offer_id", pm.response.json().id);'
    assert read["request"]["url"]["raw"] == "{{base_url}}/api/offers/{{offer_id}}"


def test_a_file_is_sent_as_it_stands_in_the_document_with_the_parameters_that_have_to_be_there() -> None:
    grown = deepcopy(OPENAPI)
    rows = "sku,name\r\nKAJU,Kaju Katli\r\n"
    grown["paths"]["/api/suppliers"]["post"]["requestBody"] = {
        "content": {"text/csv": {"schema": {"type": "string"}, "example": rows}}
    }
    kind = {"name": "kind", "in": "query", "required": True, "schema": {"enum": ["catalogue", "sales"]}}
    grown["paths"]["/api/suppliers"]["post"]["parameters"] = [kind]
    (made,) = [item for _, item in requests(collection(grown)) if item["name"] == "Create supplier"]
    assert made["request"]["url"]["raw"] == "{{base_url}}/api/suppliers?kind=catalogue"
    assert made["request"]["url"]["query"][0]["disabled"] is False
    assert made["request"]["body"]["raw"] == rows
    assert made["request"]["header"][-1] == {"key": "Content-Type", "value": "text/csv"}


async def test_a_run_that_fails_or_is_not_understood_says_so(shop: TestShop) -> None:
    runner = runner_for(shop)
    items = dict(runner.items())
    runner.variables["admin_password"] = "wrong"
    with pytest.raises(RequestFailed, match="auth / Login: It answers with 200, not with 401"):
        await runner.run()
    with pytest.raises(NotUnderstood, match="access_token has no value"):
        await runner.send("me", items["auth / Get me"])
    live = items["health / Get liveness"]
    live["event"][-1]["script"]["exec"].append("pm.sendRequest();")
    with pytest.raises(NotUnderstood, match="sendRequest"):
        await runner.send("live", live)
