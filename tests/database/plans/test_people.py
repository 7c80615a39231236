"""Plans of the lists of people, and of what they did."""

import pytest

from app.repositories.common.keyset import KeysetList
from app.repositories.people.users import UserRepository
from tests.support.plans import LIMIT, MODES, BigShop


async def test_the_few_refusals_are_found_without_the_many_deeds(big_shop: BigShop) -> None:
    page = (await big_shop.admin.get("/api/audit-logs?outcome=refused&limit=20")).json()
    assert len(page["items"]) == LIMIT
    plan = await big_shop.explain(KeysetList.fetch, "force_custom_plan")
    assert plan.indexes() == {"ix_audit_logs_refused", "pk_users", "uq_refusal_counts_audit_log_id"}
    assert plan.rows_read("audit_logs") <= LIMIT + 1


@MODES
@pytest.mark.parametrize("search", [{"q": "ASHA 0"}, {"name": "asha 0"}, {"q": "98100-03507"}])
async def test_customers_are_found_by_part_of_a_name_or_number_in_the_index_of_trigrams(
    big_shop: BigShop, mode: str, search: dict[str, str]
) -> None:
    found = (await big_shop.admin.get("/api/customers", params=search)).json()["items"]
    assert 0 < len(found) < 10
    plan = await big_shop.explain(KeysetList.fetch, mode)
    assert "ix_customers_search_text" in plan.indexes()
    assert plan.rows_read("customers") <= 50


@MODES
async def test_a_linked_customer_reads_no_sales_but_their_own(big_shop: BigShop, mode: str) -> None:
    page = (await big_shop.admin.get("/api/customers/3/sales", params={"limit": LIMIT})).json()
    assert len(page["items"]) == LIMIT
    plan = await big_shop.explain(KeysetList.fetch, mode)
    assert {"ix_sales_buyer_id_created_at_id", "ix_sales_customer_id_created_at_id"} <= plan.indexes()
    assert "sales" not in plan.scanned()
    # 100 bought and 500 over the counter, each found once and looked up once.
    assert plan.rows_read("sales") <= 2 * (100 + 500)


@MODES
async def test_users_by_email_are_read_in_the_order_of_the_index_that_keeps_it_unique(
    big_shop: BigShop, mode: str
) -> None:
    await big_shop.admin.get("/api/users", params={"limit": LIMIT})
    plan = await big_shop.explain(KeysetList.fetch, mode)
    assert plan.indexes() == {"uq_users_email"}
    # The database does not use that no two are equal, and looks a little ahead to put equal ones in order.
    assert plan.rows_read("users") <= 3 * LIMIT


@MODES
async def test_users_are_found_by_part_of_a_name_or_email_in_the_index_of_trigrams(
    big_shop: BigShop, mode: str
) -> None:
    for part, number in (("ÁSHA ", 20), ("member-777@", 1)):
        found = (await big_shop.admin.get("/api/users", params={"q": part})).json()["items"]
        assert len(found) == number
        plan = await big_shop.explain(KeysetList.fetch, mode)
        assert "ix_users_search_text" in plan.indexes()
        assert plan.rows_read("users") <= 50


@MODES
async def test_the_admins_are_locked_without_a_look_at_everybody_else(big_shop: BigShop, mode: str) -> None:
    answer = await big_shop.admin.patch("/api/users/99", json={"full_name": mode})
    assert answer.status_code == 200, answer.text
    plan = await big_shop.explain(UserRepository.lock_with_admins, mode)
    assert plan.indexes() == {"pk_users", "ix_users_role_email_id"}
    assert plan.scanned() == set()


@MODES
async def test_ones_own_logins_are_found_without_those_of_others(big_shop: BigShop, mode: str) -> None:
    assert (await big_shop.customer.get("/api/auth/sessions")).json()["items"]
    plan = await big_shop.explain(KeysetList.fetch, mode)
    assert plan.indexes() == {"ix_sessions_user_id"}
    assert plan.rows_read("sessions") <= 10
