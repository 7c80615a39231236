"""A tax invoice stays as it was printed, whatever becomes of the customer."""

from typing import Any

import pytest
from httpx import AsyncClient

from tests.support.answers import created, ok
from tests.support.receipt_parts import ReceiptCounter, open_receipt_counter, words
from tests.support.requests import new_customer, purchase
from tests.support.shop import TestShop

HOTEL = {"name": "Hotel Surya", "gstin": "27AAPFU0939F1ZV", "address": "4 Laxmi Road\nPune 411030"}
OTHER_GSTIN = "27AASCS2460H1Z0"


@pytest.fixture
async def counter(shop: TestShop) -> ReceiptCounter:
    return await open_receipt_counter(shop)


@pytest.fixture
async def hotel(counter: ReceiptCounter) -> dict[str, Any]:
    return await new_customer(counter.admin, **HOTEL)


async def shown(counter: ReceiptCounter, sale: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = ok(await counter.admin.get(f"/api/sales/{sale['id']}"))
    return answer


async def put(counter: ReceiptCounter, sale: dict[str, Any], customer_id: int | None) -> Any:
    return ok(await counter.admin.put(f"/api/sales/{sale['id']}/customer", json={"customer_id": customer_id}))


async def test_an_invoice_says_what_the_business_was_on_the_day(counter: ReceiptCounter, hotel: dict[str, Any]) -> None:
    sold = await counter.sell((await counter.sweet("Barfi"), "1"), customer_id=hotel["id"])
    sale = await shown(counter, sold)
    assert (sold["invoiced_to"], sale["invoiced_to"]) == (HOTEL, HOTEL)
    said = [await words(counter.admin, sale, kind) for kind in ("html", "pdf")]
    changes = {"name": "Surya Palace", "gstin": OTHER_GSTIN, "address": "Mumbai"}
    for change in (changes, dict.fromkeys(("gstin", "address"))):
        ok(await counter.admin.patch(f"/api/customers/{hotel['id']}", json=change))
        assert await shown(counter, sale) == sale
        assert [await words(counter.admin, sale, kind) for kind in ("html", "pdf")] == said


async def test_merging_and_deleting_customers_changes_no_invoice(
    counter: ReceiptCounter, hotel: dict[str, Any]
) -> None:
    sweet = await counter.sweet("Barfi")
    sale = await shown(counter, await counter.sell((sweet, "1"), customer_id=hotel["id"]))
    kept = await new_customer(counter.admin, "Palace", gstin=OTHER_GSTIN, address="Mumbai")
    asha = await new_customer(counter.admin, "Asha")
    bare = await shown(counter, await counter.sell((sweet, "1"), customer_id=asha["id"]))
    said = await words(counter.admin, sale, "pdf")
    for gone_id in (hotel["id"], asha["id"]):
        ok(await counter.admin.post(f"/api/customers/{kept['id']}/merge", json={"from_customer_id": gone_id}))
    assert await shown(counter, sale) == sale | {"customer_id": kept["id"]}
    assert await shown(counter, bare) == bare | {"customer_id": kept["id"]}
    assert (await counter.admin.delete(f"/api/customers/{kept['id']}")).status_code == 204
    assert (await shown(counter, sale))["invoiced_to"] == HOTEL
    assert await words(counter.admin, sale, "pdf") == said


async def test_the_customer_of_a_sale_brings_its_invoice_and_takes_it_away(
    counter: ReceiptCounter, hotel: dict[str, Any]
) -> None:
    sale = await counter.sell((await counter.sweet("Barfi"), "1"))
    asha = await new_customer(counter.admin, "Asha", address="Pune")
    assert sale["invoiced_to"] is None
    for customer_id, invoiced_to in ((hotel["id"], HOTEL), (asha["id"], None), (hotel["id"], HOTEL), (None, None)):
        assert (await put(counter, sale, customer_id))["invoiced_to"] == invoiced_to


async def test_who_becomes_a_business_afterwards_is_invoiced_when_named_again_and_once(
    counter: ReceiptCounter,
) -> None:
    asha = await new_customer(counter.admin, "Asha")
    sale = await counter.sell((await counter.sweet("Barfi"), "1"), customer_id=asha["id"])
    ok(await counter.admin.patch(f"/api/customers/{asha['id']}", json={"gstin": HOTEL["gstin"]}))
    assert (await shown(counter, sale))["invoiced_to"] is None
    assert "Tax invoice" not in await words(counter.admin, sale, "html")
    invoice = {"name": "Asha", "gstin": HOTEL["gstin"], "address": None}
    assert (await put(counter, sale, asha["id"]))["invoiced_to"] == invoice
    ok(await counter.admin.patch(f"/api/customers/{asha['id']}", json={"gstin": OTHER_GSTIN}))
    assert (await put(counter, sale, asha["id"]))["invoiced_to"] == invoice
    entries = ok(await counter.admin.get("/api/audit-logs", params={"action": "sale.customer_changed"}))["items"]
    assert len(entries) == 1


async def test_a_business_that_buys_with_its_own_account_is_invoiced(
    counter: ReceiptCounter, customer: AsyncClient
) -> None:
    sweet = await counter.sweet("Barfi")
    user_id = ok(await customer.get("/api/auth/me"))["id"]
    await new_customer(counter.admin, user_id=user_id, **HOTEL)
    sale = created(await purchase(customer, sweet, "1"))
    assert (sale["customer_id"], sale["invoiced_to"]) == (None, HOTEL)
    assert (await shown(counter, sale))["invoiced_to"] == HOTEL
    assert "Customer's GSTIN 27AAPFU0939F1ZV" in await words(customer, sale, "html")
