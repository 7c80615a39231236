"""Two customers who are one person: everything of the one becomes the other's, for good."""

from typing import Any

from httpx import AsyncClient

from tests.support.answers import created, ok, problem
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, new_customer
from tests.support.selling import line, refund, sell
from tests.support.shop import TestShop


async def merge(client: AsyncClient, kept: dict[str, Any], gone: dict[str, Any], **headers: str) -> Any:
    path, body = f"/api/customers/{kept['id']}/merge", {"from_customer_id": gone["id"]}
    return await client.post(path, json=body, headers=headers)


async def test_what_was_the_others_is_the_kept_ones(
    admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="9")
    user_id = ok(await customer.get("/api/auth/me"))["id"]
    kept = await new_customer(admin, "Asha Rao", email="asha@example.com", note="No nuts")
    details = {"phone": "+919876543210", "gstin": "27AAPFU0939F1ZV", "address": "Pune", "user_id": user_id}
    gone = await new_customer(admin, "A. Rao", email="rao@example.com", note="Pays late", **details)
    sale = await sell(admin, (sweet, "2"), customer_id=gone["id"])
    created(await refund(admin, sale, line(1, "1")))
    basket = {"lines": [{"sweet_id": sweet["id"], "quantity": "1"}], "customer_id": gone["id"]}
    ticket = created(await admin.post("/api/tickets", json=basket))

    merged = ok(await merge(admin, kept, gone))

    assert merged["name"] == "Asha Rao"
    assert (merged["email"], merged["note"]) == ("asha@example.com", "No nuts\nPays late")
    assert {name: merged[name] for name in details} == details
    assert ok(await admin.get(f"/api/sales/{sale['id']}"))["customer_id"] == kept["id"]
    assert ok(await admin.get(f"/api/tickets/{ticket['id']}"))["customer_id"] == kept["id"]
    assert [one["id"] for one in ok(await admin.get(f"/api/customers/{kept['id']}/sales"))["items"]] == [sale["id"]]
    # The account that came along sees what was bought over the counter, as before.
    assert [one["id"] for one in ok(await customer.get("/api/sales"))["items"]] == [sale["id"]]


async def test_the_other_is_gone_and_their_id_says_where_they_went(admin: AsyncClient, new_sweet: NewSweet) -> None:
    kept, gone, last = [await new_customer(admin, name) for name in ("Asha", "A. Rao", "Asha Rao")]
    ok(await merge(admin, kept, gone))
    assert [one["name"] for one in ok(await admin.get("/api/customers"))["items"]] == ["Asha", "Asha Rao"]
    assert [one["kind"] for one in ok(await admin.get("/api/find", params={"q": "A. Rao"}))["items"]] == []
    for answer in (
        await admin.get(f"/api/customers/{gone['id']}"),
        await admin.get(f"/api/customers/{gone['id']}/sales"),
        await admin.patch(f"/api/customers/{gone['id']}", json={"note": "x"}),
        await admin.delete(f"/api/customers/{gone['id']}"),
        await merge(admin, last, gone),
        await merge(admin, gone, last),
    ):
        assert problem(answer, 404, "customer_merged")["merged_into"] == kept["id"]
    # Merged on, the first id leads to where everything is now.
    ok(await merge(admin, last, kept))
    for one in (gone, kept):
        answer = await admin.get(f"/api/customers/{one['id']}")
        assert problem(answer, 404, "customer_merged")["merged_into"] == last["id"]
    body = {"lines": [{"sweet_id": (await new_sweet(stock="1"))["id"], "quantity": "1"}], "customer_id": gone["id"]}
    problem(await admin.post("/api/sales", json=body), 404, "customer_not_found")


async def test_two_accounts_are_not_merged(shop: TestShop, admin: AsyncClient, customer: AsyncClient) -> None:
    first, second = [ok(await client.get("/api/auth/me"))["id"] for client in (admin, customer)]
    kept, gone = [await new_customer(admin, "Asha", user_id=user_id) for user_id in (first, second)]
    before = await all_rows(shop)
    problem(await merge(admin, kept, gone), 409, "both_have_accounts")
    problem(await merge(admin, kept, kept), 422, "same_customer")
    problem(await merge(admin, kept, {"id": 999}), 404, "customer_not_found")
    problem(await merge(admin, {"id": 999}, kept), 404, "customer_not_found")
    assert await all_rows(shop) == before


async def test_a_merge_is_repeated_with_its_key_and_is_an_admins(admin: AsyncClient, salesperson: AsyncClient) -> None:
    kept, gone = await new_customer(admin, "Asha"), await new_customer(admin, "A. Rao")
    problem(await merge(salesperson, kept, gone), 403, "forbidden")
    first, again = [await merge(admin, kept, gone, **{"Idempotency-Key": "one"}) for _ in range(2)]
    assert ok(first) == ok(again)
    assert again.headers["Idempotency-Replayed"] == "true"


async def test_the_audit_log_tells_both_without_anybodys_details(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    kept, gone = await new_customer(admin, "Asha"), await new_customer(admin, "Leela", phone="+919876543210")
    await sell(admin, (await new_sweet(stock="9"), "2"), customer_id=gone["id"])
    ok(await merge(admin, kept, gone))
    rows = await shop.sql(
        "SELECT entity_id, action, after ->> 'merged_from', after ->> 'merged_into', after ->> 'sales' FROM audit_logs"
        " WHERE action LIKE 'customer.merged%' ORDER BY id"
    )
    assert [tuple(row) for row in rows] == [
        (kept["id"], "customer.merged", str(gone["id"]), None, "1"),
        (gone["id"], "customer.merged_away", None, str(kept["id"]), "1"),
    ]
    assert "Leela" not in " ".join(await all_rows(shop))


async def test_deleting_the_kept_one_forgets_where_the_other_went(admin: AsyncClient) -> None:
    kept, gone = await new_customer(admin, "Asha"), await new_customer(admin, "A. Rao")
    ok(await merge(admin, kept, gone))
    assert (await admin.delete(f"/api/customers/{kept['id']}")).status_code == 204
    problem(await admin.get(f"/api/customers/{gone['id']}"), 404, "customer_not_found")
