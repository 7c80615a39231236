"""Further columns of a sale's line: the weight of the box, and the cost of the goods."""

from decimal import Decimal

import pytest
from httpx import AsyncClient

from app.schemas.sale import SaleRead
from tests.support.answers import created, ok, problem, read_strictly
from tests.support.requests import NewSweet, purchase, restock
from tests.support.shop import TestShop


@pytest.mark.parametrize("unit", ["kg", "g"])
async def test_the_box_is_weighed_apart_from_the_goods(
    salesperson: AsyncClient, new_sweet: NewSweet, unit: str
) -> None:
    sweet = await new_sweet(unit=unit, price="400.00", quantity_step="0.5", stock="10")
    line = {"sweet_id": sweet["id"], "quantity": "0.5", "tare": "0.05"}
    sale = created(await salesperson.post("/api/sales", json={"lines": [line]}))
    (sold,) = sale["lines"]
    assert (sold["quantity"], sold["tare"], sold["line_total"]) == ("0.500", "0.050", "200.00")
    shown = ok(await salesperson.get(f"/api/sales/{sale['id']}"))
    assert read_strictly(SaleRead, shown) == read_strictly(SaleRead, sale)


@pytest.mark.parametrize("unit", ["piece", "box"])
async def test_the_box_of_goods_sold_by_the_piece_has_no_weight(
    salesperson: AsyncClient, new_sweet: NewSweet, unit: str
) -> None:
    sweet = await new_sweet(unit=unit, stock="10")
    lines = [{"sweet_id": sweet["id"], "quantity": "1"}, {"sweet_id": sweet["id"], "quantity": "1", "tare": "0"}]
    refused = problem(await salesperson.post("/api/sales", json={"lines": lines}), 422, "tare_not_weighed")
    assert refused["errors"][0]["pointer"] == "/lines/1/tare"


async def test_a_line_keeps_the_cost_of_its_goods_or_none_if_it_is_unknown(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet()
    await restock(admin, sweet, "2", unit_cost="10.12", best_before="2098-01-01")
    await restock(admin, sweet, "2", unit_cost="20", best_before="2098-01-02")
    await restock(admin, sweet, "2", best_before="2098-01-03")
    for quantity in ("3", "2", "1"):
        created(await purchase(admin, sweet, quantity))
    rows = await shop.sql("SELECT cost FROM sale_lines ORDER BY sale_id")
    assert [row["cost"] for row in rows] == [Decimal("40.2400000"), None, None]
