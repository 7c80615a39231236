"""Lists of customers of other programs, with first and last names in columns of their own."""

import pytest

from tests.support.databases import all_rows
from tests.support.imports import import_customers
from tests.support.shop import TestShop

SHOPIFY = """Customer ID,First Name,Last Name,Email,Default Address Phone,Phone,Total Spent,Note
'1,Asha,Rao,a@example.com,,'98765 43210,0.00,
'2,Ravi,Iyer,,'+91 98765 43211,,0.00,No nuts
'3,,,c@example.com,,,0.00,
'4,,,,,,0.00,
"""
SQUARE = """\
Reference ID,First Name,Surname,Email Address,Phone Number,Nickname,Company Name,Memo,Square Customer ID,Creation Source
,Asha,Rao,a@example.com,'+919876543210,,,Calls first,SQ1,Merchant
,,,,9876543211,,Rao & Sons,,SQ2,Import
"""
CONTACTS = "Given name,Family name,Mobile phone,Notes\nAsha,,8.90103E+12,\nRavi,Iyer,98765 43211,Sundays\n"


async def people(shop: TestShop) -> list[tuple[str | None, ...]]:
    return [tuple(row) for row in await shop.sql("SELECT name, phone, email, note FROM customers ORDER BY id")]


async def test_shopifys_customers_come_in_with_the_phone_that_they_have(shop: TestShop) -> None:
    imported = await import_customers(shop, SHOPIFY)
    assert imported.added_updated_unchanged == (3, 0, 0)
    assert imported.lines_refused == [(5, "name")]
    assert imported.notices == ["The file is read as a customer export of Shopify."]
    assert imported.ignored == ["Customer ID", "Total Spent"]
    assert await people(shop) == [
        ("Asha Rao", "+919876543210", "a@example.com", None),
        ("Ravi Iyer", "+919876543211", None, "No nuts"),
        ("c@example.com", None, "c@example.com", None),
    ]


async def test_squares_customers_come_in_and_a_company_stands_for_a_name(shop: TestShop) -> None:
    imported = await import_customers(shop, SQUARE)
    assert (imported.refused, imported.notices) == ([], ["The file is read as a customer export of Square."])
    assert await people(shop) == [
        ("Asha Rao", "+919876543210", "a@example.com", "Calls first"),
        ("Rao & Sons", "+919876543211", None, None),
    ]


async def test_a_phone_number_that_a_spreadsheet_has_shortened_is_refused(shop: TestShop) -> None:
    imported = await import_customers(shop, CONTACTS)
    (refusal,) = imported.refused
    assert (refusal.line, refusal.column) == (2, "phone")
    assert "Format the column as text" in refusal.reason
    assert await people(shop) == [("Ravi Iyer", "+919876543211", None, "Sundays")]


@pytest.mark.parametrize("data", [SHOPIFY, SQUARE])
async def test_the_same_list_again_changes_nothing_at_all(shop: TestShop, data: str) -> None:
    first = await import_customers(shop, data)
    before = await all_rows(shop)
    assert (await import_customers(shop, data)).added_updated_unchanged == (0, 0, first.counts.added)
    assert await all_rows(shop) == before


async def test_the_parts_of_an_address_become_one(shop: TestShop) -> None:
    file = (
        "First Name,Last Name,Default Address Address1,Default Address Address2,Default Address City,"
        "Default Address Zip,Default Address Country Code\nAsha,Rao,12 MG Road,,Pune,'411001,IN\n"
    )
    assert (await import_customers(shop, file)).refused == []
    ((address,),) = await shop.sql("SELECT address FROM customers")
    assert address == "12 MG Road, Pune, 411001, IN"


async def test_a_list_may_have_whole_names_under_another_title(shop: TestShop) -> None:
    file = (
        "Customer id,Customer name,Email,Phone,Address,City,Postal code,Note\n"
        "1,Hari Lal,hari@example.com,9876533333,1 MG Road,Jaipur,302001,Sundays\n"
    )
    imported = await import_customers(shop, file)
    assert (imported.refused, imported.notices) == ([], ["The file is read as a list of customers."])
    assert await people(shop) == [("Hari Lal", "+919876533333", "hari@example.com", "Sundays")]
    ((address,),) = await shop.sql("SELECT address FROM customers")
    assert address == "1 MG Road, Jaipur, 302001"
