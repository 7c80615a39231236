"""Files of previous tills: any columns, days, encodings and faults."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.core.csv.lines import CHUNK_BYTES, CsvRefused
from tests.support.imports import history_books, history_run, import_till_history
from tests.support.shop import TestShop

HEADER = "Date,Time,Bill no,Product,Qty,Rate\n"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (",9:00,1,Barfi,1,1", "Date"),
        ("2016-02-30,9:00,1,Barfi,1,1", "Date, Time"),
        ("2016-10-30,,1,Barfi,1,1", "Time"),
        ("2016-10-30,25:00,1,Barfi,1,1", "Date, Time"),
        ("03/04/2016,9:00,1,Barfi,1,1", "Date, Time"),
        ("1999-10-30,9:00,1,Barfi,1,1", "Date"),
        ("2199-10-30,9:00,1,Barfi,1,1", "Date"),
        ("9999-12-31,23:59,1,Barfi,1,1", "Date"),
        ("2016-10-30,9:00,,Barfi,1,1", "Bill no"),
        (f"2016-10-30,9:00,{'1' * 65},Barfi,1,1", "Bill no"),
        ("2016-10-30,9:00,1,,1,1", "Product"),
        ("2016-10-30,9:00,1,Bar\x01fi,1,1", "Product"),
        (f"2016-10-30,9:00,1,{'B' * 201},1,1", "Product"),
        ("2016-10-30,9:00,1,Barfi,0,1", "Qty"),
        ("2016-10-30,9:00,1,Barfi,two,1", "Qty"),
        ("2016-10-30,9:00,1,Barfi,0.0005,1", "Qty"),
        ("2016-10-30,9:00,1,Barfi,999999999999,1", "Qty"),
        ("2016-10-30,9:00,1,Barfi,1,-5", "Rate"),
        ("2016-10-30,9:00,1,Barfi,1,1.250", "Rate"),
        ("2016-10-30,9:00,1,Barfi,1,99999999999", "Rate"),
        ("2016-10-30,9:00,1,Barfi,99999999999,9999999999", "Rate"),
        ("2016-10-30,9:00,1,Barfi,1,free", "Rate"),
        ("2016-10-30,9:00,1,Barfi,1,1,one too many", None),
        ('2016-10-30,9:00,1,"Barfi" x,1,1', None),
    ],
)
async def test_a_bad_row_is_named_with_its_line_and_its_neighbours_are_kept(
    shop: TestShop, row: str, column: str | None
) -> None:
    good = "2016-10-30,9:00,1,{},1,1\n"
    imported = await import_till_history(shop, HEADER + good.format("Before") + row + "\n" + good.format("After"))
    assert imported.lines_refused == [(3, column)]
    assert [row[3] for row in await history_books(shop)] == ["Before", "After"]


async def test_items_that_are_none_are_ignored_and_counted(shop: TestShop) -> None:
    data = HEADER + "".join(
        f"2016-10-30,9:00,{n},{item},1,1\n" for n, item in enumerate(("NONE", "none", "Tip", "Tea"))
    )
    first = await import_till_history(shop, data, dry_run=True)
    assert (first.counts.added, first.counts.ignored, first.unknown) == (2, 2, ["Tip", "Tea"])
    second = await import_till_history(shop, data, dry_run=True, ignore="tip, tea")
    assert (second.counts.added, second.counts.ignored, second.unknown) == (2, 2, ["NONE"])
    third = await import_till_history(shop, data, dry_run=True, ignore="")
    assert (third.counts.added, third.counts.ignored) == (4, 0)


async def test_columns_are_named_and_day_and_time_may_be_in_one(shop: TestShop) -> None:
    data = "when;दिन;Nr;what;howmany\r\n30.10.2016 17:05;x;7;Süßes;1,5\r\n"
    options: dict[str, Any] = {
        "date_column": "when",
        "time_column": "when",
        "ticket_column": "Nr",
        "item_column": "what",
        "quantity_column": "howmany",
    }
    imported = await import_till_history(shop, data, **options)
    assert (imported.refused, imported.ignored) == ([], ["दिन"])
    assert await history_books(shop) == [(date(2016, 10, 30), "7", 1, "Süßes", Decimal("1.5"), None)]
    options["ticket_column"] = "रसीद"
    by_title = await import_till_history(shop, data.replace("Nr", "रसीद"), **options)
    assert by_title.added_updated_unchanged == (0, 0, 1)
    taken = await import_till_history(shop, "Date,Receipt,Item\n2016-10-29 9:00,1,Tea\n")
    assert taken.added_updated_unchanged == (1, 0, 0)


@pytest.mark.parametrize(
    ("data", "options", "reason"),
    [
        (
            "Day,Rs\n",
            {},
            r"no column for the item\. Name one: item_column, or --map item=COLUMN\. It has: Day, Rs",
        ),
        ("Rs,Dish name\n", {}, r"for the date and for the item.*--map date=COLUMN.*--map item=COLUMN.*Rs, Dish name"),
        ("Date,Time,Ticket,Item\n", {"item_column": "Sweet"}, r"has no column Sweet.*--map item=COLUMN"),
        ("Date,Time,Ticket,Item\n03/04/2016,9:00,1,Tea\n", {}, r"03/04/2016.*day_first or month_first"),
        ("Date,Time,Ticket,Item\n30/10/2016,9:00,1,Tea\n10/30/2016,9:00,1,Tea\n", {}, r"day_first or month_first"),
        ("Date,Time,Ticket,Item\n16/10/15,9:00,1,Tea\n", {}, r"day_first or month_first"),
        ("Date,Time,Ticket,Item\n45934,9:00,1,Tea\n", {}, r"Date has no days but 45934.*how a spreadsheet counts days"),
        ("Date,Time,Ticket,Item\nnoon,9:00,1,Tea\n", {}, r"Date has no days but noon.*--map date=COLUMN"),
    ],
)
async def test_an_unclear_file_is_refused_with_the_option_to_give(
    shop: TestShop, data: str, options: dict[str, Any], reason: str
) -> None:
    with pytest.raises(CsvRefused, match=reason):
        await import_till_history(shop, data, **options)


async def test_the_date_order_is_taken_from_a_later_row_or_an_option(shop: TestShop) -> None:
    rows = ["03/04/2016", "13/04/2016", "04/05/2016"]
    data = "Date,Time,Ticket,Item\n" + "".join(f"{day},9:00,1,Tea\n" for day in rows)
    await import_till_history(shop, data)
    days = [date(2016, 4, 3), date(2016, 4, 13), date(2016, 5, 4)]
    assert [row[0] for row in await history_books(shop)] == days
    other = await import_till_history(shop, data.replace("13/", "12/"), date_format="month_first", dry_run=True)
    assert (other.counts.added, other.counts.unchanged) == (3, 0)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize(("separator", "end"), [(",", "\r\n"), (";", "\n"), ("\t", "\r"), ("|", "\n")])
async def test_any_usual_encoding_separator_and_line_end_is_read(
    shop: TestShop, encoding: str, separator: str, end: str
) -> None:
    rows = [["Date", "Time", "Bill no", "Product", "Qty", "Rate"], ["2016-10-30", "9:00", "1", '"Crème ""brûlée"""']]
    rows[1] += ["1,5", "€ 1.250,50"] if separator != "," else ["1.5", '"€ 1,250.50"']
    data = end.join(separator.join(row) for row in rows) + end
    imported = await import_till_history(shop, data.encode(encoding))
    assert imported.refused == []
    assert await history_books(shop) == [
        (date(2016, 10, 30), "1", 1, 'Crème "brûlée"', Decimal("1.5"), Decimal("1875.75")),
    ]


class OneLine:
    """A gigabyte without a line end, after a good row."""

    def __init__(self) -> None:
        self.left = 2**30
        self.head = (HEADER + "2016-10-30,9:00,1,Tea,1,1\n").encode()

    def read(self, size: int, /) -> bytes:
        if self.head:
            head, self.head = self.head, b""
            return head
        self.left -= size
        return b"x" * size if self.left > 0 else b""


async def test_a_gigabyte_of_one_line_ends_the_import_after_the_rows_before_it(shop: TestShop) -> None:
    source = OneLine()

    async def nothing(*_: object) -> None:
        pass

    with pytest.raises(CsvRefused, match="Line 3 is longer"):
        await history_run(shop, source).run(nothing)
    assert len(await history_books(shop)) == 1
    assert source.left > 2**30 - 20 * CHUNK_BYTES


async def test_a_column_of_too_many_items_or_too_long_tickets_is_the_wrong_one(
    shop: TestShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.files.till.items.MAX_UNKNOWN", 3)
    monkeypatch.setattr("app.services.files.till.tickets.MAX_LINES", 5)
    data = HEADER + "".join(f"2016-10-30,9:00,1,Item {n},1,1\n" for n in range(7))
    imported = await import_till_history(shop, data)
    assert imported.counts.added == 3
    assert imported.lines_refused == [(5, "Product"), (6, "Product"), (7, "Bill no"), (8, "Bill no")]
