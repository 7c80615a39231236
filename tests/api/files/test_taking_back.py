"""Imports of a till's history that are taken back: the books, what stands on them, and importing anew."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from app.services.files.take_backs import SILENT_FOR
from app.services.insight.verification import VerificationService
from app.services.shop.housekeeping import IMPORTS_KEPT, Housekeeping
from tests.support.answers import ok, problem
from tests.support.concurrency import until_waiting
from tests.support.imports import import_till_history
from tests.support.requests import NewSweet
from tests.support.shop import TestShop
from tests.support.transfers import imported

HEADER = "Date,Time,Bill,Item,Qty,Price\n"
FIRST = HEADER + "2016-10-30,9:00,1,Tea,2,10\n2016-10-30,9:05,2,Cake,1,30\n2016-10-31,9:00,1,Tea,-1,10\n"
WITH_MORE = FIRST.replace("2,10\n", "2,10\n2016-10-30,9:00,1,Biscuit,1,5\n", 1)
BOOKS = "SELECT day, sale_count, gross, refunds, total FROM daily_sales WHERE (sale_count, gross, refunds) <> (0, 0, 0)"


async def take_back(admin: AsyncClient, job: dict[str, Any], **headers: str) -> Any:
    return await admin.post(f"/api/imports/{job['id']}/take-back", headers=headers)


async def books(shop: TestShop) -> list[tuple[str, ...]]:
    return [tuple(map(str, row)) for row in await shop.sql(f"{BOOKS} ORDER BY day")]


async def verified(shop: TestShop) -> list[Any]:
    async with shop.database.reading() as session:
        return await VerificationService(session, shop.context).verify()


async def test_an_import_taken_back_leaves_the_books_as_they_were_and_can_be_repeated(
    shop: TestShop, admin: AsyncClient
) -> None:
    job = await imported(admin, "till_history", FIRST)
    before = await books(shop)
    taken = ok(await take_back(admin, job))
    assert (taken["id"], taken["taken_back_at"] is not None, job["taken_back_at"]) == (job["id"], True, None)
    assert (await books(shop), await verified(shop)) == ([], [])
    ((rows,),) = await shop.sql("SELECT count(*) FROM history_lines")
    assert rows == 3
    problem(await take_back(admin, job), 409, "import_taken_back")
    again = await imported(admin, "till_history", FIRST)
    assert (again["added"], again["unknown_items"]) == (3, 0)
    assert (await books(shop), await verified(shop)) == (before, [])
    assert (await imported(admin, "till_history", FIRST))["unchanged"] == 3
    # The second import is taken back like the first.
    ok(await take_back(admin, again))
    assert (await imported(admin, "till_history", FIRST))["added"] == 3
    assert (await books(shop), await verified(shop)) == (before, [])


async def test_an_import_on_whose_tickets_a_later_one_stands_goes_after_it(shop: TestShop, admin: AsyncClient) -> None:
    first = await imported(admin, "till_history", FIRST)
    before = await books(shop)
    later = await imported(admin, "till_history", WITH_MORE)
    assert later["added"] == 1
    problem(await take_back(admin, first), 409, "import_stands")
    ok(await take_back(admin, later))
    assert (await books(shop), await verified(shop)) == (before, [])
    # What was taken back comes in again beside the lines that stayed.
    assert (await imported(admin, "till_history", WITH_MORE))["added"] == 1
    assert await verified(shop) == []


async def test_the_unit_of_a_sweet_whose_rows_were_taken_back_can_be_corrected(admin: AsyncClient) -> None:
    job = await imported(admin, "till_history", FIRST)
    (tea,) = ok(await admin.get("/api/sweets?archived=true&name=Tea"))["items"]
    address, any_version = f"/api/sweets/{tea['id']}", {"If-Match": "*"}
    problem(await admin.patch(address, json={"unit": "kg"}, headers=any_version), 409, "unit_frozen")
    ok(await take_back(admin, job))
    assert ok(await admin.patch(address, json={"unit": "kg"}, headers=any_version))["unit"] == "kg"
    file = "sku,name,category,price,unit\n" + f"{tea['sku']},Tea,Previous till,10,g\n"
    assert (await imported(admin, "catalogue", file))["updated"] == 1


async def test_one_key_takes_back_once_and_the_audit_log_says_who(shop: TestShop, admin: AsyncClient) -> None:
    job = await imported(admin, "till_history", FIRST)
    key = {"Idempotency-Key": "once"}
    assert ok(await take_back(admin, job, **key)) == ok(await take_back(admin, job, **key))
    ((entity, actor),) = await shop.sql("SELECT entity_id, actor_id FROM audit_logs WHERE action = 'import.taken_back'")
    assert (str(entity), actor) == (str(job["id"]), 1)


@pytest.mark.parametrize(
    ("kind", "data", "options", "words"),
    [
        ("customers", "name\nAsha\n", {}, "Archive what it added"),
        ("till_history", FIRST, {"dry_run": "true"}, "dry run"),
        ("till_history", HEADER + "2016-10-30,9:00,1,Tea,0,10\n", {}, "no rows of this import"),
    ],
)
async def test_what_cannot_be_taken_back_is_refused_in_words(
    admin: AsyncClient, kind: str, data: str, options: dict[str, str], words: str
) -> None:
    job = await imported(admin, kind, data, **options)
    assert words in problem(await take_back(admin, job), 409, "import_cannot_be_taken_back")["detail"]
    problem(await take_back(admin, {"id": 999}), 404, "import_not_found")


async def test_an_import_that_runs_is_not_taken_back_until_its_worker_has_fallen_silent(
    shop: TestShop, admin: AsyncClient
) -> None:
    job = await imported(admin, "till_history", FIRST)
    shop.clock.stop()
    await shop.sql("UPDATE imports SET finished_at = NULL, status = 'running', heartbeat_at = $1", shop.clock())
    refusal = problem(await take_back(admin, job), 409, "import_cannot_be_taken_back")
    assert "still running" in refusal["detail"]
    shop.clock.advance(SILENT_FOR)
    ok(await take_back(admin, job))


async def test_rows_that_come_in_while_their_import_is_taken_back_are_refused(
    shop: TestShop, admin: AsyncClient
) -> None:
    job = await imported(admin, "till_history", FIRST)
    ok(await take_back(admin, job))
    line = "INSERT INTO history_lines (ticket_id, line_no, sweet_id, item, quantity, import_id)"
    with pytest.raises(Exception, match="taken back"):
        await shop.sql(f"{line} SELECT id, 9, 1, 'Tea', 1, NULL FROM history_tickets LIMIT 1")


async def test_lines_for_a_ticket_that_is_taken_back_meanwhile_come_in_on_a_new_one(
    shop: TestShop, admin: AsyncClient
) -> None:
    job = await imported(admin, "till_history", FIRST)
    async with shop.connect() as connection, connection.transaction():
        mark = "INSERT INTO import_take_backs (import_id, taken_back_at) VALUES ($1, suite.now())"
        await connection.execute(mark, job["id"])
        running = asyncio.create_task(import_till_history(shop, WITH_MORE))
        await until_waiting(shop, 1)
    result = await running
    assert (result.counts.added, result.refused, await verified(shop)) == (4, [], [])


async def test_the_advice_forgets_what_was_taken_back(shop: TestShop, admin: AsyncClient, new_sweet: NewSweet) -> None:
    today = shop.context.today()
    await new_sweet(name="Tea", stock="1")
    before = ok(await admin.get("/api/advice/reorder"))
    days = [f"{today - timedelta(days=ago)},9:00,1,Tea,5,10\n" for ago in range(14, 1, -1)]
    job = await imported(admin, "till_history", HEADER + "".join(days))
    assert ok(await admin.get("/api/advice/reorder"))["items"] != before["items"]
    ok(await take_back(admin, job))
    assert ok(await admin.get("/api/advice/reorder"))["items"] == before["items"]


async def test_an_import_that_the_books_name_is_kept_and_others_go_after_ninety_days(
    shop: TestShop, admin: AsyncClient
) -> None:
    shop.clock.stop()
    job = await imported(admin, "till_history", FIRST)
    await imported(admin, "till_history", FIRST, dry_run="true")
    shop.clock.advance(IMPORTS_KEPT + timedelta(days=1))
    await Housekeeping(shop.database, shop.clock).tidy()
    assert [row["id"] for row in await shop.sql("SELECT id FROM imports")] == [job["id"]]


async def test_a_dry_run_shows_the_money_days_tickets_and_items_beside_what_is_there(admin: AsyncClient) -> None:
    await imported(admin, "till_history", HEADER + "2016-10-31,8:00,7,Tea,1,10\n")
    brought = (await imported(admin, "till_history", FIRST, dry_run="true"))["brought"]
    assert brought.pop("top_items") == [
        {"item": "Cake", "quantity": "1.000", "amount": "30.00"},
        {"item": "Tea", "quantity": "1.000", "amount": "10.00"},
    ]
    assert brought == {
        "first_day": "2016-10-30",
        "last_day": "2016-10-31",
        "days": 2,
        "tickets": 3,
        "sold": "50.00",
        "refunded": "10.00",
        "net": "40.00",
        "tax": "0.00",
        "total": "40.00",
        "books": {"days": 1, "tickets": 1, "total": "10.00"},
    }
    real = (await imported(admin, "till_history", FIRST))["brought"]
    assert (real["total"], real["books"]) == ("40.00", None)
