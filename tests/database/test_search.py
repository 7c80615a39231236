"""The search of sweets finds and orders them by the likeness that pg_trgm measures, codes first."""

import pytest

from tests.support.requests import NewSweet
from tests.support.shop import TestShop

NAMES = [
    *("Kesar Barfi", "Kesar Barfi No. 1", "Kaju-Katli 250 g", "Kaju Katli", "Rose Pista Barfi", "100% Besan_Laddu"),
    *("Crème Brûlée", "Barfi", "Barfika", "No. 12 Peda", "मोतीचूर लड्डू", "लड्डू"),
]
QUERIES = [
    *("barfi", "Kesar BARFI", "kaju katli", "kaju-katli", "katli 250", "no. 1", "no", "1", "besan_laddu", "100%"),
    *("creme brulee", "lड्डू", "लड्डू", "barfy", "pista rose", "rose  pista", "-", "%", "_", " ", "g"),
]
# What it does, said in the plainest way.
MEASURED = """
    SELECT name, 0.99::real * word_similarity(search_form($1), search_text) AS relevance FROM sweets
    WHERE word_similarity(search_form($1), search_text) >= 0.35::real
"""
FOUND = "SELECT name, relevance FROM search_sweets($1) JOIN sweets ON sweets.id = sweet_id"


@pytest.fixture
async def sweets(shop: TestShop, new_sweet: NewSweet) -> None:
    for name in NAMES:
        await new_sweet(name=name)


@pytest.mark.usefixtures("sweets")
async def test_the_relevance_of_a_sweet_is_the_likeness_of_its_name(shop: TestShop) -> None:
    found = 0
    for query in QUERIES:
        rows = {tuple(row) for row in await shop.sql(FOUND, query)}
        assert rows == {tuple(row) for row in await shop.sql(MEASURED, query)}, query
        found += len(rows)
    assert found > len(NAMES)


async def test_a_code_that_is_the_same_goes_before_every_name_and_is_found_once(
    shop: TestShop, new_sweet: NewSweet
) -> None:
    await new_sweet(sku="BARFI", name="Barfi", barcode="036000291452")
    await new_sweet(sku="OTHER", name="Barfi of another kind")
    for query in ("barfi", "Barfi", "036000291452"):
        rows = [tuple(row) for row in await shop.sql(f"{FOUND} ORDER BY relevance DESC", query)]
        assert rows[0] == ("Barfi", 1.0)
        assert [name for name, _ in rows].count("Barfi") == 1
