"""What reports of tills have beside the rows of what was sold: totals, payments, currencies, reports without items."""

import pytest

from app.core.csv.lines import CsvRefused
from tests.support.imports import Imported, history_books, import_till_history
from tests.support.shop import TestShop

VEND = """\
Date,Receipt Number,Line Type,Customer Code,Quantity,Subtotal,Sales Tax,Discount,Total,Paid,Details,Status,Sku
2025-10-04 20:15:00,101,Sale,W,3,30.00,1.50,0,31.50,31.50,,CLOSED,
2025-10-04 20:15:00,101,Sale Line,W,2,20.00,1.00,0,21.00,,Barfi,CLOSED,B1
2025-10-04 20:15:00,101,Sale Line,W,1,10.00,0.50,0,10.50,,Peda,CLOSED,P1
2025-10-04 20:15:00,101,Payment,W,,,,,31.50,31.50,Cash,CLOSED,
"""
LOYVERSE_RECEIPTS = """\
Date,Receipt number,Receipt type,Gross sales,Discounts,Net sales,Taxes,Total collected,Payment type,Description,Status
7/28/26 1:33 PM,4-1,Sale,90.00,0.00,90.00,0.00,90.00,Cash,"1 x Barfi, 2 x Peda",Closed
"""
ZETTLE = """\
Date;Time;Receipt number;VAT;Name;Quantity;Price (EUR);VAT (EUR);Final price (EUR)
14/10/2025;20:15;101;5%;Barfi;2;10,50;1,00;21,00
;;;;Total;;;1,00;21,00
"""


async def sold(shop: TestShop) -> list[tuple[str, ...]]:
    """What the books have: item, quantity and amount."""
    return [(row[3], f"{row[4].normalize():f}", str(row[5])) for row in await history_books(shop)]


def brought(imported: Imported) -> tuple[str, str]:
    """The money of an import: what was sold, and the tax."""
    return str(imported.counts.brought.sold), str(imported.counts.brought.tax)


@pytest.mark.parametrize(
    "total",
    ["Total,,,2,20", ",,Grand total,2,20", "Sub-Total:,,,2,20", "2025-10-13,1,TOTAL,2,20", ",,,Total for October,20"],
)
async def test_a_row_of_totals_is_left_out_and_counted(shop: TestShop, total: str) -> None:
    data = f"Date,Bill no,Item,Qty,Amount\n2025-10-13,1,Tea,2,20\n{total}\n2025-10-13,2,Total mix,1,5\n"
    imported = await import_till_history(shop, data)
    assert (imported.counts.ignored, imported.refused) == (1, [])
    assert await sold(shop) == [("Tea", "2", "20.00"), ("Total mix", "1", "5.00")]


async def test_a_row_that_only_lacks_its_number_is_no_total(shop: TestShop) -> None:
    imported = await import_till_history(shop, "Date,Bill no,Item\n2025-10-13,,Tea\nEnd of report,,\n")
    assert imported.lines_refused == [(2, "Bill no"), (3, "Bill no")]


async def test_heads_and_payments_of_a_sales_history_are_no_goods(shop: TestShop) -> None:
    imported = await import_till_history(shop, VEND)
    assert (imported.counts.added, imported.counts.ignored, imported.refused) == (2, 2, [])
    assert (await sold(shop), brought(imported)) == (
        [("Barfi", "2", "20.00"), ("Peda", "1", "10.00")],
        ("30.00", "1.50"),
    )


async def test_a_report_without_items_is_refused_with_the_one_to_export(shop: TestShop) -> None:
    with pytest.raises(CsvRefused, match=r"Loyverse's list of receipts.*Export Receipts by item instead"):
        await import_till_history(shop, LOYVERSE_RECEIPTS)
    # Who wants the lists of items as items can say so.
    assert (await import_till_history(shop, LOYVERSE_RECEIPTS, item_column="Description")).counts.added == 1


async def test_a_rate_beside_an_amount_of_tax_is_not_taken_for_it(shop: TestShop) -> None:
    imported = await import_till_history(shop, ZETTLE)
    assert (imported.refused, imported.counts.ignored, brought(imported)) == ([], 1, ("20.00", "1.00"))
    only_rate = ZETTLE.replace("VAT (EUR)", "Staff").replace("2025", "2024")
    assert brought(await import_till_history(shop, only_rate)) == ("21.00", "0.00")


async def test_amounts_in_another_currency_are_taken_as_they_are_and_the_report_says_so(shop: TestShop) -> None:
    imported = await import_till_history(shop, ZETTLE)
    assert "Its amounts are in EUR. They are taken as INR, and not converted." in imported.notices
    own = ZETTLE.replace("EUR", "INR").replace("2025", "2024")
    assert (await import_till_history(shop, own)).notices == ["Read as an export of Zettle, raw data of sales."]


@pytest.mark.parametrize(
    ("columns", "rows", "refused"),
    [
        ("Amount,Currency", ["20,INR", "20,USD", "20,", "20,inr"], [3]),
        ("Amount", ["\u20b9 20", "Rs. 20/-", "20 INR", "20", "$20", "EUR 20"], [6, 7]),
        ("Amount", ["$20", "20", "\u20ac20"], [4]),
        ("Amount (USD)", ["20", "$20", "\u20ac20"], [4]),
        ("Rate (MRP)", ["20", "\u20b920"], []),
    ],
)
async def test_of_several_currencies_one_is_taken_and_the_others_are_refused(
    shop: TestShop, columns: str, rows: list[str], refused: list[int]
) -> None:
    data = f"Date,Bill no,Item,{columns}\n" + "".join(f"2025-10-13,{n},Tea,{row}\n" for n, row in enumerate(rows))
    title = columns.split(",")[0]
    imported = await import_till_history(shop, data, columns=f'{{"total": "{title}"}}')
    assert [one.line for one in imported.refused] == refused
    assert all("not converted" in one.reason for one in imported.refused)


async def test_a_file_without_money_says_so(shop: TestShop) -> None:
    (notice,) = (await import_till_history(shop, "Date,Bill no,Item,Tax\n2025-10-13,1,Tea,1\n")).notices
    assert notice.startswith("No column with money was found")
    assert "--map total=COLUMN" in notice


async def test_spellings_of_one_item_are_one_in_the_summary_and_in_the_books(shop: TestShop) -> None:
    names = [
        "Cr\u00e8me  br\u00fbl\u00e9e",
        "Cre\u0300me bru\u0302le\u0301e",
        "CR\u00c8ME BR\u00dbL\u00c9E",
        '"Cr\u00e8me\nbr\u00fbl\u00e9e"',
    ]
    data = "Date,Bill no,Item,Amount\n" + "".join(f"2025-10-13,{n},{name},5\n" for n, name in enumerate(names))
    imported = await import_till_history(shop, data)
    summary = imported.counts.brought.as_json()
    assert imported.refused == []
    assert summary is not None
    assert summary["top_items"] == [{"item": "Cr\u00e8me br\u00fbl\u00e9e", "quantity": "4", "amount": "20.00"}]
    assert (await shop.sql("SELECT count(DISTINCT sweet_id) AS sweets FROM history_lines"))[0]["sweets"] == 1
