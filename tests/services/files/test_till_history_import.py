"""A previous till's history from a file: tickets and their lines, booked once, or refused with line and reason."""

import asyncio
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from httpx import AsyncClient

from app.services.files import import_run
from tests.support.answers import ok, problem
from tests.support.databases import all_rows
from tests.support.imports import history_books, history_run, import_catalogue, import_till_history
from tests.support.requests import NewSweet
from tests.support.shop import TestShop

HEADER = "Date,Time,Bill no,Product,Qty,Rate\n"
FILE = """Date,Time,Bill no,Product,Qty,Rate,Cashier
2016-10-30,09:58:11,1,Barfi,2,"₹1,250.50",Asha
2016-10-30,09:58:11,1,Jalebi,,,Asha
2016-10-30,10:05,2,Barfi,-1,1250.50,Asha
2016-10-31,5:05 PM,1,Barfi,0.5,1300,Asha
"""


async def test_tickets_are_booked_on_their_day_and_move_nothing(shop: TestShop, new_sweet: NewSweet) -> None:
    barfi = await new_sweet(sku="X", name="bar fi", stock="5")
    ((told,),) = await shop.sql("SELECT count(*) FROM notifications")
    imported = await import_till_history(shop, FILE)
    assert (imported.added_updated_unchanged, imported.refused) == ((4, 0, 0), [])
    assert (imported.ignored, imported.unknown) == (["Cashier"], ["Jalebi"])
    day, next_day = date(2016, 10, 30), date(2016, 10, 31)
    assert await history_books(shop) == [
        (day, "1", 1, "Barfi", 2, Decimal("2501.00")),
        (day, "1", 2, "Jalebi", 1, None),
        (day, "2", 1, "Barfi", -1, Decimal("-1250.50")),
        (next_day, "1", 1, "Barfi", Decimal("0.5"), Decimal(650)),
    ]
    (sold_at,) = (row[0] for row in await shop.sql("SELECT sold_at FROM history_tickets ORDER BY id DESC LIMIT 1"))
    assert sold_at == datetime(2016, 10, 31, 11, 35, tzinfo=UTC)
    query = "SELECT sale_count, gross, refunds, total FROM daily_sales WHERE day < '2020-01-01' ORDER BY day"
    assert [tuple(row) for row in await shop.sql(query)] == [
        (2, Decimal("2501.00"), Decimal("1250.50"), Decimal("1250.50")),
        (1, Decimal("650.00"), 0, Decimal("650.00")),
    ]
    ((sold, refunded),) = await shop.sql(
        "SELECT sum(sold), sum(refunded) FROM daily_sweet_sales WHERE sweet_id = $1", barfi["id"]
    )
    assert (sold, refunded) == (Decimal("2.5"), 1)
    ((movements, alerts),) = await shop.sql(
        "SELECT (SELECT count(*) FROM stock_movements), (SELECT count(*) FROM notifications)"
    )
    assert (movements, alerts) == (1, told)
    assert (await shop.sql("SELECT on_hand FROM sweets WHERE id = $1", barfi["id"]))[0][0] == 5


async def test_unknown_items_become_archived_sweets_that_can_be_brought_back(
    shop: TestShop, admin: AsyncClient
) -> None:
    await import_till_history(shop, FILE, category="Old till", unit="kg")
    (barfi, jalebi) = ok(await admin.get("/api/sweets?archived=true&sort=name"))["items"]
    assert (barfi["name"], barfi["category"]["name"], barfi["unit"], barfi["price"]) == (
        *("Barfi", "Old till", "kg", "1300.00"),
    )
    assert (jalebi["price"], "not told" in jalebi["description"]) == ("0.01", True)
    changed = await admin.patch(
        f"/api/sweets/{jalebi['id']}",
        json={"archived": False, "name": "Jalebi, fresh", "price": "400"},
        headers={"If-Match": "*"},
    )
    assert ok(changed)["archived_at"] is None
    # Under its new name it is still known by the SKU it was given.
    again = FILE.replace("2016-", "2017-")
    assert (await import_till_history(shop, again)).counts.unknown_items == 0
    created = await shop.sql("SELECT action FROM audit_logs WHERE action LIKE '%.created' AND actor_id IS NULL")
    assert [row["action"] for row in created] == ["category.created", "sweet.created", "sweet.created"]


async def test_unknown_items_are_skipped_if_that_is_wanted_and_added_later(shop: TestShop, new_sweet: NewSweet) -> None:
    await new_sweet(name="Barfi")
    first = await import_till_history(shop, FILE, unknown="skip")
    assert (first.added_updated_unchanged, first.lines_refused) == ((3, 0, 0), [(3, "Product")])
    assert first.refused[0].reason == "No sweet has the SKU or the name Jalebi."
    assert first.unknown == ["Jalebi"]
    assert (await import_till_history(shop, FILE, unknown="skip")).added_updated_unchanged == (0, 0, 3)
    await new_sweet(name="Jalebi")
    assert (await import_till_history(shop, FILE, unknown="skip")).added_updated_unchanged == (1, 0, 3)
    assert [row[3] for row in await history_books(shop)] == ["Barfi", "Jalebi", "Barfi", "Barfi"]
    (day,) = await shop.sql("SELECT sale_count FROM daily_sales ORDER BY day LIMIT 1")
    assert day["sale_count"] == 2


async def test_an_sku_matches_before_a_name_and_a_sweet_for_sale_before_an_archived_one(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    old = await new_sweet(name="Peda", stock="1")
    ok_or_gone = await admin.delete(f"/api/sweets/{old['id']}", headers={"If-Match": "*"})
    assert ok_or_gone.status_code == 204
    peda = await new_sweet(name="PEDA")
    by_sku = await new_sweet(sku="Laddu", name="Motichoor")
    await new_sweet(name="Laddu")
    await import_till_history(shop, HEADER + "2016-10-30,9:00,1,peda,1,1\n2016-10-30,9:00,1,LADDU,1,1\n")
    rows = await shop.sql("SELECT sweet_id FROM history_lines ORDER BY line_no")
    assert [row["sweet_id"] for row in rows] == [peda["id"], by_sku["id"]]


async def test_a_ticket_that_is_in_the_books_with_other_lines_is_refused(shop: TestShop) -> None:
    await import_till_history(shop, FILE)
    before = await all_rows(shop)
    other = FILE.replace("-1,1250.50", "-1,1250.40").replace("Jalebi,,", "Jalebi,3,")
    imported = await import_till_history(shop, other)
    assert imported.lines_refused == [(2, "Bill no"), (3, "Bill no"), (4, "Bill no")]
    assert imported.refused[0].reason == "Ticket 1 of 2016-10-30 is already in the books with other lines."
    assert imported.added_updated_unchanged == (0, 0, 1)
    assert await all_rows(shop) == before


async def test_good_rows_of_a_ticket_are_kept_and_the_others_follow_once_they_are_right(shop: TestShop) -> None:
    bad = FILE.replace("Jalebi,,", "Jalebi,some,")
    first = await import_till_history(shop, bad)
    assert (first.added_updated_unchanged, first.lines_refused) == ((3, 0, 0), [(3, "Qty")])
    assert (await import_till_history(shop, bad)).added_updated_unchanged == (0, 0, 3)
    assert (await import_till_history(shop, FILE)).added_updated_unchanged == (1, 0, 3)
    # And the file as it was says nothing that is not there.
    assert (await import_till_history(shop, bad)).added_updated_unchanged == (0, 0, 3)
    (day,) = await shop.sql("SELECT sale_count FROM daily_sales ORDER BY day LIMIT 1")
    assert day["sale_count"] == 2


async def test_a_ticket_of_the_same_number_at_another_time_is_not_added_to(shop: TestShop) -> None:
    await import_till_history(shop, HEADER + "2016-10-30,9:00,1,Barfi,1,10\n")
    later = HEADER + "2016-10-30,19:00,1,Barfi,1,10\n2016-10-30,19:00,1,Peda,1,10\n"
    imported = await import_till_history(shop, later)
    assert imported.lines_refused == [(2, "Bill no"), (3, "Bill no")]


async def test_a_ticket_that_goes_on_later_in_the_file_is_refused_there(
    shop: TestShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_run, "BATCH_ROWS", 1)
    rows = ["1,Barfi", "2,Barfi", "1,Peda", "1,Halwa"]
    imported = await import_till_history(shop, HEADER + "".join(f"2016-10-30,9:00,{row},1,1\n" for row in rows))
    assert (imported.counts.added, imported.lines_refused) == (2, [(4, "Bill no"), (5, "Bill no")])
    assert "line 2" in imported.refused[0].reason


@pytest.mark.parametrize("fails_after", [1, 2, 3])
async def test_a_file_that_was_read_in_part_is_finished_by_reading_it_again(
    shop: TestShop, monkeypatch: pytest.MonkeyPatch, fails_after: int
) -> None:
    rows = [f"2016-10-{day},9:00,{ticket},Item {n},1,1\n" for day in (29, 30) for ticket in (1, 2) for n in (1, 2, 3)]
    data = HEADER + "".join(rows)
    monkeypatch.setattr(import_run, "BATCH_ROWS", 2)
    run = history_run(shop, io.BytesIO(data.encode()))
    batches = 0

    async def stop(*_: object) -> None:
        nonlocal batches
        batches += 1
        if batches == fails_after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await run.run(stop)
    done = len(await history_books(shop))
    assert done == 3 * fails_after
    assert (await import_till_history(shop, data)).added_updated_unchanged == (12 - done, 0, done)
    assert len(await history_books(shop)) == 12


async def test_a_till_restarts_its_numbers_with_the_business_day(shop: TestShop, admin: AsyncClient) -> None:
    ok(await admin.put("/api/settings", json={"day_end": "02:00"}))
    await shop.app.state.shop.current_settings._read()
    data = HEADER + "2016-10-30,23:59,1,Tea,1,1\n2016-10-31,01:59,1,Cake,1,1\n2016-10-31,02:00,1,Tea,1,1\n"
    await import_till_history(shop, data)
    assert [(str(row[0]), row[3]) for row in await history_books(shop)] == [
        *(("2016-10-30", "Tea"), ("2016-10-30", "Cake"), ("2016-10-31", "Tea")),
    ]


async def test_a_sweet_with_a_history_keeps_its_unit_and_is_archived_instead_of_removed(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    tea = await new_sweet(name="Tea")
    await import_till_history(shop, HEADER + "2016-10-30,9:00,1,Tea,1,1\n")
    address, any_version = f"/api/sweets/{tea['id']}", {"If-Match": "*"}
    problem(await admin.patch(address, json={"unit": "kg"}, headers=any_version), 409, "unit_frozen")
    row = f"sku,name,category,price,unit\n{tea['sku']},Tea,Milk sweets,100,kg\n"
    assert (await import_catalogue(shop, row)).lines_refused == [(2, "unit")]
    assert (await admin.delete(address, headers=any_version)).status_code == 204
    assert ok(await admin.get(address))["archived_at"] is not None


async def test_two_imports_of_one_file_at_once_book_each_ticket_once(
    shop: TestShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_run, "BATCH_ROWS", 7)
    rows = [f"2016-10-{1 + n % 30:02},9:00,{n},Item {n % 5},1,1\n" for n in range(60)]
    both = await asyncio.gather(
        import_till_history(shop, HEADER + "".join(rows)), import_till_history(shop, HEADER + "".join(reversed(rows)))
    )
    assert [one.refused for one in both] == [[], []]
    assert sum(one.counts.added for one in both) == sum(one.counts.unchanged for one in both) == 60
    ((tickets, sweets, sales),) = await shop.sql(
        """
        SELECT (SELECT count(*) FROM history_tickets), (SELECT count(*) FROM sweets),
            (SELECT sum(sale_count) FROM daily_sales)
        """
    )
    assert (tickets, sweets, sales) == (60, 5, 60)


async def test_a_batch_costs_the_same_statements_however_many_rows(shop: TestShop) -> None:
    counted = []
    for year, rows in ((2015, 2), (2016, 90)):
        data = HEADER + "".join(f"{year}-01-{1 + n % 30:02},9:00,{n},Item {year} {n},1,1\n" for n in range(rows))
        for _ in range(2):
            async with shop.count_statements() as statements:
                await import_till_history(shop, data)
            counted.append(len(statements))
    assert counted[:2] == counted[2:]
    assert (max(counted), min(counted)) == (9, 1)
