"""The worked examples of docs/figures.md."""

from pathlib import Path
from typing import Any

from httpx import AsyncClient

from tests.support.answers import created, ok

FIGURES = " ".join((Path(__file__).parents[2] / "docs" / "figures.md").read_text().split())
RATES = [
    {
        "effective_from": "2017-07-01",
        "components": [{"name": "CGST", "rate_percent": "2.5"}, {"name": "SGST", "rate_percent": "2.5"}],
    }
]


def said(*sentences: str) -> None:
    for sentence in sentences:
        assert sentence in FIGURES, sentence


async def tax_class(admin: AsyncClient, mode: str) -> int:
    ok(await admin.put("/api/settings", json={"tax_mode": mode}))
    made = created(await admin.post("/api/tax-classes", json={"name": "Packed", "rates": RATES}))
    return int(made["id"])


async def sell(admin: AsyncClient, sweet: dict[str, Any], *quantities: str, **fields: Any) -> dict[str, Any]:
    lines = [{"sweet_id": sweet["id"], "quantity": quantity} for quantity in quantities]
    return created(await admin.post("/api/sales", json={"lines": lines} | fields))
