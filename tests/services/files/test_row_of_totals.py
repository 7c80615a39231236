"""Rows of totals below a list of sweets or of customers."""

import pytest

from tests.support.imports import import_catalogue, import_customers
from tests.support.shop import TestShop


@pytest.mark.parametrize("total", ["Total,,,10,", ",,Grand Total,10,", "Total: 1 item,,,,", "कुल योग,,,10,"])
async def test_a_total_of_a_price_list_is_left_out_and_any_other_row_is_refused(shop: TestShop, total: str) -> None:
    data = f"SKU,Name,Category,Price,Unit\nA,Total mix,Milk,10,kg\n{total}\nTotally new,,Milk,10,kg\n"
    imported = await import_catalogue(shop, data)
    assert (imported.counts.added, imported.counts.ignored, imported.lines_refused) == (1, 1, [(4, "name")])


@pytest.mark.parametrize("total", ["Total,2", "Total,", "GRAND TOTAL:,2"])
async def test_a_total_of_a_list_of_customers_is_none_of_them(shop: TestShop, total: str) -> None:
    imported = await import_customers(shop, f"Name,Phone\nAsha,9876543210\nTotal Sweets Ltd,\n{total}\n")
    assert (imported.counts.added, imported.counts.ignored, imported.refused) == (2, 1, [])
