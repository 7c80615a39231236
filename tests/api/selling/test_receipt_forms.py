"""The forms of a receipt, who may have it, and the strangest of texts in it."""

import asyncio
import re
from io import BytesIO
from typing import Any
from unicodedata import normalize

import pytest
from pypdf import PdfReader

from app.core.config import Settings
from app.core.errors import Unavailable
from app.models import Role
from app.schemas.receipt import ReceiptFormat
from app.services.common.access import Caller
from app.services.selling.receipts.receipts import Receipts
from tests.support.answers import created, ok, problem
from tests.support.concurrency import until
from tests.support.receipt_parts import ReceiptCounter, open_receipt_counter, receipt, text_of, words
from tests.support.requests import new_customer, purchase
from tests.support.shop import TestShop, log_in_as

MAX_WAITING = int(Settings.model_fields["print_queue"].default)

KINDS = pytest.mark.parametrize("kind", ["html", "pdf"])
MM = 72 / 25.4
MAX_LENGTH = 14_400

HOSTILE = [
    "<script>alert(1)</script>",
    "'\"&amp;<b title=x onload=y>",
    "</style></title><!--",
    "W" * 200,
    "क्ष्म्य" * 28,
    "שלום עולם, سكر وقشطة",
    "\u202eRight to left",
    "😀👨\u200d👩\u200d👧 काजू\u200d कतली ₹ € \U0001f1ee\U0001f1f3",
    "a\u0300\u0316\u0301\u0302" * 30,
    "{{7*7}} ${x} %s \\u0000 \\ ( )",
    "日本語 ไทย தமிழ்",
    "\ufeff\u2028\u2029\u0085\u00ad\ufffe",
]


@pytest.fixture
async def counter(shop: TestShop) -> ReceiptCounter:
    return await open_receipt_counter(shop)


@KINDS
@pytest.mark.parametrize("text", HOSTILE)
async def test_whatever_the_shop_calls_its_things_is_printed_and_nothing_more(
    counter: ReceiptCounter, kind: str, text: str
) -> None:
    customer = await new_customer(counter.admin, text)
    ok(await counter.admin.patch("/api/auth/me", json={"full_name": text}))
    await counter.set(shop_name=text, receipt_header=text, receipt_footer=f"{text}\n{text}")
    rates = [{"effective_from": "2017-07-01", "components": [{"name": text[:30], "rate_percent": "5"}]}]
    taxed = created(await counter.admin.post("/api/tax-classes", json={"name": "Odd", "rates": rates}))
    sweet = await counter.sweet(text, tax_class_id=taxed["id"])
    sale = await counter.sell((sweet, "1"), customer_id=customer["id"])
    answer = await receipt(counter.admin, sale, kind)
    for markup in ("<script", "<b ", "<!--", "</style></title>"):
        assert markup not in answer.text.lower() or kind == "pdf"
    # The amounts stand beside the first line of what is broken into several.
    # The names of sweets are kept composed, other texts as they were typed.
    said, wanted = (
        re.sub(r"₹[\d,.]+", "", "".join(normalize("NFC", part).split())) for part in (text_of(answer), sweet["name"])
    )
    # Who reads a PDF takes Hebrew and Arabic to be drawn from right to left.
    times = max(said.count(wanted), said.count(wanted[::-1]))
    assert times == (8 if len(text) <= 30 else 7), said


@KINDS
async def test_the_longest_of_sales_is_printed_on_as_much_paper_as_it_takes(counter: ReceiptCounter, kind: str) -> None:
    sweet = await counter.sweet("W" * 200, ("999", "2026-11-25"), price="9999999.99")
    sale = await counter.sell(*[(sweet, "1")] * 200)
    answer = await receipt(counter.admin, sale, kind)
    assert text_of(answer).count("9,999,999.99") + text_of(answer).count("99,99,999.99") == 400
    if kind == "pdf":
        pages = PdfReader(BytesIO(answer.content)).pages
        assert len(pages) > 1
        assert all(page.mediabox.height <= MAX_LENGTH for page in pages)


async def test_the_paper_is_as_wide_as_a_roll_and_as_long_as_needed(counter: ReceiptCounter) -> None:
    sweet = await counter.sweet("काजू कतली")
    heights = []
    for lines in (1, 20):
        sale = await counter.sell(*[(sweet, "1")] * lines)
        (page,) = PdfReader(BytesIO((await receipt(counter.admin, sale, "pdf")).content)).pages
        assert float(page.mediabox.width) == pytest.approx(80 * MM, abs=0.01)
        heights.append(float(page.mediabox.height) / MM)
    assert heights[0] < 110
    assert 19 * 8 < heights[1] - heights[0] < 19 * 12


async def test_the_fonts_are_within_the_document(counter: ReceiptCounter) -> None:
    sale = await counter.sell((await counter.sweet("काजू कतली"), "1"))
    content = (await receipt(counter.admin, sale, "pdf")).content
    (page,) = PdfReader(BytesIO(content)).pages
    resources: Any = page["/Resources"]
    fonts = [font.get_object() for font in resources["/Font"].values()]
    assert len(fonts) == 2
    for font in fonts:
        (descendant,) = font["/DescendantFonts"]
        file = descendant.get_object()["/FontDescriptor"]["/FontFile2"].get_data()
        # A part of the font, and a font it is.
        assert file.startswith(b"\0\1\0\0")
        assert len(file) < 60_000
    assert len(content) < 30_000


@pytest.mark.parametrize(
    ("asked", "accept", "media_type"),
    [
        ("", None, "text/html"),
        ("", "*/*", "text/html"),
        ("", "text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("", "application/pdf", "application/pdf"),
        ("", "Application/PDF, */*", "application/pdf"),
        ("", "application/pdf;q=0.5, text/html", "text/html"),
        ("", "text/html;q=0.5, application/pdf;q=0.6", "application/pdf"),
        ("", "text/html, application/pdf", "text/html"),
        ("", "application/*", "application/pdf"),
        ("", "application/pdf;q=0", "text/html"),
        ("", "application/pdf;q=high", "text/html"),
        ("", "application/json", "text/html"),
        ("", ",;=,/", "text/html"),
        ("?format=pdf", "text/html", "application/pdf"),
        ("?format=html", "application/pdf", "text/html"),
    ],
)
async def test_the_form_is_the_one_that_is_asked_for_or_else_the_one_preferred(
    counter: ReceiptCounter, asked: str, accept: str | None, media_type: str
) -> None:
    sale = await counter.sell((await counter.sweet("Laddu"), "1"))
    if accept is None:
        del counter.admin.headers["Accept"]
    else:
        counter.admin.headers["Accept"] = accept
    answer = await counter.admin.get(f"/api/sales/{sale['id']}/receipt{asked}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert answer.content.startswith(b"%PDF-" if media_type == "application/pdf" else b"<!DOCTYPE html>")
    ending = media_type.rpartition("/")[2]
    assert answer.headers["content-disposition"] == f'inline; filename="receipt-2026-27-000001.{ending}"'
    assert answer.headers["vary"] == "Accept"


@pytest.mark.parametrize("query", ["format=xml", "format=", "format=PDF", "form=pdf", "format=pdf&format=html"])
async def test_no_other_form_is_taken(counter: ReceiptCounter, query: str) -> None:
    sale = await counter.sell((await counter.sweet("Laddu"), "1"))
    problem(await counter.admin.get(f"/api/sales/{sale['id']}/receipt?{query}"), 422, "invalid_request")


@KINDS
async def test_only_a_user_who_may_see_a_sale_gets_its_receipt(counter: ReceiptCounter, kind: str) -> None:
    shop = counter.shop
    salesperson, buyer = await log_in_as(shop, Role.SALESPERSON), await log_in_as(shop, Role.CUSTOMER)
    account = {"email": "asha@example.com", "password": "rose and rice", "full_name": "Asha Rao"}
    asha_id = created(await shop.client.post("/api/auth/register", json=account))["id"]
    asha = await shop.log_in("asha@example.com", "rose and rice")
    linked = await new_customer(counter.admin, "Mrs Rao", user_id=asha_id)
    sweet = await counter.sweet("Laddu")
    bought = created(await purchase(buyer, sweet, "1"))
    own = created(await purchase(asha, sweet, "1"))
    sold = await counter.sell((sweet, "1"), customer_id=linked["id"])
    walk_in = await counter.sell((sweet, "1"))
    for sale, allowed in ((bought, [buyer]), (own, [asha]), (sold, [asha]), (walk_in, [])):
        path = f"/api/sales/{sale['id']}/receipt?format={kind}"
        for client in (counter.admin, salesperson, *allowed):
            assert (await client.get(path)).status_code == 200
        for client in {buyer, asha} - {*allowed}:
            problem(await client.get(path), 404, "sale_not_found")
        problem(await shop.client.get(path), 401, "not_authenticated")
    problem(await counter.admin.get("/api/sales/999/receipt"), 404, "sale_not_found")
    assert "Customer Asha Rao" in await words(asha, own, kind)
    assert "Customer Mrs Rao" in await words(asha, sold, kind)


@KINDS
async def test_a_user_disabled_a_moment_ago_gets_no_receipt(counter: ReceiptCounter, kind: str) -> None:
    buyer = await log_in_as(counter.shop, Role.CUSTOMER)
    bought = created(await purchase(buyer, await counter.sweet("Laddu"), "1"))
    await counter.shop.sql("UPDATE users SET is_active = false WHERE role = 'customer'")
    problem(await buyer.get(f"/api/sales/{bought['id']}/receipt?format={kind}"), 401, "token_revoked")


async def test_a_bounded_number_waits_for_receipts_and_keeps_no_connection(counter: ReceiptCounter) -> None:
    sale = await counter.sell((await counter.sweet("Laddu"), "1"))
    receipts: Receipts = counter.shop.app.state.shop.receipts
    claims = counter.shop.context.signer.decode(counter.admin.headers["Authorization"][7:], counter.shop.clock())
    async with receipts._print_queue._turn:
        printing = [
            asyncio.create_task(receipts.print(Caller(claims), sale["id"], ReceiptFormat.PDF, "http://shop.test"))
            for _ in range(MAX_WAITING)
        ]

        async def all_wait() -> bool:
            return receipts._print_queue._waiting == MAX_WAITING

        await until(all_wait)
        with pytest.raises(Unavailable, match="too_busy"):
            await receipts.print(Caller(claims), sale["id"], ReceiptFormat.HTML, "http://shop.test")
        refused = await counter.admin.get(f"/api/sales/{sale['id']}/receipt")
        problem(refused, 503, "too_busy")
        assert refused.headers["Retry-After"] == "1"
        # There are ten connections, and sixty-four who wait.
        assert (await counter.admin.get(f"/api/sales/{sale['id']}")).status_code == 200
    assert len({one.content for one in await asyncio.gather(*printing)}) == 1
    assert (await counter.admin.get(f"/api/sales/{sale['id']}/receipt")).status_code == 200
