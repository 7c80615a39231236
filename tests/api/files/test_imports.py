"""Imports over HTTP: a file is taken, done in the background, and shown by every worker."""

import csv
import io
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from httpx import AsyncClient

from app.database.embedded import EmbeddedPostgres
from app.models import Role
from app.schemas.import_job import ImportRead, ImportSummary
from app.services.files import import_run, imports
from app.services.shop.housekeeping import Housekeeping
from tests.support.access.files import import_of
from tests.support.answers import ok, problem, read_strictly, walk
from tests.support.concurrency import on_worker, until_waiting
from tests.support.databases import all_rows, copied_database
from tests.support.shop import TestShop, log_in_as, running_shop
from tests.support.transfers import done, imported

FILE = "sku,name,category,price,unit,shelf\nA,Barfi,Milk,100,kg,1\nB,Peda,Milk,cheap,kg,2\nC,Halwa,Milk,90,kg,3\n"


async def test_an_imported_file_reports_the_outcome_of_each_row(admin: AsyncClient) -> None:
    job = await imported(admin, "catalogue", FILE)
    read_strictly(ImportRead, job)
    assert (job["status"], job["progress"], job["failure"]) == ("done", 1, None)
    assert (job["rows_read"], job["added"], job["updated"], job["unchanged"], job["refused"]) == (3, 2, 0, 0, 1)
    assert job["ignored_columns"] == ["shelf"]
    reason = "A number is expected, such as 1250.50."
    assert job["refused_rows"] == [{"line": 3, "column": "price", "reason": reason}]
    answer = await admin.get(f"/api/imports/{job['id']}/refused")
    assert answer.headers["content-type"].startswith("text/csv")
    assert list(csv.reader(io.StringIO(answer.text))) == [["line", "column", "reason"], ["3", "price", reason]]
    assert [sweet["sku"] for sweet in ok(await admin.get("/api/sweets?sort=name"))["items"]] == ["A", "C"]


async def test_a_dry_run_says_the_same_and_changes_no_sweet(shop: TestShop, admin: AsyncClient) -> None:
    job = await imported(admin, "catalogue", FILE, dry_run="true")
    assert (job["dry_run"], job["added"], job["refused"]) == (True, 2, 1)
    ((sweets, categories),) = await shop.sql("SELECT (SELECT count(*) FROM sweets), (SELECT count(*) FROM categories)")
    assert (sweets, categories) == (0, 0)


async def test_an_import_is_logged_with_its_actor(shop: TestShop, admin: AsyncClient) -> None:
    await imported(admin, "customers", "name\nAsha\n")
    rows = await shop.sql("SELECT action, actor_id, request_id FROM audit_logs WHERE actor_role = 'admin' ORDER BY id")
    actions = [row["action"] for row in rows][-3:]
    assert actions == ["import.started", "customer.created", "import.finished"]
    assert {row["actor_id"] for row in rows[-3:]} == {1}
    assert len({row["request_id"] for row in rows[-3:]}) == 1


async def test_every_refused_row_is_sent_and_the_first_hundred_are_shown(
    admin: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_run, "BATCH_ROWS", 100)
    job = await imported(admin, "customers", "name,phone\n" + "".join(f"N{n},12\n" for n in range(1500)))
    assert (job["refused"], len(job["refused_rows"])) == (1500, 100)
    rows = list(csv.reader(io.StringIO((await admin.get(f"/api/imports/{job['id']}/refused")).text)))
    assert [row[0] for row in rows[1:]] == [str(line) for line in range(2, 1502)]


async def test_imports_are_listed_newest_first_and_filtered(admin: AsyncClient) -> None:
    ids = [
        (await imported(admin, kind, FILE, dry_run="true"))["id"] for kind in ("catalogue", "customers", "catalogue")
    ]
    assert [job["id"] for page in await walk(admin, "/api/imports", limit=1) for job in page] == ids[::-1]
    found = ok(await admin.get("/api/imports?kind=customers&status=done&dry_run=true&count=true"))
    assert ([job["id"] for job in found["items"]], found["total"]) == ([ids[1]], 1)
    read_strictly(ImportSummary, found["items"][0])
    assert ok(await admin.get("/api/imports?status=failed"))["items"] == []


@pytest.mark.parametrize(
    "data", ["", "sku,name\n", "sku,sku,name,category,price,unit\n", "PK\x03\x04", "a" * 1_100_000]
)
async def test_a_file_that_cannot_be_one_is_refused_at_once(shop: TestShop, admin: AsyncClient, data: str) -> None:
    before = await all_rows(shop)
    problem(await import_of("catalogue", data)(admin), 422, "csv_refused")
    assert await all_rows(shop) == before


async def test_only_csv_is_taken(admin: AsyncClient) -> None:
    answer = await admin.post("/api/imports?kind=catalogue", json={})
    problem(answer, 415, "unsupported_media_type")
    problem(await import_of("sweets", FILE)(admin), 422, "invalid_request")
    problem(await import_of("catalogue", FILE, surprise="1")(admin), 422, "invalid_request")
    problem(await admin.get("/api/imports/999"), 404, "import_not_found")
    problem(await admin.get("/api/imports/999/refused"), 404, "import_not_found")


async def test_a_row_without_end_fails_the_import_and_keeps_the_rows_before_it(admin: AsyncClient) -> None:
    data = "name\nAsha\n" + "x" * 1_200_000 + "\nRavi\n"
    job = await imported(admin, "customers", data)
    assert (job["status"], job["rows_read"], job["added"]) == ("failed", 1, 1)
    assert "Line 3 is longer" in job["failure"]


async def test_a_file_may_be_larger_than_other_bodies_up_to_its_own_limit(
    postgres: EmbeddedPostgres, template: str
) -> None:
    limits = {"max_body_bytes": 1000, "max_import_bytes": 5000}
    async with copied_database(postgres, template) as url, running_shop(url, **limits) as shop:
        admin = await log_in_as(shop, Role.ADMIN)
        row = f"{'x' * 99}\n"
        assert (await imported(admin, "customers", "name\n" + "".join(f"{n}{row}" for n in range(10, 30))))[
            "added"
        ] == 20
        problem(await import_of("customers", "name\n" + row * 60)(admin), 413, "body_too_large")

        async def in_pieces() -> AsyncIterator[bytes]:
            for _ in range(60):
                yield row.encode()

        headers = {"Content-Type": "text/csv"}
        answer = await admin.post("/api/imports?kind=customers", content=in_pieces(), headers=headers)
        problem(answer, 413, "body_too_large")
        problem(await admin.post("/api/customers", json={"name": "x" * 2000}), 413, "body_too_large")


async def test_imports_run_one_after_another_and_too_many_are_refused(
    shop: TestShop, admin: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "MOST_WAITING", 2)
    async with shop.connect() as holder:
        # The first cannot begin while somebody holds the table.
        transaction = holder.transaction()
        await transaction.start()
        await holder.execute("LOCK customers IN EXCLUSIVE MODE")
        answers = [await import_of("customers", f"name\nN{n}\n")(admin) for n in range(3)]
        assert [answer.status_code for answer in answers] == [202, 202, 429]
        problem(answers[2], 429, "too_many_imports")
        assert answers[2].headers["Retry-After"] == "30"
        assert ok(await admin.get(answers[1].headers["Location"]))["status"] == "queued"
        await transaction.rollback()
    for answer in answers[:2]:
        assert (await done(admin, answer.headers["Location"]))["added"] == 1


async def test_an_import_whose_worker_went_away_has_failed(shop: TestShop, admin: AsyncClient) -> None:
    job = await imported(admin, "customers", "name\nAsha\n")
    await shop.sql("UPDATE imports SET status = 'running', finished_at = NULL")
    assert ok(await admin.get(f"/api/imports/{job['id']}"))["status"] == "running"
    await shop.sql("UPDATE imports SET heartbeat_at = heartbeat_at - interval '61 seconds'")
    lost = ok(await admin.get(f"/api/imports/{job['id']}"))
    assert (lost["status"], "went away" in lost["failure"]) == ("failed", True)
    assert [one["id"] for one in ok(await admin.get("/api/imports?status=failed"))["items"]] == [job["id"]]
    assert ok(await admin.get("/api/imports?status=running"))["items"] == []


async def test_an_import_that_waits_when_the_shop_closes_fails_and_says_so(
    shop: TestShop, database_url: str, admin: AsyncClient
) -> None:
    async with shop.connect() as holder, holder.transaction():
        # The first is in the middle of it and cannot go on; the second waits for the first.
        await holder.execute("LOCK customers IN EXCLUSIVE MODE")
        async with running_shop(database_url) as closing:
            worker = on_worker(closing, admin)
            locations = [(await import_of("customers", "name\nA\n")(worker)).headers["Location"] for _ in range(2)]
            await until_waiting(shop, 1)
        for location in locations:
            job = ok(await admin.get(location))
            assert (job["status"], "closed" in job["failure"]) == ("failed", True)


async def test_imports_are_forgotten_after_ninety_days_with_their_refused_rows(
    shop: TestShop, admin: AsyncClient
) -> None:
    await imported(admin, "customers", "name\n\nAsha,too,many\n")
    for days, left in ((89, 1), (2, 0)):
        shop.clock.advance(timedelta(days=days))
        await Housekeeping(shop.database, shop.clock).tidy()
        ((jobs, rows),) = await shop.sql(
            "SELECT (SELECT count(*) FROM imports), (SELECT count(*) FROM import_refusals)"
        )
        assert (jobs, rows) == (left, left)


LIST = "Price list of Sharma Sweets\nCode,Item,Group,Rate,UOM,Tax\nT1,Jalebi,C,450/-,KGS,GST 5\n"
COLUMNS = {"sku": "Code", "name": "Item", "category": "Group", "price": "Rate", "unit": "UOM", "tax_class": "Tax"}


async def test_a_file_that_nobody_knows_is_told_what_it_lacks_and_how_to_say_it(admin: AsyncClient) -> None:
    answer = await import_of("catalogue", LIST, dry_run="true")(admin)
    detail = problem(answer, 422, "csv_refused")["detail"]
    for words in (
        "lacks sku, name, category, price, unit",
        'columns={"sku": "COLUMN"}',
        "It has: Code, Item, Group, Rate, UOM",
    ):
        assert words in detail


async def test_columns_are_mapped_and_tax_classes_made_where_the_request_says_so(admin: AsyncClient) -> None:
    job = await imported(admin, "catalogue", LIST, make_tax_classes="true", columns=json.dumps(COLUMNS))
    assert (job["added"], job["refused"], job["ignored_columns"]) == (1, 0, [])
    assert job["options"] == {"columns": COLUMNS, "make_tax_classes": True}
    assert [notice.partition(":")[0] for notice in job["notices"]] == [
        "Line 1 stands before the header and was skipped",
        "The tax class GST 5 was made without rates",
    ]
    (sweet,) = ok(await admin.get("/api/sweets"))["items"]
    assert (sweet["sku"], sweet["price"], sweet["unit"]) == ("T1", "450.00", "kg")


async def test_customers_are_mapped_too(admin: AsyncClient) -> None:
    job = await imported(
        admin, "customers", "Who,Where\nAsha,98765 43210\n", columns='{"name": "Who", "phone": "Where"}'
    )
    assert (job["added"], job["refused"]) == (1, 0)


@pytest.mark.parametrize(
    ("kind", "params"),
    [
        ("catalogue", {"columns": '{"cost": "Rate"}'}),
        ("catalogue", {"item_column": "Item"}),
        ("customers", {"columns": '{"price": "Rate"}'}),
        ("customers", {"make_tax_classes": "true"}),
    ],
)
async def test_a_field_or_an_option_of_another_kind_is_refused(
    admin: AsyncClient, kind: str, params: dict[str, str]
) -> None:
    problem(await import_of(kind, LIST, **params)(admin), 422, "invalid_request")
