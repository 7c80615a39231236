"""The catalogue from a file: added, changed, left alone, or refused with line and reason."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest
from httpx import AsyncClient

from app.core.csv.lines import CsvRefused
from app.services.files import import_run
from tests.support.answers import created, ok
from tests.support.databases import all_rows
from tests.support.imports import import_catalogue
from tests.support.requests import NewSweet
from tests.support.shop import TestShop

FILE = """SKU,Name,Category,Price,Unit,Description,Quantity Step,Low stock threshold,Shelf life days,HSN code,Shelf
KAJU,Kaju Katli,Nut sweets,"₹ 1,250.50",kg,Cashew and silver,0.05,2,14,1704,A1
barfi,Barfi,Milk sweets,480,KG,,,,,,A2
BOX-1,Diwali Box,Gifts,$12.00,box,"Many
lines",,,,,
"""


async def sweet_of(shop: TestShop, sku: str) -> dict[str, Any]:
    query = """
        SELECT sweets.*, categories.name AS category FROM sweets JOIN categories ON categories.id = category_id
        WHERE sku = $1
    """
    (row,) = await shop.sql(query, sku)
    return dict(row)


async def test_a_file_becomes_sweets_in_their_categories(shop: TestShop) -> None:
    imported = await import_catalogue(shop, FILE)
    assert (imported.added_updated_unchanged, imported.refused) == ((3, 0, 0), [])
    assert imported.ignored == ["Shelf"]
    kaju = await sweet_of(shop, "KAJU")
    assert (kaju["name"], kaju["category"], kaju["price"], kaju["unit"]) == (
        *("Kaju Katli", "Nut sweets", Decimal("1250.50"), "kg"),
    )
    assert (kaju["quantity_step"], kaju["min_quantity"]) == (Decimal("0.050"), Decimal("0.050"))
    assert (kaju["low_stock_threshold"], kaju["shelf_life_days"], kaju["hsn_code"]) == (Decimal(2), 14, "1704")
    assert (await sweet_of(shop, "BOX-1"))["description"] == "Many\nlines"
    assert (await sweet_of(shop, "barfi"))["quantity_step"] == Decimal("0.001")


async def test_the_same_file_again_changes_nothing_at_all(shop: TestShop) -> None:
    await import_catalogue(shop, FILE)
    before = await all_rows(shop)
    assert (await import_catalogue(shop, FILE)).added_updated_unchanged == (0, 0, 3)
    assert await all_rows(shop) == before


async def test_an_import_changes_values_that_differ_and_keeps_those_left_empty(shop: TestShop) -> None:
    await import_catalogue(shop, FILE)
    again = "sku,name,category,price,unit,description\nkaju,Kaju Katli,NUT SWEETS,1300,kg,\n"
    assert (await import_catalogue(shop, again)).added_updated_unchanged == (0, 1, 0)
    kaju = await sweet_of(shop, "KAJU")
    assert (kaju["price"], kaju["description"], kaju["version"]) == (Decimal(1300), "Cashew and silver", 2)
    (entry,) = await shop.sql("SELECT * FROM audit_logs WHERE action = 'sweet.updated'")
    assert entry["before"] == '{"price": "1250.50"}'
    assert entry["after"] == '{"price": "1300"}'


async def test_a_dry_run_says_the_same_and_changes_nothing(shop: TestShop) -> None:
    await import_catalogue(shop, FILE)
    changed = FILE.replace("480", "490").replace("BOX-1", "BOX-2") + "BOX-2,Box,Gifts,1,box\nX,X,Y,0,box\n"
    before = await all_rows(shop)
    tried = await import_catalogue(shop, changed, dry_run=True)
    assert await all_rows(shop) == before
    assert tried == await import_catalogue(shop, changed)
    assert tried.added_updated_unchanged == (1, 1, 1)
    assert tried.lines_refused == [(6, "sku"), (7, "price")]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (",Barfi,Milk,1,kg", "sku"),
        ("A,,Milk,1,kg", "name"),
        ("A,Barfi,,1,kg", "category"),
        ("A,Barfi,Milk,,kg", "price"),
        ("A,Barfi,Milk,cheap,kg", "price"),
        ("A,Barfi,Milk,-5,kg", "price"),
        ("A,Barfi,Milk,1.250,kg", "price"),
        ("A,Barfi,Milk,99999999999,kg", "price"),
        ("A,Barfi,Milk,1,stone", "unit"),
        ("A,Barfi,Milk,1,kg,0", "quantity_step"),
        ("A,Barfi,Milk,1,kg,0.1,0.25", "min_quantity"),
        ("A,Barfi,Milk,1,kg,,,1.5", "shelf_life_days"),
        ("A,Barfi,Milk,1,kg,,,,17x4", "hsn_code"),
        ("A,Barfi,Milk,1,kg,,,,,perhaps", "archived"),
        ("A,Barfi,Milk,1,kg,,,,,,fruit", "diet"),
        ("A,Barfi,Milk,1,kg,,,,,,,milk and honey", "allergens"),
        ('A,Barfi,Milk,1,kg,,,,,,,"none, milk"', "allergens"),
        ("A,Barfi,Milk,1,kg,,,,,,,,,one too many", None),
        ("A,Barfi,Milk,1,kg,,,,,,,,8.90103E+12", "barcode"),
        ("A,Barfi,Milk,1,kg,,,,,,,,8901030865278", "barcode"),
        ("A,Bar\x01fi,Milk,1,kg", "name"),
        ("A,Bar\x00fi,Milk,1,kg", None),
        (f"{'A' * 65},Barfi,Milk,1,kg", "sku"),
    ],
)
async def test_a_bad_row_is_named_with_its_line_and_its_neighbours_are_kept(
    shop: TestShop, row: str, column: str | None
) -> None:
    header = "sku,name,category,price,unit,quantity_step,min_quantity,shelf_life_days,hsn_code,archived,diet,allergens"
    header += ",barcode"
    imported = await import_catalogue(shop, f"{header}\nB,Before,Milk,1,kg\n{row}\nC,After,Milk,1,kg\n")
    assert imported.lines_refused == [(3, column)]
    assert imported.refused[0].reason.endswith(".") or imported.refused[0].reason[0].isupper()
    assert [row["sku"] for row in await shop.sql("SELECT sku FROM sweets ORDER BY sku")] == ["B", "C"]


async def test_a_barcode_that_another_sweet_has_is_refused_with_its_column(shop: TestShop) -> None:
    header = "sku,name,category,price,unit,barcode\n"
    first = "A,Barfi,Milk,1,kg,036000291452\nB,Peda,Milk,1,kg,\n"
    assert (await import_catalogue(shop, header + first)).lines_refused == []
    # Of a number without its zeros, of a new sweet, of one that is there, and twice in one file.
    second = "A,Barfi,Milk,2,kg,36000291452\nC,Halwa,Milk,1,kg,0036000291452\nB,Peda,Milk,1,kg,36000291452\n"
    second += "D,Laddu,Milk,1,kg,96385074\nE,Rasgulla,Milk,1,kg,96385074\n"
    imported = await import_catalogue(shop, header + second)
    assert imported.lines_refused == [(3, "barcode"), (4, "barcode"), (6, "barcode")]
    assert {row["sku"]: row["barcode"] for row in await shop.sql("SELECT sku, barcode FROM sweets")} == {
        "A": "036000291452",
        "B": None,
        "D": "96385074",
    }
    # A sweet without a barcode in the file keeps its own.
    await import_catalogue(shop, header + "A,Barfi,Milk,3,kg,\n")
    assert (await sweet_of(shop, "A"))["barcode"] == "036000291452"


@pytest.mark.parametrize(
    ("diet", "allergens", "stored"),
    [
        ("Non-Veg", "Nuts; milk", ("non_veg", ["milk", "nuts"])),
        ("vegan", "none", ("vegan", [])),
        ("VEG", "milk | MILK", ("veg", ["milk"])),
        ("", "", (None, None)),
    ],
)
async def test_the_label_is_read_as_people_write_it(
    shop: TestShop, diet: str, allergens: str, stored: tuple[str | None, list[str] | None]
) -> None:
    header = "sku,name,category,price,unit,diet,allergens"
    await import_catalogue(shop, f"{header}\nA,Barfi,Milk,1,kg,{diet},{allergens}\n")
    sweet = await sweet_of(shop, "A")
    assert (sweet["diet"], sweet["allergens"]) == stored


async def test_semicolons_and_decimal_commas_are_read(shop: TestShop) -> None:
    data = "\ufeffSKU;Name;Category;Price;Unit;Min quantity\r\nA;Barfi;Milk;1.250,50 €;kg;0,250\r\n"
    assert (await import_catalogue(shop, data)).added_updated_unchanged == (1, 0, 0)
    barfi = await sweet_of(shop, "A")
    assert (barfi["price"], barfi["min_quantity"]) == (Decimal("1250.50"), Decimal("0.250"))


async def test_a_file_without_the_columns_is_refused_with_their_names(shop: TestShop) -> None:
    with pytest.raises(CsvRefused, match=r"lacks category, unit\."):
        await import_catalogue(shop, "sku,name,price\nA,B,1\n")


async def test_the_second_of_two_rows_with_one_sku_is_refused(shop: TestShop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_run, "BATCH_ROWS", 1)
    header = "sku,name,category,price,unit\n"
    imported = await import_catalogue(shop, f"{header}A,Barfi,Milk,1,kg\na,Barfi,Milk,2,kg\n")
    assert imported.lines_refused == [(3, "sku")]
    assert "line 2" in imported.refused[0].reason


async def test_a_sweet_that_moved_keeps_its_unit_and_a_fresh_one_may_change_it(
    shop: TestShop, new_sweet: NewSweet
) -> None:
    await new_sweet(sku="MOVED", name="Moved", stock="5")
    await new_sweet(sku="FRESH", name="Fresh")
    header = "sku,name,category,price,unit\n"
    data = f"{header}MOVED,Moved,Milk sweets,100,box\nFRESH,Fresh,Milk sweets,100,box\n"
    imported = await import_catalogue(shop, data)
    assert (imported.lines_refused, imported.counts.updated) == ([(2, "unit")], 1)


async def test_archiving_and_bringing_back_move_the_alerts(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    await new_sweet(sku="LOW", name="Low", stock="1")
    row = "sku,name,category,price,unit,archived\nLOW,Low,Milk sweets,100,piece,{}\n"

    async def low() -> list[str]:
        return [one["sku"] for one in ok(await admin.get("/api/dashboard/low-stock"))["items"]]

    assert await low() == ["LOW"]
    await import_catalogue(shop, row.format("yes"))
    assert await low() == []
    assert (await import_catalogue(shop, row.format("yes"))).added_updated_unchanged == (0, 0, 1)
    await import_catalogue(shop, row.format("no"))
    assert await low() == ["LOW"]


async def test_two_imports_of_one_file_at_once_add_each_sweet_once(
    shop: TestShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_run, "BATCH_ROWS", 7)
    header = "sku,name,category,price,unit\n"
    rows = [f"S{number},Sweet {number},Tray {number % 5},1,kg\n" for number in range(60)]
    both = await asyncio.gather(
        import_catalogue(shop, header + "".join(rows)), import_catalogue(shop, header + "".join(reversed(rows)))
    )
    assert [one.refused for one in both] == [[], []]
    assert sum(one.counts.added for one in both) == 60
    ((sweets, categories),) = await shop.sql("SELECT (SELECT count(*) FROM sweets), (SELECT count(*) FROM categories)")
    assert (sweets, categories) == (60, 5)


async def test_a_batch_costs_the_same_statements_however_many_rows(shop: TestShop) -> None:
    header = "sku,name,category,price,unit\n"
    counted = []
    for start, rows in ((0, 2), (100, 90)):
        numbers = range(start, start + rows)
        data = header + "".join(f"S{number},Sweet,Tray {number},1,kg\n" for number in numbers)
        for price in ("1,kg", "2,kg"):
            async with shop.count_statements() as statements:
                await import_catalogue(shop, data.replace("1,kg", price))
            counted.append(len(statements))
    assert counted[:2] == counted[2:]
    assert max(counted) <= 6


TAXED = """sku,name,category,price,unit,tax_class,hsn_code
TX1,Taxed Barfi,C,100,kg,GST 5,21069099
"""


async def tax_class_of(shop: TestShop, sku: str) -> str | None:
    query = "SELECT tax_classes.name FROM sweets LEFT JOIN tax_classes ON tax_classes.id = tax_class_id WHERE sku = $1"
    (row,) = await shop.sql(query, sku)
    name: str | None = row["name"]
    return name


async def test_a_tax_class_is_found_by_its_name(shop: TestShop, admin: AsyncClient) -> None:
    created(await admin.post("/api/tax-classes", json={"name": "gst 5", "rates": []}))
    assert (await import_catalogue(shop, TAXED)).added_updated_unchanged == (1, 0, 0)
    assert await tax_class_of(shop, "TX1") == "gst 5"
    assert (await sweet_of(shop, "TX1"))["hsn_code"] == "21069099"
    assert (await import_catalogue(shop, TAXED.replace("GST 5", ""))).added_updated_unchanged == (0, 0, 1)
    assert await tax_class_of(shop, "TX1") == "gst 5"


async def test_an_unknown_tax_class_refuses_its_row_by_name(shop: TestShop) -> None:
    imported = await import_catalogue(shop, TAXED + "TX2,Barfi,C,100,kg,,\n")
    assert imported.lines_refused == [(2, "tax_class")]
    assert imported.refused[0].reason.startswith("There is no tax class GST 5.")
    assert imported.added_updated_unchanged == (1, 0, 0)


async def test_unknown_tax_classes_are_made_without_rates_if_the_import_may(shop: TestShop) -> None:
    imported = await import_catalogue(shop, TAXED + "TX2,Barfi,C,100,kg,gst 5,\n", make_tax_classes=True)
    assert (imported.added_updated_unchanged, len(imported.notices)) == ((2, 0, 0), 1)
    assert imported.notices[0].startswith("The tax class GST 5 was made without rates")
    assert await tax_class_of(shop, "TX2") == await tax_class_of(shop, "TX1") == "GST 5"
    assert await shop.sql("SELECT * FROM tax_rates") == []
    (entry,) = await shop.sql("SELECT * FROM audit_logs WHERE action = 'tax_class.created'")
    assert '"name": "GST 5"' in entry["after"]
