"""Personal data: stored where it is needed, never in the audit log, and nowhere once it is erased."""

from datetime import timedelta
from typing import Any

from httpx import AsyncClient
from sqlalchemy import ARRAY, JSON, LargeBinary, String

from app.models import Base, audit_marks
from app.services.shop.housekeeping import IDEMPOTENCY_KEYS_KEPT, Housekeeping
from tests.support.answers import created, ok
from tests.support.requests import NewSweet, invite
from tests.support.shop import TestShop

# Texts of the shop and of goods, and the free text of documents, which the books keep as they are anyway. A new column
# of text is either here or has info=PERSONAL or info=SECRET.
PLAIN = {
    "adjustment": {"note", "reason"},
    "audit_log": {"action", "actor_role", "address", "after", "before", "entity", "outcome", "request_id"},
    "category": {"description", "name", "sort_name"},
    "customer": {"search_text", "sort_name"},
    "daily_category_sales": {"unit"},
    "daily_job": {"name"},
    "daily_payments": {"kind", "tender"},
    "drawer_movement": {"kind", "reason"},
    "drawer_session": {"counted_notes", "drawer", "opening_notes", "reason"},
    "forecast_day": {"zone"},
    "event": {"data", "kind", "roles"},
    "goods_receipt": {"note", "supplier_reference"},
    "held_ticket": {"discount", "lines", "note", "title"},
    "history_line": {"item"},
    "history_ticket": {"ticket"},
    "idempotency_key": {"body", "fingerprint", "key"},
    "import_job": {
        "brought",
        "failure",
        "first_unknown_items",
        "ignored_columns",
        "kind",
        "notices",
        "options",
        "status",
    },
    "import_mapping": {"columns", "kind", "name"},
    "import_refusal": {"column_name", "reason"},
    "invitation": {"role"},
    "lease": {"name"},
    "login_throttle": {"subject"},
    "lot": {"note"},
    "notification": {"body", "kind", "roles", "title"},
    "outbox_event": {"payload", "subject", "type"},
    "payment": {"kind", "note", "reference", "tender"},
    "period_sweet_sales": {"period"},
    "purchase_order": {"close_reason", "note", "number", "status", "supplier_reference"},
    "purchase_order_line": {"name", "sku", "unit"},
    "refund": {"idempotency_key", "number", "reason"},
    "refund_line": {"reason"},
    "refund_line_tax": {"component"},
    "refund_number_series": {"financial_year"},
    "refusal_count": {"subject"},
    "sale": {
        "currency",
        "discount_reason",
        "idempotency_key",
        "late_reason",
        "note",
        "number",
        "status",
        "tax_mode",
    },
    "sale_line": {"discount_reason", "hsn_code", "name", "sku", "unit"},
    "sale_line_tax": {"component"},
    "sale_number_series": {"financial_year"},
    "sale_void": {"reason"},
    "setting": {"key", "value"},
    "stock_alert": {"state"},
    "stock_movement": {"kind", "reason"},
    "stocktake": {"note", "status"},
    "supplier": {"name", "search_text", "sort_name"},
    "supplier_return": {"note"},
    "stored_picture": {"content", "hash"},
    "sweet": {
        *("allergens", "barcode", "description", "diet", "hsn_code", "name", "picture_large", "picture_small"),
        *("search_text", "sku", "sort_name", "unit"),
    },
    "tax_class": {"hsn_code", "name", "sort_name"},
    "tax_rate": {"components"},
    "user": {"role", "search_text"},
    "webhook": {"description", "events", "url"},
    "webhook_delivery": {"state", "subject", "tries", "type"},
}
"""`search_text` and `sort_name` are left out of every entry, because they only repeat."""

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 of-asha"


def test_every_text_is_declared_personal_or_plain() -> None:
    plain: dict[str, set[str]] = {}
    marks = audit_marks()
    for entity, mapper in zip(marks, Base.registry.mappers, strict=True):
        texts = {
            key
            for key, column in mapper.columns.items()
            if isinstance(column.type, String | JSON | LargeBinary)
            or (isinstance(column.type, ARRAY) and isinstance(column.type.item_type, String))
        }
        if undeclared := texts - marks[entity].keys():
            plain[entity] = undeclared
    assert plain == PLAIN


async def found(shop: TestShop, *values: str) -> dict[str, list[str]]:
    """In which columns of the database each of the values is, in whatever case."""
    async with shop.connect() as connection:
        columns = await connection.fetch(
            "SELECT attrelid::regclass::text AS table, attname AS column FROM pg_attribute"
            " JOIN pg_class ON pg_class.oid = attrelid"
            " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped"
            " AND atttypid = ANY(CAST('{text, varchar, jsonb, json, text[], varchar[]}' AS regtype[]))"
        )
        places: dict[str, list[str]] = {value: [] for value in values}
        for table, column in columns:
            for value in values:
                query = f"SELECT EXISTS (SELECT FROM {table} WHERE position($1 IN lower({column}::text)) > 0)"
                if await connection.fetchval(query, value.lower()):
                    places[value].append(f"{table}.{column}")
    return places


async def test_a_customer_who_is_deleted_leaves_no_trace_in_the_database(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="5")
    values = ("Ashalata Zaveri", "+919876501234", "zaveri@example.org", "no cashews zq")
    who = dict(zip(("name", "phone", "email", "note"), values, strict=True))
    customer = created(await salesperson.post("/api/customers", json=who))
    address = f"/api/customers/{customer['id']}"
    ok(await salesperson.patch(address, json={"note": "no cashews zq, no milk"}))
    ok(await salesperson.patch(address, json={"phone": "+919876501235"}))
    ok(await salesperson.patch(address, json={"phone": "+919876501234"}))
    body = {"lines": [{"sweet_id": sweet["id"], "quantity": "1"}], "customer_id": customer["id"], "tender": "cash"}
    created(await salesperson.post("/api/sales", json=body, headers={"Idempotency-Key": "zq-1"}))
    basket = {"lines": body["lines"], "customer_id": customer["id"]}
    for key in ("zq-2", "zq-3"):
        ticket = created(await salesperson.post("/api/tickets", json=basket, headers={"Idempotency-Key": key}))
    ok(await salesperson.post(f"/api/tickets/{ticket['id']}/take-up", headers={"Idempotency-Key": "zq-4"}))
    assert all("customers." in place for places in (await found(shop, *values)).values() for place in places)
    assert (await admin.delete(address)).status_code == 204
    assert await found(shop, *values) == {value: [] for value in values}


async def test_a_user_who_is_removed_leaves_no_trace_in_the_database(shop: TestShop, admin: AsyncClient) -> None:
    values = ("zaveri@example.org", "Ashalata Zaveri", FIREFOX)
    await invite(admin, email="zaveri@example.org")
    registration = {"email": values[0], "full_name": values[1], "password": "saffron and rose"}
    user = created(await shop.client.post("/api/auth/register", json=registration))
    wrong = {"username": values[0], "password": "saffron and thyme"}
    assert (await shop.client.post("/api/auth/login", json=wrong)).status_code == 401
    async with await shop.log_in(values[0], "saffron and rose") as client:
        client.headers["User-Agent"] = FIREFOX
        login = {"username": values[0], "password": "saffron and rose"}
        ok(await client.post("/api/auth/login", json=login))
        ok(await client.patch("/api/auth/me", json={"full_name": "Ashalata Zaveri-Rao"}))
        assert (await client.get("/api/users")).status_code == 403
    places = await found(shop, *values)
    assert {place.partition(".")[0] for some in places.values() for place in some} == {
        "users",
        "sessions",
        "invitations",
    }
    assert (await admin.delete(f"/api/users/{user['id']}")).status_code == 204
    # An invitation is the admin's own, and says to whom it went.
    assert await found(shop, *values) == {values[0]: ["invitations.email"], values[1]: [], values[2]: []}


async def test_a_supplier_who_is_deleted_leaves_no_trace_but_none_of_their_contacts_is_in_the_log(
    shop: TestShop, admin: AsyncClient
) -> None:
    contact = {
        "contact_name": "Ashalata Zaveri",
        "phone": "+919876501234",
        "email": "zaveri@example.org",
        "address": "12 Zq Road",
        "note": "ring twice zq",
    }
    supplier = created(await admin.post("/api/suppliers", json={"name": "Dairy", **contact}))
    address = f"/api/suppliers/{supplier['id']}"
    ok(await admin.patch(address, json={"note": "ring twice zq, then knock"}))
    (changed,) = ok(await admin.get("/api/audit-logs", params={"action": "supplier.updated"}))["items"]
    assert (changed["before"], changed["after"]) == ({"note": "[personal]"}, {"note": "[personal]"})
    assert (await admin.delete(address)).status_code == 204
    assert await found(shop, *contact.values()) == {value: [] for value in contact.values()}


async def test_that_something_personal_is_set_changed_or_emptied_is_seen(shop: TestShop, admin: AsyncClient) -> None:
    customer = created(await admin.post("/api/customers", json={"name": "Asha", "phone": "98765 43210"}))
    ok(await admin.patch(f"/api/customers/{customer['id']}", json={"phone": None, "email": "asha@example.com"}))
    changed, made = ok(await admin.get("/api/audit-logs", params={"entity": "customer"}))["items"]
    assert {name: made["after"][name] for name in ("name", "phone", "email")} == {
        "name": "[personal]",
        "phone": "[personal]",
        "email": None,
    }
    assert changed["before"] == {"phone": "[personal]", "email": None}
    assert changed["after"] == {"phone": None, "email": "[personal]"}


async def test_a_stored_answer_is_erased_after_a_day(
    shop: TestShop, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="5")
    customer: dict[str, Any] = created(await salesperson.post("/api/customers", json={"name": "Ashalata Zaveri"}))
    body = {"lines": [{"sweet_id": sweet["id"], "quantity": "1"}], "customer_id": customer["id"], "note": "for zq"}
    created(await salesperson.post("/api/sales", json=body, headers={"Idempotency-Key": "zq-1"}))
    assert "idempotency_keys.body" in (await found(shop, "for zq"))["for zq"]
    shop.clock.advance(IDEMPOTENCY_KEYS_KEPT + timedelta(seconds=1))
    await Housekeeping(shop.database, shop.clock).tidy()
    assert (await found(shop, "for zq"))["for zq"] == ["sales.note"]
