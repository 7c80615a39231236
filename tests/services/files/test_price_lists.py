"""Price lists as shops keep them in a spreadsheet: their units, codes, title rows and column names."""

from decimal import Decimal

import pytest

from app.core.csv.lines import CsvRefused
from app.core.csv.numbers import SHORTENED
from tests.support.imports import import_catalogue
from tests.support.shop import TestShop


async def test_prices_and_units_are_read_as_an_indian_price_list_writes_them(shop: TestShop) -> None:
    file = """sku,name,category,price,unit
U1,Barfi,C,450/-,KGS
U2,Samosa,C,Rs. 20/-,NOS
U3,Namkeen,C,0.40,GMS
U4,Box,C,450,PCS
U5,Peda,C,\u0967\u0968\u0966/-,PAC
U6,Laddu,C,120,DOZ
"""
    imported = await import_catalogue(shop, file)
    assert imported.lines_refused == [(7, "unit")]
    assert [tuple(row) for row in await shop.sql("SELECT sku, price, unit FROM sweets ORDER BY id")] == [
        ("U1", Decimal(450), "kg"),
        ("U2", Decimal(20), "piece"),
        ("U3", Decimal("0.40"), "g"),
        ("U4", Decimal(450), "piece"),
        ("U5", Decimal(120), "piece"),
    ]


async def test_the_lines_before_the_header_are_skipped_and_named(shop: TestShop) -> None:
    file = "Price list of Sharma Sweets,,,,\n,,,,\nSKU,Name,Category,Price,Unit\nT1,Jalebi,C,12.50,kg\n"
    imported = await import_catalogue(shop, file)
    assert (imported.added_updated_unchanged, imported.refused) == ((1, 0, 0), [])
    assert imported.notices == ["Line 1 stands before the header and was skipped: Price list of Sharma Sweets"]


async def test_codes_keep_their_zeros_and_those_that_a_spreadsheet_has_shortened_are_refused(shop: TestShop) -> None:
    file = (
        "sku,name,category,price,unit,hsn_code,barcode\n"
        "'00123,A,C,1,kg,'2106,\n"
        '"=""00124""",B,C,1,kg,\u0968\u0967\u0966\u096c,"=""4006381333931"""\n'
        "8.90103E+12,C,C,1,kg,,\n00125,D,C,1,kg,2.11E+07,\n00126,E,C,1,kg,,8.90103E+12\n"
    )
    imported = await import_catalogue(shop, file)
    assert imported.lines_refused == [(4, "sku"), (5, "hsn_code"), (6, "barcode")]
    assert {one.reason for one in imported.refused} == {SHORTENED}
    query = "SELECT sku, hsn_code, barcode FROM sweets ORDER BY id"
    assert [tuple(row) for row in await shop.sql(query)] == [
        ("00123", "2106", None),
        ("00124", "2106", "4006381333931"),
    ]


async def test_columns_with_other_names_are_mapped(shop: TestShop) -> None:
    file = "Sharma Sweets\nCode;Item;Group;Rate (Rs.);UOM\nT1;Jalebi;C;12,50;kg\n"
    with pytest.raises(CsvRefused) as refused:
        await import_catalogue(shop, file)
    for words in ("line 2", "lacks sku, name, category, price, unit", "--map sku=COLUMN", "It has: Code, Item, Group"):
        assert words in str(refused.value)
    titles = {"sku": "code", "name": "Item", "category": "Group", "price": "Rate (Rs.)", "unit": "UOM"}
    assert (await import_catalogue(shop, file, titles=titles)).added_updated_unchanged == (1, 0, 0)
    assert [row["price"] for row in await shop.sql("SELECT price FROM sweets")] == [Decimal("12.50")]
    with pytest.raises(CsvRefused, match="has no column Cost"):
        await import_catalogue(shop, file, titles=titles | {"description": "Cost"})


async def test_a_column_that_is_read_may_not_be_named_twice(shop: TestShop) -> None:
    with pytest.raises(CsvRefused, match="twice: name"):
        await import_catalogue(shop, "sku,name,Name,category,price,unit\n")
    assert (await import_catalogue(shop, "sku,name,x,X,category,price,unit\n")).refused == []
