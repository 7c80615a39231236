"""A product export of WooCommerce, as it comes."""

from decimal import Decimal

import pytest

from tests.support.databases import all_rows
from tests.support.imports import import_catalogue
from tests.support.shop import TestShop

HEADER = (
    'ID,Type,SKU,Name,Published,"Is featured?","Visibility in catalog","Short description",Description,"Tax status",'
    '"In stock?",Stock,"Sale price","Regular price",Categories,Parent,"Attribute 1 name","Attribute 1 value(s)"\n'
)
FILE = f"""\ufeff{HEADER}\
1,simple,LAD-1,"Besan Laddu",1,0,visible,Round,"<p>Round &amp; sweet</p>\\n<p>Gram flour</p>",taxable,1,10,,120,\
"Sweets > Laddu, Gifts",,,
2,variable,KK,"Kaju Katli",1,0,visible,Thin,,taxable,1,,,,"Sweets",,Weight,"250 g, 500 g"
3,variation,KK-250,"Kaju Katli - 250 g",1,0,visible,,,taxable,1,4,,300,,KK,Weight,"250 g"
4,variation,,"Kaju Katli - 500 g",1,0,visible,,,taxable,1,4,550,600,,KK,Weight,"500 g"
"""
DATED = """ID,Type,SKU,Name,Published,Regular price,Sale price,Date sale price starts,Date sale price ends,Parent
1,simple,NOW,Now,1,100,90,2016-01-01,,
2,simple,OVER,Over,1,100,90,2016-01-01,2016-02-01 23:59:59,
3,simple,LATER,Later,1,100,90,2999-01-01,,
4,simple,MORE,More,1,100,110,,,
5,simple,NONE,None,1,100,0,,,
6,simple,WORD,Word,-1,100,soon,,,
7,grouped,SET,Set,1,,,,,
8,"simple, virtual",CARD,Card,0,"1,50",,,,
"""


async def rows(shop: TestShop) -> list[tuple[object, ...]]:
    query = """
        SELECT sku, sweets.name, categories.name, price, unit, archived_at IS NOT NULL
        FROM sweets JOIN categories ON categories.id = category_id ORDER BY sweets.id
    """
    return [tuple(row) for row in await shop.sql(query)]


async def test_products_and_variations_become_sweets_and_variable_products_do_not(shop: TestShop) -> None:
    imported = await import_catalogue(shop, FILE)
    assert (imported.added_updated_unchanged, imported.refused) == ((3, 0, 0), [])
    assert imported.notices == ["The file is read as a product export of WooCommerce."]
    assert await rows(shop) == [
        ("LAD-1", "Besan Laddu", "Laddu", Decimal(120), "piece", False),
        ("KK-250", "Kaju Katli 250 g", "Sweets", Decimal(300), "piece", False),
        ("kaju-katli-500-g", "Kaju Katli 500 g", "Sweets", Decimal(550), "piece", False),
    ]
    descriptions = [row["description"] for row in await shop.sql("SELECT description FROM sweets ORDER BY id")]
    assert descriptions == ["Round & sweet\nGram flour", "Thin", "Thin"]


async def test_the_same_export_again_changes_nothing_at_all(shop: TestShop) -> None:
    await import_catalogue(shop, FILE)
    before = await all_rows(shop)
    assert (await import_catalogue(shop, FILE)).added_updated_unchanged == (0, 0, 3)
    assert await all_rows(shop) == before


async def test_a_sale_price_counts_on_its_days_if_it_is_less(shop: TestShop) -> None:
    assert (await import_catalogue(shop, DATED)).lines_refused == []
    assert [(sku, price, archived) for sku, _, _, price, _, archived in await rows(shop)] == [
        ("NOW", Decimal(90), False),
        *[(sku, Decimal(100), False) for sku in ("OVER", "LATER", "MORE", "NONE")],
        *[("WORD", Decimal(100), True), ("CARD", Decimal("1.50"), True)],
    ]


async def test_a_variation_finds_its_product_by_number_and_wherever_it_stands(shop: TestShop) -> None:
    file = (
        "ID,Type,SKU,Name,Published,Regular price,Categories,Parent,Attribute 1 name,Attribute 1 value(s)\n"
        "3,variation,A,,1,10,,id:2,Unit,kg\n4,variation,B,,1,10,,id:9,Weight,1 kg\n2,variable,,Barfi,1,,Milk,,,\n"
    )
    imported = await import_catalogue(shop, file)
    assert imported.lines_refused == [(3, "parent")]
    assert await rows(shop) == [("A", "Barfi kg", "Milk", Decimal(10), "kg", False)]


@pytest.mark.parametrize(("given", "variation"), [("gst-5", "parent"), ("gst-5", "gst-5"), ("", "gst-5")])
async def test_the_tax_class_comes_in_and_a_variation_may_have_that_of_its_product(
    shop: TestShop, given: str, variation: str
) -> None:
    file = (
        "ID,Type,SKU,Name,Published,Tax class,Regular price,Categories,Parent,Attribute 1 value(s)\n"
        f"2,variable,KK,Kaju,1,{given},,Nuts,,\n3,variation,K1,,1,{variation},10,,KK,1 kg\n"
    )
    await import_catalogue(shop, file, make_tax_classes=True)
    query = "SELECT tax_classes.name FROM sweets JOIN tax_classes ON tax_classes.id = tax_class_id"
    assert [row["name"] for row in await shop.sql(query)] == ["gst-5"]
