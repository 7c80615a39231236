"""`sweetshop import` and `sweetshop export`, as processes of their own."""

import csv
from pathlib import Path

import asyncpg
import pytest

from tests.support.commands import refused, sweetshop

FILE = "sku,name,category,price,unit,shelf\nA,=Barfi,Milk,100,kg,1\nB,Peda,Milk,cheap,kg,2\nC,Halwa,Milk,90,kg,3\n"


async def sweets_in(url: str) -> int:
    connection = await asyncpg.connect(url)
    count: int = await connection.fetchval("SELECT count(*) FROM sweets")
    await connection.close()
    return count


async def test_a_file_is_imported_and_refused_rows_are_named(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "sweets.csv").write_text(FILE)
    tried = await sweetshop(tmp_path, database_url, "import", "catalogue", "sweets.csv", "--dry-run")
    assert "1 rows were refused." in refused(tried)
    assert "Nothing was changed. An import would have: 3 rows read: 2 added" in tried.out
    assert await sweets_in(database_url) == 0
    run = await sweetshop(tmp_path, database_url, "import", "catalogue", "sweets.csv", "--report", "refused.csv")
    assert "1 rows were refused." in refused(run)
    assert "Columns that mean nothing here: shelf" in run.out
    assert "line 3: price: A number is expected" in run.out
    assert "3 rows read: 2 added, 0 updated, 0 unchanged, 1 refused." in run.out
    assert await sweets_in(database_url) == 2
    rows = list(csv.reader((tmp_path / "refused.csv").read_text().splitlines()))
    assert rows == [["line", "column", "reason"], ["3", "price", "A number is expected, such as 1250.50."]]


async def test_an_export_imports_again_without_a_change(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text("name;phone\nAsha;98765 43210\n=Ravi;\n")
    run = await sweetshop(tmp_path, database_url, "import", "customers", "customers.csv")
    assert (run.code, run.err) == (0, ""), run
    run = await sweetshop(tmp_path, database_url, "export", "customers", "again.csv", "--bom")
    assert (run.code, run.out, run.err) == (0, "", "")
    written = (tmp_path / "again.csv").read_bytes()
    assert written.startswith(
        b"\xef\xbb\xbfname,phone,email,note,gstin,address,credit_limit,balance\r\nAsha,'+919876543210,"
    )
    run = await sweetshop(tmp_path, database_url, "import", "customers", "again.csv")
    assert "2 rows read: 0 added, 0 updated, 2 unchanged, 0 refused." in run.out
    run = await sweetshop(tmp_path, database_url, "export", "sales", "--from", "2026-04-01", "--to", "2026-04-30")
    assert (run.code, run.out.startswith("number,status,sold_at,"), run.out.count("\n")) == (0, True, 1)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("import", "catalogue", "bad.csv"), "lacks sku, category, price, unit"),
        (("import", "till-history", "bad.csv"), "names no column for the date"),
        (("import", "till-history", "bad.csv", "--map", "item"), "--map takes FIELD=COLUMN"),
        (("export", "sales", "--from", "yesterday"), "YYYY-MM-DD"),
        (("export", "sales", "--from", "2026-04-02", "--to", "2026-04-01"), "from may not be after to"),
    ],
)
async def test_a_refused_command_says_why_in_one_line(
    database_url: str, tmp_path: Path, arguments: tuple[str, ...], reason: str
) -> None:
    (tmp_path / "bad.csv").write_text("name\nBarfi\n")
    assert reason in refused(await sweetshop(tmp_path, database_url, *arguments))


async def test_a_tills_history_is_imported_with_its_columns_named(database_url: str, tmp_path: Path) -> None:
    rows = "03/04/2016;9:00;1;Tea\n03/04/2016;9:00;1;NONE\n03/04/2016;9:00;1;-\n03/04/2016;9:00;1;\n"
    (tmp_path / "till.csv").write_text("Day;At;No;What\n" + rows)
    command = ("import", "till-history", "till.csv", "--map", "item=What", "--map", "ticket=No", "--map", "time=At")
    assert "--map" not in refused(await sweetshop(tmp_path, database_url, *command))
    options = ("--date-format", "day_first", "--ignore", "none", "--ignore", "-")
    tried = await sweetshop(tmp_path, database_url, *command, *options, "--dry-run")
    assert "1 rows were refused." in refused(tried)
    assert "1 items no sweet was known for: Tea" in tried.out
    assert "4 rows read: 1 added, 0 updated, 0 unchanged, 2 ignored, 1 refused." in tried.out
    assert await sweets_in(database_url) == 0
    run = await sweetshop(tmp_path, database_url, *command, *options, "--category", "Old", "--unit", "kg")
    assert "line 5: What: This is missing." in run.out
    assert await sweets_in(database_url) == 1


async def test_a_tills_history_is_shown_before_it_comes_in_and_can_be_taken_back(
    database_url: str, tmp_path: Path
) -> None:
    (tmp_path / "till.csv").write_text("When,Dish,Paid\n2016-10-30,Tea,20\n2016-10-31,Tea,-5\n")
    mapping = ("--map", "date=When", "--map", "item=Dish", "--map", "total=Paid")
    command = ("import", "till-history", "till.csv")
    tried = await sweetshop(tmp_path, database_url, *command, *mapping, "--dry-run", "--save-map", "Old till")
    assert "2 tickets on 2 days from 2016-10-30 to 2016-10-31: 20.00 sold, 5.00 refunded, 15.00 net." in tried.out
    assert "The books have 0 sales on 0 of these days already: 0.00." in tried.out
    run = await sweetshop(tmp_path, database_url, *command, "--map-name", "old till")
    assert "sweetshop import take-back 1" in run.out
    taken = await sweetshop(tmp_path, database_url, "import", "take-back", "1")
    assert (taken.code, "The rows of import 1 were taken out" in taken.out) == (0, True), taken
    assert "taken back already" in refused(await sweetshop(tmp_path, database_url, "import", "take-back", "1"))
