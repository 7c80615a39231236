"""The plans of taxed sales over a big shop: their cost does not grow with its rates and sales."""

from app.repositories.catalogue.tax_classes import TaxClassRepository
from app.repositories.selling.sales import SaleRepository
from tests.support.answers import created
from tests.support.plans import MODES, BigShop

CLASSES = """
    INSERT INTO tax_classes (id, name) SELECT 1000 + n, 'Class ' || n FROM generate_series(1, 300) AS n;
    INSERT INTO tax_rates (tax_class_id, effective_from, components, rates)
        SELECT 1000 + n, '2000-01-01'::date + day * 60, '{CGST,SGST}', '{2.5,2.5}'
        FROM generate_series(1, 300) AS n, generate_series(1, 100) AS day;
    ANALYZE tax_classes; ANALYZE tax_rates;
"""


@MODES
async def test_the_rate_of_a_day_is_found_by_its_class_and_a_used_class_by_a_line(big_shop: BigShop, mode: str) -> None:
    async with big_shop.shop.connect() as connection:
        if not await connection.fetchval("SELECT count(*) FROM tax_rates"):
            await connection.execute(CLASSES)
        await connection.execute("UPDATE sweets SET tax_class_id = 1007 WHERE id = 2")
    sale = created(await big_shop.admin.post("/api/sweets/2/purchase", json={"quantity": "1"}))
    due = await big_shop.explain(TaxClassRepository.due, mode)
    assert "tax_rates" not in due.scanned()
    assert due.rows_read("tax_rates") <= 1
    shown = await big_shop.admin.get(f"/api/sales/{sale['id']}")
    assert len(shown.json()["lines"][0]["taxes"]) == 2
    taxes = await big_shop.explain(SaleRepository.get_json, mode)
    assert taxes.scanned() == set()
    assert taxes.rows_read("sale_line_taxes") == 2
    rates = [{"effective_from": "2001-01-01", "components": []}]
    answer = await big_shop.admin.patch("/api/tax-classes/1007", json={"rates": rates})
    assert answer.status_code == 409, answer.text
    used = await big_shop.explain(TaxClassRepository.is_used, mode)
    assert used.rows_read("sale_lines") <= 1
