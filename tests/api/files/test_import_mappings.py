"""Mappings of columns that are kept by name and used by imports."""

from typing import Any

import pytest
from httpx import AsyncClient

from app.schemas.import_mapping import ImportMappingRead
from tests.support.access.files import import_of
from tests.support.answers import created, ok, problem, read_strictly
from tests.support.imports import history_books
from tests.support.shop import TestShop
from tests.support.transfers import imported

TILL = {"kind": "till_history", "name": "Old till", "columns": {"date": "When", "time": "When", "item": "What"}}
CUSTOMERS = {"kind": "customers", "name": "Old till", "columns": {"name": "Guest", "phone": "Mobile"}}


async def keep(admin: AsyncClient, body: dict[str, Any]) -> Any:
    return created(await admin.post("/api/import-mappings", json=body))


async def test_a_kept_mapping_is_listed_shown_and_deleted(admin: AsyncClient) -> None:
    mapping = await keep(admin, TILL)
    read_strictly(ImportMappingRead, mapping)
    other = await keep(admin, CUSTOMERS)
    assert ok(await admin.get("/api/import-mappings?kind=till_history"))["items"] == [mapping]
    assert ok(await admin.get(f"/api/import-mappings/{other['id']}")) == other
    assert (await admin.delete(f"/api/import-mappings/{other['id']}")).status_code == 204
    problem(await admin.get(f"/api/import-mappings/{other['id']}"), 404, "import_mapping_not_found")
    problem(await admin.delete(f"/api/import-mappings/{other['id']}"), 404, "import_mapping_not_found")


async def test_a_name_is_kept_once_for_each_kind_of_file_and_one_key_keeps_one(admin: AsyncClient) -> None:
    headers = {"Idempotency-Key": "once"}
    first, again = [created(await admin.post("/api/import-mappings", json=TILL, headers=headers)) for _ in range(2)]
    assert first == again
    taken = await admin.post("/api/import-mappings", json=TILL | {"name": "OLD TILL"})
    problem(taken, 409, "import_mapping_name_taken")


async def test_a_field_that_the_kind_of_file_has_not_is_refused_with_those_it_has(admin: AsyncClient) -> None:
    wrong = await admin.post("/api/import-mappings", json=CUSTOMERS | {"columns": {"dish": "Dish"}})
    assert "name, phone, email, note" in problem(wrong, 422, "invalid_request")["detail"]
    on_the_way = await import_of("customers", "name\nAsha\n", columns='{"dish": "name"}')(admin)
    problem(on_the_way, 422, "invalid_request")


async def test_an_import_finds_its_columns_by_a_kept_mapping_in_any_case_and_by_its_own(
    shop: TestShop, admin: AsyncClient
) -> None:
    await keep(admin, TILL)
    data = "When;No;What;Dish\n2016-10-30 9:00;1;Tea;Cake\n"
    job = await imported(admin, "till_history", data, preset="old TILL", columns='{"ticket": "No"}')
    assert (job["added"], job["options"]["preset"]) == (1, "old TILL")
    await imported(
        admin, "till_history", data.replace("-30", "-31"), preset="Old till", columns='{"ticket": "No", "item": "Dish"}'
    )
    assert [row[3] for row in await history_books(shop)] == ["Tea", "Cake"]
    problem(await import_of("customers", "name\nA\n", preset="Old till")(admin), 404, "import_mapping_not_found")


async def test_customers_and_sweets_are_read_by_columns_of_other_names(shop: TestShop, admin: AsyncClient) -> None:
    await keep(admin, CUSTOMERS)
    job = await imported(admin, "customers", "Name,Guest,Mobile\nx,Asha,98765 43210\n", preset="Old till")
    assert (job["added"], job["refused"], job["ignored_columns"]) == (1, 0, ["Name"])
    ((name, phone),) = await shop.sql("SELECT name, phone FROM customers")
    assert (name, phone) == ("Asha", "+919876543210")
    data = "Code,Dish,Tray,MRP,unit\nA,Tea,Drinks,10,piece\n"
    columns = '{"sku": "Code", "name": "Dish", "category": "Tray", "price": "MRP"}'
    assert (await imported(admin, "catalogue", data, columns=columns))["added"] == 1


@pytest.mark.parametrize("columns", ['{"name": "Gast"}', '{"name": 1}', "name", '["name"]', '{"name": "\\u0000"}'])
async def test_a_choice_that_names_no_column_is_refused(admin: AsyncClient, columns: str) -> None:
    answer = await import_of("customers", "Guest\nAsha\n", columns=columns)(admin)
    assert answer.status_code == 422, answer.text
