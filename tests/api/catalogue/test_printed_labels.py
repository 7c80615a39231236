"""Labels of sweets and lots as PDF: what they say, on what paper, and what they refuse."""

import itertools
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from httpx import AsyncClient, Response
from pypdf import PageObject, PdfReader

from app.models import Role
from app.printing.barcodes import code_128_modules, ean_modules
from tests.support.answers import field_errors, ok, problem
from tests.support.requests import NewSweet, restock
from tests.support.scripts import NAMES
from tests.support.shop import TestShop, log_in_as

MM = 72 / 25.4
NOON = datetime.fromisoformat("2026-11-10T12:00:00+05:30")
LONG_NAMES = ["W" * 200, "क्ष्म्य" * 28, "Saffron and pistachio kaju katli gift box " * 4, "שלום עולם", "😀" * 50]


@pytest.fixture
async def salesperson(shop: TestShop) -> AsyncClient:
    shop.clock.set(NOON)
    return await log_in_as(shop, Role.SALESPERSON)


@pytest.fixture
async def admin(shop: TestShop) -> AsyncClient:
    shop.clock.set(NOON)
    return await log_in_as(shop, Role.ADMIN)


async def labels(client: AsyncClient, size: str, *wanted: dict[str, Any], **fields: Any) -> Response:
    return await client.post("/api/labels", json={"size": size, "labels": list(wanted)} | fields)


def pages_of(answer: Response) -> list[PageObject]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    return list(PdfReader(BytesIO(answer.content)).pages)


def texts_of(page: PageObject) -> list[tuple[float, float, str]]:
    """Return the left, the baseline from the bottom, and the text of everything that is written."""
    found: list[tuple[float, float, str]] = []

    def note(text: str, _: Any, matrix: list[float], *__: Any) -> None:
        if text.strip():
            found.append((matrix[4], matrix[5], text.strip()))

    page.extract_text(visitor_text=note)
    return found


def said(page: PageObject) -> set[str]:
    return {line.strip() for line in page.extract_text().splitlines() if line.strip()}


def bars_of(page: PageObject) -> list[tuple[float, float]]:
    """Return the left and the width of each rectangle."""
    content = page.get_contents()
    assert content is not None
    lines = content.get_data().decode("latin-1").split("\n")
    numbers = [line.split() for line in lines if line.endswith(" re")]
    return [(float(line[0]), float(line[2])) for line in numbers]


def modules_of(page: PageObject) -> str:
    """Read the bars of a page as modules."""
    bars = bars_of(page)
    module = min(width for _, width in bars)
    modules = ""
    for left, width in bars:
        modules += "0" * (round((left - bars[0][0]) / module) - len(modules)) + "1" * round(width / module)
    return modules


async def test_a_label_of_a_sweet_says_its_price_and_how_long_it_keeps(
    salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(name="काजू कतली", sku="KAJU", price="1250.50", unit="kg", shelf_life_days=7, diet="veg")
    (page,) = pages_of(await labels(salesperson, "38x25", {"sweet_id": sweet["id"]}))
    assert {"₹1,250.50 / kg", "Best before 17 Nov 2026", "KAJU"} <= said(page)
    assert "काजू कतली" in page.extract_text()
    assert (float(page.mediabox.width) / MM, float(page.mediabox.height) / MM) == pytest.approx((38, 25))
    assert modules_of(page) == code_128_modules("KAJU")


async def test_a_label_of_a_lot_says_when_the_lot_expires(
    admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(name="Rasmalai", barcode="5901234123457", shelf_life_days=7)
    lot = (await restock(admin, sweet, "4", best_before="2026-11-12"))["lot"]
    (page,) = pages_of(await labels(salesperson, "50x30", {"lot_id": lot["id"], "net_weight_g": 1250}))
    said_there = page.extract_text()
    for text in ("Rasmalai", "Net 1.25 kg", "Best before 12 Nov 2026", f"Lot {lot['id']}", "5901234123457"):
        assert text in said_there, said_there
    assert modules_of(page) == ean_modules("5901234123457")


async def test_a_pack_of_a_sweet_sold_by_weight_costs_what_its_weight_comes_to(
    salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    by_kg = await new_sweet(name="Barfi", price="480.50", unit="kg")
    by_g = await new_sweet(name="Saffron", price="320.00", unit="g", quantity_step="1", min_quantity="1")
    wanted = [{"sweet_id": sweet["id"], "net_weight_g": 250} for sweet in (by_kg, by_g)]
    first, second = pages_of(await labels(salesperson, "50x30", *wanted))
    for page, texts in ((first, ("₹120.13", "Net 250 g · ₹480.50 / kg")), (second, ("₹80,000.00", "₹320.00 / g"))):
        for text in texts:
            assert text in page.extract_text()


async def test_a_sku_that_no_barcode_can_hold_is_written_alone(salesperson: AsyncClient, new_sweet: NewSweet) -> None:
    for sku in ("मिठाई", "X" * 64):
        sweet = await new_sweet(sku=sku)
        (page,) = pages_of(await labels(salesperson, "38x25", {"sweet_id": sweet["id"]}))
        assert bars_of(page) == []
        assert sku in page.extract_text()


async def test_each_copy_is_a_page_of_a_roll_and_a_place_of_a_sheet(
    salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    barfi, ladoo = await new_sweet(name="Barfi", sku="B-1"), await new_sweet(name="Ladoo", sku="L-1")
    wanted = [{"sweet_id": barfi["id"], "copies": 3}, {"sweet_id": ladoo["id"], "copies": 30}]
    roll = pages_of(await labels(salesperson, "50x30", *wanted))
    assert ["Barfi" in page.extract_text() for page in roll] == [True] * 3 + [False] * 30
    first, second = pages_of(await labels(salesperson, "a4_24", *wanted, first_position=5))
    assert (float(first.mediabox.width) / MM, float(first.mediabox.height) / MM) == pytest.approx((210, 297))
    for page, counts in ((first, (3, 17)), (second, (0, 13))):
        assert (page.extract_text().count("Barfi"), page.extract_text().count("Ladoo")) == counts
    # The fifth label is the second of the second row: each is 70 x 37 mm, with half a millimetre left above.
    left, bottom, _ = next(one for one in texts_of(first) if one[2] == "Barfi")
    assert (left / MM, 297 - bottom / MM) == pytest.approx((70 + 5, 0.5 + 37 + 5 + 9 / MM), abs=0.1)


@pytest.mark.parametrize("size", ["38x25", "50x30", "a4_24", "a4_40"])
@pytest.mark.parametrize("name", LONG_NAMES, ids=["W", "Devanagari", "words", "Hebrew", "emoji"])
async def test_whatever_a_sweet_is_called_nothing_overlaps_or_leaves_its_label(
    admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet, size: str, name: str
) -> None:
    fields: dict[str, Any] = {"price": "9999999999.99", "unit": "kg", "diet": "non_veg"}
    lot = (await restock(admin, await new_sweet(name=name, **fields), "4", best_before="2026-11-12"))["lot"]
    (page,) = pages_of(await labels(salesperson, size, {"lot_id": lot["id"], "net_weight_g": 99_999}))
    content = page.get_contents()
    assert content is not None
    lines = sorted({bottom for _, bottom, _ in texts_of(page)}, reverse=True)
    # Two lines of the name, the price, best before, and the code.
    assert 4 <= len(lines) <= 5
    assert min(upper - lower for upper, lower in itertools.pairwise(lines)) >= 4
    width, height = {"38x25": (38, 25), "50x30": (50, 30), "a4_24": (70, 37), "a4_40": (48.5, 25.4)}[size]
    top = float(page.mediabox.height) - (0 if size[0] != "a" else {"a4_24": 0.5, "a4_40": 21.5}[size] * MM)
    margin = 0 if size != "a4_40" else 8
    assert all(margin * MM < left < (margin + width) * MM for left, _, _ in texts_of(page))
    assert all(top - height * MM < bottom < top for bottom in lines)


async def test_labels_say_every_name_as_it_is_written(salesperson: AsyncClient, new_sweet: NewSweet) -> None:
    sweets = {name: await new_sweet(name=name) for name in NAMES.values()}
    pages = pages_of(await labels(salesperson, "50x30", *[{"sweet_id": sweet["id"]} for sweet in sweets.values()]))
    for name, page in zip(sweets, pages, strict=True):
        assert "".join(name.split()) in "".join(page.extract_text().split())


async def test_a_name_that_is_read_to_the_left_begins_at_the_right(
    salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    for name, is_right in (("گلاب جامن", True), ("Kaju Katli", False)):
        sweet = await new_sweet(name=name)
        (page,) = pages_of(await labels(salesperson, "50x30", {"sweet_id": sweet["id"]}))
        left, _, _ = max(texts_of(page), key=lambda text: text[1])
        assert (left > 20 * MM) is is_right


async def test_what_is_not_there_or_too_much_is_refused(salesperson: AsyncClient, new_sweet: NewSweet) -> None:
    sweet = {"sweet_id": (await new_sweet())["id"]}
    refusal = problem(await labels(salesperson, "38x25", sweet, {"sweet_id": 999}), 422, "unknown_sweet")
    assert [error["pointer"] for error in refusal["errors"]] == ["/labels/1/sweet_id"]
    refusal = problem(await labels(salesperson, "38x25", {"lot_id": 999}), 422, "unknown_lot")
    assert [error["pointer"] for error in refusal["errors"]] == ["/labels/0/lot_id"]
    for answer, pointer, code in (
        (await labels(salesperson, "38x25", {}), "/labels/0/lot_id", "missing"),
        (await labels(salesperson, "38x25", sweet | {"lot_id": 1}), "/labels/0/lot_id", "given_twice"),
        (await labels(salesperson, "38x25", sweet, first_position=2), "", "no_such_position"),
        (await labels(salesperson, "a4_24", sweet, first_position=25), "", "no_such_position"),
        (await labels(salesperson, "38x25", *[sweet | {"copies": 501}] * 2), "", "too_many_copies"),
    ):
        assert field_errors(answer)[pointer][0] == code


@pytest.mark.parametrize("many", [1, 20])
async def test_it_takes_the_same_statements_however_many_labels(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet, many: int
) -> None:
    sweets = [await new_sweet(stock="1") for _ in range(many)]
    lots = ok(await admin.get("/api/lots"))["items"]
    wanted = [{"sweet_id": sweet["id"]} for sweet in sweets] + [{"lot_id": lot["id"]} for lot in lots]
    async with shop.count_statements() as counter:
        assert len(pages_of(await labels(salesperson, "38x25", *wanted))) == 2 * many
    # Who is asking, the sweets, the lots.
    assert len(counter) == 3, counter.statements
