"""The header of a file, asked for by its beginning: the one that the import finds."""

import pytest
from httpx import AsyncClient, Response

from tests.support.answers import ok, problem

TITLES = "Sharma Sweets,Shop 3\nOctober 2025,\n\n"


async def header(admin: AsyncClient, kind: str, data: str | bytes, content_type: str = "text/csv") -> Response:
    headers = {"Content-Type": content_type}
    return await admin.post("/api/imports/header", params={"kind": kind}, content=data, headers=headers)


@pytest.mark.parametrize(
    ("kind", "data", "line", "titles"),
    [
        ("catalogue", "sku,name,category,price,unit\n", 1, ["sku", "name", "category", "price", "unit"]),
        ("catalogue", f"{TITLES}SKU;Name;Price\nA;Barfi;1\n", 4, ["SKU", "Name", "Price"]),
        ("catalogue", "What,How much\nBarfi,12", 1, ["What", "How much"]),
        ("customers", f"{TITLES}First name|Last name\nAsha|Rao\n", 4, ["First name", "Last name"]),
        ("till_history", f"{TITLES}Bill no,,Item,Date\n1,,Tea,2016-10-30\n", 4, ["Bill no", "Item", "Date"]),
        ("till_history", '"On two\nlines",Item,Date\n1,2,3', 1, ["On two\nlines", "Item", "Date"]),
        ("till_history", "Día,Item,Ticket,Date\n".encode("utf-16"), 1, ["Día", "Item", "Ticket", "Date"]),
        ("till_history", "Día;Item;Ticket;Date\n".encode("cp1252"), 1, ["Día", "Item", "Ticket", "Date"]),
    ],
)
async def test_the_header_is_found_as_the_import_finds_it(
    admin: AsyncClient, kind: str, data: str | bytes, line: int, titles: list[str]
) -> None:
    assert ok(await header(admin, kind, data)) == {"line": line, "titles": titles}


async def test_what_has_no_header_is_rejected_with_the_reason(admin: AsyncClient) -> None:
    for data, reason in (("", "has no header"), (b"PK\x03\x04...", "a workbook")):
        assert reason in problem(await header(admin, "catalogue", data), 422, "csv_refused")["detail"]
    problem(await header(admin, "catalogue", "sku,name", "text/plain"), 415, "unsupported_media_type")
    problem(await header(admin, "catalogue", "x" * 70_000), 413, "body_too_large")
