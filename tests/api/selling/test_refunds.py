"""Refunding lines of a sale: the amounts, the goods, and the refusals."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from httpx import AsyncClient

from app.models import Role
from app.schemas.refund import RefundPage, RefundRead
from app.schemas.sale import SaleRead
from tests.support.answers import created, ok, problem, read_strictly, walk
from tests.support.databases import all_rows
from tests.support.payments import PAY_SALES
from tests.support.requests import NewSweet, new_customer, purchase, stock_of
from tests.support.selling import GST_5, LONG_AGO, line, new_class, refund, sell, void
from tests.support.shop import TestShop, log_in_as

NOON = datetime.fromisoformat("2026-11-10T12:00:00+05:30")


async def shown(client: AsyncClient, sale: dict[str, Any]) -> dict[str, Any]:
    body: dict[str, Any] = ok(await client.get(f"/api/sales/{sale['id']}"))
    read_strictly(SaleRead, body)
    return body


async def test_a_refund_gives_back_its_part_of_every_figure_of_the_line(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    shop.clock.stop()
    taxed = await new_class(admin, (LONG_AGO, GST_5))
    sweet = await new_sweet(price="100.00", stock="9", tax_class_id=taxed["id"])
    sale = await sell(admin, (sweet, "3"), discount={"percent": "10", "reason": "Diwali"}, tender="upi")
    answer = await refund(salesperson, sale, line(1, "1"), reason="  Not fresh.  ")
    body = created(answer)
    assert answer.headers["Location"] == f"/api/sales/{sale['id']}/refunds/{body['id']}"
    assert ok(await salesperson.get(answer.headers["Location"])) == body
    read_strictly(RefundRead, body)
    me = ok(await salesperson.get("/api/auth/me"))
    # A third of 270.00, in which 6.43 of each tax are, less 30.00 that were taken off.
    taxes = [
        {"component": name, "rate_percent": "2.500", "taxable": "85.72", "amount": "2.14"} for name in ("CGST", "SGST")
    ]
    assert datetime.fromisoformat(body["created_at"]) == shop.clock()
    assert body == {
        "id": body["id"],
        "number": body["number"],
        "sale_id": sale["id"],
        "sale_number": sale["number"],
        "created_at": body["created_at"],
        "business_day": sale["business_day"],
        "tender": "upi",
        "payments": [
            {
                "id": body["payments"][0]["id"],
                "tender": "upi",
                "amount": "90.00",
                "reference": None,
                "taken_by": me["id"],
                "taken_at": body["created_at"],
                "drawer_session_id": None,
            }
        ],
        "reason": "Not fresh.",
        "lines": [
            {name: sale["lines"][0][name] for name in ("line_no", "sweet_id", "sku", "name", "unit")}
            | {
                "quantity": "1.000",
                "restock": False,
                "reason": None,
                "line_total": "100.00",
                "discount": "10.00",
                "net": "90.00",
            }
            | {"tax": "4.28", "taxes": taxes}
        ],
        "subtotal": "100.00",
        "discount_total": "10.00",
        "tax_total": "4.28",
        "total": "90.00",
        "rounding": "0.00",
        "amount_due": "90.00",
        "currency": "INR",
        "refunded_by": me["id"],
    }
    assert await stock_of(admin, sweet) == ("6.000", "6.000", "ok"), "the goods are gone unless it is said"
    now = await shown(admin, sale)
    assert now["lines"][0]["refunded"] == "1.000"
    assert now == sale | {"refunded_total": "90.00", "lines": now["lines"]}
    assert now["lines"] == [sale["lines"][0] | {"refunded": "1.000"}]


@pytest.mark.parametrize("mode", ["inclusive", "exclusive"])
async def test_all_refunds_of_a_sale_add_up_to_it_exactly(admin: AsyncClient, new_sweet: NewSweet, mode: str) -> None:
    ok(await admin.put("/api/settings", json={"tax_mode": mode}))
    taxed = await new_class(admin, (LONG_AGO, [{"name": "A", "rate_percent": "3.333"}, *GST_5]))
    kaju = await new_sweet(unit="kg", price="933.33", quantity_step="0.001", stock="9", tax_class_id=taxed["id"])
    loose = await new_sweet(price="9.99", stock="9")
    sale = await sell(admin, (kaju, "0.701"), (loose, "3"), discount={"amount": "7.77", "reason": "Diwali"})
    refunds = [
        created(await refund(admin, sale, line(1, weight), line(2, "1"))) for weight in ("0.233", "0.001", "0.467")
    ]
    names = ("subtotal", "discount_total", "tax_total", "total")
    assert [_sum(one[name] for one in refunds) for name in names] == [sale[name] for name in names]
    for index in range(2):
        sold, back = sale["lines"][index], [one["lines"][index] for one in refunds]
        for name in ("line_total", "discount", "net", "tax"):
            assert _sum(one[name] for one in back) == sold[name]
        amounts = [_sum(tax["amount"] for tax in taxes) for taxes in zip(*(one["taxes"] for one in back), strict=True)]
        assert amounts == [tax["amount"] for tax in sold["taxes"]]
    now = await shown(admin, sale)
    assert (now["refunded_total"], [one["refunded"] for one in now["lines"]]) == (sale["total"], ["0.701", "3.000"])
    left = problem(await refund(admin, sale, line(1, "0.001"), line(2, "1")), 409, "over_refund")["lines"]
    assert [(one["line_no"], one["sold"], one["refunded"], one["refunding"]) for one in left] == [
        (1, "0.701", "0.701", "0.001"),
        (2, "3.000", "3.000", "1.000"),
    ]


def _sum(amounts: Any) -> str:
    return str(sum(Decimal(amount) for amount in amounts))


async def test_more_than_is_left_of_any_line_is_refused_with_all_such_lines_and_nothing_is_given_back(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    barfi, peda, kaju = [await new_sweet(name=name, stock="9") for name in ("Barfi", "Peda", "Kaju")]
    sale = await sell(admin, (barfi, "3"), (peda, "2"), (kaju, "1"))
    created(await refund(admin, sale, line(1, "2")))
    before = await all_rows(shop)
    lines = line(3, "2"), line(2, "2"), line(1, "2")
    refused = problem(await refund(admin, sale, *lines, restock=True), 409, "over_refund")
    assert refused["lines"] == [
        {"line_no": line_no, "sweet_id": sweet["id"], "name": sweet["name"], "unit": "piece"}
        | {"sold": sold, "refunded": refunded, "refunding": "2.000"}
        for line_no, sweet, sold, refunded in ((1, barfi, "3.000", "2.000"), (3, kaju, "1.000", "0.000"))
    ]
    assert await all_rows(shop) == before


async def test_a_line_is_named_by_its_sweet_where_no_other_line_has_that(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    once, twice = await new_sweet(stock="9"), await new_sweet(stock="9")
    sale = await sell(admin, (twice, "1"), (once, "1"), (twice, "1"))
    body = created(await refund(admin, sale, {"sweet_id": once["id"], "quantity": "1"}))
    assert [one["line_no"] for one in body["lines"]] == [2]
    before = await all_rows(shop)
    of_both = {"sweet_id": twice["id"], "quantity": "1"}
    for lines, code, pointer in (
        ([of_both], "several_lines", "/lines/0/sweet_id"),
        ([line(1, "1"), {"sweet_id": 999, "quantity": "1"}], "unknown_line", "/lines/1/sweet_id"),
        ([line(4, "1")], "unknown_line", "/lines/0/line_no"),
        ([line(1, "0.5"), line(1, "0.5")], "repeated_line", "/lines/1/line_no"),
        ([line(2, "1"), {"sweet_id": once["id"], "quantity": "1"}], "repeated_line", "/lines/1/sweet_id"),
    ):
        refused = problem(await refund(admin, sale, *lines), 422, code)
        assert [error["pointer"] for error in refused["errors"]] == [pointer]
    assert await all_rows(shop) == before


async def test_a_refund_is_logged_and_updates_the_alerts(
    admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="6", low_stock_threshold="2")
    sale = created(await purchase(admin, sweet, "6"))
    body = created(await refund(salesperson, sale, line(1, "1"), reason="Broken."))
    assert [row["state"] for row in ok(await admin.get("/api/dashboard/low-stock"))["items"]] == ["out"]
    created(await refund(salesperson, sale, line(1, "3", restock=True)))
    assert ok(await admin.get("/api/dashboard/low-stock"))["items"] == []
    entries = ok(await admin.get("/api/audit-logs", params={"action": "sale.refunded", "sort": "occurred_at"}))["items"]
    assert [(one["entity"], one["entity_id"], one["actor_role"]) for one in entries] == [
        ("sale", sale["id"], "salesperson")
    ] * 2
    assert entries[0]["after"] == {
        "refund_id": body["id"],
        "total": "100.00",
        "rounding": "0.00",
        "payments": [{"tender": "cash", "amount": "100.00"}],
        "reason": "Broken.",
        "lines": [{"line_no": 1, "quantity": "1.000", "restock": False}],
    }


async def test_a_voided_sale_is_not_refunded_and_a_refunded_one_not_voided(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="9")
    voided, refunded = [created(await purchase(admin, sweet, "2")) for _ in range(2)]
    ok(await void(admin, voided))
    created(await refund(admin, refunded, line(1, "1")))
    before = await all_rows(shop)
    problem(await refund(admin, voided, line(1, "1")), 409, "sale_voided")
    problem(await void(admin, refunded), 409, "sale_refunded")
    assert await all_rows(shop) == before


async def test_a_sale_of_any_age_is_refunded_on_the_day_of_the_refund(shop: TestShop, new_sweet: NewSweet) -> None:
    sweet = await new_sweet(stock="9")
    shop.clock.set(NOON)
    sale = created(await purchase(await log_in_as(shop, Role.SALESPERSON), sweet, "1"))
    shop.clock.set(NOON + timedelta(days=400, hours=11, minutes=59))
    body = created(await refund(await log_in_as(shop, Role.ADMIN), sale, line(1, "1"), restock=True, tender="card"))
    assert (sale["business_day"], body["business_day"], body["tender"]) == ("2026-11-10", "2027-12-15", "card")
    days = await shop.sql("SELECT day::text, sale_count, refund_count, refunds, total FROM daily_sales ORDER BY day")
    assert [tuple(map(str, row)) for row in days] == [
        ("2026-11-10", "1", "0", "0.00", "100.00"),
        ("2027-12-15", "0", "1", "100.00", "-100.00"),
    ]


async def test_a_retry_with_the_same_key_is_answered_as_the_first_was(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="9")
    sale, other = [created(await purchase(admin, sweet, "3")) for _ in range(2)]
    first = await refund(admin, sale, line(1, "1"), key="back", restock=True)
    again = await refund(admin, sale, line(1, "1"), key="back", restock=True)
    assert (again.status_code, again.text, again.headers["Location"]) == (201, first.text, first.headers["Location"])
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert await stock_of(admin, sweet) == ("4.000", "4.000", "low")
    problem(await refund(admin, sale, line(1, "2"), key="back", restock=True), 422, "idempotency_key_reused")
    problem(await refund(admin, other, line(1, "1"), key="back", restock=True), 422, "idempotency_key_reused")
    # The refund remembers the key when its answer is long forgotten.
    await shop.sql("DELETE FROM idempotency_keys")
    problem(await refund(admin, sale, line(1, "1"), key="back"), 422, "idempotency_key_reused")
    created(await refund(salesperson, sale, line(1, "1"), key="back"))


async def test_a_refusal_by_the_database_reads_like_one_by_the_service(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sale = created(await purchase(admin, await new_sweet(stock="9"), "1"))
    # As if somebody had refunded behind the back of the sale's lock: the trigger counts it, the service does not.
    await shop.sql(
        """
        CREATE FUNCTION hide() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN NEW.quantity := NEW.quantity + 1; RETURN NEW; END $$
        """
    )
    await shop.sql("CREATE TRIGGER hide BEFORE INSERT ON refund_lines FOR EACH ROW EXECUTE FUNCTION hide()")
    problem(await refund(admin, sale, line(1, "1")), 409, "over_refund")


async def test_the_refunds_of_a_sale_are_listed_newest_first_page_by_page(
    admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="9")
    sale, other = [created(await purchase(admin, sweet, "3")) for _ in range(2)]
    created(await refund(admin, other, line(1, "1")))
    made = [created(await refund(admin, sale, line(1, "1"))) for _ in range(3)]
    address = f"/api/sales/{sale['id']}/refunds"
    body = ok(await admin.get(address, params={"count": True}))
    read_strictly(RefundPage, body)
    assert (body["items"], body["total"]) == (made[::-1], 3)
    assert [page[0] for page in await walk(admin, address, limit=1)] == made[::-1]
    assert ok(await admin.get(address, params={"sort": "created_at"}))["items"] == made
    problem(await admin.get(address, params={"sort": "total"}), 422, "invalid_request")
    problem(await admin.get(address, params={"tender": "cash"}), 422, "invalid_request")


async def test_refunds_are_given_by_staff_and_seen_by_whoever_may_see_the_sale(
    shop: TestShop,
    admin: AsyncClient,
    salesperson: AsyncClient,
    customer: AsyncClient,
    client: AsyncClient,
    new_sweet: NewSweet,
) -> None:
    sweet = await new_sweet(stock="9")
    created(await client.post("/api/auth/register", json={"email": "asha@example.com", "password": "rose and rice"}))
    asha = await shop.log_in("asha@example.com", "rose and rice")
    own = created(await purchase(asha, sweet, "2"))
    await shop.sql(PAY_SALES)
    me = ok(await asha.get("/api/auth/me"))
    linked = await new_customer(admin, "Asha Rao", user_id=me["id"])
    counter = await sell(salesperson, (sweet, "2"), customer_id=linked["id"])
    for sale in (own, counter):
        for nobody in (asha, customer):
            problem(await refund(nobody, sale, line(1, "1")), 403, "forbidden")
        problem(await refund(client, sale, line(1, "1")), 401, "not_authenticated")
        body = created(await refund(salesperson, sale, line(1, "1")))
        address = f"/api/sales/{sale['id']}/refunds"
        for somebody in (asha, salesperson, admin):
            assert ok(await somebody.get(address))["items"] == [body]
            assert ok(await somebody.get(f"{address}/{body['id']}")) == body
        problem(await customer.get(address), 404, "sale_not_found")
        problem(await customer.get(f"{address}/{body['id']}"), 404, "refund_not_found")
        problem(await client.get(address), 401, "not_authenticated")
