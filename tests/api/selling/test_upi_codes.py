"""QR codes of UPI payments, at the counter and on receipts to collect."""

from typing import Any

import pytest
from httpx import AsyncClient

from app.models import Role
from app.printing.qr import qr_svg
from app.schemas.upi import UpiCodeRead
from tests.support.answers import created, field_errors, ok, problem, read_strictly
from tests.support.receipt_parts import (
    ReceiptCounter,
    open_receipt_counter,
    qr_of,
    qr_on_paper,
    receipt,
    words,
)
from tests.support.shop import log_in_as

KINDS = pytest.mark.parametrize("kind", ["html", "pdf"])
VPA = "mithai@okaxis"


@pytest.fixture
async def counter(shop: Any) -> ReceiptCounter:
    counter = await open_receipt_counter(shop)
    await counter.set(upi_id=VPA, shop_name="Mithai Ghar")
    return counter


async def ordered(counter: ReceiptCounter, **fields: Any) -> tuple[AsyncClient, dict[str, Any]]:
    """A customer, and what they ordered for 120.50."""
    customer = await log_in_as(counter.shop, Role.CUSTOMER)
    lines = [{"sweet_id": (await counter.sweet("Peda", price="120.50"))["id"], "quantity": "1"}]
    return customer, created(await customer.post("/api/sales", json={"lines": lines} | fields))


def link_of(sale: dict[str, Any], amount: str) -> str:
    number = sale["number"]
    return (
        f"upi://pay?pa={VPA}&pn=Mithai%20Ghar&am={amount}&cu=INR&tn=Sale%20{number.replace('/', '%2F')}"
        f"&tr={number.replace('-', '').replace('/', '')}"
    )


async def test_a_code_at_the_counter_asks_for_the_amount_and_names_the_ticket(counter: ReceiptCounter) -> None:
    code = ok(await counter.admin.get("/api/upi-code", params={"amount": "250.5", "reference": "T7QK2M"}))
    read_strictly(UpiCodeRead, code)
    link = f"upi://pay?pa={VPA}&pn=Mithai%20Ghar&am=250.50&cu=INR&tn=At%20the%20counter&tr=T7QK2M"
    assert code == {"link": link, "qr_svg": qr_svg(link), "amount": "250.50", "payee": VPA}


@pytest.mark.parametrize("wrong", [{"amount": "0"}, {"amount": "-5"}, {"amount": "1.001"}, {"amount": "NaN"}, {}])
async def test_a_code_is_of_an_amount(counter: ReceiptCounter, wrong: dict[str, str]) -> None:
    assert "amount" in field_errors(await counter.admin.get("/api/upi-code", params=wrong))


@pytest.mark.parametrize("reference", ["2026-27/1", "", "R" * 36, "काजू"])
async def test_a_reference_is_letters_and_digits(counter: ReceiptCounter, reference: str) -> None:
    answer = await counter.admin.get("/api/upi-code", params={"amount": "1", "reference": reference})
    assert "reference" in field_errors(answer)


async def test_a_customer_is_shown_the_code_of_their_own_order(counter: ReceiptCounter) -> None:
    customer, sale = await ordered(counter)
    code = ok(await customer.get(f"/api/sales/{sale['id']}/upi-code"))
    assert (code["link"], code["amount"]) == (link_of(sale, "120.50"), "120.50")
    part = ok(await counter.admin.get(f"/api/sales/{sale['id']}/upi-code", params={"amount": "20"}))
    assert (part["link"], part["amount"]) == (link_of(sale, "20.00"), "20.00")
    account = {"email": "stranger@example.com", "password": "a long enough password"}
    created(await counter.shop.client.post("/api/auth/register", json=account))
    stranger = await counter.shop.log_in(*account.values())
    problem(await stranger.get(f"/api/sales/{sale['id']}/upi-code"), 404, "sale_not_found")


async def test_no_more_is_asked_for_than_is_due(counter: ReceiptCounter) -> None:
    customer, sale = await ordered(counter)
    answer = await customer.get(f"/api/sales/{sale['id']}/upi-code", params={"amount": "120.51"})
    problem(answer, 422, "payments_do_not_add_up")
    ok(await counter.admin.post(f"/api/sales/{sale['id']}/void", json={"reason": "Never came."}))
    problem(await customer.get(f"/api/sales/{sale['id']}/upi-code"), 409, "sale_voided")
    paid = await counter.sell((await counter.sweet("Laddu"), "1"))
    problem(await counter.admin.get(f"/api/sales/{paid['id']}/upi-code"), 409, "sale_paid")


@pytest.mark.parametrize("settings", [{"upi_id": None}, {"upi_id": ""}, {"currency": "EUR"}])
async def test_without_a_upi_id_or_in_another_currency_there_is_no_code(
    counter: ReceiptCounter, settings: dict[str, Any]
) -> None:
    await counter.set(**settings)
    customer, sale = await ordered(counter)
    problem(await counter.admin.get("/api/upi-code", params={"amount": "1"}), 409, "upi_not_set_up")
    problem(await customer.get(f"/api/sales/{sale['id']}/upi-code"), 409, "upi_not_set_up")
    assert ok(await counter.admin.get("/api/shop/limits"))["draws_upi_codes"] is False
    assert "UPI" not in await words(customer, sale, "html")


@pytest.mark.parametrize("upi_id", ["mithai", "@upi", "mithai@", "a b@upi", "mithai@ok axis", "m@x@y", "é@upi", "m@9"])
async def test_a_upi_id_is_a_name_and_a_bank(counter: ReceiptCounter, upi_id: str) -> None:
    assert "/upi_id" in field_errors(await counter.admin.put("/api/settings", json={"upi_id": upi_id}))


@KINDS
async def test_the_receipt_of_an_order_to_collect_has_the_code_to_pay_it_and_no_other(
    counter: ReceiptCounter, kind: str
) -> None:
    customer, sale = await ordered(counter)
    said = await words(customer, sale, kind)
    assert "To pay at collection ₹120.50" in said
    assert said.endswith(
        f"Thank you, come again! Pay ₹120.50 by UPI Scan with any UPI app: {VPA}, sale {sale['number']}"
    )
    answer = await receipt(customer, sale, kind)
    link = link_of(sale, "120.50")
    if kind == "pdf":
        assert qr_on_paper(answer.content) == qr_of(link)
    else:
        assert answer.text.count("<svg") == 1
        assert link.replace("&", "&amp;") in answer.text


@KINDS
async def test_a_paid_receipt_asks_for_nothing(counter: ReceiptCounter, kind: str) -> None:
    sale = await counter.sell((await counter.sweet("Laddu"), "1"), tender="upi")
    assert "Scan with" not in await words(counter.admin, sale, kind)
    answer = await receipt(counter.admin, sale, kind)
    link = f"http://shop.test/api/sales/{sale['id']}"
    assert qr_on_paper(answer.content) == qr_of(link) if kind == "pdf" else link in answer.text
