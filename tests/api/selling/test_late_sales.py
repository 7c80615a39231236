"""What was sold in a power cut is entered later, and counts on the day it was sold."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response

from app.models import Role
from app.schemas.sale import SaleRead
from app.services.insight.verification import VerificationService
from tests.support.answers import created, field_errors, ok, problem, read_strictly
from tests.support.databases import all_rows
from tests.support.receipt_parts import words
from tests.support.requests import NewSweet
from tests.support.shop import TestShop, log_in_as

NOON = datetime(2026, 11, 10, 6, 30, tzinfo=UTC)
"""Noon in the shop."""
MORNING = NOON - timedelta(hours=3)
YESTERDAY = NOON - timedelta(days=1)


@pytest.fixture
async def staff(shop: TestShop) -> dict[Role, AsyncClient]:
    shop.clock.set(NOON)
    return {role: await log_in_as(shop, role) for role in Role}


async def sell(client: AsyncClient, sweet: dict[str, Any], sold_at: datetime, **fields: Any) -> Response:
    body = {"lines": [{"sweet_id": sweet["id"], "quantity": "2"}], "sold_at": sold_at.isoformat()} | fields
    return await client.post("/api/sales", json=body)


async def test_a_sale_of_the_open_day_is_entered_by_anybody_of_the_staff(
    shop: TestShop, staff: dict[Role, AsyncClient], new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="9")
    sale = created(await sell(staff[Role.SALESPERSON], sweet, MORNING))
    shown = ok(await staff[Role.ADMIN].get(f"/api/sales/{sale['id']}"))
    assert (shown["sold_at"], shown["created_at"]) == ("2026-11-10T03:30:00.000000Z", "2026-11-10T06:30:00.000000Z")
    assert (shown["business_day"], shown["late_reason"]) == ("2026-11-10", None)
    assert read_strictly(SaleRead, shown) == read_strictly(SaleRead, sale)
    for kind in ("html", "pdf"):
        said = await words(staff[Role.ADMIN], sale, kind)
        assert "Date 10 Nov 2026, 09:00 Entered 10 Nov 2026, 12:00" in said


async def test_a_sale_of_a_day_that_has_ended_is_entered_by_an_admin_with_a_reason(
    shop: TestShop, staff: dict[Role, AsyncClient], new_sweet: NewSweet
) -> None:
    admin, sweet = staff[Role.ADMIN], await new_sweet(price="10", stock="9")
    late = {"late_reason": "No power"}
    problem(await sell(staff[Role.SALESPERSON], sweet, YESTERDAY, **late), 403, "business_day_closed")
    problem(await sell(admin, sweet, YESTERDAY), 422, "late_reason_missing")
    first = created(await sell(admin, sweet, NOON))
    sale = created(await sell(admin, sweet, YESTERDAY, **late))
    assert (sale["business_day"], sale["late_reason"]) == ("2026-11-09", "No power")
    assert int(sale["number"][-6:]) == int(first["number"][-6:]) + 1
    days = await shop.sql("SELECT day::text, sale_count, total::text FROM daily_sales ORDER BY day")
    assert [tuple(day) for day in days] == [("2026-11-09", 1, "20.00"), ("2026-11-10", 1, "20.00")]
    async with shop.database.unit_of_work() as session:
        assert await VerificationService(session, shop.context).verify() == []
    ((entry,),) = await shop.sql(
        "SELECT after ->> 'late_reason' FROM audit_logs WHERE action = 'sale.created' AND entity_id = $1", sale["id"]
    )
    assert entry == "No power"


async def test_the_open_day_is_that_of_the_books(
    shop: TestShop, staff: dict[Role, AsyncClient], new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="9")
    ok(await staff[Role.ADMIN].put("/api/settings", json={"day_end": "02:00"}))
    await shop.app.state.shop.current_settings._read()
    # Half past one in the night, and eleven in the evening before.
    shop.clock.set(datetime(2026, 11, 10, 20, 0, tzinfo=UTC))
    clerk = await log_in_as(shop, Role.SALESPERSON)
    sale = created(await sell(clerk, sweet, datetime(2026, 11, 10, 17, 30, tzinfo=UTC)))
    assert sale["business_day"] == "2026-11-10"


async def test_a_late_sale_is_in_the_export_of_its_day(staff: dict[Role, AsyncClient], new_sweet: NewSweet) -> None:
    admin = staff[Role.ADMIN]
    long_ago = NOON - timedelta(days=20)
    sale = created(await sell(admin, await new_sweet(stock="9"), long_ago, late_reason="Found a slip"))
    of_its_day = {"from": "2026-10-21", "to": "2026-10-21"}
    of_today = {"from": "2026-11-10", "to": "2026-11-10"}
    for name in ("sales", "sale-lines"):
        assert sale["number"] in (await admin.get(f"/api/exports/{name}.csv", params=of_its_day)).text
        assert sale["number"] not in (await admin.get(f"/api/exports/{name}.csv", params=of_today)).text


async def test_what_cannot_be_a_late_sale_is_refused(
    shop: TestShop, staff: dict[Role, AsyncClient], new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="9")
    before = await all_rows(shop)
    problem(await sell(staff[Role.ADMIN], sweet, NOON + timedelta(seconds=1)), 422, "sold_in_future")
    problem(await sell(staff[Role.CUSTOMER], sweet, MORNING), 403, "forbidden")
    body = {"lines": [{"sweet_id": sweet["id"], "quantity": "2"}], "late_reason": "No power"}
    assert "" in field_errors(await staff[Role.ADMIN].post("/api/sales", json=body))
    assert await all_rows(shop) == before


@pytest.mark.parametrize("setting", [{"time_zone": "America/New_York"}, {"day_end": "11:00"}])
async def test_nothing_was_sold_before_the_days_that_books_know(
    shop: TestShop, staff: dict[Role, AsyncClient], new_sweet: NewSweet, setting: dict[str, str]
) -> None:
    admin, sweet = staff[Role.ADMIN], await new_sweet(stock="9")
    ok(await admin.put("/api/settings", json=setting))
    await shop.app.state.shop.current_settings._read()
    late = {"late_reason": "No power"}
    for long_ago in (datetime(1, 1, 1, tzinfo=UTC), datetime(1999, 12, 31, tzinfo=UTC)):
        assert "/sold_at" in field_errors(await sell(admin, sweet, long_ago, **late))
    assert created(await sell(admin, sweet, datetime(2000, 1, 2, tzinfo=UTC), **late))["late_reason"] == "No power"
