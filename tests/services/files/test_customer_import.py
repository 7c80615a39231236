"""Customers from a file: found by phone, else by e-mail and name."""

import pytest
from httpx import AsyncClient

from app.services.files import import_run
from tests.support.databases import all_rows
from tests.support.imports import import_customers
from tests.support.requests import new_customer
from tests.support.shop import TestShop

FILE = """Name,E-Mail,Phone,Note
Asha Rao,asha@example.com,098765 43210,No nuts
Ravi,RAVI@example.com,,
Meera,,+91 98765 43211,
Nobody in particular,,,
"""


async def people(shop: TestShop) -> list[tuple[str | None, ...]]:
    return [tuple(row) for row in await shop.sql("SELECT name, phone, email, note FROM customers ORDER BY id")]


async def test_a_file_becomes_customers(shop: TestShop) -> None:
    imported = await import_customers(shop, FILE)
    assert (imported.added_updated_unchanged, imported.refused) == ((4, 0, 0), [])
    assert await people(shop) == [
        ("Asha Rao", "+919876543210", "asha@example.com", "No nuts"),
        ("Ravi", None, "ravi@example.com", None),
        ("Meera", "+919876543211", None, None),
        ("Nobody in particular", None, None, None),
    ]


async def test_the_same_file_again_changes_nothing_at_all(shop: TestShop) -> None:
    await import_customers(shop, FILE)
    before = await all_rows(shop)
    assert (await import_customers(shop, FILE)).added_updated_unchanged == (0, 0, 4)
    assert await all_rows(shop) == before


async def test_an_import_changes_known_customers_and_keeps_values_left_empty(
    shop: TestShop, admin: AsyncClient
) -> None:
    await new_customer(admin, "Asha", phone="+919876543210", note="No nuts")
    await new_customer(admin, "Ravi", email="ravi@example.com")
    data = "name,phone,email,note\nAsha Rao,9876543210,,\nravi,9876543211,Ravi@example.com,Pays late\n"
    assert (await import_customers(shop, data)).added_updated_unchanged == (0, 2, 0)
    assert await people(shop) == [
        ("Asha Rao", "+919876543210", None, "No nuts"),
        ("ravi", "+919876543211", "ravi@example.com", "Pays late"),
    ]


async def test_a_dry_run_says_the_same_and_changes_nothing(shop: TestShop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_run, "BATCH_ROWS", 2)
    await import_customers(shop, FILE)
    changed = FILE.replace("No nuts", "Nuts") + "New,,98765 43219,\nNew again,,098765-43219,\n"
    before = await all_rows(shop)
    tried = await import_customers(shop, changed, dry_run=True)
    assert await all_rows(shop) == before
    assert tried == await import_customers(shop, changed)
    assert (tried.added_updated_unchanged, tried.lines_refused) == ((1, 1, 3), [(7, "phone")])


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (",asha@example.com,,", "name"),
        ("Asha,nobody,,", "email"),
        ("Asha,,12,", "phone"),
        ("Asha,,call me,", "phone"),
        (f"Asha,,,{'x' * 501}", "note"),
        ('Asha,,,"never closed', None),
    ],
)
async def test_a_bad_row_is_named_with_its_line_and_its_neighbours_are_kept(
    shop: TestShop, row: str, column: str | None
) -> None:
    imported = await import_customers(shop, f"name,email,phone,note\nBefore,,,\n{row}\nAfter,,,\n")
    assert imported.lines_refused == [(3, column)]
    assert [name for name, *_ in await people(shop)] == ["Before", "After"]


async def test_a_person_named_twice_in_a_file_is_refused_the_second_time(shop: TestShop) -> None:
    data = "name,email,phone\nAsha,a@example.com,9876543210\nasha,A@example.com,\nB,,+919876543210\nX,,\nX,,\n"
    imported = await import_customers(shop, data)
    assert imported.lines_refused == [(3, "name"), (4, "phone"), (6, "name")]


async def test_the_forgotten_are_not_found_again(shop: TestShop, admin: AsyncClient) -> None:
    await new_customer(admin, "Deleted customer")
    await shop.sql("UPDATE customers SET anonymised_at = suite.now()")
    assert (await import_customers(shop, "name\nDeleted customer\n")).added_updated_unchanged == (1, 0, 0)


async def test_a_batch_costs_the_same_statements_however_many_rows(shop: TestShop) -> None:
    counted = []
    for start, rows in ((0, 2), (100, 90)):
        for note in ("One", "Two"):
            data = "name,email,note\n" + "".join(f"N{n},n{n}@example.com,{note}\n" for n in range(start, start + rows))
            async with shop.count_statements() as statements:
                await import_customers(shop, data)
            counted.append(len(statements))
    assert counted[:2] == counted[2:]
    assert max(counted) <= 4
