"""Scanned codes: the sweet they name, and how much of it."""

from typing import Any

import pytest
from httpx import AsyncClient

from app.core.barcode import check_digit
from app.models import Role
from app.schemas.scan import ScanRead
from tests.support.answers import created, field_errors, ok, problem, read_strictly
from tests.support.requests import NewSweet
from tests.support.shop import TestShop, log_in_as

LAYOUTS = "21IIIIIWWWWWC, 22IIIIIPPPPPC"


def label(digits: str) -> str:
    return digits + check_digit(digits)


@pytest.fixture
async def scales(shop: TestShop, admin: AsyncClient) -> None:
    """The shop has scales that print the weight and scales that print the price."""
    ok(await admin.put("/api/settings", json={"scale_labels": LAYOUTS}))
    await shop.app.state.shop.current_settings._read()


async def scan(client: AsyncClient, code: str) -> dict[str, Any]:
    found: dict[str, Any] = ok(await client.get("/api/sweets/scan", params={"code": code}))
    read_strictly(ScanRead, found)
    return found


async def refused(client: AsyncClient, code: str) -> str:
    answer = await client.get("/api/sweets/scan", params={"code": code})
    return str(problem(answer, 404, "code_not_found")["detail"])


async def test_a_barcode_or_a_sku_names_its_sweet(salesperson: AsyncClient, new_sweet: NewSweet) -> None:
    sweet = await new_sweet(sku="MIL-GULAB", barcode="036000291452")
    for code in ("036000291452", "0036000291452", " 036000291452 "):
        found = await scan(salesperson, code)
        assert found == {
            "sweet": sweet,
            "kind": "barcode",
            "quantity": None,
            "quantity_from": None,
            "is_rounded": False,
            "label_price": None,
        }
    assert (await scan(salesperson, "mil-gulab"))["kind"] == "sku"


async def test_a_barcode_goes_before_a_sku_and_a_sku_before_a_label(
    scales: None, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    code = label("210004200250")
    await new_sweet(sku="42", unit="kg")
    assert (await scan(salesperson, code))["kind"] == "scale_label"
    await new_sweet(sku=code)
    assert (await scan(salesperson, code))["kind"] == "sku"
    await new_sweet(sku="BOX", barcode=code)
    found = await scan(salesperson, code)
    assert (found["sweet"]["sku"], found["kind"], found["quantity"]) == ("BOX", "barcode", None)


@pytest.mark.parametrize(
    ("unit", "digits", "quantity"),
    [
        ("kg", "210004200250", "0.250"),
        ("kg", "210004200247", "0.247"),
        ("kg", "210004299999", "99.999"),
        ("g", "210004200250", "250.000"),
        ("piece", "210004200250", None),
        ("kg", "210004200000", None),
    ],
)
async def test_a_weight_becomes_a_quantity_in_the_unit_of_the_sweet(
    scales: None, salesperson: AsyncClient, new_sweet: NewSweet, unit: str, digits: str, quantity: str | None
) -> None:
    await new_sweet(sku="42", unit=unit)
    found = await scan(salesperson, label(digits))
    source = None if quantity is None else "weight"
    assert (found["quantity"], found["quantity_from"], found["is_rounded"]) == (quantity, source, False)
    assert found["label_price"] is None


@pytest.mark.parametrize(
    ("fields", "digits", "quantity", "is_rounded"),
    [
        ({"unit": "kg", "price": "480.00"}, "220004212000", "0.250", False),
        # 120.10 is 0.25020833... kg, and 0.250 kg is 120.00.
        ({"unit": "kg", "price": "480.00"}, "220004212010", "0.250", True),
        ({"unit": "kg", "price": "480.00", "quantity_step": "0.050"}, "220004213200", "0.300", True),
        ({"unit": "kg", "price": "480.00", "quantity_step": "0.050"}, "220004213199", "0.250", True),
        # Two pieces of three for 10 are 6.67, as they are sold.
        ({"unit": "g", "price": "0.48"}, "220004200101", "2.000", True),
        ({"unit": "g", "price": "0.48"}, "220004200096", "2.000", False),
        ({"unit": "piece", "price": "20.00"}, "220004206000", "3.000", False),
        ({"unit": "piece", "price": "20.00"}, "220004207000", "4.000", True),
        ({"unit": "kg", "price": "9999999999.99"}, "220004200001", None, False),
        ({"unit": "kg", "price": "480.00"}, "220004200000", None, False),
    ],
)
async def test_a_price_is_divided_by_that_of_a_unit_and_rounded_to_the_step(
    scales: None,
    salesperson: AsyncClient,
    new_sweet: NewSweet,
    fields: dict[str, str],
    digits: str,
    quantity: str | None,
    is_rounded: bool,
) -> None:
    await new_sweet(sku="00042", **fields)
    found = await scan(salesperson, label(digits))
    source = None if quantity is None else "price"
    assert (found["quantity"], found["quantity_from"], found["is_rounded"]) == (quantity, source, is_rounded)
    assert found["label_price"] == f"{int(digits[7:10])}.{digits[10:]}"


async def test_what_a_label_says_can_be_sold(scales: None, salesperson: AsyncClient, new_sweet: NewSweet) -> None:
    await new_sweet(sku="42", unit="kg", price="480.00", stock="5")
    found = await scan(salesperson, label("220004212000"))
    line = {"sweet_id": found["sweet"]["id"], "quantity": found["quantity"]}
    sale = created(await salesperson.post("/api/sales", json={"lines": [line], "tender": "cash"}))
    assert sale["total"] == found["label_price"] == "120.00"


async def test_an_item_number_is_the_sku_with_or_without_zeros(
    scales: None, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    code = label("210004200250")
    for sku in ("42", "042", "0042", "00042"):
        await new_sweet(sku=sku, unit="kg")
        assert (await scan(salesperson, code))["sweet"]["sku"] == sku
    await new_sweet(sku="000042", unit="kg")
    assert (await scan(salesperson, code))["sweet"]["sku"] == "00042"


async def test_an_archived_sweet_is_shown_as_such(
    admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(sku="GONE")
    await admin.patch(f"/api/sweets/{sweet['id']}", json={"archived": True}, headers={"If-Match": "*"})
    assert (await scan(salesperson, "GONE"))["sweet"]["archived_at"] is not None


async def test_a_code_of_no_sweet_is_refused_with_what_to_do(
    shop: TestShop, salesperson: AsyncClient, admin: AsyncClient
) -> None:
    assert "find the sweet by its name" in await refused(salesperson, "MIL-GULAB")
    assert "find the sweet by its name" in await refused(salesperson, "8901030865275")
    assert "Scan it again" in await refused(salesperson, "8901030865278")
    assert "scale_labels" in await refused(salesperson, label("210004200250"))
    ok(await admin.put("/api/settings", json={"scale_labels": LAYOUTS}))
    await shop.app.state.shop.current_settings._read()
    assert "item number" in await refused(salesperson, label("210004200250"))
    for code in ("", " ", "x" * 65, "a\tb"):
        assert "code" in field_errors(await salesperson.get("/api/sweets/scan", params={"code": code}))


async def test_a_layout_that_cannot_be_read_is_no_setting(admin: AsyncClient) -> None:
    code, detail = field_errors(await admin.put("/api/settings", json={"scale_labels": "21IIIII"}))["/scale_labels"]
    assert code == "invalid_scale_label"
    assert "21IIIIIWWWWWC" in detail


async def test_a_scan_takes_two_statements(shop: TestShop, new_sweet: NewSweet) -> None:
    await new_sweet(sku="A")
    # Who is asking, and the sweet.
    async with await log_in_as(shop, Role.SALESPERSON) as salesperson:
        for expected in (200, 404):
            async with shop.count_statements() as statements:
                answer = await salesperson.get("/api/sweets/scan", params={"code": "A" if expected == 200 else "B"})
            assert (answer.status_code, len(statements)) == (expected, 2)
