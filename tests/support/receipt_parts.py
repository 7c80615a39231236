"""A counter to print receipts at, and their text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from io import BytesIO
from itertools import count
from typing import Any

import segno
from httpx import AsyncClient, Response
from pypdf import PdfReader

from app.models import Role
from tests.support.answers import created, ok
from tests.support.requests import new_category, restock
from tests.support.shop import TestShop, log_in_as

NOW = datetime(2026, 11, 21, 20, 35, tzinfo=UTC)
"""Five past two in the night of the next day, in the shop."""

HEADER, FOOTER = "12 MG Road, Pune\nGSTIN 27ABCDE1234F1Z5", "Eat within days.\nCome again!"
COMPONENTS = [{"name": "CGST", "rate_percent": "2.5"}, {"name": "SGST", "rate_percent": "2.5"}]

_skus = count(1)


@dataclass
class ReceiptCounter:
    """A shop at a fixed moment, and who sells there."""

    shop: TestShop
    admin: AsyncClient
    category: dict[str, Any]

    async def sweet(self, name: str, *lots: tuple[str, str | None], **fields: Any) -> dict[str, Any]:
        """A sweet, with lots of a quantity and a best-before day each."""
        body = {"sku": f"R-{next(_skus)}", "name": name, "category_id": self.category["id"], "price": "100.00"}
        sweet = created(await self.admin.post("/api/sweets", json=body | {"unit": "piece"} | fields))
        for quantity, best_before in lots or (("100", None),):
            await restock(self.admin, sweet, quantity, best_before=best_before)
        return sweet

    async def sell(self, *lines: tuple[dict[str, Any], str] | dict[str, Any], **fields: Any) -> dict[str, Any]:
        """A sale over the counter."""
        asked = [line if isinstance(line, dict) else {"sweet_id": line[0]["id"], "quantity": line[1]} for line in lines]
        return created(await self.admin.post("/api/sales", json={"lines": asked} | fields))

    async def set(self, **settings: Any) -> None:
        """Change settings, and wait until the worker knows."""
        ok(await self.admin.put("/api/settings", json=settings))
        await self.shop.app.state.shop.current_settings._read()

    async def tax_class(self, mode: str) -> int:
        await self.set(tax_mode=mode)
        rates = [{"effective_from": "2017-07-01", "components": COMPONENTS}]
        return int(created(await self.admin.post("/api/tax-classes", json={"name": "Packed", "rates": rates}))["id"])


async def open_receipt_counter(shop: TestShop) -> ReceiptCounter:
    shop.clock.set(NOW)
    admin = await log_in_as(shop, Role.ADMIN)
    return ReceiptCounter(shop, admin, await new_category(admin, "Milk sweets"))


async def receipt(client: AsyncClient, sale: Mapping[str, Any], kind: str) -> Response:
    answer = await client.get(f"/api/sales/{sale['id']}/receipt", params={"format": kind})
    assert answer.status_code == 200, answer.text
    return answer


async def words(client: AsyncClient, sale: Mapping[str, Any], kind: str) -> str:
    """All that a receipt says, with one space between words."""
    return " ".join(text_of(await receipt(client, sale, kind)).split())


def text_of(answer: Response) -> str:
    if answer.headers["content-type"] == "application/pdf":
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    body = re.sub(r"<(style|title|svg)\b.*?</\1>", "", answer.text, flags=re.DOTALL)
    return unescape(re.sub("<[^>]*>", " ", body))


def qr_of(link: str) -> list[list[bool]]:
    return [[bool(module) for module in row] for row in segno.make(link, error="m", micro=False).matrix]


def qr_on_paper(content: bytes) -> list[list[bool]]:
    """The squares of a PDF, as a matrix from the top down."""
    page = PdfReader(BytesIO(content)).pages[-1].get_contents()
    assert page is not None
    found = re.findall(rb"([-\d.]+) ([-\d.]+) ([\d.]+) ([\d.]+) re", page.get_data())
    squares = [(float(x), float(y), float(size)) for x, y, size, height in found if size == height]
    left, top, size = min(x for x, _, _ in squares), max(y for _, y, _ in squares), squares[0][2]
    black = {(round((top - y) / size), round((x - left) / size)) for x, y, _ in squares}
    places = range(max(column for _, column in black) + 1)
    return [[(row, column) in black for column in places] for row in places]
