"""Businesses that buy: their tax number and address, on the customer and on their receipts."""

import pytest
from httpx import AsyncClient

from tests.support.answers import created, field_errors, ok
from tests.support.databases import all_rows
from tests.support.imports import import_customers
from tests.support.receipt_parts import ReceiptCounter, open_receipt_counter, words
from tests.support.requests import new_customer
from tests.support.shop import TestShop

HOTEL = {"name": "Hotel Surya", "gstin": "27 aapfu0939f1zv", "address": "4 Laxmi Road\nPune 411030"}
KINDS = pytest.mark.parametrize("kind", ["html", "pdf"])


@pytest.fixture
async def counter(shop: TestShop) -> ReceiptCounter:
    return await open_receipt_counter(shop)


async def test_a_business_is_kept_with_its_tax_number_and_address(salesperson: AsyncClient) -> None:
    hotel = created(await salesperson.post("/api/customers", json=HOTEL))
    assert (hotel["gstin"], hotel["address"]) == ("27AAPFU0939F1ZV", "4 Laxmi Road\nPune 411030")
    address = f"/api/customers/{hotel['id']}"
    assert ok(await salesperson.patch(address, json={"gstin": None}))["gstin"] is None
    assert ok(await salesperson.put(address, json={"name": "Hotel Surya"}))["address"] is None


@pytest.mark.parametrize("gstin", ["27AAPFU0939F1ZW", "40AAPFU0939F1ZV", "27AAPFU0939F1Z", ""])
async def test_a_wrong_tax_number_is_refused_with_a_word_on_why(salesperson: AsyncClient, gstin: str) -> None:
    answer = await salesperson.post("/api/customers", json=HOTEL | {"gstin": gstin})
    assert field_errors(answer)["/gstin"][0] == "invalid_gstin"


async def test_the_settings_take_a_right_tax_number_or_none(admin: AsyncClient) -> None:
    ok(await admin.put("/api/settings", json={"shop_gstin": "27aasCS2460H1Z0"}))
    assert "/shop_gstin" in field_errors(await admin.put("/api/settings", json={"shop_gstin": "27AASCS2460H1Z1"}))
    shown = {row["key"]: row["value"] for row in ok(await admin.get("/api/settings"))["items"]}
    assert shown["shop_gstin"] == "27AASCS2460H1Z0"
    ok(await admin.put("/api/settings", json={"shop_gstin": ""}))


@KINDS
async def test_the_receipt_of_a_business_is_a_tax_invoice(counter: ReceiptCounter, kind: str) -> None:
    await counter.set(shop_address="12 MG Road, Pune", shop_gstin="27AASCS2460H1Z0")
    taxed = {"tax_class_id": await counter.tax_class("inclusive"), "hsn_code": "21069099"}
    sweet = await counter.sweet("Barfi", price="105", **taxed)
    sale = await counter.sell(
        (sweet, "2"), customer_id=created(await counter.admin.post("/api/customers", json=HOTEL))["id"]
    )
    said = await words(counter.admin, sale, kind)
    assert said.startswith(f"Sweet Shop Tax invoice Receipt {sale['number']} Date")
    assert "Sold at 12 MG Road, Pune Our GSTIN 27AASCS2460H1Z0" in said
    assert "Customer Hotel Surya Address 4 Laxmi Road" in said
    assert "Pune 411030 Customer's GSTIN 27AAPFU0939F1ZV" in said.replace("Address Pune", "Pune")
    assert "HSN 21069099 CGST 2.5 % + SGST 2.5 % ₹10.00" in said


@KINDS
async def test_the_receipt_of_anybody_else_is_none(counter: ReceiptCounter, kind: str) -> None:
    await counter.set(shop_gstin="27AASCS2460H1Z0")
    sweet = await counter.sweet("Barfi")
    asha = await new_customer(counter.admin, "Asha Rao")
    said = await words(counter.admin, await counter.sell((sweet, "1"), customer_id=asha["id"]), kind)
    assert "Tax invoice" not in said
    assert "GSTIN" not in said


@KINDS
async def test_what_the_header_says_of_the_shop_is_said_once(counter: ReceiptCounter, kind: str) -> None:
    header = "12 MG Road, Pune\nGSTIN 27AASCS2460H1Z0"
    await counter.set(receipt_header=header, shop_address="12 MG Road, Pune", shop_gstin="27AASCS2460H1Z0")
    hotel = created(await counter.admin.post("/api/customers", json=HOTEL))
    said = await words(
        counter.admin, await counter.sell((await counter.sweet("Barfi"), "1"), customer_id=hotel["id"]), kind
    )
    assert (said.count("12 MG Road"), said.count("27AASCS2460H1Z0")) == (1, 1)


async def test_tax_number_and_address_come_in_and_go_out_by_file(shop: TestShop, admin: AsyncClient) -> None:
    file = 'name,gstin,address\nHotel Surya,27aapfu0939f1zv,"4 Laxmi Road\nPune"\nMess,27AAPFU0939F1ZW,\n'
    imported = await import_customers(shop, file)
    assert (imported.added_updated_unchanged, len(imported.refused)) == ((1, 0, 0), 1)
    answer = await admin.get("/api/exports/customers.csv")
    assert answer.text.split("\r\n")[0] == "name,phone,email,note,gstin,address,credit_limit,balance"
    before = await all_rows(shop)
    assert (await import_customers(shop, answer.text)).added_updated_unchanged == (0, 0, 1)
    assert await all_rows(shop) == before


async def test_a_forgotten_business_leaves_neither_number_nor_address(counter: ReceiptCounter) -> None:
    hotel = created(await counter.admin.post("/api/customers", json=HOTEL))
    await counter.sell((await counter.sweet("Barfi"), "1"), customer_id=hotel["id"])
    assert (await counter.admin.delete(f"/api/customers/{hotel['id']}")).status_code == 204
    ((gstin, address),) = await counter.shop.sql("SELECT gstin, address FROM customers WHERE id = $1", hotel["id"])
    assert (gstin, address) == (None, None)
