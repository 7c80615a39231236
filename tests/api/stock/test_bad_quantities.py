"""Numbers that are none, or too big, or too small: refused in the shop's words, and nothing changes."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from httpx import AsyncClient, Response

from app.database.embedded import EmbeddedPostgres
from tests.support.answers import created, problem
from tests.support.counter import Counter, open_counter
from tests.support.databases import all_rows
from tests.support.shop import TestShop

NEW_SWEET = '{"sku": "NEW", "name": "New", "category_id": CATEGORY, "unit": "kg", "price": "1", %s}'


@dataclass(frozen=True)
class Place:
    """Where a number goes: a request whose body has VALUE in its place; whether zero and null are fine there."""

    method: str
    path: str
    body: str
    pointer: str
    by: str = "admin"
    zero: bool = False
    null: bool = False
    is_money: bool = False


PLACES = {
    "purchase": Place("POST", "/api/sweets/SWEET/purchase", '{"quantity": VALUE}', "/quantity", by="customer"),
    "sale line": Place(
        "POST",
        "/api/sales",
        '{"lines": [{"sweet_id": SWEET, "quantity": VALUE}]}',
        "/lines/0/quantity",
        by="salesperson",
    ),
    "restock": Place("POST", "/api/sweets/SWEET/restock", '{"quantity": VALUE}', "/quantity"),
    "unit cost": Place(
        *("POST", "/api/sweets/SWEET/restock", '{"quantity": "1", "unit_cost": VALUE}', "/unit_cost"),
        zero=True,
        null=True,
        is_money=True,
    ),
    "price": Place("POST", "/api/sweets", NEW_SWEET % '"price": VALUE', "/price", is_money=True),
    "new price": Place("PATCH", "/api/sweets/OTHER", '{"price": VALUE}', "/price", is_money=True),
    "step": Place("POST", "/api/sweets", NEW_SWEET % '"quantity_step": VALUE', "/quantity_step", null=True),
    "minimum": Place("PATCH", "/api/sweets/OTHER", '{"min_quantity": VALUE}', "/min_quantity"),
    "threshold": Place(
        "PATCH", "/api/sweets/OTHER", '{"low_stock_threshold": VALUE}', "/low_stock_threshold", zero=True, null=True
    ),
    "threshold of a category": Place(
        *("PATCH", "/api/categories/CATEGORY", '{"low_stock_threshold": VALUE}', "/low_stock_threshold"),
        zero=True,
        null=True,
    ),
}

ZEROS = ["0", '"0"', "-0", "0.0", '"-0"', '"0e5"', "1e-400"]
BAD_NUMBERS = [
    *("-1", '"-1"', '"-0.001"', "-1e400"),
    *("NaN", "Infinity", "-Infinity", '"NaN"', '"sNaN"', '"Infinity"', '"-inf"'),
    *("1e400", '"1e400"', '"1e999999999999999999999"', '"1e-400"', "1e30", '"1e30"'),
    *("0.1234", '"0.1234"', '"0.0005"', "0.1230000001", '"0.12300000000000000000000001"'),
    *("123456789012", '"123456789012"', '"99999999999.9999"', "1" * 30, "9" * 5000, f'"{"9" * 5000}"'),
    *("true", "false", "[]", "{}", "[1]", '["1"]', '{"value": "1"}', "[0, [1], 0]"),
    *('""', '" "', '"abc"', '"1,5"', '"1 000"', '"0x10"', '"1/2"', '"1kg"', '"½"', '"1\\u0000"', '"\\ud800"'),
    *('"\u0663"', '"\uff11"', '"\u0967"', '"1_0"', '"\\u0663.\\u0665"'),
]
TOO_PRECISE_FOR_MONEY = ["0.001", '"0.001"', '"1.005"', "12345678901", '"12345678901"', '"9999999999.999"']
OFF_STEP = ['"0.125"', "0.001", '"10.001"']


@dataclass(frozen=True)
class BusyCounter:
    """A counter, and a second sweet, whose changes do not touch the stock for sale."""

    counter: Counter
    other_id: int

    @property
    def shop(self) -> TestShop:
        return self.counter.shop

    async def send(self, place: Place, value: str) -> Response:
        path, body = place.path, place.body.replace("VALUE", value)
        ids = {"SWEET": self.counter.sweet["id"], "CATEGORY": self.counter.category["id"], "OTHER": self.other_id}
        for name, row_id in ids.items():
            path, body = path.replace(name, str(row_id)), body.replace(name, str(row_id))
        headers = {"Content-Type": "application/json", "If-Match": "*"}
        somebody: AsyncClient = getattr(self.counter, place.by)
        return await somebody.request(place.method, path, content=body.encode(), headers=headers)


@pytest_asyncio.fixture(scope="module")
async def busy(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[BusyCounter]:
    async with open_counter(postgres, template) as counter:
        body = {name: counter.sweet[name] for name in ("name", "category_id", "price", "unit")}
        other = created(await counter.admin.post("/api/sweets", json=body | {"sku": "OTHER"}))
        yield BusyCounter(counter, other["id"])


def fault(place: Place, value: str, answer: Response) -> str | None:
    """Return the fault in the answer to a bad number."""
    code = answer.json().get("code")
    if (answer.status_code, code) == (422, "invalid_request"):
        (error,) = problem(answer, 422, "invalid_request")["errors"]
        # A required field that is emptied is a fault of the whole body.
        right = error["pointer"] in (place.pointer, "" if value == "null" else place.pointer)
    else:
        right = (answer.status_code, code) in [(400, "malformed"), (400, "malformed_json")]
    told = value.strip('"')
    # The request's id is drawn, and may have any number in it.
    echoed = len(told) >= 4 and told in answer.text.replace(answer.headers["X-Request-ID"], "")
    return answer.text if echoed or not right else None


async def faults(busy: BusyCounter, value: str, places: list[str]) -> dict[str, str]:
    """Send a bad number to each place, and return the faults by place."""
    before = await all_rows(busy.shop)
    found = {name: fault(PLACES[name], value, await busy.send(PLACES[name], value)) for name in places}
    wrong = {name: text for name, text in found.items() if text is not None}
    return wrong or ({} if await all_rows(busy.shop) == before else {"database": "it changed"})


@pytest.mark.parametrize("value", BAD_NUMBERS, ids=[value[:30] for value in BAD_NUMBERS])
async def test_a_bad_number_is_refused_everywhere_and_changes_nothing(busy: BusyCounter, value: str) -> None:
    assert await faults(busy, value, list(PLACES)) == {}


@pytest.mark.parametrize("value", TOO_PRECISE_FOR_MONEY)
async def test_an_amount_of_money_that_cannot_be_paid_is_refused(busy: BusyCounter, value: str) -> None:
    assert await faults(busy, value, [name for name, place in PLACES.items() if place.is_money]) == {}


@pytest.mark.parametrize("value", ZEROS)
async def test_nothing_is_no_quantity_and_no_price(busy: BusyCounter, value: str) -> None:
    assert await faults(busy, value, [name for name, place in PLACES.items() if not place.zero]) == {}


async def test_a_number_that_has_to_be_there_cannot_be_null(busy: BusyCounter) -> None:
    # A line may be without one: it sells all that is left.
    needed = [name for name, place in PLACES.items() if not place.null and name != "sale line"]
    assert await faults(busy, "null", needed) == {}


async def test_a_json_number_is_read_to_its_last_digit(busy: BusyCounter) -> None:
    assert await faults(busy, "0.25000000000000000000000001", list(PLACES)) == {}


@pytest.mark.parametrize("value", OFF_STEP)
@pytest.mark.parametrize("name", ["purchase", "sale line", "restock"])
async def test_a_quantity_off_the_step_is_refused_and_changes_nothing(busy: BusyCounter, name: str, value: str) -> None:
    before = await all_rows(busy.shop)
    (error,) = problem(await busy.send(PLACES[name], value), 422, "off_step_quantity")["errors"]
    assert error["pointer"] == PLACES[name].pointer
    assert await all_rows(busy.shop) == before


@pytest.mark.parametrize("name", ["purchase", "sale line"])
async def test_the_biggest_quantity_there_is_is_only_a_shortage(busy: BusyCounter, name: str) -> None:
    before = await all_rows(busy.shop)
    refusal = problem(await busy.send(PLACES[name], '"99999999999.950"'), 409, "insufficient_stock")
    (shortage,) = refusal["shortages"]
    assert shortage["requested"] == "99999999999.950"
    assert await all_rows(busy.shop) == before


async def test_many_of_the_biggest_quantities_there_are_add_up_to_a_shortage(busy: BusyCounter) -> None:
    lines = [{"sweet_id": busy.counter.sweet["id"], "quantity": "99999999999.950"}] * 200
    refusal = problem(await busy.counter.customer.post("/api/sales", json={"lines": lines}), 409, "insufficient_stock")
    assert refusal["shortages"][0]["requested"] == "19999999999990.000"


@pytest.mark.parametrize("body", ["", "null", "[]", '"1"', "1", "{}", '{"quantity"}', '{"quantity": 1', "[" * 10])
@pytest.mark.parametrize("name", ["purchase", "sale line", "restock", "price"])
async def test_a_body_without_any_number_is_refused(busy: BusyCounter, name: str, body: str) -> None:
    before = await all_rows(busy.shop)
    place = PLACES[name]
    answer = await busy.send(Place(place.method, place.path, body, "", by=place.by), "")
    code = answer.json()["code"]
    assert (answer.status_code, code) in [(400, "malformed_json"), (400, "malformed"), (422, "invalid_request")]
    problem(answer, answer.status_code, code)
    assert await all_rows(busy.shop) == before
