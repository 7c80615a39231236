"""UPI links, by NPCI's UPI Linking Specifications."""

from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest

from app.schemas.setting import ShopSettings
from app.services.selling.upi import upi_link, upi_link_of_sale

SHOP = ShopSettings(shop_name="Mithai Ghar", upi_id="mithai.ghar@okaxis")


def fields_of(link: str) -> dict[str, str]:
    parts = urlsplit(link)
    assert (parts.scheme, parts.netloc) == ("upi", "pay")
    return {key: value for key, (value,) in parse_qs(parts.query, strict_parsing=True).items()}


def test_a_sale_is_paid_by_its_number_and_what_is_due() -> None:
    assert upi_link_of_sale(SHOP, "2026-27/000042", Decimal("1762.5")) == (
        "upi://pay?pa=mithai.ghar@okaxis&pn=Mithai%20Ghar&am=1762.50&cu=INR&tn=Sale%202026-27%2F000042&tr=202627000042"
    )


def test_a_payee_of_another_name_than_the_shop_is_named() -> None:
    settings = SHOP.model_copy(update={"upi_name": "Asha & Sons"})
    link = upi_link(settings, Decimal(10), "At the counter", "T1")
    assert "&pn=Asha%20%26%20Sons&" in link
    assert fields_of(link)["pn"] == "Asha & Sons"


@pytest.mark.parametrize("text", ["काजू कतली", "a&am=1", "50% off #1 + ?", "😀", '"<b>'])
def test_no_words_of_the_shop_change_what_is_paid_or_to_whom(text: str) -> None:
    settings = SHOP.model_copy(update={"shop_name": text})
    fields = fields_of(upi_link(settings, Decimal("99.90"), text, text))
    reference = "".join(letter for letter in text if letter.isascii() and letter.isalnum())
    assert fields == {
        "pa": "mithai.ghar@okaxis",
        "pn": text,
        "am": "99.90",
        "cu": "INR",
        "tn": text,
        **({"tr": reference} if reference else {}),
    }


def test_every_field_is_within_the_length_of_the_specification() -> None:
    settings = SHOP.model_copy(update={"shop_name": "क" * 200})
    fields = fields_of(upi_link(settings, Decimal("9999999999.99"), "n" * 200, "R" * 30 + "2026-27/12345678"))
    assert {key: len(value) for key, value in fields.items()} == {
        "pa": 18,
        "pn": 99,
        "am": 13,
        "cu": 3,
        "tn": 50,
        "tr": 35,
    }
    # What tells one payment from another stands at the end.
    assert fields["tr"].endswith("20262712345678")
