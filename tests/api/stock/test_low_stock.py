"""The list of sweets that run low or are sold out."""

from typing import Any

import pytest
from httpx import AsyncClient

from app.schemas.stock_alert import LowStockPage
from tests.support.answers import created, ok, problem, read_strictly, walk
from tests.support.buying import bought, line_of, new_supplier
from tests.support.counter import Counter
from tests.support.requests import NewSweet, purchase, restock

LOW_STOCK = "/api/dashboard/low-stock"


async def test_the_list_shows_sweets_with_the_quantity_left_now(
    admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    low = await new_sweet(name="Low", unit="kg", stock="0.75", sku="LOW-1")
    out = await new_sweet(name="Out", stock="6", low_stock_threshold="3")
    created(await purchase(admin, out, "3"))
    created(await purchase(admin, out, "3"))
    created(await purchase(admin, low, "0.25"))
    body = ok(await salesperson.get(LOW_STOCK))
    read_strictly(LowStockPage, body)
    moments = [{name: one.pop(name) for name in ("raised_at", "escalated_at")} for one in body["items"]]
    assert body["items"] == [
        {
            "sweet_id": out["id"],
            "sku": out["sku"],
            "name": "Out",
            "unit": "piece",
            "available": "0.000",
            "threshold": "3.000",
            "state": "out",
            "supplier_id": None,
        },
        {
            "sweet_id": low["id"],
            "sku": "LOW-1",
            "name": "Low",
            "unit": "kg",
            "available": "0.500",
            "threshold": "1.000",
            "state": "low",
            "supplier_id": None,
        },
    ]
    assert moments[1]["escalated_at"] is None
    assert moments[0]["raised_at"] < moments[0]["escalated_at"]


async def test_the_list_is_filtered_sorted_paged_and_counted(admin: AsyncClient, new_sweet: NewSweet) -> None:
    for number in range(5):
        sweet = await new_sweet(name=f"Sweet {number}", stock="4")
        if number % 2:
            created(await purchase(admin, sweet, "4"))
    newest = [f"Sweet {number}" for number in (4, 3, 2, 1, 0)]

    async def names(**params: Any) -> list[str]:
        return [one["name"] for one in ok(await admin.get(LOW_STOCK, params=params))["items"]]

    assert await names() == newest
    assert await names(sort="raised_at") == newest[::-1]
    assert await names(state="out") == ["Sweet 3", "Sweet 1"]
    assert await names(state="low") == ["Sweet 4", "Sweet 2", "Sweet 0"]
    pages = await walk(admin, LOW_STOCK, limit=2)
    assert [[one["name"] for one in page] for page in pages] == [newest[:2], newest[2:4], newest[4:]]
    assert ok(await admin.get(LOW_STOCK, params={"count": True, "state": "out"}))["total"] == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("state", value) for value in ("ok", "LOW", "")),
        *(("sort", value) for value in ("name", "")),
        *(("cursor", value) for value in ("abc", "W10")),
        *((name, "1") for name in ("unit", "sweet_id")),
        ("limit", "0"),
    ],
)
async def test_a_list_that_makes_no_sense_is_refused(unchanged: Counter, name: str, value: str) -> None:
    answer = await unchanged.salesperson.get(LOW_STOCK, params={name: value})
    (error,) = problem(answer, 422, "invalid_request")["errors"]
    assert error["pointer"] == name


async def test_customers_do_not_see_it(unchanged: Counter) -> None:
    problem(await unchanged.customer.get(LOW_STOCK), 403, "forbidden")
    problem(await unchanged.shop.client.get(LOW_STOCK), 401, "not_authenticated")


async def test_a_sweet_that_runs_low_names_the_supplier_of_its_latest_lot(
    admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(low_stock_threshold="30")
    nandi = await new_supplier(admin, "Nandi Dairy")
    await bought(admin, nandi, line_of(sweet, packs=1, pack_size="5"))
    assert [one["supplier_id"] for one in ok(await admin.get(LOW_STOCK))["items"]] == [nandi["id"]]
    await restock(admin, sweet, "5")
    assert [one["supplier_id"] for one in ok(await admin.get(LOW_STOCK))["items"]] == [None]
