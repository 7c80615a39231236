"""Receipts in every script: sweets, customers and the shop's own words."""

import pytest

from tests.support.receipt_parts import ReceiptCounter, open_receipt_counter, receipt, text_of
from tests.support.requests import new_customer
from tests.support.scripts import NAMES
from tests.support.shop import TestShop


@pytest.fixture
async def counter(shop: TestShop) -> ReceiptCounter:
    return await open_receipt_counter(shop)


@pytest.mark.parametrize("kind", ["html", "pdf"])
async def test_a_receipt_says_every_name_as_it_is_written(counter: ReceiptCounter, kind: str) -> None:
    sweets = [await counter.sweet(name, ("1", None)) for name in NAMES.values()]
    customer = await new_customer(counter.admin, "山田太郎")
    await counter.set(shop_name="حلوائی", receipt_header="தமிழ் கடை", receipt_footer="שלום")
    sale = await counter.sell(*[(sweet, "1") for sweet in sweets], customer_id=customer["id"])
    said = "".join(text_of(await receipt(counter.admin, sale, kind)).split())
    for name in [*NAMES.values(), "山田太郎", "حلوائی", "தமிழ் கடை", "שלום"]:
        assert "".join(name.split()) in said, name


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("گلاب جامن", ' lang="ur"'),
        ("بقلاوة", ' lang="ar"'),
        ("抹茶チョコ", ' lang="ja"'),
        ("月饼", ' lang="zh"'),
        ("மைசூர் பாக்", ' lang="ta"'),
        ("Kaju Katli", ""),
        ("Kaju گلاب", ' lang="ur"'),
    ],
)
async def test_the_page_says_the_language_and_lets_a_name_run_as_it_is_read(
    counter: ReceiptCounter, name: str, language: str
) -> None:
    sale = await counter.sell((await counter.sweet(name), "1"))
    page = (await receipt(counter.admin, sale, "html")).text
    assert f'<span class="name" dir="auto"{language}>{name}</span>' in page


async def test_the_amount_stays_right_of_a_name_that_is_read_to_the_left(counter: ReceiptCounter) -> None:
    sale = await counter.sell((await counter.sweet("گلاب جامن", price="120.00"), "1"))
    page = (await receipt(counter.admin, sale, "html")).text
    assert 'گلاب جامن</span><span class="amount">₹120.00</span>' in page


async def test_each_line_of_the_shops_own_words_runs_as_it_is_read(counter: ReceiptCounter) -> None:
    await counter.set(receipt_header="تاج محل\n12 MG Road")
    sale = await counter.sell((await counter.sweet("Laddu"), "1"))
    page = (await receipt(counter.admin, sale, "html")).text
    # A paragraph has one direction in HTML, unless its style lets each line have its own.
    assert '<p dir="auto" lang="ur">تاج محل\n12 MG Road</p>' in page
    assert "header p, footer p { white-space: pre-line; unicode-bidi: plaintext; }" in page
