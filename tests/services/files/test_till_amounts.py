"""The money of a till's rows: unit prices and totals, which have to agree."""

from typing import Any

import pytest

from app.services.insight.verification import VerificationService
from tests.support.imports import import_till_history
from tests.support.shop import TestShop


async def figures(shop: TestShop) -> tuple[Any, ...]:
    """The days' books: gross, discounts, refunds, tax and total."""
    query = "SELECT sum(gross), sum(discounts), sum(refunds), sum(tax), sum(total) FROM daily_sales"
    return tuple(str(one) for one in (await shop.sql(query))[0])


async def lines(shop: TestShop) -> list[tuple[str, ...]]:
    """The lines: quantity, unit price, amount, discount and tax."""
    query = "SELECT quantity, unit_price, amount, discount, tax FROM history_lines ORDER BY ticket_id, line_no"
    return [tuple(format(one.normalize(), "f") for one in row) for row in await shop.sql(query)]


def row_of(columns: str) -> tuple[str, str]:
    """Return the header and the row for columns such as `Qty=2 Net=10`."""
    cells = [cell.replace("_kg", " kg").replace("_pcs", " pcs").split("=") for cell in columns.split()]
    names, values = [name for name, _ in cells], [value for _, value in cells]
    return ",".join(["Date,Time,Ticket,Item", *names]), ",".join(["2016-10-30,9:00,1,Tea", *values])


@pytest.mark.parametrize(
    ("columns", "line"),
    [
        ("Qty=6 Net_sales=119.88", ("6", "19.98", "119.88", "0", "0")),
        ("Qty=3 Net_sales=10.00", ("3", "3.33", "10", "0", "0")),
        ("Qty=3 Gross_sales=10.00 Discounts=1.00", ("3", "3.33", "9", "1", "0")),
        ("Qty=1 Gross_sales=15 Discounts=5 Net_sales=10 Taxes=0.50", ("1", "15", "10", "5", "0.5")),
        ("Qty=1 Gross_sales=15 Net_sales=10", ("1", "15", "10", "5", "0")),
        ("Qty=1 Gross_sales=10.50 Net_sales=10 Tax=0.50", ("1", "10", "10", "0", "0.5")),
        ("Qty=2 Price=20 Discount=5", ("2", "20", "35", "5", "0")),
        ("Qty=2 Total=40", ("2", "20", "40", "0", "0")),
        ("Qty=2 Price=20 Total=40", ("2", "20", "40", "0", "0")),
        ("Qty=2 Price=20 Tax=2 Total=42", ("2", "20", "40", "0", "2")),
        ("Qty=2 Price=21 Tax=2 Total=42", ("2", "20", "40", "0", "2")),
        ("Qty=0.103 Price=980 Total=100.94", ("0.103", "980", "100.94", "0", "0")),
        ("Qty=3 Price=3.33 Net_sales=10", ("3", "3.33", "10", "0", "0")),
        ("Qty=1 Net_sales=100 Tax=5 Total=100", ("1", "95", "95", "0", "5")),
        ("Qty=2 Taxable_value=100 CGST=2.50 SGST=2.50 Total=105", ("2", "50", "100", "0", "5")),
        ("Qty=2 Taxable_value=100 Total=105", ("2", "50", "100", "0", "5")),
        ("Qty=2 Price=20 Discount%=10", ("2", "20", "36", "4", "0")),
        ("Qty=2 Price=20 Discount=10%", ("2", "20", "36", "4", "0")),
        ("Qty=2 Price=20 Disc=5 Disc%=12.5 Total=35", ("2", "20", "35", "5", "0")),
        ("Qty=1 Rate=400 Dis%=10 Amount=360", ("1", "400", "360", "40", "0")),
        ("Qty=2 Net=20 VAT=5% Total=21", ("2", "10", "20", "0", "1")),
        ("Qty=2 Net=20 GST=1 GST%=5 Total=21", ("2", "10", "20", "0", "1")),
        ("Qty=1.5_kg Rate=980.00/kg Value=1470.00", ("1.5", "980", "1470", "0", "0")),
        ("Qty=-2 Net_sales=-40 Tax=-2 Total=-42", ("-2", "20", "-40", "0", "-2")),
        ("Qty=2 Total=-40", ("-2", "20", "-40", "0", "0")),
    ],
)
async def test_the_amount_of_a_row_is_kept_exactly_and_the_unit_price_worked_out(
    shop: TestShop, columns: str, line: tuple[str, ...]
) -> None:
    header, row = row_of(columns)
    assert (await import_till_history(shop, f"{header}\n{row}\n")).refused == []
    assert await lines(shop) == [line]
    again = await import_till_history(shop, f"{header}\n{row}\n")
    assert again.added_updated_unchanged == (0, 0, 1)


@pytest.mark.parametrize(
    ("columns", "column"),
    [
        ("Qty=1 Gross_sales=15 Discounts=5 Net_sales=12", "Net_sales"),
        ("Qty=1 Gross_sales=15 Net_sales=20", "Net_sales"),
        ("Qty=2 Price=20 Net_sales=50", "Price"),
        ("Qty=2 Price=20 Total=60", "Total"),
        ("Qty=2 Net_sales=40 Tax=2 Total=45", "Total"),
        ("Qty=2 Price=20 Discount=50", "Discount"),
        ("Qty=1 Rate=400 Dis%=10 Amount=390", "Amount"),
        ("Qty=3_pcs Price=980/kg", "Price"),
        ("Qty=-1 Net_sales=40", "Net_sales"),
        ("Qty=1 Net_sales=1.2345", "Net_sales"),
    ],
)
async def test_a_column_that_contradicts_the_others_refuses_its_row_and_not_its_neighbour(
    shop: TestShop, columns: str, column: str
) -> None:
    header, row = row_of(columns)
    good = row_of("Qty=1 " + " ".join(f"{name.split('=')[0]}=" for name in columns.split()[1:]))[1]
    imported = await import_till_history(shop, f"{header}\n{row}\n{good}\n")
    assert imported.lines_refused == [(2, column)]
    assert imported.counts.added == 1


async def test_the_books_take_discounts_taxes_and_refunds_of_a_till_as_it_told_them(shop: TestShop) -> None:
    header = "Date,Time,Ticket,Item,Qty,Gross sales,Discounts,Net sales,Tax\n"
    rows = "2016-10-30,9:00,1,Tea,2,100.00,10.00,90.00,4.50\n2016-10-30,9:10,2,Tea,-1,-50.00,-5.00,-45.00,-2.25\n"
    await import_till_history(shop, header + rows)
    assert await figures(shop) == ("100.00", "10.00", "45.00", "2.25", "47.25")
    async with shop.database.reading() as session:
        assert await VerificationService(session, shop.context).verify() == []


async def test_a_total_of_the_whole_ticket_on_each_of_its_rows_is_not_taken_for_one_of_the_row(shop: TestShop) -> None:
    data = "Date,Time,Bill no,Item,Qty,Price,Total\n2016-10-30,9:00,1,Tea,2,10,50\n2016-10-30,9:00,1,Cake,1,30,50\n"
    imported = await import_till_history(shop, data)
    assert (imported.refused, imported.ignored) == ([], ["Total"])
    assert (await figures(shop))[-1] == "50.00"
