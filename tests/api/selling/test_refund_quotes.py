"""Quotes of refunds: the figures and the refusals of the refund itself, and nothing given back."""

from typing import Any

import pytest
from httpx import AsyncClient, Response

from app.schemas.refund import RefundQuoteRead
from tests.support.answers import created, ok, problem, read_strictly
from tests.support.databases import all_rows
from tests.support.requests import NewSweet
from tests.support.selling import GST_5, LONG_AGO, line, new_class, refund, sell, void
from tests.support.shop import TestShop


async def quote(client: AsyncClient, sale: dict[str, Any], *lines: dict[str, Any], **fields: Any) -> Response:
    return await client.post(f"/api/sales/{sale['id']}/refunds/quote", json={"lines": lines} | fields)


@pytest.mark.parametrize("mode", ["inclusive", "exclusive"])
async def test_a_quote_of_a_refund_has_the_figures_of_the_refund(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet, mode: str
) -> None:
    ok(await admin.put("/api/settings", json={"tax_mode": mode}))
    taxed = await new_class(admin, (LONG_AGO, GST_5))
    sweet = await new_sweet(price="33.33", stock="9", tax_class_id=taxed["id"])
    sale = await sell(admin, (sweet, "3"), discount={"amount": "7.77", "reason": "Diwali"}, tender="upi")
    for _ in range(3):
        before = await all_rows(shop)
        quoted = ok(await quote(salesperson, sale, line(1, "1")))
        assert await all_rows(shop) == before
        read_strictly(RefundQuoteRead, quoted)
        refunded = created(await refund(salesperson, sale, line(1, "1")))
        paid_out = [{name: one[name] for name in ("tender", "amount")} for one in refunded["payments"]]
        assert quoted == {name: refunded[name] for name in quoted} | {"payments": paid_out}
    assert ok(await admin.get(f"/api/sales/{sale['id']}"))["refunded_total"] == sale["total"]


async def test_a_quote_of_a_refund_is_refused_as_the_refund_would_be(
    admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    ok(await admin.put("/api/settings", json={"salesperson_max_refund": "200.00"}))
    sweet = await new_sweet(price="100.00", stock="9")
    sale = await sell(admin, (sweet, "4"))
    problem(await quote(salesperson, {"id": 999}, line(1, "1")), 404, "sale_not_found")
    problem(await quote(salesperson, sale, line(1, "0.5")), 422, "off_step_quantity")
    problem(await quote(salesperson, sale, line(2, "1")), 422, "unknown_line")
    problem(await quote(salesperson, sale, line(1, "5")), 409, "over_refund")
    problem(await quote(salesperson, sale, line(1, "3")), 403, "refund_above_limit")
    assert ok(await quote(admin, sale, line(1, "3"), tender="upi"))["tender"] == "upi"
    ok(await void(admin, sale))
    problem(await quote(salesperson, sale, line(1, "1")), 409, "sale_voided")
