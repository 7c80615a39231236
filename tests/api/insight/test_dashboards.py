"""The dashboards, by the business days of a shop in Kolkata; what the figures mean is in test_day_figures.py."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from httpx import AsyncClient

from app.models import Role
from app.schemas.report import StatsRead, SweetMetricsRead, SweetSalesRead, TopSweetsRead, TotalSalesRead
from tests.support.answers import created, ok, problem, read_strictly
from tests.support.concurrency import until_known
from tests.support.requests import NewSweet, new_category, purchase, restock
from tests.support.shop import TestShop, log_in_as

KOLKATA = ZoneInfo("Asia/Kolkata")
UNKNOWN = ("total_change_percent", "paid_change_percent", "margin_percent", "average_sale")
SPANS = [f"dashboard/{name}" for name in ("total-sales", "top-sweets", "tenders", "takings")] + ["metrics/sweets"]


async def admin_at(shop: TestShop, local: str) -> AsyncClient:
    """An admin at a moment that the shop's wall clock shows."""
    shop.clock.set(datetime.fromisoformat(local).replace(tzinfo=KOLKATA))
    return await log_in_as(shop, Role.ADMIN)


async def sold_at(shop: TestShop, sweet: dict[str, Any], **quantities: str) -> None:
    for moment, quantity in quantities.items():
        created(await purchase(await admin_at(shop, moment), sweet, quantity))


async def total_sales(admin: AsyncClient, **params: str) -> dict[str, Any]:
    answer: dict[str, Any] = ok(await admin.get("/api/dashboard/total-sales", params=params))
    read_strictly(TotalSalesRead, answer)
    return answer


def days(answer: dict[str, Any]) -> list[tuple[str, str, int, str]]:
    return [(one["from"], one["to"], one["sales"], one["total"]) for one in answer["items"]]


async def test_stats_hold_today_the_week_and_the_month_against_the_one_before(
    shop: TestShop, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(price="100.00", stock="100")
    # A Wednesday. Of the weeks before, that which follows its Wednesday is left out; of October, what follows the 18th.
    sales = {
        "2026-10-18T12:00": "8",
        "2026-10-19T12:00": "9",
        "2026-11-01T12:00": "4",
        "2026-11-09T12:00": "1",
        "2026-11-11T12:00": "3",
        "2026-11-12T12:00": "5",
        "2026-11-16T12:00": "2",
        "2026-11-17T12:00": "2",
        "2026-11-18T12:00": "1",
        "2026-11-18T13:00": "2",
    }
    await sold_at(shop, sweet, **sales)
    stats = ok(await (await admin_at(shop, "2026-11-18T18:00")).get("/api/dashboard/stats"))
    read_strictly(StatsRead, stats)
    assert (stats["currency"], stats["day"]) == ("INR", "2026-11-18")
    assert {
        name: (one["sales"], one["total"], one["previous"]["sales"], one["previous"]["total"])
        for name, one in stats.items()
        if name in ("today", "week", "month")
    } == {
        "today": (2, "300.00", 1, "200.00"),
        "week": (4, "700.00", 2, "400.00"),
        "month": (8, "2000.00", 1, "800.00"),
    }
    assert [stats[name]["total_change_percent"] for name in ("today", "week", "month")] == ["50.00", "75.00", "150.00"]
    assert [stats[name]["paid_change_percent"] for name in ("today", "week", "month")] == ["50.00", "75.00", "150.00"]
    assert (stats["month"]["from"], stats["month"]["previous"]["to"]) == ("2026-11-01", "2026-10-18")


async def test_nothing_is_a_percentage_of_nothing(admin: AsyncClient) -> None:
    stats = ok(await admin.get("/api/dashboard/stats"))
    today = stats["today"]
    assert (today["total"], today["sales"]) == ("0.00", 0)
    assert [today[name] for name in UNKNOWN] == [None] * 4


async def test_days_without_a_sale_are_there_with_zeros(shop: TestShop, new_sweet: NewSweet) -> None:
    sweet = await new_sweet(stock="10")
    await sold_at(shop, sweet, **{"2026-11-10T12:00": "1", "2026-11-12T12:00": "2"})
    answer = await total_sales(await admin_at(shop, "2026-11-12T18:00"), **{"from": "2026-11-09", "to": "2026-11-13"})
    assert days(answer) == [
        ("2026-11-09", "2026-11-09", 0, "0.00"),
        ("2026-11-10", "2026-11-10", 1, "100.00"),
        ("2026-11-11", "2026-11-11", 0, "0.00"),
        ("2026-11-12", "2026-11-12", 1, "200.00"),
        ("2026-11-13", "2026-11-13", 0, "0.00"),
    ]
    assert [answer[name] for name in ("from", "to", "by", "sales", "total", "average_sale")] == [
        *("2026-11-09", "2026-11-13", "day", 2, "300.00", "150.00")
    ]


async def test_weeks_and_months_at_the_ends_are_cut_off_there(shop: TestShop, new_sweet: NewSweet) -> None:
    sweet = await new_sweet(stock="100")
    sales = {"2026-10-27T12:00": "1", "2026-10-28T12:00": "2", "2026-11-01T12:00": "4", "2026-11-02T12:00": "8"}
    await sold_at(shop, sweet, **sales, **{"2026-11-10T12:00": "16", "2026-11-11T12:00": "32"})
    admin = await admin_at(shop, "2026-11-12T18:00")
    span = {"from": "2026-10-28", "to": "2026-11-10"}
    weeks = await total_sales(admin, by="week", **span)
    assert days(weeks) == [
        ("2026-10-28", "2026-11-01", 2, "600.00"),
        ("2026-11-02", "2026-11-08", 1, "800.00"),
        ("2026-11-09", "2026-11-10", 1, "1600.00"),
    ]
    months = await total_sales(admin, by="month", **span)
    assert days(months) == [("2026-10-28", "2026-10-31", 1, "200.00"), ("2026-11-01", "2026-11-10", 3, "2800.00")]
    assert weeks["total"] == months["total"] == "3000.00"


async def test_a_day_ends_at_midnight_of_the_shop_to_the_second(shop: TestShop, new_sweet: NewSweet) -> None:
    sweet = await new_sweet(stock="10")
    await sold_at(shop, sweet, **{"2026-11-10T23:59:59.999999": "1", "2026-11-11T00:00:00": "2"})
    admin = await admin_at(shop, "2026-11-11T00:00:01")
    span = {"from": "2026-11-10", "to": "2026-11-11"}
    assert [total for *_, total in days(await total_sales(admin, **span))] == ["100.00", "200.00"]
    assert ok(await admin.get("/api/dashboard/stats"))["day"] == "2026-11-11"


async def test_a_day_that_ends_at_two_takes_the_early_hours_with_it(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="100")
    ok(await admin.put("/api/settings", json={"day_end": "02:00"}))
    await until_known(shop, "day_end", "02:00")
    sales = {"2026-11-10T12:00": "1", "2026-11-11T00:30": "2", "2026-11-11T01:59:59": "4", "2026-11-11T02:00": "8"}
    await sold_at(shop, sweet, **sales)
    late = await admin_at(shop, "2026-11-12T01:30")
    assert ok(await late.get("/api/dashboard/stats"))["day"] == "2026-11-11"
    span = {"from": "2026-11-10", "to": "2026-11-11"}
    assert [total for *_, total in days(await total_sales(late, **span))] == ["700.00", "800.00"]
    assert (await total_sales(late))["to"] == "2026-11-11"


async def test_one_sweet_shows_what_it_brought_on_each_day_less_what_was_given_back(
    shop: TestShop, new_sweet: NewSweet
) -> None:
    sweet, other, never_sold = [await new_sweet(price="100.00", stock="50") for _ in range(3)]
    await sold_at(shop, sweet, **{"2026-11-10T12:00": "1", "2026-11-12T12:00": "5"})
    await sold_at(shop, other, **{"2026-11-12T12:00": "7"})
    admin = await admin_at(shop, "2026-11-13T12:00")
    sale = ok(await admin.get("/api/sales"))["items"][1]
    created(
        await admin.post(
            f"/api/sales/{sale['id']}/refunds", json={"lines": [{"line_no": 1, "quantity": "2"}], "restock": False}
        )
    )
    answer = ok(await admin.get(f"/api/dashboard/sweets/{sweet['id']}?from=2026-11-10"))
    read_strictly(SweetSalesRead, answer)
    assert [(one["day"], one["quantity"], one["total"]) for one in answer["items"]] == [
        ("2026-11-10", "1.000", "100.00"),
        ("2026-11-11", "0.000", "0.00"),
        ("2026-11-12", "5.000", "500.00"),
        ("2026-11-13", "-2.000", "-200.00"),
    ]
    assert (answer["quantity"], answer["refunded"], answer["total"]) == ("4.000", "2.000", "400.00")
    answer = ok(await admin.get(f"/api/dashboard/sweets/{never_sold['id']}"))
    assert (len(answer["items"]), answer["total"], answer["quantity"]) == (30, "0.00", "0.000")
    problem(await admin.get("/api/dashboard/sweets/999"), 404, "sweet_not_found")


@pytest.mark.parametrize("path", SPANS)
async def test_thirty_days_to_today_are_shown_unless_others_are_asked_for(shop: TestShop, path: str) -> None:
    admin = await admin_at(shop, "2026-11-18T12:00")
    answer = ok(await admin.get(f"/api/{path}"))
    assert (answer["from"], answer["to"]) == ("2026-10-20", "2026-11-18")


@pytest.mark.parametrize("path", SPANS)
@pytest.mark.parametrize(
    ("params", "code"),
    [
        ("from=2026-11-02&to=2026-11-01", "from_after_to"),
        ("from=2199-12-31", "from_after_to"),
        ("from=2010-01-01&to=2026-01-01", "range_too_long"),
        *((f"{name}={value}", None) for name in ("from", "to") for value in ("", "NaN", "0", "today", "2026-02-30")),
        ("from=1999-12-31", "day_out_of_range"),
        ("to=2200-01-01", None),
        *((f"{name}=1", None) for name in ("begins", "ends", "days", "colour")),
        ("by=year", None),
        ("by=DAY", None),
        ("limit=0", None),
        ("limit=ten", None),
        ("unit=stone", None),
        ("from=2026-11-01&from=2026-11-02", None),
    ],
)
async def test_a_report_refuses_bad_parameters(admin: AsyncClient, path: str, params: str, code: str | None) -> None:
    body = (await admin.get(f"/api/{path}?{params}")).json()
    assert body["status"] == 422, body
    if code is not None:
        assert [(one["pointer"], one["code"]) for one in body["errors"]] == [("from", code)]


async def test_stats_refuse_all_parameters(admin: AsyncClient) -> None:
    problem(await admin.get("/api/dashboard/stats?from=2026-11-01"), 422, "invalid_request")


async def ranked(admin: AsyncClient, **params: str) -> list[tuple[int, str, str, str]]:
    answer = ok(await admin.get("/api/dashboard/top-sweets", params=params))
    read_strictly(TopSweetsRead, answer)
    return [(one["rank"], one["sweet"]["sku"], one["quantity"], one["total"]) for one in answer["items"]]


async def test_the_best_sellers_by_money_are_one_list_and_by_quantity_one_for_each_unit(
    admin: AsyncClient, new_sweet: NewSweet
) -> None:
    kilos = {"unit": "kg", "quantity_step": "0.1", "min_quantity": "0.1"}
    dear = await new_sweet(sku="DEAR", price="900.00", stock="9", **kilos)
    cheap = await new_sweet(sku="CHEAP", price="100.00", stock="9", **kilos)
    grams = await new_sweet(sku="GRAMS", price="1.00", unit="g", stock="9999")
    piece = await new_sweet(sku="PIECE", price="10.00", stock="99")
    equal = await new_sweet(sku="EQUAL", price="10.00", stock="99")
    await new_sweet(sku="UNSOLD", price="10.00", stock="99")
    mistake = await new_sweet(sku="MISTAKE", price="10.00", stock="99")
    for sweet, quantity in ((dear, "0.5"), (cheap, "2"), (grams, "300"), (equal, "40"), (piece, "40")):
        created(await purchase(admin, sweet, quantity))
    sale = created(await purchase(admin, mistake, "99"))
    ok(await admin.post(f"/api/sales/{sale['id']}/void", json={"reason": "A mistake."}))
    by_money = [
        ("DEAR", "0.500", "450.00"),
        ("PIECE", "40.000", "400.00"),
        ("EQUAL", "40.000", "400.00"),
        ("GRAMS", "300.000", "300.00"),
        ("CHEAP", "2.000", "200.00"),
    ]
    assert await ranked(admin) == [(rank, *one) for rank, one in enumerate(by_money, 1)]
    assert [one[:2] for one in await ranked(admin, limit="2")] == [(1, "DEAR"), (2, "PIECE")]
    assert [one[:2] for one in await ranked(admin, unit="kg")] == [(1, "DEAR"), (2, "CHEAP")]
    by_quantity = [(1, "CHEAP"), (2, "DEAR"), (1, "GRAMS"), (1, "PIECE"), (2, "EQUAL")]
    assert [one[:2] for one in await ranked(admin, by="quantity")] == by_quantity
    assert [one[1] for one in await ranked(admin, by="quantity", limit="1")] == ["CHEAP", "GRAMS", "PIECE"]
    assert [one[:2] for one in await ranked(admin, by="quantity", unit="piece")] == [(1, "PIECE"), (2, "EQUAL")]
    assert await ranked(admin, unit="box") == []


async def test_only_sweets_sold_in_the_period_are_ranked_archived_or_not(shop: TestShop, new_sweet: NewSweet) -> None:
    early, late = [await new_sweet(sku=sku, stock="9") for sku in ("EARLY", "LATE")]
    await sold_at(shop, early, **{"2026-11-10T12:00": "9"})
    await sold_at(shop, late, **{"2026-11-11T12:00": "1"})
    admin = await admin_at(shop, "2026-11-11T18:00")
    assert (await admin.delete(f"/api/sweets/{early['id']}", headers={"If-Match": "*"})).status_code == 204
    assert [one[1] for one in await ranked(admin, **{"from": "2026-11-11"})] == ["LATE"]
    answer = ok(await admin.get("/api/dashboard/top-sweets?to=2026-11-10"))
    assert [one["sweet"] for one in answer["items"]] == [
        {
            "id": early["id"],
            "sku": "EARLY",
            "name": "SKU-1",
            "category": {"id": early["category"]["id"], "name": "Milk sweets"},
            "unit": "piece",
            "archived": True,
        }
    ]


async def test_the_metrics_of_categories_add_no_kilos_to_pieces(admin: AsyncClient, new_sweet: NewSweet) -> None:
    other = await new_category(admin, "Gift boxes")
    await new_category(admin, "Empty")
    kilos = {"unit": "kg", "quantity_step": "0.1", "min_quantity": "0.1"}
    barfi = await new_sweet(price="10.00")
    peda = await new_sweet(price="100.00", **kilos)
    box = await new_sweet(price="50.00", unit="box", category_id=other["id"])
    gone = await new_sweet(price="10.00", stock="3")
    await restock(admin, barfi, "10", unit_cost="4.25")
    await restock(admin, barfi, "5")
    await restock(admin, peda, "2.5", unit_cost="33.33")
    await restock(admin, box, "4", unit_cost="20")
    created(await purchase(admin, barfi, "2"))
    created(await purchase(admin, peda, "0.5"))
    assert (await admin.delete(f"/api/sweets/{gone['id']}", headers={"If-Match": "*"})).status_code == 204
    answer = ok(await admin.get("/api/metrics/sweets"))
    read_strictly(SweetMetricsRead, answer)
    nothing = {"kg": "0.000", "g": "0.000", "piece": "0.000", "box": "0.000"}
    shown = ("count", "archived", "on_hand", "value", "value_at_price", "lots_without_cost", "sold", "total", "margin")
    found = {one["category"]["name"]: [one[name] for name in shown] for one in answer["items"]}
    assert found == {
        "Empty": [0, 0, nothing, "0.00", "0.00", 0, nothing, "0.00", "0.00"],
        "Gift boxes": [1, 0, nothing | {"box": "4.000"}, "80.00", "200.00", 0, nothing, "0.00", "0.00"],
        # 8 at 4.25 and 2 kg at 33.33; 5 and 3 of unknown cost. The margins are 2 of 5.75 and half of 66.67.
        "Milk sweets": [
            *(2, 1, nothing | {"kg": "2.000", "piece": "16.000"}, "100.66", "360.00", 2),
            *(nothing | {"kg": "0.500", "piece": "2.000"}, "70.00", "44.83"),
        ],
    }
    assert [one["category"]["name"] for one in answer["items"]] == ["Empty", "Gift boxes", "Milk sweets"]
    assert [answer["total"][name] for name in shown] == [
        *(3, 1, nothing | {"kg": "2.000", "piece": "16.000", "box": "4.000"}, "180.66", "560.00", 2),
        *(nothing | {"kg": "0.500", "piece": "2.000"}, "70.00", "44.83"),
    ]
    tomorrow = ok(await admin.get("/api/metrics/sweets?from=2030-01-01&to=2030-01-02"))
    assert (tomorrow["total"]["total"], tomorrow["total"]["value"]) == ("0.00", "180.66")
