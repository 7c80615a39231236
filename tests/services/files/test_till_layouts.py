"""The exports of common tills, found by their header."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.support.imports import import_till_history
from tests.support.requests import NewSweet
from tests.support.shop import TestShop

LOYVERSE = """\
Date,Receipt number,Receipt type,Category,SKU,Item,Variant,Modifiers applied,Quantity,Gross sales,Discounts,Net sales,\
Cost of goods,Gross profit,Taxes,POS,Store,Cashier name,Customer name,Customer contacts,Comment,Status
10/15/2025 23:50,2-1678,Sale,Sweets,LV1,Besan Laddu,500 g,,6.000,119.88,0.00,119.88,90.72,29.16,0.00,P,M,O,,,,Closed
10/15/2025 23:50,2-1678,Sale,Sweets,LV2,Besan Laddu,250 g,,1.000,15.00,5.00,10.00,12.50,2.50,0.00,P,M,O,,,,Closed
10/15/2025 23:48,2-1677,Sale,Sweets,LV3,Soan Papdi,,,2.000,80.00,0.00,80.00,,,0.00,P,M,O,,,,Cancelled
10/15/2025 23:47,2-1676,Refund,Sweets,LV3,Soan Papdi,,,-1.000,-40.00,0.00,-40.00,,,0.00,P,M,O,,,,Closed
"""
SQUARE = """\
Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,Discounts,Net Sales,Tax,\
Transaction ID,Payment ID,Device Name,Notes,Details,Event Type,Location,Unit,Count
2025-10-05,10:15:00,Eastern Time,Sweets,Barfi,2.0,Regular,,,$30.00,-$5.00,$25.00,$1.25,T1,P1,iPad,"Two
lines",,Payment,Main,,1
2025-10-06,11:00:00,Eastern Time,Sweets,Barfi,-1.0,Large,,,-$15.00,$0.00,-$15.00,-$0.75,T2,P2,iPad,,,Refund,Main,,1
"""
SHOPIFY = """\
Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Created at,\
Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Cancelled at,Refunded Amount
#1,a@b.c,paid,,INR,47.00,6.00,0,53.00,F,5.00,2025-09-03 10:14:00 +0530,2,Barfi,16.00,B1,,0.00
#1,a@b.c,,,,,,,,,,2025-09-03 10:14:00 +0530,1,Peda,20.00,P1,,
#2,a@b.c,refunded,,INR,20.00,0,0,20.00,,0,2025-09-04 10:00:00 +0530,1,Peda,20.00,P1,,20.00
#3,a@b.c,paid,,INR,20.00,0,0,20.00,,0,2025-09-05 10:00:00 +0530,1,Peda,20.00,P1,2025-09-05 11:00:00 +0530,0
#4,a@b.c,partially_refunded,,INR,20.00,0,0,20.00,,0,2025-09-05 10:00:00 +0530,1,Peda,20.00,P1,,5.00
"""
ZETTLE = """\
Date;Receipt number;Name;Variant;Quantity;Discount (GBP);VAT (GBP);Final price (GBP);Payment method
2025-10-04 20:15;101;Barfi;;2;0;1,00;21,00;Card
2025-10-04 20:20;102;Barfi;;-1;0;-0,50;-10,50;Card
"""
SUMUP = """\
Account,Date,Time,Type,Transaction ID,Receipt Number,Payment Method,Quantity,Description,Currency,Price (Gross),\
Price (Net),Tax,Tax rate,Transaction refunded
a@b.c,05.03.25,11:53,Sales,TA,S1,Cash,2,Barfi ,CHF,21.00,20.00,1.00,5%,
a@b.c,06.03.25,11:53,Refund,TB,S2,Cash,1,Barfi ,CHF,-10.50,-10.00,-0.50,5%,TA
"""
PLAIN = "Day,At,No,What,Much\n"


async def days(shop: TestShop) -> list[tuple[str, ...]]:
    """The days' books: day, sales, gross less discounts, refunds, tax."""
    rows = await shop.sql("SELECT day, sale_count, gross - discounts, refunds, tax FROM daily_sales ORDER BY day")
    return [tuple(map(str, row)) for row in rows]


async def test_receipts_by_item_of_loyverse_are_found_by_their_header(shop: TestShop, new_sweet: NewSweet) -> None:
    laddu = await new_sweet(name="Besan Laddu", unit="kg")
    imported = await import_till_history(shop, LOYVERSE)
    assert (imported.refused, imported.counts.cancelled, imported.counts.added) == ([], 1, 3)
    assert await days(shop) == [("2025-10-15", "2", "129.88", "40.00", "0.00")]
    sold = await shop.sql("SELECT item, quantity, amount FROM history_lines WHERE quantity > 0 ORDER BY line_no")
    assert [tuple(row) for row in sold] == [
        ("Besan Laddu, 500 g", 6, Decimal("119.88")),
        ("Besan Laddu, 250 g", 1, Decimal("10.00")),
    ]
    # The sweet that is sold by weight has nothing of its packs.
    assert await shop.sql("SELECT FROM history_lines WHERE sweet_id = $1", laddu["id"]) == []
    assert (await import_till_history(shop, LOYVERSE)).added_updated_unchanged == (0, 0, 3)


@pytest.mark.parametrize(
    ("data", "books"),
    [
        (SQUARE, [("2025-10-05", "1", "25.00", "0.00", "1.25"), ("2025-10-06", "1", "0.00", "15.00", "-0.75")]),
        (SHOPIFY, [("2025-09-03", "1", "47.00", "0.00", "0.00")]),
        (ZETTLE, [("2025-10-04", "2", "20.00", "10.00", "0.50")]),
        (SUMUP, [("2025-03-05", "1", "20.00", "0.00", "1.00"), ("2025-03-06", "1", "0.00", "10.00", "-0.50")]),
    ],
    ids=["square", "shopify", "zettle", "sumup"],
)
async def test_the_books_have_what_the_export_of_a_till_says(
    shop: TestShop, data: str, books: list[tuple[str, ...]]
) -> None:
    first = await import_till_history(shop, "\ufeff" + data)
    assert await days(shop) == books
    again = await import_till_history(shop, data)
    assert again.added_updated_unchanged == (0, 0, first.counts.added)


async def test_orders_of_shopify_without_what_stayed_are_left_out_or_asked_about(shop: TestShop) -> None:
    imported = await import_till_history(shop, SHOPIFY)
    assert (imported.counts.cancelled, imported.lines_refused) == (2, [(6, "Financial Status")])
    rows = await shop.sql("SELECT item, amount, discount FROM history_lines ORDER BY line_no")
    assert [tuple(map(str, row)) for row in rows] == [("Barfi", "28.92", "3.08"), ("Peda", "18.08", "1.92")]


async def test_a_variant_is_an_item_of_its_own_unless_told_otherwise(shop: TestShop) -> None:
    await import_till_history(shop, SQUARE)
    items = [row["item"] for row in await shop.sql("SELECT item FROM history_lines ORDER BY ticket_id")]
    assert items == ["Barfi", "Barfi, Large"]
    other = SQUARE.replace("2025-", "2024-")
    await import_till_history(shop, other, variants="ignore")
    items = [row["item"] for row in await shop.sql("SELECT item FROM history_lines ORDER BY ticket_id")]
    assert items[2:] == ["Barfi", "Barfi"]


async def test_the_sku_finds_the_sweet_before_the_name_and_a_unit_that_does_not_fit_is_asked_about(
    shop: TestShop, new_sweet: NewSweet
) -> None:
    box = await new_sweet(sku="LV2", name="Small box")
    by_weight = await new_sweet(sku="LV1", name="Laddu by weight", unit="kg")
    imported = await import_till_history(shop, LOYVERSE)
    assert imported.lines_refused == [(2, "Item")]
    assert 'Laddu by weight is sold by the kg here, and the file sold 6 of "500 g"' in imported.refused[0].reason
    rows = await shop.sql("SELECT sweet_id FROM history_lines WHERE item LIKE '%250 g'")
    assert [row["sweet_id"] for row in rows] == [box["id"]]
    assert await shop.sql("SELECT FROM history_lines WHERE sweet_id = $1", by_weight["id"]) == []


@pytest.mark.parametrize(("unit", "fits"), [("kg", True), ("KGS", True), ("pcs", False), ("g", False), ("DOZ", False)])
async def test_a_unit_of_the_file_has_to_be_the_one_of_the_sweet(
    shop: TestShop, new_sweet: NewSweet, unit: str, *, fits: bool
) -> None:
    await new_sweet(name="Barfi", unit="kg")
    data = f"Date,Time,Ticket,Item,Qty,UOM,Price\n2016-10-30,9:00,1,Barfi,2,{unit},10\n"
    imported = await import_till_history(shop, data)
    assert (imported.counts.added, imported.lines_refused) == ((1, []) if fits else (0, [(2, "Item")]))


async def test_a_unit_may_stand_behind_the_quantity_and_without_one_the_report_says_what_was_taken(
    shop: TestShop, new_sweet: NewSweet
) -> None:
    await new_sweet(name="Barfi", unit="kg")
    told = await import_till_history(
        shop, "Date,Item,Qty,Total\n2016-10-30,Barfi,0.5 kg,50\n2016-10-30,Barfi,2 pcs,50\n"
    )
    assert (told.counts.added, told.lines_refused, told.notices) == (1, [(3, "Item")], [])
    untold = await import_till_history(shop, "Date,Item,Qty,Total\n2016-10-31,Barfi,2,50\n2016-10-31,Barfi,3,50\n")
    (notice,) = untold.notices
    assert "quantities of Barfi are taken as kg" in notice


@pytest.mark.parametrize(
    ("column", "word", "outcome"),
    [
        ("Type", "Sale", "sold"),
        ("Type", "RETURN", "refunded"),
        ("Transaction type", "Void", "cancelled"),
        ("Status", "Cancelled", "cancelled"),
        ("Status", "Refunded", "refunded"),
        ("Status", "On a boat", "refused"),
    ],
)
async def test_a_row_is_sold_refunded_or_cancelled_as_its_type_or_status_says(
    shop: TestShop, column: str, word: str, outcome: str
) -> None:
    data = (
        f"Date,Time,Ticket,Item,Qty,Price,{column}\n2016-10-30,9:00,1,Tea,2,5,{word}\n2016-10-30,9:00,2,Tea,1,5,Sale\n"
    )
    imported = await import_till_history(shop, data)
    ((sold, refunded),) = await shop.sql("SELECT sum(gross), sum(refunds) FROM daily_sales")
    found = {(15, 0): "sold", (5, 10): "refunded"}.get((int(sold), int(refunded)))
    if imported.counts.cancelled:
        found = "cancelled"
    elif imported.refused:
        found = "refused"
    assert found == outcome


@pytest.mark.parametrize(
    ("said", "cancelled"), [("true", 1), ("Yes", 1), ("2016-10-30", 1), ("", 0), ("FALSE", 0), ("No", 0), ("0.00", 0)]
)
async def test_a_column_of_its_own_may_say_that_a_row_was_cancelled(shop: TestShop, said: str, cancelled: int) -> None:
    data = f"Date,Ticket,Item,Total,Void?\n2016-10-30,1,Tea,5,{said}\n"
    imported = await import_till_history(shop, data)
    assert (imported.counts.cancelled, imported.counts.added, imported.refused) == (cancelled, 1 - cancelled, [])


async def test_bills_with_taxes_in_parts_are_read_by_their_usual_names(shop: TestShop) -> None:
    header = "Bill Date;Bill No;Particulars;Qty;Rate;Disc;Taxable Value;CGST;SGST;Grand Total;Status\n"
    rows = "30/10/2016;7;Tea;2;₹ 1.000,00;100,00;1.900,00;47,50;47,50;1.995,00;Success\n"
    imported = await import_till_history(shop, "\ufeff" + header + rows)
    assert (imported.refused, imported.ignored) == ([], [])
    assert await days(shop) == [("2016-10-30", "1", "1900.00", "0.00", "95.00")]


async def test_a_refund_under_the_number_of_its_sale_is_booked_beside_it(shop: TestShop) -> None:
    rows = ["09:00,1,Tea,2,10.00,Sale", "09:10,2,Tea,1,5.00,Sale", "17:00,1,Tea,1,5.00,Refund"]
    data = "Date,Time,Ticket,Item,Qty,Total,Type\n" + "".join(f"2016-10-30,{row}\n" for row in rows)
    assert (await import_till_history(shop, data)).refused == []
    assert [row[2:4] for row in await days(shop)] == [("15.00", "5.00")]
    assert (await import_till_history(shop, data)).added_updated_unchanged == (0, 0, 3)


async def test_a_column_of_a_usual_name_that_holds_something_else_is_left_out(shop: TestShop) -> None:
    header = "order_id,date,item_name,item_type,item_price,quantity,transaction_amount,transaction_type,time_of_sale\n"
    data = header + "1,07/03/2022,Tea,Drink,20,13,260,Cash,Night\n2,8/23/2022,Cake,Food,20,15,300,,Night\n"
    imported = await import_till_history(shop, data)
    assert imported.refused == []
    assert imported.ignored == ["item_type", "transaction_type", "time_of_sale"]
    assert [(row[0], row[2]) for row in await days(shop)] == [("2022-07-03", "260.00"), ("2022-08-23", "300.00")]


@pytest.mark.parametrize("day_end", ["00:00", "03:00", "12:00", "18:00"])
async def test_days_without_times_are_the_business_days(shop: TestShop, admin: Any, day_end: str) -> None:
    await admin.put("/api/settings", json={"day_end": day_end})
    await shop.app.state.shop.current_settings._read()
    data = "order_id,date,item_name,item_price,quantity\n1,07/03/2022,Vadapav,20,3\n2,8/23/2022,Panipuri,20,5\n"
    assert (await import_till_history(shop, data)).refused == []
    assert await days(shop) == [
        ("2022-07-03", "1", "60.00", "0.00", "0.00"),
        ("2022-08-23", "1", "100.00", "0.00", "0.00"),
    ]


async def test_a_day_that_is_today_is_taken_before_noon_and_tomorrow_is_refused(shop: TestShop) -> None:
    shop.clock.set(datetime(2026, 11, 16, 5, 30, tzinfo=UTC))
    imported = await import_till_history(shop, "Date,Item,Price\n2026-11-16,Tea,5\n2026-11-17,Tea,5\n")
    assert (imported.counts.added, imported.lines_refused) == (1, [(3, "Date")])


async def test_without_a_column_of_tickets_each_row_is_one_and_equal_rows_are_several(shop: TestShop) -> None:
    data = "Date,Item,Price\n2016-10-30,Tea,5\n2016-10-30,Tea,5\n2016-10-30,Cake,5\n"
    assert (await import_till_history(shop, data)).added_updated_unchanged == (3, 0, 0)
    assert (await days(shop))[0][1] == "3"
    longer = data.replace("2016-10-30,Cake,5\n", "2016-10-31,Tea,5\n2016-10-30,Cake,5\n")
    assert (await import_till_history(shop, longer)).added_updated_unchanged == (1, 0, 3)


async def test_a_layout_can_be_asked_for_and_a_field_can_be_taken_away(shop: TestShop) -> None:
    # By the usual names alone the column of what was paid back is not the one of the preset.
    plain = await import_till_history(shop, LOYVERSE, preset="plain", columns='{"status": ""}')
    assert (plain.counts.cancelled, plain.counts.added) == (0, 4)
