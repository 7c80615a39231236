"""Drawers under load: two people close one, or it is closed while sales come in."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest
from asyncpg import CheckViolationError, RestrictViolationError
from httpx import AsyncClient, Response

from app.models import Role
from tests.support.answers import created, ok, problem
from tests.support.concurrency import codes, on_worker, until, until_waiting, without_deadlock
from tests.support.databases import all_rows
from tests.support.drawers import DRAWERS, close, drawer_of, move_cash, open_drawer, report_of, try_to_move
from tests.support.requests import NewSweet, purchase
from tests.support.selling import line, refund, sell
from tests.support.shop import TestShop, log_in_as, running_shop


def sale_of(sweet: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"lines": [{"sweet_id": sweet["id"], "quantity": "1"}]} | fields


async def rows_but_drawers(shop: TestShop) -> list[str]:
    return [row for row in await all_rows(shop) if not row.startswith("drawer_sessions ")]


async def test_of_two_people_who_close_a_drawer_one_does(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient
) -> None:
    drawer = await open_drawer(salesperson)
    async with shop.connect() as connection, connection.transaction():
        await connection.execute("SELECT FROM drawer_sessions FOR UPDATE")
        waiting = [
            asyncio.create_task(close(client, drawer, counted, reason="Mine."))
            for client, counted in ((on_worker(shop, salesperson), "990.00"), (on_worker(shop, admin), "980.00"))
        ]
        await until_waiting(shop, 2)
    answers = await asyncio.gather(*waiting)
    assert codes(answers) == {"done": 1, "drawer_closed": 1}
    (closed,) = [answer.json() for answer in answers if answer.is_success]
    assert await drawer_of(salesperson, drawer) == closed


async def test_of_two_drawers_opened_at_once_by_one_person_or_with_one_name_one_is(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient
) -> None:
    bodies = [(salesperson, {"opening_float": "1.00", "drawer": name}) for name in ("Front", "Back")]
    bodies.append((admin, {"opening_float": "1.00", "drawer": "front"}))
    async with shop.connect() as connection, connection.transaction():
        await connection.execute("LOCK TABLE drawer_sessions IN SHARE MODE")
        waiting = [asyncio.create_task(on_worker(shop, client).post(DRAWERS, json=body)) for client, body in bodies]
        await until_waiting(shop, 3)
    answers = await asyncio.gather(*waiting)
    assert codes(answers)["done"] in (1, 2)
    for refused in (answer for answer in answers if not answer.is_success):
        assert isinstance(problem(refused, 409, "drawer_open")["drawer_session_id"], int)
    rows = await shop.sql("SELECT opened_by, lower(drawer) FROM drawer_sessions WHERE closed_at IS NULL")
    assert len({owner for owner, _ in rows}) == len({name for _, name in rows}) == len(rows)


async def test_a_drawer_closed_while_sales_come_in_expects_all_that_are_booked_in_it(
    shop: TestShop, salesperson: AsyncClient, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="500", price="10.00")
    async with without_deadlock(shop) as (one, other):
        sellers = [await log_in_as(worker, Role.SALESPERSON) for worker in (one, other)]
        drawer = await open_drawer(salesperson)
        first = await sell(salesperson, (sweet, "5"))

        async def sell_on(client: AsyncClient) -> list[Response]:
            return [await client.post("/api/sales", json=sale_of(sweet)) for _ in range(30)]

        async def give_back() -> list[Response]:
            return [await refund(salesperson, first, line(1, "1")) for _ in range(5)]

        async def close_soon() -> Response:
            async def is_busy() -> bool:
                return Decimal((await drawer_of(admin, drawer))["expected"]) >= Decimal(1100)

            await until(is_busy)
            return await close(admin, drawer, "0.00", reason="All was taken to the bank.")

        *answers, refunds, closed = await asyncio.gather(
            sell_on(sellers[0]), sell_on(sellers[1]), give_back(), close_soon()
        )
    done = [answer for answers_of_one in [*answers, refunds] for answer in answers_of_one]
    assert set(codes(done)) <= {"done", "drawer_closed"}
    body = ok(closed)
    rows = await shop.sql("SELECT coalesce(sum(amount), 0) FROM payments WHERE drawer_session_id = $1", drawer["id"])
    assert Decimal(body["expected"]) == 1000 + rows[0][0]
    assert Decimal((await report_of(admin, drawer))["expected"]) == 1000 + rows[0][0]


async def test_a_sale_that_waits_for_a_drawer_being_closed_is_refused_and_takes_nothing(
    shop: TestShop, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="5")
    drawer = await open_drawer(salesperson)
    before = await rows_but_drawers(shop)
    async with shop.connect() as connection, connection.transaction():
        await connection.execute(
            "UPDATE drawer_sessions SET closed_by = opened_by, closed_at = opened_at, counted = 0, reason = 'x'"
        )
        waiting = asyncio.create_task(salesperson.post("/api/sales", json=sale_of(sweet, tender="card")))
        await until_waiting(shop, 1)
    problem(await waiting, 409, "drawer_closed")
    assert await rows_but_drawers(shop) == before
    assert not (await drawer_of(salesperson, drawer))["is_open"]
    created(await salesperson.post("/api/sales", json=sale_of(sweet)))


async def test_cash_moved_while_a_drawer_is_closed_is_in_it_or_refused(
    shop: TestShop, salesperson: AsyncClient, admin: AsyncClient
) -> None:
    drawer = await open_drawer(salesperson, "100.00")
    async with running_shop(shop.url) as worker:
        other = await log_in_as(worker, Role.ADMIN)
        answers = await asyncio.gather(
            *(try_to_move(client, drawer, kind="out", amount="30.00") for client in [salesperson, other] * 3),
            close(admin, drawer, "0.00", reason="Empty."),
        )
    assert set(codes(answers)) <= {"done", "drawer_closed", "drawer_short"}
    moved = sum(answer.status_code == 201 for answer in answers)
    assert moved <= 3
    assert (await drawer_of(admin, drawer))["expected"] == f"{100 - 30 * moved}.00"


async def test_nothing_of_a_closed_session_changes(
    shop: TestShop, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    drawer = await open_drawer(salesperson)
    await sell(salesperson, (await new_sweet(stock="5"), "1"))
    await move_cash(salesperson, drawer, "in", "5.00")
    ok(await close(salesperson, drawer, "1105.00"))
    before = await all_rows(shop)
    columns = await shop.sql(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'drawer_sessions'"
    )
    changed = {"text": "'x'", "jsonb": """'{"1": 1}'""", "character varying": "'x'"}
    for name, kind in columns:
        value = changed.get(kind, f"{name} + interval '1 day'" if kind in ("date", "timestamp with time zone") else "2")
        with pytest.raises(CheckViolationError, match="is closed"):
            await shop.sql(f"UPDATE drawer_sessions SET {name} = {value if name != 'id' else name}")
    copies = {
        "payments": "kind, sale_id, tender, amount, taken_by, taken_at, business_day, hour, drawer_session_id",
        "drawer_movements": "session_id, kind, amount, reason, moved_by, moved_at",
    }
    for table, names in copies.items():
        with pytest.raises(CheckViolationError):
            await shop.sql(f"INSERT INTO {table} ({names}) SELECT {names} FROM {table}")
    for statement in (
        "DELETE FROM drawer_sessions",
        "TRUNCATE drawer_sessions CASCADE",
        "UPDATE drawer_movements SET amount = 1",
        "DELETE FROM drawer_movements",
        "UPDATE payments SET drawer_session_id = NULL",
        "UPDATE payments SET amount = 1",
        "DELETE FROM payments",
    ):
        with pytest.raises(RestrictViolationError):
            await shop.sql(statement)
    assert await all_rows(shop) == before


async def test_what_an_open_session_began_with_is_fixed_and_its_cash_is_kept_by_payments_only(
    shop: TestShop, salesperson: AsyncClient
) -> None:
    await open_drawer(salesperson, drawer="Front")
    for change in ("cash = 1", "opening_float = 1", "drawer = 'Back'", "opened_at = opened_at - interval '1 day'"):
        with pytest.raises(RestrictViolationError, match="fixed once it is opened"):
            await shop.sql(f"UPDATE drawer_sessions SET {change}")


@pytest.mark.parametrize("booking", ["sale", "void", "refund"])
@pytest.mark.parametrize("paying", ["order", "account"])
async def test_a_payment_and_what_is_booked_of_the_same_drawer_lock_the_day_first(
    shop: TestShop, salesperson: AsyncClient, customer: AsyncClient, new_sweet: NewSweet, booking: str, paying: str
) -> None:
    sweet = await new_sweet(stock="50", price="10.00")
    await open_drawer(salesperson)
    sold, order = await sell(salesperson, (sweet, "1")), created(await purchase(customer, sweet, "1"))
    regular = created(await salesperson.post("/api/customers", json={"name": "Asha Rao"}))
    payment = {"tender": "upi", "amount": "10.00"}
    bookings = {
        "sale": ("/api/sales", sale_of(sweet)),
        "void": (f"/api/sales/{sold['id']}/void", {"reason": "Twice."}),
        "refund": (f"/api/sales/{sold['id']}/refunds", {"reason": "Stale.", "lines": [line(1, "1")]}),
    }
    payments = {
        "order": (f"/api/sales/{order['id']}/payments", payment),
        "account": (f"/api/customers/{regular['id']}/account/payments", payment),
    }
    async with without_deadlock(shop) as (one, other):
        async with shop.connect() as connection, connection.transaction():
            await connection.execute("SELECT FROM daily_sales FOR UPDATE")
            waiting = []
            for worker, (address, body) in ((one, bookings[booking]), (other, payments[paying])):
                client = on_worker(worker, salesperson)
                waiting.append(asyncio.create_task(client.post(address, json=body)))
                await until_waiting(shop, len(waiting))
        assert codes(await asyncio.gather(*waiting)) == {"done": 2}
