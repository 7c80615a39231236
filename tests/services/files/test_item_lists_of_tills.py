"""Item lists of Loyverse and Lightspeed, as they come."""

from decimal import Decimal
from typing import Any

import pytest

from tests.support.imports import import_catalogue
from tests.support.shop import TestShop

LOYVERSE = """\
Handle,SKU,Name,Category,Description,Sold by weight,Option 1 name,Option 1 value,Option 2 name,Option 2 value,Cost,\
Barcode,SKU of included item,Quantity of included item,Track stock,Available for sale [Main],Price [Main],\
In stock [Main],Price [Stall]
barfi,10001,Barfi,Sweets,<p>Soft</p>,Y,,,,,300,4006381333931,,,Y,Y,480.00,5,
peda,10002,Peda,Sweets,,N,Size,250 g,,,50,,,,Y,N,,5,90.00
peda,,,,,,,500 g,,,50,,,,Y,N,170.00,5,
box,10004,Gift box,,,N,,,,,,,,,N,Y,650.00,,
box,,,,,,,,,,,,10001,2,,,,,
thali,10005,Thali,Food,,N,,,,,,,,,N,Y,variable,,
"""
VEND = """\
id,handle,sku,composite_name,name,description,type,variant_option_one_name,variant_option_one_value,tags,supply_price,\
retail_price,tax_name,active,track_inventory
1,barfi,V1,,Barfi,<p>Soft</p>,Sweets,,,,300,480,GST,1,1
2,peda,V2,,Peda,,Sweets,Size,250 g,,50,90,GST,0,1
"""
Sweet = tuple[str, str, str, Decimal, str, str | None, str | None, bool]


async def sweets(shop: TestShop) -> list[tuple[Any, ...]]:
    query = """
        SELECT sku, sweets.name, categories.name AS category, price, unit, barcode, sweets.description,
               archived_at IS NOT NULL AS archived
        FROM sweets JOIN categories ON categories.id = category_id ORDER BY sweets.id
    """
    return [tuple(row) for row in await shop.sql(query)]


@pytest.mark.parametrize(
    ("file", "title", "refused", "expected"),
    [
        (
            LOYVERSE,
            "an item list of Loyverse",
            [(7, "price")],
            [
                ("10001", "Barfi", "Sweets", Decimal(480), "kg", "4006381333931", "Soft", False),
                ("10002", "Peda, 250 g", "Sweets", Decimal(90), "piece", None, None, True),
                ("peda-500-g", "Peda, 500 g", "Sweets", Decimal(170), "piece", None, None, True),
                ("10004", "Gift box", "Imported", Decimal(650), "piece", None, None, False),
            ],
        ),
        (
            VEND,
            "a product export of Lightspeed (Vend)",
            [],
            [
                ("V1", "Barfi", "Sweets", Decimal(480), "piece", None, "Soft", False),
                ("V2", "Peda, 250 g", "Sweets", Decimal(90), "piece", None, None, True),
            ],
        ),
    ],
    ids=["loyverse", "vend"],
)
async def test_each_variant_becomes_a_sweet(
    shop: TestShop, file: str, title: str, refused: list[tuple[int, str]], expected: list[Sweet]
) -> None:
    imported = await import_catalogue(shop, file)
    assert (imported.notices, imported.lines_refused) == ([f"The file is read as {title}."], refused)
    assert not any("Price" in column or "price" in column for column in imported.ignored if column != "supply_price")
    assert await sweets(shop) == expected
    again = await import_catalogue(shop, file)
    assert again.added_updated_unchanged == (0, 0, len(expected))
