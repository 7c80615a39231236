"""What an export writes, an import reads back: nothing changes in the same shop, and an empty one becomes the same."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest_asyncio
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.core.barcode import check_digit, normalise_barcode
from app.core.csv.numbers import is_shortened
from app.core.names import text_key, tidy
from app.database.embedded import EmbeddedPostgres
from app.models import Allergen, Diet, Unit
from app.repositories.files.catalogue_imports import SWEET_COLUMNS, CatalogueImportRepository
from app.repositories.files.customer_imports import CUSTOMER_COLUMNS, CustomerImportRepository
from app.schemas.export import ExportKind, ExportQuery
from app.services.files.exports import Exports
from tests.support.databases import copied_database
from tests.support.imports import import_catalogue, import_customers
from tests.support.shop import TestShop, running_shop

EXAMPLES = settings(max_examples=25, derandomize=True, suppress_health_check=list(HealthCheck))

ODD = ("=1+1", '="007"', "'98765", "''007", "-5", "+91", "007", 'a"b', "a,b;c\td", "कीमत २", "Ärger", "none", "@", "'")
_LINE = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"))
_LINES = _LINE | st.sampled_from("\n\r\t")


def texts(longest: int, letters: st.SearchStrategy[str] = _LINE) -> st.SearchStrategy[str]:
    odd = st.sampled_from([text for text in ODD if "\t" not in text or letters is _LINES])
    return (odd | st.text(letters, min_size=1, max_size=longest)).map(str.strip).filter(bool)


def decimals(places: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(Decimal(1).scaleb(-places), 9999, places=places, allow_nan=False)


codes = st.sampled_from(ODD) | st.text("aB-1' =0", min_size=1, max_size=8)
barcodes = st.integers(10**11, 10**12 - 1).map(str).map(lambda digits: normalise_barcode(digits + check_digit(digits)))


@st.composite
def sweets(draw: st.DrawFn) -> dict[str, Any]:
    step = draw(decimals(3))
    return {
        "sku": draw(codes.map(tidy).filter(lambda code: code and "\t" not in code and not is_shortened(code))),
        "name": draw(texts(30).map(tidy)),
        "category": draw(st.sampled_from(["Milk", "=Nuts", "मिठाई"])),
        "tax_class": draw(st.sampled_from([None, "GST 5", "'12"])),
        "description": draw(st.none() | texts(60, _LINES)),
        "price": draw(decimals(2)),
        "unit": draw(st.sampled_from(Unit)),
        "quantity_step": step,
        "min_quantity": step * draw(st.integers(1, 9)),
        "low_stock_threshold": draw(st.none() | decimals(3)),
        "shelf_life_days": draw(st.none() | st.integers(1, 3650)),
        "hsn_code": draw(st.none() | st.from_regex("[0-9]{4,8}", fullmatch=True)),
        "barcode": draw(st.none() | barcodes),
        "diet": draw(st.none() | st.sampled_from(Diet)),
        "allergens": draw(st.none() | st.sets(st.sampled_from(Allergen)).map(sorted)),
        "is_archived": draw(st.booleans()),
    }


catalogues = st.lists(
    sweets(), max_size=12, unique_by=(lambda one: text_key(one["sku"]), lambda one: one["barcode"] or one["sku"])
)
lists_of_customers = st.lists(
    st.fixed_dictionaries(
        {
            "name": texts(30).map(tidy),
            "phone": st.none() | st.integers(0, 9999).map(lambda number: f"+91987650{number:04}"),
            "email": st.none() | st.sampled_from(["a@example.com", "-b@example.com"]),
            "note": st.none() | texts(60, _LINES),
            "gstin": st.sampled_from([None, "27AAPFU0939F1ZV"]),
            "address": st.none() | texts(60, _LINES),
        }
    ),
    max_size=12,
    unique_by=(lambda one: text_key(str(one["name"])), lambda one: one["phone"] or one["name"]),
)


@pytest_asyncio.fixture
async def other_shop(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[TestShop]:
    async with copied_database(postgres, template) as url, running_shop(url) as other:
        yield other


async def exported(shop: TestShop, kind: ExportKind) -> str:
    pieces = Exports(shop.database).pieces(kind, ExportQuery(), shop.context.zone)
    return "".join([piece async for piece in pieces])


async def emptied(*shops: TestShop) -> None:
    for shop in shops:
        for table in ("sweets", "categories", "tax_classes", "customers"):
            await shop.sql(f"DELETE FROM {table}")


async def put_in(shop: TestShop, catalogue: list[dict[str, Any]]) -> None:
    now = shop.context.clock()
    async with shop.database.unit_of_work() as session:
        books = CatalogueImportRepository(session)
        categories = sorted({one["category"] for one in catalogue})
        classes = sorted({one["tax_class"] for one in catalogue if one["tax_class"] is not None})
        await books.add_categories(categories, now)
        await books.add_tax_classes(classes, now)
        category_ids = await books.keep_categories(categories)
        class_ids = await books.keep_tax_classes(classes)
        rows = [
            {
                **{name: one[name] for name in SWEET_COLUMNS if name in one},
                "category_id": category_ids[one["category"]],
                "tax_class_id": class_ids.get(one["tax_class"]),
                "archived_at": now if one["is_archived"] else None,
            }
            for one in catalogue
        ]
        assert all(set(row) == set(SWEET_COLUMNS) for row in rows)
        await books.add(rows, now)


@EXAMPLES
@given(catalogue=catalogues)
async def test_a_catalogue_goes_out_and_comes_in(
    shop: TestShop, other_shop: TestShop, catalogue: list[dict[str, Any]]
) -> None:
    await emptied(shop, other_shop)
    await put_in(shop, catalogue)
    file = await exported(shop, ExportKind.CATALOGUE)
    again = await import_catalogue(shop, file)
    assert (again.added_updated_unchanged, again.refused, again.ignored) == ((0, 0, len(catalogue)), [], [])
    assert await shop.sql("SELECT * FROM audit_logs WHERE action LIKE 'sweet.%'") == []
    moved = await import_catalogue(other_shop, file, make_tax_classes=True)
    assert (moved.added_updated_unchanged, moved.refused) == ((len(catalogue), 0, 0), [])
    assert await exported(other_shop, ExportKind.CATALOGUE) == file


@EXAMPLES
@given(customers=lists_of_customers)
@example(
    customers=[{"name": "'98765", "phone": "+919876500001", "email": None, "note": "=1", "gstin": None, "address": "-"}]
)
async def test_a_list_of_customers_goes_out_and_comes_in(
    shop: TestShop, other_shop: TestShop, customers: list[dict[str, Any]]
) -> None:
    await emptied(shop, other_shop)
    assert all(set(one) == set(CUSTOMER_COLUMNS) for one in customers)
    async with shop.database.unit_of_work() as session:
        await CustomerImportRepository(session).add(customers, shop.context.clock())
    file = await exported(shop, ExportKind.CUSTOMERS)
    again = await import_customers(shop, file)
    assert (again.added_updated_unchanged, again.refused) == ((0, 0, len(customers)), [])
    # What they may owe and what they owe is for the shop to say, not for a file.
    assert again.ignored == ["credit_limit", "balance"]
    assert await shop.sql("SELECT * FROM audit_logs WHERE action LIKE 'customer.%'") == []
    moved = await import_customers(other_shop, file)
    assert (moved.added_updated_unchanged, moved.refused) == ((len(customers), 0, 0), [])
    assert await exported(other_shop, ExportKind.CUSTOMERS) == file
