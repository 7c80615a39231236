"""A product export of Shopify, as it comes."""

from decimal import Decimal

import pytest

from tests.support.databases import all_rows
from tests.support.imports import import_catalogue
from tests.support.shop import TestShop

OLD = """\
Handle,Title,Body (HTML),Vendor,Type,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,\
Variant Price,Image Src,Google Shopping / Google Product Category,Status
ladoo,Besan Ladoo,"<p>Gram flour<br>&amp; ghee</p>
<style>p {}</style>",Us,Ladoo,true,Weight,250 g,Box,Tin,LAD-250,120.00,https://example.com/1.jpg,Food > Sweets,active
ladoo,,,,,,,500 g,,Tin,LAD-500,230.00,https://example.com/2.jpg,,
ladoo,,,,,,,,,,,,https://example.com/3.jpg,,
ladoo,,,,,,,1 kg,,Paper,,440,,,
halwa,Halwa,,Us,,true,Title,Default Title,,,'007,90,,Food > Sweets > Halwa,draft
loose,Loose Mix,,Us,,true,Unit,kg,,,,300.00,,,active
free,Gift,,Us,,true,Title,Default Title,,,,0.00,,,active
"""
NEW = """\
Title,URL handle,Description,Type,Product category,Option1 name,Option1 value,SKU,Price,Status
Peda,peda,<b>Soft</b>,,Food > Candy,Title,Default Title,,25.50,Archived
"""


async def rows(shop: TestShop) -> list[tuple[object, ...]]:
    query = """
        SELECT sku, sweets.name, categories.name, price, unit, archived_at IS NOT NULL
        FROM sweets JOIN categories ON categories.id = category_id ORDER BY sweets.id
    """
    return [tuple(row) for row in await shop.sql(query)]


async def test_each_variant_becomes_a_sweet(shop: TestShop) -> None:
    imported = await import_catalogue(shop, OLD)
    assert imported.added_updated_unchanged == (5, 0, 0)
    assert imported.lines_refused == [(9, "price")]
    assert imported.ignored == ["Vendor", "Published", "Image Src"]
    assert await rows(shop) == [
        ("LAD-250", "Besan Ladoo, 250 g, Tin", "Ladoo", Decimal(120), "piece", False),
        ("LAD-500", "Besan Ladoo, 500 g, Tin", "Ladoo", Decimal(230), "piece", False),
        ("ladoo-1-kg-paper", "Besan Ladoo, 1 kg, Paper", "Ladoo", Decimal(440), "piece", False),
        ("007", "Halwa", "Halwa", Decimal(90), "piece", True),
        ("loose-kg", "Loose Mix, kg", "Imported", Decimal(300), "kg", False),
    ]
    ((description,),) = await shop.sql("SELECT description FROM sweets WHERE sku = 'LAD-500'")
    assert description == "Gram flour\n& ghee"


@pytest.mark.parametrize("data", [OLD, NEW])
async def test_the_same_export_again_changes_nothing_at_all(shop: TestShop, data: str) -> None:
    first = await import_catalogue(shop, data)
    before = await all_rows(shop)
    again = await import_catalogue(shop, data)
    assert again.added_updated_unchanged == (0, 0, first.counts.added)
    assert await all_rows(shop) == before


async def test_the_layout_of_today_is_known_as_well(shop: TestShop) -> None:
    await import_catalogue(shop, NEW)
    assert await rows(shop) == [("peda", "Peda", "Candy", Decimal("25.50"), "piece", True)]


async def test_long_and_foreign_names_get_skus_that_fit_and_differ(shop: TestShop) -> None:
    header = "Handle,Title,Option1 Name,Option1 Value,Variant Price\n"
    data = header + "".join(f"{handle},T,Size,{size},1\n" for handle in ("x" * 80, "मिठाई") for size in ("S", "M", "छ"))
    imported = await import_catalogue(shop, data)
    assert (imported.counts.added, imported.refused) == (6, [])
    assert all(len(str(sku)) <= 64 for sku, *_ in await rows(shop))


async def test_a_barcode_is_taken_if_it_is_one(shop: TestShop) -> None:
    header = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Barcode\n"
    barcodes = ("'036000291452", "8901030865275", "8901030865278", "ISBN 123", "")
    variants = "".join(f"h{n},T{n},Title,Default Title,S{n},1.00,{text}\n" for n, text in enumerate(barcodes))
    imported = await import_catalogue(shop, header + variants)
    assert (imported.lines_refused, imported.ignored) == ([], [])
    stored = [row["barcode"] for row in await shop.sql("SELECT barcode FROM sweets ORDER BY sku")]
    assert stored == ["036000291452", "8901030865275", None, None, None]
