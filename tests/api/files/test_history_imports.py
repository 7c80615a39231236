"""A previous till's history over HTTP."""

import asyncio
import csv
import io
from typing import Any

import pytest
from httpx import AsyncClient

from app.schemas.import_job import TILL_FIELDS, ImportRead
from tests.support.access.files import import_of
from tests.support.answers import ok, problem, read_strictly
from tests.support.requests import NewSweet
from tests.support.shop import TestShop
from tests.support.till_files import big_file
from tests.support.transfers import imported

FILE = "Date,Time,Bill,Item,Qty\n2016-10-30,9:00,1,Tea,2\n2016-10-30,9:00,1,NONE,1\n2016-10-30,9:05,2,=Cake,0\n"


async def test_a_history_import_reports_its_outcome_in_its_job(shop: TestShop, admin: AsyncClient) -> None:
    data = FILE + "".join(f"2016-10-31,9:00,{n},Item {n},1\n" for n in range(25))
    job = await imported(admin, "till_history", data)
    read_strictly(ImportRead, job)
    assert (job["status"], job["rows_read"], job["added"], job["ignored"], job["refused"]) == ("done", 28, 26, 1, 1)
    assert job["refused_rows"] == [{"line": 4, "column": "Qty", "reason": "Nothing was sold: the quantity is 0."}]
    assert (job["unknown_items"], job["first_unknown_items"]) == (26, ["Tea", *(f"Item {n}" for n in range(19))])
    assert job["options"] == {
        **dict.fromkeys(f"{field}_column" for field in TILL_FIELDS),
        "unknown": "archive",
        "category": "Previous till",
        "unit": "piece",
        "date_format": None,
        "ignore": "NONE, Total, Subtotal, Grand total",
    }
    (entry,) = await shop.sql("SELECT after::json->>'added' AS added FROM audit_logs WHERE action = 'import.finished'")
    assert entry["added"] == "26"


async def test_a_column_called_like_a_formula_is_none_among_the_refused_rows(admin: AsyncClient) -> None:
    data = f"Date,Time,Bill,={'I' * 99},=1+1\n2016-10-30,9:00,1,Tea,0\n2016-10-30,9:00,1,,1\n"
    job = await imported(admin, "till_history", data, quantity_column="1 1", item_column="I" * 99)
    assert [row["column"] for row in job["refused_rows"]] == ["=1+1", f"={'I' * 59}"]
    rows = list(csv.reader(io.StringIO((await admin.get(f"/api/imports/{job['id']}/refused")).text)))
    assert [row[1] for row in rows[1:]] == ["'=1+1", f"'={'I' * 59}"]


async def test_a_dry_run_names_the_unknown_items_and_makes_none(shop: TestShop, admin: AsyncClient) -> None:
    job = await imported(admin, "till_history", FILE, dry_run="true")
    assert (job["added"], job["unknown_items"], job["first_unknown_items"]) == (1, 1, ["Tea"])
    assert await shop.sql("SELECT FROM sweets") == []
    assert await shop.sql("SELECT FROM history_tickets") == []


async def test_its_options_are_parameters(admin: AsyncClient) -> None:
    data = "When;No;What\n03/04/2016 9:00;1;Tea\n03/04/2016 9:00;1;Tip\n"
    options: dict[str, Any] = {
        "date_column": "When",
        "ticket_column": "No",
        "item_column": "What",
        "date_format": "day_first",
        "unknown": "skip",
        "ignore": "tip",
        "unit": "box",
        "category": "Old",
    }
    job = await imported(admin, "till_history", data, **options)
    assert (job["added"], job["ignored"], job["refused"]) == (0, 1, 1)
    assert job["options"] == dict.fromkeys(f"{field}_column" for field in TILL_FIELDS) | options


@pytest.mark.parametrize(
    "params",
    [
        {"date_column": ""},
        {"date_column": "\x00"},
        {"item_column": ["A", "B"]},
        {"map": "date=Date"},
        {"unknown": "sell"},
        {"unit": "stone"},
        {"category": ""},
        {"date_format": "%d/%m/%Y"},
        {"ignore": "\x00"},
    ],
)
async def test_bad_options_are_refused_at_once(admin: AsyncClient, params: dict[str, Any]) -> None:
    problem(await import_of("till_history", FILE, **params)(admin), 422, "invalid_request")


async def test_options_of_a_history_are_refused_for_other_files(admin: AsyncClient) -> None:
    problem(await import_of("customers", "name\nAsha\n", unit="kg")(admin), 422, "invalid_request")
    assert (await imported(admin, "customers", "name\nAsha\n"))["options"] == {}


async def test_a_file_whose_days_can_be_meant_in_two_orders_is_refused_and_says_how_to_tell(admin: AsyncClient) -> None:
    data = "Date,Time,Ticket,Item\n03/04/2016,9:00,1,Tea\n"
    body = problem(await import_of("till_history", data)(admin), 422, "csv_refused")
    assert "date_format" in body["detail"]


async def test_the_shop_sells_while_a_history_is_imported(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(name="Sweet 1", stock="1000")
    answer = await import_of("till_history", big_file(5000))(admin)
    location, sold = answer.headers["Location"], 0
    async with asyncio.timeout(120):
        while (job := ok(await admin.get(location)))["finished_at"] is None:
            answer = await customer.post(f"/api/sweets/{sweet['id']}/purchase", json={"quantity": "1"})
            assert answer.status_code == 201, answer.text
            sold += 1
    assert (job["added"], job["refused"]) == (5000, 0)
    assert sold > 0
    ((left,),) = await shop.sql("SELECT on_hand FROM sweets WHERE id = $1", sweet["id"])
    assert left == 1000 - sold
