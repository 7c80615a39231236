"""The content of a receipt, the same as a page and as PDF."""

import re
from base64 import b64encode
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
import segno

from app.main import create_app
from app.models import Role
from tests.support.answers import created, ok, problem
from tests.support.receipt_parts import (
    FOOTER,
    HEADER,
    ReceiptCounter,
    open_receipt_counter,
    qr_of,
    qr_on_paper,
    receipt,
    words,
)
from tests.support.requests import new_customer
from tests.support.shop import TestShop, log_in_as, running_shop, settings_for

KINDS = pytest.mark.parametrize("kind", ["html", "pdf"])


@pytest.fixture
async def counter(shop: TestShop) -> ReceiptCounter:
    return await open_receipt_counter(shop)


@KINDS
async def test_a_receipt_says_all_there_is_to_say_in_its_order(counter: ReceiptCounter, kind: str) -> None:
    await counter.set(shop_name="Mithai Ghar", receipt_header=HEADER, receipt_footer=FOOTER)
    taxed = {"tax_class_id": await counter.tax_class("exclusive"), "hsn_code": "21069099"}
    katli = await counter.sweet("काजू कतली", ("1", "2026-11-25"), ("1", "2026-11-27"), unit="kg", price="980", **taxed)
    jamun = await counter.sweet("Gulab Jamun", ("50", "2026-11-24"), price="18", **taxed)
    tin = await counter.sweet("Rasgulla tin", unit="box", price="240")
    customer = await new_customer(counter.admin, "Asha Rao")
    ok(await counter.admin.patch("/api/auth/me", json={"full_name": "Ravi Kumar"}))
    sale = await counter.sell(
        {
            "sweet_id": katli["id"],
            "quantity": "1.5",
            "tare": "0.05",
            "discount": {"percent": "10", "reason": "Broken"},
        },
        (jamun, "12"),
        (tin, "1"),
        customer_id=customer["id"],
        amount_given="2000",
    )
    said = await words(counter.admin, sale, kind)
    expected = [
        *("Mithai Ghar", "12 MG Road, Pune GSTIN 27ABCDE1234F1Z5"),
        *(f"Receipt {sale['number']}", "Date 22 Nov 2026, 02:05", "Served by Ravi Kumar", "Customer Asha Rao"),
        *("काजू कतली ₹1,470.00", "Net 1.500 kg × ₹980.00/kg HSN 21069099", "Tare 0.050 kg"),  # noqa: RUF001
        *("Discount -₹147.00", "Best before 25 Nov 2026 (1.000 kg), 27 Nov 2026 (0.500 kg)"),
        *("Gulab Jamun ₹216.00", "12 pieces × ₹18.00 HSN 21069099", "Best before 24 Nov 2026"),  # noqa: RUF001
        *("Rasgulla tin ₹240.00", "1 box × ₹240.00"),  # noqa: RUF001
        *("Subtotal ₹1,926.00", "Discount -₹147.00", "Tax ₹76.96", "Total ₹1,855.96"),
        *("Given in cash ₹2,000.00", "Change ₹144.04"),
        "Tax on top of the prices CGST 2.5 % on ₹1,539.00 ₹38.48 SGST 2.5 % on ₹1,539.00 ₹38.48",
        "Eat within days. Come again!",
    ]
    assert said == " ".join(expected)
    assert (sale["total"], sale["tax_total"], sale["change"]) == ("1855.96", "76.96", "144.04")


@KINDS
async def test_the_rounding_of_cash_is_a_line_of_its_own(counter: ReceiptCounter, kind: str) -> None:
    await counter.set(cash_rounding="1")
    sweet = await counter.sweet("Laddu", price="100.94")
    in_cash = await words(counter.admin, await counter.sell((sweet, "1")), kind)
    assert "Total ₹100.94 Rounding ₹0.06 To pay ₹101.00 Paid in cash ₹101.00" in in_cash
    assert "Discount" not in in_cash
    given = await words(counter.admin, await counter.sell((sweet, "1"), amount_given="200"), kind)
    assert "To pay ₹101.00 Given in cash ₹200.00 Change ₹99.00" in given
    by_card = await words(counter.admin, await counter.sell((sweet, "1"), tender="card"), kind)
    assert "Total ₹100.94 Paid by card ₹100.94" in by_card
    assert "Rounding" not in by_card


@KINDS
async def test_a_receipt_leaves_out_values_that_are_not_set(counter: ReceiptCounter, kind: str) -> None:
    await counter.set(receipt_footer="")
    sweet = await counter.sweet("Laddu", price="10.50")
    sale = await counter.sell((sweet, "1"), tender="upi")
    said = await words(counter.admin, sale, kind)
    ((seller, name),) = await counter.shop.sql("SELECT id, full_name FROM users WHERE role = 'admin'")
    assert said == (
        f"Sweet Shop Receipt {sale['number']} Date 22 Nov 2026, 02:05 Served by {name or f'No. {seller}'} "
        "Laddu ₹10.50 1 piece × ₹10.50 Total ₹10.50 Paid by UPI ₹10.50"  # noqa: RUF001
    )


@KINDS
async def test_a_receipt_tells_lots_with_a_best_before_day_from_those_without(
    counter: ReceiptCounter, kind: str
) -> None:
    sweet = await counter.sweet("Barfi", ("300", "2026-11-25"), ("500", None), unit="g", price="0.80")
    said = await words(counter.admin, await counter.sell((sweet, "750")), kind)
    assert "Net 750 g × ₹0.80/g Best before 25 Nov 2026 (300 g) Total" in said  # noqa: RUF001


@KINDS
@pytest.mark.parametrize("mode", ["inclusive", "exclusive"])
async def test_the_tax_summary_adds_up_to_the_sale(counter: ReceiptCounter, kind: str, mode: str) -> None:
    first = await counter.tax_class(mode)
    rates = [{"effective_from": "2017-07-01", "components": [{"name": "CGST", "rate_percent": "9.125"}]}]
    second = (await counter.admin.post("/api/tax-classes", json={"name": "Tinned", "rates": rates})).json()["id"]
    sweets = [
        await counter.sweet(f"Sweet {number}", price=f"{number}.37", tax_class_id=(first, second, None)[number % 3])
        for number in range(1, 10)
    ]
    sale = await counter.sell(
        *((sweet, "7") for sweet in sweets), discount={"percent": "3.33", "reason": "A regular"}, tender="card"
    )
    said = await words(counter.admin, sale, kind)
    assert ("Tax in the prices" in said, "Tax on top of the prices" in said) == (
        mode == "inclusive",
        mode != "inclusive",
    )
    summary = re.findall(r"(\w+) ([\d.]+) % on ₹([\d,.]+) ₹([\d,.]+)", said)
    assert [(component, rate) for component, rate, *_ in summary] == [
        ("CGST", "9.125"),
        ("CGST", "2.5"),
        ("SGST", "2.5"),
    ]
    due = [tax for line in sale["lines"] for tax in line["taxes"]]
    for component, rate, taxable, amount in summary:
        of_it = [one for one in due if (one["component"], Decimal(one["rate_percent"])) == (component, Decimal(rate))]
        assert Decimal(taxable.replace(",", "")) == sum(Decimal(one["taxable"]) for one in of_it)
        assert Decimal(amount.replace(",", "")) == sum(Decimal(one["amount"]) for one in of_it)
    assert sum(Decimal(amount.replace(",", "")) for *_, amount in summary) == Decimal(sale["tax_total"])
    assert f"Total ₹{Decimal(sale['total']):,.2f}" in said


@KINDS
async def test_a_voided_sale_is_marked_as_such_and_only_that(counter: ReceiptCounter, kind: str) -> None:
    sale = await counter.sell((await counter.sweet("Laddu"), "1"))
    assert "VOIDED" not in await words(counter.admin, sale, kind)
    ok(await counter.admin.post(f"/api/sales/{sale['id']}/void", json={"reason": "A <b>mistake."}))
    said = await words(counter.admin, sale, kind)
    # Once above, and once across.
    assert said.count("VOIDED") == 2
    assert "VOIDED 22 Nov 2026, 02:05 Receipt" in said
    assert "mistake" not in said


@KINDS
async def test_a_receipt_shows_later_refunds(counter: ReceiptCounter, kind: str) -> None:
    sale = await counter.sell((await counter.sweet("Barfi"), "3"), (await counter.sweet("Peda"), "1"))
    assert "Given back" not in await words(counter.admin, sale, kind)
    one = {"lines": [{"line_no": 1, "quantity": "2"}]}
    created(await counter.admin.post(f"/api/sales/{sale['id']}/refunds", json=one))
    text = await words(counter.admin, sale, kind)
    assert text.count("Given back 2 pieces") == 1
    assert re.search(r"Given back since: R2026-27/000001 -₹200.00", text)


async def test_the_code_is_that_of_the_sales_address(counter: ReceiptCounter) -> None:
    sale = await counter.sell((await counter.sweet("Laddu"), "1"))
    link = f"http://shop.test/api/sales/{sale['id']}"
    assert qr_on_paper((await receipt(counter.admin, sale, "pdf")).content) == qr_of(link)
    code = segno.make(link, error="m", micro=False)
    drawn = code.svg_inline(omitsize=True, svgclass=None, lineclass=None, title=link)
    assert drawn in (await receipt(counter.admin, sale, "html")).text


@pytest.mark.parametrize("url", ["https://mithai.example", "https://mithai.example/shop/"])
async def test_the_code_leads_to_where_the_shop_is_said_to_be(
    counter: ReceiptCounter, database_url: str, url: str
) -> None:
    sale = await counter.sell((await counter.sweet("Laddu"), "1"))
    async with running_shop(database_url, public_url=url) as other:
        other.clock.set(counter.shop.clock())
        admin = await log_in_as(other, Role.ADMIN)
        link = f"{url.rstrip('/')}/api/sales/{sale['id']}"
        assert qr_on_paper((await receipt(admin, sale, "pdf")).content) == qr_of(link)
        assert link in (await receipt(admin, sale, "html")).text


@KINDS
@pytest.mark.parametrize("host", [b"[", b'a "<b>', b"\xe9", b"shop.test:x"])
async def test_a_malformed_host_does_no_harm(counter: ReceiptCounter, kind: str, host: bytes) -> None:
    sale = await counter.sell((await counter.sweet("Laddu"), "1"))
    answer = await counter.admin.get(f"/api/sales/{sale['id']}/receipt?format={kind}", headers={b"Host": host})
    assert answer.status_code == 200
    assert b"<b>" not in answer.content
    long = await counter.admin.get(f"/api/sales/{sale['id']}/receipt?format={kind}", headers={"Host": "x" * 3000})
    problem(long, 400, "host_too_long")


async def test_the_page_loads_nothing_from_elsewhere(counter: ReceiptCounter) -> None:
    sale = await counter.sell((await counter.sweet("Laddu"), "1"))
    answer = await receipt(counter.admin, sale, "html")
    (style,) = re.findall(r"<style>(.*?)</style>", answer.text, flags=re.DOTALL)
    policy = answer.headers["content-security-policy"].split("; ")
    assert "default-src 'none'" in policy
    assert f"style-src 'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" in policy
    assert not re.search(
        r"<(script|link|img|iframe|object|form)\b|\bsrc=|\bhref=|\bstyle=|\bon\w+=|url\(|@import", answer.text
    )
    assert "@page { size: 80mm" in style
    assert "@media print" in style
    assert answer.headers["cache-control"] == "no-store"


@KINDS
@pytest.mark.parametrize(
    ("currency", "region", "price", "total"),
    [
        ("EUR", "DE", "1234567.50", "1.234.567,50 €"),
        ("JPY", "JP", "1234567", "¥1,234,567"),
        ("INR", "IN", "1234567.50", "₹12,34,567.50"),
        ("ILS", "IL", "1234567.50", "ILS 1,234,567.50"),
        ("XAF", "CM", "1234567", "FCFA1,234,567"),
        ("KWD", "KW", "1234567.505", "KWD 1,234,567.505"),
    ],
)
async def test_other_money_is_written_as_it_is_kept(
    counter: ReceiptCounter, kind: str, currency: str, region: str, price: str, total: str
) -> None:
    await counter.set(currency=currency, phone_region=region)
    sale = await counter.sell((await counter.sweet("Gold", price=price), "1"))
    assert f"Total {total}" in await words(counter.admin, sale, kind)


def test_both_forms_are_documented() -> None:
    operation = create_app(settings_for("postgresql://nowhere")).openapi()["paths"]["/api/sales/{sale_id}/receipt"][
        "get"
    ]
    content: dict[str, Any] = operation["responses"]["200"]["content"]
    assert content.keys() == {"text/html", "application/pdf"}
    (kind,) = [one for one in operation["parameters"] if one["name"] == "format"]
    assert not kind["required"]
