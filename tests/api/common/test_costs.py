"""What goods cost is for admins: no answer tells it to anybody else."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from httpx import AsyncClient, Response

from app.api.for_admins import hidden_fields
from app.models import Role
from app.schemas.lot import LotPage, RecallPage
from app.schemas.stock import MovementRead
from app.schemas.sweet import SweetRead
from tests.support.access import MAY_PASS
from tests.support.access.kit import Act
from tests.support.answers import created, ok
from tests.support.requests import NewSweet, restock
from tests.support.shop import TestShop, log_in_as

SAYS_COST = re.compile("cost|margin|profit")


def costs_in(body: Any) -> Iterator[str]:
    """Return the fields of a JSON text whose name says cost, wherever they are in it, unless they are null."""
    if isinstance(body, list):
        for part in body:
            yield from costs_in(part)
    elif isinstance(body, dict):
        for name, value in body.items():
            if SAYS_COST.search(name) and value is not None:
                yield name
            yield from costs_in(value)


def costs_of(answer: Response) -> set[str]:
    if answer.headers["Content-Type"].startswith("application/json"):
        return set(costs_in(answer.json()))
    return set(SAYS_COST.findall(answer.text)) if "csv" in answer.headers["Content-Type"] else set()


async def test_a_salesperson_reads_no_cost_anywhere(shop: TestShop, acts: dict[str, Act]) -> None:
    salesperson, admin = await log_in_as(shop, Role.SALESPERSON), await log_in_as(shop, Role.ADMIN)
    told: dict[str, set[str]] = {}
    for operation, act in acts.items():
        # A drawer tells of cash, and the admin's is not the salesperson's to see.
        is_drawer = "/drawer-sessions/{drawer_session_id}" in operation
        if operation.startswith("GET") and "salesperson" in MAY_PASS[operation] and not is_drawer:
            answer = await act(salesperson)
            assert answer.is_success, f"{operation}: {answer.text}"
            assert costs_of(answer) == set(), operation
            told[operation] = costs_of(await act(admin))
    # Each of these has one to hide.
    assert {operation for operation, costs in told.items() if costs} == {
        "GET /api/lots",
        "GET /api/lots/{lot_id}",
        "GET /api/lots/{lot_id}/recall",
        "GET /api/sales/{sale_id}/lots",
        "GET /api/stock-movements",
        "GET /api/stock-movements/{movement_id}",
    }


async def test_a_salesperson_who_restocks_is_not_told_the_cost(
    admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    ok(await admin.put("/api/settings", json={"salesperson_may_restock": True}))
    sweet = await new_sweet()
    body = {"quantity": "2", "unit_cost": "31.50"}
    by_admin = created(await admin.post(f"/api/sweets/{sweet['id']}/restock", json=body))
    by_other = created(await salesperson.post(f"/api/sweets/{sweet['id']}/restock", json=body))
    assert (by_admin["unit_cost"], by_admin["lot"]["unit_cost"]) == ("31.50", "31.50")
    assert (by_other["unit_cost"], by_other["lot"]["unit_cost"]) == (None, None)
    assert ok(await admin.get(f"/api/lots/{by_other['lot_id']}"))["unit_cost"] == "31.50"


async def test_a_text_that_looks_like_a_cost_is_left_as_it_is(
    admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    note = 'The label says "unit_cost":"9.00", and "unit_cost" : "8.00".'
    sweet = await new_sweet()
    lot = (await restock(admin, sweet, "2", unit_cost="31.50", note=note))["lot"]["id"]
    seen = ok(await salesperson.get(f"/api/lots/{lot}"))
    assert (seen["unit_cost"], seen["note"]) == (None, note)


@pytest.mark.parametrize("model", [LotPage, RecallPage, MovementRead, list[MovementRead], dict[str, LotPage | None]])
def test_a_marked_field_is_found_however_deep_it_is(model: Any) -> None:
    assert hidden_fields(model) == {"unit_cost"}


def test_a_model_without_a_marked_field_hides_nothing() -> None:
    assert hidden_fields(SweetRead) == set()
