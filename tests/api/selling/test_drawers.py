"""Drawers: opened with a float, cash moved in and out of them, and closed with what was counted."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from app.models import Role
from tests.support.answers import created, field_errors, ok, problem, walk
from tests.support.concurrency import until_known
from tests.support.drawers import DRAWERS, close, drawer_of, move_cash, open_drawer, try_to_move
from tests.support.requests import NewSweet
from tests.support.selling import line, refund, sell, void
from tests.support.shop import TestShop, log_in_as


async def test_a_drawer_is_opened_with_a_float_and_expects_it(shop: TestShop, salesperson: AsyncClient) -> None:
    shop.clock.stop()
    drawer = await open_drawer(salesperson, "1050.00", opening_notes={"10": 5, "500.0": 2}, drawer="  Front  ")
    assert drawer == {
        "id": drawer["id"],
        "drawer": "Front",
        "opened_by": {"id": drawer["opened_by"]["id"], "name": "Salesperson"},
        "opened_at": drawer["opened_at"],
        "business_day": str(shop.context.today()),
        "opening_float": "1050.00",
        "opening_notes": {"10": 5, "500": 2},
        "is_open": True,
        "is_from_earlier_day": False,
        "expected": "1050.00",
        "counted": None,
        "counted_notes": None,
        "difference": None,
        "reason": None,
        "closed_by": None,
        "closed_at": None,
    }
    assert datetime.fromisoformat(drawer["opened_at"]) == shop.clock()
    assert await drawer_of(salesperson, drawer) == drawer


async def test_it_expects_all_cash_that_its_owner_takes_and_gives_and_nothing_else(
    admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="50")
    await sell(salesperson, (sweet, "1"))
    drawer = await open_drawer(salesperson, "500.00")
    sale = await sell(salesperson, (sweet, "3"), amount_given="500.00")
    await sell(salesperson, (sweet, "2"), tender="upi")
    split = [{"tender": "card", "amount": "60.00"}, {"tender": "cash", "amount": "40.00"}]
    voided = await sell(salesperson, (sweet, "1"), payments=split)
    others = await sell(admin, (sweet, "1"))
    assert [payment["drawer_session_id"] for payment in sale["payments"]] == [drawer["id"]]
    assert others["payments"][0]["drawer_session_id"] is None
    assert (await drawer_of(salesperson, drawer))["expected"] == "840.00"
    created(await refund(salesperson, sale, line(1, "1")))
    ok(await void(salesperson, voided))
    await move_cash(salesperson, drawer, "in", "200.00")
    await move_cash(salesperson, drawer, "out", "150.50", "Milk from the market.")
    assert (await drawer_of(salesperson, drawer))["expected"] == "749.50"


async def test_it_is_closed_with_what_was_counted_and_the_reason_of_a_difference(
    shop: TestShop, salesperson: AsyncClient
) -> None:
    drawer = await open_drawer(salesperson, "100.00")
    shop.clock.stop()
    closed = ok(await close(salesperson, drawer, "95", counted_notes={"50": 1, "5": 9}, reason=" A note is torn. "))
    end = {"is_open": False, "counted": "95.00", "counted_notes": {"50": 1, "5": 9}, "difference": "-5.00"}
    by = {"closed_by": drawer["opened_by"], "reason": "A note is torn."}
    assert closed == drawer | end | by | {"closed_at": closed["closed_at"]}
    assert datetime.fromisoformat(closed["closed_at"]) == shop.clock()
    assert await drawer_of(salesperson, drawer) == closed
    problem(await close(salesperson, drawer, "95.00"), 409, "drawer_closed")
    problem(await try_to_move(salesperson, drawer), 409, "drawer_closed")
    again = await open_drawer(salesperson)
    assert again["id"] != drawer["id"]
    closed = ok(await close(salesperson, again, "1001.00"))
    assert (closed["difference"], closed["reason"]) == ("1.00", None)


async def test_a_drawer_that_is_exact_needs_no_reason(salesperson: AsyncClient) -> None:
    drawer = await open_drawer(salesperson, "100.00")
    assert ok(await close(salesperson, drawer, "100.0"))["difference"] == "0.00"


async def test_a_repeated_close_with_its_key_gets_the_first_answer(salesperson: AsyncClient) -> None:
    drawer = await open_drawer(salesperson, "100.00")
    salesperson.headers["Idempotency-Key"] = "one"
    closed = ok(await close(salesperson, drawer, "100.00"))
    assert ok(await close(salesperson, drawer, "100.00")) == closed
    problem(await close(salesperson, drawer, "99.00"), 422, "idempotency_key_reused")


async def test_a_member_of_staff_has_one_drawer_open(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient
) -> None:
    drawer = await open_drawer(salesperson, drawer="Front")
    body = {"opening_float": "1.00"}
    refused = problem(await salesperson.post(DRAWERS, json=body | {"drawer": "Back"}), 409, "drawer_open")
    assert refused["drawer_session_id"] == drawer["id"]
    assert refused["detail"] == f"You have the drawer Front open already, session {drawer['id']}. Close it first."
    refused = problem(await admin.post(DRAWERS, json=body | {"drawer": "FRONT"}), 409, "drawer_open")
    assert refused["drawer_session_id"] == drawer["id"]
    assert "Salesperson has the drawer Front open" in refused["detail"]
    # One without a name is nobody's but its owner's.
    await open_drawer(admin)
    ravi = {"email": "ravi@example.com", "password": "saffron and rose", "role": "salesperson"}
    created(await admin.post("/api/users", json=ravi))
    await open_drawer(await shop.log_in(ravi["email"], ravi["password"]))


async def test_a_salesperson_sees_and_touches_only_their_own(admin: AsyncClient, salesperson: AsyncClient) -> None:
    mine, others = await open_drawer(salesperson), await open_drawer(admin)
    movement = await move_cash(admin, others, "in", "5.00")
    assert [one["id"] for one in ok(await salesperson.get(DRAWERS))["items"]] == [mine["id"]]
    assert ok(await salesperson.get(DRAWERS, params={"opened_by": others["opened_by"]["id"]}))["items"] == []
    assert {one["id"] for one in ok(await admin.get(DRAWERS))["items"]} == {mine["id"], others["id"]}
    address = f"{DRAWERS}/{others['id']}"
    for path in ("", "/movements", f"/movements/{movement['id']}", "/report"):
        problem(await salesperson.get(f"{address}{path}"), 403, "drawer_of_another")
    problem(await close(salesperson, others, "1005.00"), 403, "drawer_of_another")
    problem(await try_to_move(salesperson, others), 403, "drawer_of_another")
    assert (await drawer_of(admin, others))["is_open"]
    closed = ok(await close(admin, mine, "1000.00"))
    assert closed["closed_by"] == others["opened_by"] != closed["opened_by"]


async def test_a_session_or_a_movement_that_does_not_exist_is_not_found(
    admin: AsyncClient, salesperson: AsyncClient
) -> None:
    nowhere = {"id": 999}
    for path in ("", "/movements", "/movements/1", "/report"):
        problem(await salesperson.get(f"{DRAWERS}/999{path}"), 404, "drawer_session_not_found")
    problem(await close(admin, nowhere, "1.00"), 404, "drawer_session_not_found")
    problem(await try_to_move(admin, nowhere), 404, "drawer_session_not_found")
    one, other = await open_drawer(salesperson), await open_drawer(admin)
    movement = await move_cash(salesperson, one, "in", "5.00")
    address = f"{DRAWERS}/{other['id']}/movements/{movement['id']}"
    problem(await admin.get(address), 404, "drawer_movement_not_found")


async def test_movements_are_listed_in_order_with_their_reasons(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient
) -> None:
    drawer = await open_drawer(salesperson)
    moved = []
    for number, (client, kind) in enumerate([(salesperson, "in"), (admin, "out"), (salesperson, "out")]):
        shop.clock.advance(timedelta(minutes=1))
        moved.append(await move_cash(client, drawer, kind, f"{number + 1}.50", f"Reason {number}."))
    address = f"{DRAWERS}/{drawer['id']}/movements"
    assert [one for page in await walk(salesperson, address, limit=2) for one in page] == moved
    assert moved[1]["moved_by"]["name"] == "Admin"
    assert ok(await salesperson.get(f"{address}/{moved[1]['id']}")) == moved[1]


async def test_no_more_is_taken_out_than_should_be_in_it(salesperson: AsyncClient, new_sweet: NewSweet) -> None:
    drawer = await open_drawer(salesperson, "50.00")
    await sell(salesperson, (await new_sweet(stock="5"), "1"), tender="card")
    refused = problem(await try_to_move(salesperson, drawer, kind="out", amount="50.01"), 409, "drawer_short")
    assert (refused["expected"], refused["detail"]) == (
        "50.00",
        "There should be 50.00 in this drawer. Take at most that.",
    )
    await move_cash(salesperson, drawer, "out", "50.00")
    assert (await drawer_of(salesperson, drawer))["expected"] == "0.00"


@pytest.mark.parametrize("amount", ["0", "-1", "1.005", "NaN", "Infinity", "1e3", "10000000000", True, None])
async def test_an_amount_that_is_no_cash_is_refused(salesperson: AsyncClient, amount: Any) -> None:
    drawer = await open_drawer(salesperson)
    assert "/amount" in field_errors(await try_to_move(salesperson, drawer, amount=amount))
    if amount != "0":
        body = {"counted": amount}
        assert "/counted" in field_errors(await salesperson.post(f"{DRAWERS}/{drawer['id']}/close", json=body))
        assert "/opening_float" in field_errors(await salesperson.post(DRAWERS, json={"opening_float": amount}))
    assert (await drawer_of(salesperson, drawer))["expected"] == "1000.00"


async def test_a_drawer_takes_more_than_one_amount_can_be(salesperson: AsyncClient) -> None:
    drawer = await open_drawer(salesperson, "9999999999.99")
    await move_cash(salesperson, drawer, "in", "9999999999.99")
    assert (await drawer_of(salesperson, drawer))["expected"] == "19999999999.98"


async def test_notes_that_do_not_add_up_are_refused(salesperson: AsyncClient) -> None:
    body = {"opening_float": "100.00", "opening_notes": {"50": 1, "0.5": 99}}
    refused = problem(await salesperson.post(DRAWERS, json=body), 422, "notes_do_not_add_up")
    assert refused["errors"][0]["pointer"] == "/opening_notes"
    assert refused["detail"] == "The coins and notes come to 99.50, not to 100.00. Count them again."
    drawer = await open_drawer(salesperson, "100.00", opening_notes={"50": 1, "0.5": 100})
    refused = problem(await close(salesperson, drawer, "100.00", counted_notes={"50": 1}), 422, "notes_do_not_add_up")
    assert refused["errors"][0]["pointer"] == "/counted_notes"
    ok(await close(salesperson, drawer, "100.00", counted_notes={"50": 2, "20": 0}))


@pytest.mark.parametrize(
    "notes",
    [
        {"0": 1},
        {"-5": 1},
        {"five": 1},
        {"0.005": 1},
        {"5": -1},
        {"5": 1.5},
        {"5": "1"},
        {"5": 1, "5.0": 1},
        {str(worth): 0 for worth in range(1, 42)},
        [5],
    ],
)
async def test_notes_that_are_none_are_refused(salesperson: AsyncClient, notes: Any) -> None:
    answer = await salesperson.post(DRAWERS, json={"opening_float": "5.00", "opening_notes": notes})
    assert all(pointer.startswith("/opening_notes") for pointer in field_errors(answer))


async def test_sessions_are_listed_by_whether_they_are_open_by_whom_and_when(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient
) -> None:
    shop.clock.stop()
    ids = []
    for client in (salesperson, admin, salesperson):
        drawer = await open_drawer(client)
        ids.append(drawer["id"])
        if len(ids) < 3:
            ok(await close(client, drawer, "1000.00"))
        shop.clock.advance(timedelta(minutes=1))
    middle = (await drawer_of(admin, {"id": ids[1]}))["opened_at"]
    owner = drawer["opened_by"]["id"]

    async def listed(**params: Any) -> list[int]:
        return [one["id"] for page in await walk(admin, DRAWERS, limit=1, **params) for one in page]

    assert await listed() == ids[::-1]
    assert await listed(sort="opened_at") == ids
    assert await listed(open=True) == [ids[2]]
    assert await listed(open=False) == [ids[1], ids[0]]
    assert await listed(opened_by=owner) == [ids[2], ids[0]]
    assert await listed(opened_by=owner, open=True, opened_from=middle) == [ids[2]]
    assert await listed(opened_from=middle) == [ids[2], ids[1]]
    assert await listed(opened_to=middle) == [ids[0]]
    problem(await admin.get(DRAWERS, params={"drawer": "Front"}), 422, "invalid_request")


async def test_what_is_done_with_a_drawer_is_in_the_audit_log(admin: AsyncClient, salesperson: AsyncClient) -> None:
    drawer = await open_drawer(salesperson, "100.00")
    await move_cash(salesperson, drawer, "out", "40.00", "Bank.")
    ok(await close(salesperson, drawer, "61.00", reason="A coin was found."))
    entries = ok(await admin.get("/api/audit-logs", params={"entity": "drawer_session"}))["items"][::-1]
    assert [entry["action"] for entry in entries] == [
        "drawer_session.opened",
        "drawer_session.cash_moved",
        "drawer_session.closed",
    ]
    assert {entry["entity_id"] for entry in entries} == {drawer["id"]}
    assert entries[1]["after"] == {"kind": "out", "amount": "40.00", "reason": "Bank."}
    assert entries[2]["after"] == {
        "counted": "61.00",
        "difference": "1.00",
        "expected": "60.00",
        "reason": "A coin was found.",
    }


@pytest.mark.parametrize(("currency", "amount", "too_fine"), [("JPY", "1050", "1050.5"), ("KWD", "10.505", "10.5005")])
async def test_amounts_have_the_decimals_of_the_currency(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, currency: str, amount: str, too_fine: str
) -> None:
    ok(await admin.put("/api/settings", json={"currency": currency}))
    assert "/opening_float" in field_errors(await salesperson.post(DRAWERS, json={"opening_float": too_fine}))
    drawer = await open_drawer(salesperson, amount)
    assert drawer["opening_float"] == drawer["expected"] == amount
    assert "/counted" in field_errors(await close(salesperson, drawer, too_fine))
    closed = ok(await close(salesperson, drawer, amount))
    assert closed["difference"] == {"JPY": "0", "KWD": "0.000"}[currency]


async def test_a_drawer_of_yesterday_is_shown_and_closed_late(shop: TestShop, admin: AsyncClient) -> None:
    ok(await admin.put("/api/settings", json={"day_end": "02:00"}))
    await until_known(shop, "day_end", "02:00")
    shop.clock.set(datetime.fromisoformat("2027-03-10T23:30:00+05:30"))
    salesperson = await log_in_as(shop, Role.SALESPERSON)
    drawer = await open_drawer(salesperson)
    assert drawer["business_day"] == "2027-03-10"
    shop.clock.set(datetime.fromisoformat("2027-03-11T01:59:59+05:30"))
    salesperson = await log_in_as(shop, Role.SALESPERSON)
    assert not (await drawer_of(salesperson, drawer))["is_from_earlier_day"]
    shop.clock.set(datetime.fromisoformat("2027-03-11T02:00:00+05:30"))
    assert (await drawer_of(salesperson, drawer))["is_from_earlier_day"]
    assert ok(await salesperson.get(DRAWERS))["items"][0]["is_from_earlier_day"]
    refused = problem(await salesperson.post(DRAWERS, json={"opening_float": "1.00"}), 409, "drawer_open")
    assert refused["drawer_session_id"] == drawer["id"]
    closed = ok(await close(salesperson, drawer, "1000.00"))
    assert (closed["is_from_earlier_day"], closed["business_day"]) == (False, "2027-03-10")
    assert (await open_drawer(salesperson))["business_day"] == "2027-03-11"
