"""The plans of accounts and dues over a big shop: they read the entries of those they are of."""

from collections.abc import AsyncIterator

import pytest_asyncio

from app.repositories.selling.customer_accounts import CustomerAccountRepository
from app.repositories.selling.dues import DueRepository
from tests.support.plans import MODES, BigShop

ENTRIES, OWING = 200, 20


@pytest_asyncio.fixture(scope="module")
async def owed(big_shop: BigShop) -> AsyncIterator[BigShop]:
    """A big shop with 200 entries of each of 20 customers who owe, and of 180 who have paid in advance."""
    await big_shop.shop.sql("UPDATE customers SET credit_limit = 100000 WHERE id <= 20")
    await big_shop.shop.sql(
        """
        INSERT INTO payments (kind, customer_id, tender, amount, taken_by, taken_at, business_day, hour)
        SELECT 'account', id, 'upi', CASE WHEN id <= $2 THEN -10 ELSE 10 END, 1, suite.now(),
            suite.today() - CAST(n AS integer), 12
        FROM customers CROSS JOIN generate_series(1, $1) AS n WHERE id <= $2 + 180
        """,
        ENTRIES,
        OWING,
    )
    await big_shop.shop.sql("ANALYZE")
    yield big_shop


@MODES
async def test_an_account_reads_its_own_entries(owed: BigShop, mode: str) -> None:
    answer = await owed.admin.get("/api/customers/7/account", params={"limit": 20})
    assert answer.status_code == 200, answer.text
    for method in (CustomerAccountRepository.get, CustomerAccountRepository.list_json):
        plan = await owed.explain(method, mode)
        assert "ix_payments_customer_id_id" in plan.indexes(), method
        assert not plan.scanned() & {"payments", "customers", "sales", "refunds"}, method
        assert plan.rows_read("payments") <= 2 * ENTRIES + 21, method


@MODES
async def test_a_statement_reads_the_entries_of_its_account(owed: BigShop, mode: str) -> None:
    answer = await owed.admin.get("/api/customers/7/statement", params={"from": "2020-01-01"})
    assert answer.status_code == 200, answer.text
    assert len(answer.json()["items"]) == ENTRIES
    for method in (CustomerAccountRepository.entries_json, CustomerAccountRepository.balance_before):
        plan = await owed.explain(method, mode)
        assert not plan.scanned() & {"payments", "customers", "sales", "refunds"}, method
        assert plan.rows_read("payments") <= 2 * ENTRIES + 1, method


@MODES
async def test_dues_read_those_who_owe_and_what_is_due(owed: BigShop, mode: str) -> None:
    answer = await owed.admin.get("/api/dashboard/dues")
    assert answer.status_code == 200, answer.text
    assert answer.json()["customers"]["count"] == OWING
    plan = await owed.explain(DueRepository.get_json, mode)
    assert not plan.scanned() & {"payments", "customers", "sales"}
    assert "ix_customers_balance_id" in plan.indexes()
    assert plan.rows_read("payments") <= OWING * ENTRIES
    assert plan.rows_read("sales") <= 2 * 300
