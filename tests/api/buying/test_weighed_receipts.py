"""Receiving goods as they were weighed, beside their packs or without counting them."""

from decimal import Decimal
from typing import Any

import pytest
from httpx import AsyncClient

from app.schemas.purchase_order import PurchaseOrderRead
from tests.support.answers import created, ok, problem, read_strictly
from tests.support.buying import bought, came, close, line_of, lots_of, new_supplier, ordered, receive
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, stock_of
from tests.support.shop import TestShop

KG = {"unit": "kg", "quantity_step": "0.250", "min_quantity": "0.250"}


async def four_tins(
    admin: AsyncClient, new_sweet: NewSweet, name: str = "Verma Dairy"
) -> tuple[dict[str, Any], dict[str, Any]]:
    """A sweet sold by weight, and an order of 4 x 5 kg of it at 1550.00 for a tin."""
    paneer = await new_sweet(name="Paneer", **KG)
    return paneer, await ordered(admin, await new_supplier(admin, name), line_of(paneer, 4, "5", "1550.00"))


def weighed(quantity: str, **fields: Any) -> dict[str, Any]:
    return {"line_no": 1, "quantity": quantity} | fields


def line(order: dict[str, Any]) -> tuple[str, int, str, str]:
    """The status of an order, the packs counted, what its lots came in with, and what is outstanding."""
    (only,) = order["lines"]
    quantity = sum((Decimal(lot["quantity"]) for lot in lots_of(order)), Decimal("0.000"))
    return order["status"], only["packs_received"], str(quantity), only["outstanding"]


async def test_packs_that_all_came_are_all_of_the_order_whatever_they_weigh(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    paneer, order = await four_tins(admin, new_sweet)
    assert line(order) == ("ordered", 0, "0.000", "20.000")
    received = created(await receive(admin, order, weighed("18.35", packs=4)))
    read_strictly(PurchaseOrderRead, received)
    assert line(received) == ("received", 4, "18.350", "0.000")
    (lot,) = lots_of(received)
    # Weighed goods are paid by weight: 1550.00 for 5 kg, so that 18.35 kg cost 5688.50.
    assert (lot["packs"], lot["quantity"], lot["unit_cost"]) == (4, "18.350", "310.00")
    assert Decimal(lot["quantity"]) * Decimal(lot["unit_cost"]) == Decimal("5688.5")
    assert (await stock_of(admin, paneer))[0] == "18.350"
    ((on_hand, moved),) = await shop.sql(
        "SELECT (SELECT sum(on_hand) FROM lots), (SELECT sum(quantity) FROM stock_movements)"
    )
    assert on_hand == moved == Decimal("18.35")


async def test_goods_that_were_only_weighed_are_outstanding_until_as_much_has_come_or_the_order_is_closed(
    admin: AsyncClient, new_sweet: NewSweet
) -> None:
    paneer, order = await four_tins(admin, new_sweet)
    part = created(await receive(admin, order, weighed("18.35")))
    assert line(part) == ("partially_received", 0, "18.350", "1.650")
    assert lots_of(part)[0]["packs"] is None
    closed = ok(await close(admin, order, "The tins were light."))
    assert line(closed) == ("closed", 0, "18.350", "1.650")
    assert (await stock_of(admin, paneer))[0] == "18.350"
    _, other = await four_tins(admin, new_sweet, "Nandi Dairy")
    created(await receive(admin, other, weighed("18.35")))
    # All that is outstanding is received by weight, because nobody knows how many tins that is.
    whole = created(await receive(admin, other))
    assert line(whole) == ("received", 0, "20.000", "0.000")
    assert [lot["quantity"] for lot in lots_of(whole)] == ["18.350", "1.650"]


async def test_packs_and_weights_of_one_line_add_up(admin: AsyncClient, new_sweet: NewSweet) -> None:
    _, order = await four_tins(admin, new_sweet)
    assert line(created(await receive(admin, order, came(1, 1)))) == ("partially_received", 1, "5.000", "15.000")
    part = created(await receive(admin, order, weighed("4.9", packs=1), weighed("2.5")))
    assert line(part) == ("partially_received", 2, "12.400", "7.500")
    # The two tins that are left may come whole, with the half that was weighed a tenth over at most.
    (over,) = problem(await receive(admin, order, came(1, 2), weighed("0.5")), 409, "over_receipt")["lines"]
    assert (over["outstanding"], over["quantity"], over["unit"]) == ("7.500", "10.500", "kg")
    whole = created(await receive(admin, order, came(1, 1), weighed("3.1")))
    assert line(whole) == ("received", 3, "20.500", "0.000")


@pytest.mark.parametrize(
    ("came_in", "is_possible"),
    [
        pytest.param(weighed("22"), True, id="a_tenth_over_by_weight"),
        pytest.param(weighed("22.001"), False, id="more_than_a_tenth_over_by_weight"),
        pytest.param(weighed("22", packs=4), True, id="packs_a_tenth_heavier"),
        pytest.param(weighed("22.001", packs=4), False, id="packs_more_than_a_tenth_heavier"),
        pytest.param(weighed("18.35", packs=3), False, id="three_packs_that_weigh_more_than_three"),
        pytest.param(weighed("18.35", packs=5), False, id="one_pack_more_although_they_weigh_less"),
        pytest.param(weighed("0.001", packs=4), True, id="packs_that_are_nearly_empty"),
        pytest.param(weighed("183.5"), False, id="a_slip_of_the_point"),
    ],
)
async def test_weighed_goods_may_come_to_a_tenth_more_than_was_ordered(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, came_in: dict[str, Any], is_possible: bool
) -> None:
    _, order = await four_tins(admin, new_sweet)
    before = await all_rows(shop)
    answer = await receive(admin, order, came_in)
    if is_possible:
        assert created(answer)["status"] == "received"
        return
    (over,) = problem(answer, 409, "over_receipt")["lines"]
    assert (over["ordered"], over["received"], over["receiving"]) == (4, 0, came_in.get("packs", 0))
    assert await all_rows(shop) == before


async def test_a_receipt_says_packs_or_a_weight_and_pieces_are_never_weighed(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    peda = await new_sweet(name="Peda", unit="piece")
    order = await ordered(admin, await new_supplier(admin), line_of(peda, 4, "12"))
    before = await all_rows(shop)
    refusal = problem(await receive(admin, order, weighed("47", packs=4)), 422, "not_sold_by_weight")
    assert refusal["errors"][0]["pointer"] == "/lines/0/quantity"
    assert refusal["detail"] == "Peda comes by the piece: give packs."
    (error,) = problem(await receive(admin, order, {"line_no": 1}), 422, "invalid_request")["errors"]
    assert (error["code"], error["detail"]) == ("missing", "Give packs, or for weighed goods quantity, or both.")
    for quantity in ("0", "-1", "1.0001", "NaN"):
        problem(await receive(admin, order, weighed(quantity)), 422, "invalid_request")
    assert await all_rows(shop) == before


async def test_ordered_goods_are_received_off_the_step_the_sweet_has_meanwhile(
    admin: AsyncClient, new_sweet: NewSweet
) -> None:
    paneer, order = await four_tins(admin, new_sweet)
    changed = await admin.patch(
        f"/api/sweets/{paneer['id']}", json={"quantity_step": "3", "min_quantity": "3"}, headers={"If-Match": "*"}
    )
    ok(changed)
    assert line(created(await receive(admin, order))) == ("received", 4, "20.000", "0.000")
    # An order that is made and received at once has its packs on the step, as every new order.
    problem(
        await admin.post(
            "/api/purchases",
            json={"supplier_id": order["supplier"]["id"], "receive": True, "lines": [line_of(paneer, 1, "5")]},
        ),
        422,
        "off_step_quantity",
    )
    assert (await bought(admin, order["supplier"], line_of(paneer, 1, "6")))["status"] == "received"
