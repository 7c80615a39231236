"""I4: an answer of success is sent after COMMIT returned."""

from httpx import AsyncClient

from tests.support.answers import problem
from tests.support.requests import NewSweet
from tests.support.shop import TestShop

FAILS_AS_IT_IS_COMMITTED = """
    CREATE FUNCTION out_of_order() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'out of order'; END $$;
    CREATE CONSTRAINT TRIGGER out_of_order AFTER INSERT ON audit_logs DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION out_of_order()
"""


async def test_a_change_that_fails_as_it_is_committed_is_answered_with_an_error(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="5")
    address = f"/api/sweets/{sweet['id']}"
    before = (await admin.get(address)).json()
    async with shop.connect() as connection:
        for statement in FAILS_AS_IT_IS_COMMITTED.split(";\n    "):
            await connection.execute(statement)
    for path, body in (
        ("/api/categories", {"name": "Dry sweets"}),
        (f"{address}/restock", {"quantity": "1"}),
        (f"{address}/purchase", {"quantity": "1"}),
        ("/api/sales", {"lines": [{"sweet_id": sweet["id"], "quantity": "1"}]}),
    ):
        problem(await admin.post(path, json=body), 500, "internal_error")
    problem(await admin.patch(address, json={"price": "1.00"}, headers={"If-Match": "*"}), 500, "internal_error")
    problem(await admin.delete(address), 500, "internal_error")
    assert (await admin.get(address)).json() == before
    assert await shop.sql("SELECT FROM sales") == []
    assert await shop.sql("SELECT FROM categories WHERE name = 'Dry sweets'") == []
