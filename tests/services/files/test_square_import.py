"""An item library of Square, as it comes."""

from decimal import Decimal

from tests.support.imports import import_catalogue
from tests.support.shop import TestShop

FILE = """\
Token,Item Name,Variation Name,SKU,Description,Category,GTIN,Price,Archived,Option Name 1,Option Value 1,Tax - GST (5%)
t1,Barfi,Regular,SQ-1,"<p>Milk</p>",Milk,4006381333931,$12.50,N,,,Y
t2,Kaju Katli,250 g,SQ-2,,"Food > Nuts, Gifts",,300.00,N,Weight,250 g,Y
t3,Kaju Katli,500 g,,,,not one,"1,550.00",Y,Weight,500 g,N
t4,Thali,Regular,SQ-4,,Food,,variable,N,,,N
t5
"""


async def test_each_variation_becomes_a_sweet(shop: TestShop) -> None:
    imported = await import_catalogue(shop, FILE)
    assert imported.notices == ["The file is read as an item library of Square."]
    assert imported.ignored == ["Option Name 1", "Option Value 1", "Tax - GST (5%)"]
    assert imported.lines_refused == [(5, "price"), (6, "sku")]
    query = """
        SELECT sku, sweets.name, categories.name AS category, price, unit, barcode, sweets.description,
               archived_at IS NOT NULL AS archived
        FROM sweets JOIN categories ON categories.id = category_id ORDER BY sweets.id
    """
    assert [tuple(row) for row in await shop.sql(query)] == [
        ("SQ-1", "Barfi", "Milk", Decimal("12.50"), "piece", "4006381333931", "Milk", False),
        ("SQ-2", "Kaju Katli, 250 g", "Nuts", Decimal(300), "piece", None, None, False),
        ("kaju-katli-500-g", "Kaju Katli, 500 g", "Imported", Decimal(1550), "piece", None, None, True),
    ]


async def test_a_unit_that_the_library_names_is_heeded(shop: TestShop) -> None:
    file = "Token,Item Name,SKU,Price,Unit and Precision\nt,Barfi,A,1,0.01 kg\nt,Ghee,B,1,lb\n"
    assert (await import_catalogue(shop, file)).lines_refused == [(3, "unit")]
    assert [row["unit"] for row in await shop.sql("SELECT unit FROM sweets")] == ["kg"]
