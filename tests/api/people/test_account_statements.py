"""Statements of account: JSON, a page, a PDF and CSV, all with the same entries and amounts."""

import csv
import io
import re
from base64 import b64encode
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest
from httpx import AsyncClient, Response
from pypdf import PdfReader

from app.schemas.account_statement import StatementRead
from app.services.selling.statements import statements
from tests.support.accounts import account_of, charge, charge_before, paid, with_limit
from tests.support.answers import ok, problem, read_strictly
from tests.support.receipt_parts import text_of
from tests.support.requests import NewSweet, new_customer
from tests.support.shop import TestShop


@pytest.fixture
async def sweet(new_sweet: NewSweet) -> dict[str, Any]:
    """One that costs 100."""
    return await new_sweet(price="100", stock="100")


async def statement_of(client: AsyncClient, customer: dict[str, Any], **params: Any) -> dict[str, Any]:
    """Return a statement as JSON, the same at both of its addresses."""
    path = f"/api/customers/{customer['id']}"
    body: dict[str, Any] = ok(await client.get(f"{path}/statement", params=params))
    assert ok(await client.get(f"{path}/account/statement", params=params)) == body
    read_strictly(StatementRead, body)
    return body


async def printed(client: AsyncClient, customer: dict[str, Any], kind: str, **params: Any) -> Response:
    path = f"/api/customers/{customer['id']}/account/statement"
    answer = await client.get(path, params={"format": kind} | params)
    assert answer.status_code == 200, answer.text
    return answer


def days_before(shop: TestShop, days: int) -> date:
    return shop.context.business_days.of(shop.clock() - timedelta(days=days))


async def test_a_statement_begins_with_what_was_owed_and_ends_with_what_is(
    shop: TestShop, admin: AsyncClient, sweet: dict[str, Any]
) -> None:
    asha = await with_limit(admin)
    await charge_before(shop, admin, asha, sweet, "4", 95)
    await charge_before(shop, admin, asha, sweet, "2", 40)
    await paid(admin, asha, "150")
    await charge(admin, asha, sweet)

    whole = await statement_of(admin, asha)
    assert (whole["from"], whole["to"]) == (str(days_before(shop, 95)), str(days_before(shop, 0)))
    sums = {name: whole[name] for name in ("opening", "charged", "paid", "closing", "credit_limit", "currency")}
    assert sums == {
        "opening": "0.00",
        "charged": "700.00",
        "paid": "150.00",
        "closing": "550.00",
        "credit_limit": "1000.00",
        "currency": "INR",
    }
    assert whole["overdue"] == {"days_30": "450.00", "days_60": "250.00", "days_90": "250.00"}
    assert whole["items"] == (await account_of(admin, asha))["items"][::-1]
    assert whole["customer"]["name"] == "Asha"

    later = await statement_of(admin, asha, **{"from": str(days_before(shop, 40))})
    assert (later["opening"], later["closing"], len(later["items"])) == ("400.00", "550.00", 3)
    # At the end of an earlier day nobody knew of the payments to come.
    earlier = await statement_of(admin, asha, to=str(days_before(shop, 1)))
    assert (earlier["opening"], earlier["closing"], earlier["paid"]) == ("0.00", "600.00", "0.00")
    assert earlier["overdue"] == {"days_30": "600.00", "days_60": "400.00", "days_90": "400.00"}
    between = await statement_of(admin, asha, **{"from": str(days_before(shop, 90)), "to": str(days_before(shop, 50))})
    assert (between["opening"], between["closing"], between["items"]) == ("400.00", "400.00", [])


@pytest.mark.parametrize("kind", ["html", "pdf"])
async def test_a_statement_is_printed_with_every_entry(
    shop: TestShop, admin: AsyncClient, sweet: dict[str, Any], kind: str
) -> None:
    details = {"phone": "98765 43210", "gstin": "27AAPFU0939F1ZV", "address": "4 Laxmi Road\nPune 411030"}
    asha = await with_limit(admin, name="आशा Rao", **details)
    sale = await charge_before(shop, admin, asha, sweet, "4", 95)
    await paid(admin, asha, "150", reference="631784002155", note="By her son")
    await paid(admin, asha, "1000", tender="cash")
    await paid(admin, asha, "1000", tender="cash", kind="payback", note="Typed wrong")
    answer = await printed(admin, asha, kind)
    text = words_of(answer, kind)
    for said in (
        *("Sweet Shop", "Statement of account", "आशा Rao", "4 Laxmi Road", "GSTIN 27AAPFU0939F1ZV", "+919876543210"),
        *("Date Entry Taken Paid Owed", "Owed before", f"Sale {sale['number']}", "₹400.00", "Paid by UPI"),
        *("631784002155 · By her son", "₹150.00", "₹250.00", "Paid in cash", "-₹750.00", "Given back in cash"),
        *("To pay", "Of that, older than 90 days"),
    ):
        assert said in text, (said, text)
    assert str(days_before(shop, 0)) in answer.headers["Content-Disposition"]


def words_of(answer: Response, kind: str) -> str:
    if kind == "html":
        style = re.search(r"<style>(.*?)</style>", answer.text, re.DOTALL)
        assert style is not None
        digest = b64encode(sha256(style[1].encode()).digest()).decode()
        assert f"style-src 'sha256-{digest}'" in answer.headers["Content-Security-Policy"]
    return " ".join(text_of(answer).split())


async def test_a_long_statement_goes_on_from_page_to_page(admin: AsyncClient) -> None:
    asha = await new_customer(admin, "Asha")
    for _ in range(60):
        await paid(admin, asha, "1", note="A note so long that it takes more than the one line that there is. " * 3)
    pages = PdfReader(io.BytesIO((await printed(admin, asha, "pdf")).content)).pages
    texts = [" ".join(page.extract_text().split()) for page in pages]
    assert len(texts) > 2
    assert all("Date Entry Taken Paid Owed" in text for text in texts)
    assert all(text.endswith(f"{number} / {len(texts)}") for number, text in enumerate(texts, 1))
    assert sum(text.count("Paid by UPI") for text in texts) == 60
    assert "Paid in advance ₹60.00" in texts[-1]


async def test_a_statement_for_a_spreadsheet_marks_what_looks_like_a_formula(
    shop: TestShop, admin: AsyncClient, sweet: dict[str, Any]
) -> None:
    asha = await with_limit(admin)
    sale = await charge_before(shop, admin, asha, sweet, "4", 95)
    await paid(admin, asha, "150", reference="=1+1", note="@home")
    answer = await printed(admin, asha, "csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["kind"], row["amount"], row["balance"]) for row in rows] == [
        ("opening", "", "0.00"),
        ("charge", "400.00", "400.00"),
        ("payment", "-150.00", "250.00"),
        ("closing", "250.00", "250.00"),
        ("overdue_30", "", "250.00"),
        ("overdue_60", "", "250.00"),
        ("overdue_90", "", "250.00"),
    ]
    assert (rows[1]["sale"], rows[2]["reference"], rows[2]["note"]) == (sale["number"], "'=1+1", "'@home")


async def test_no_markup_of_a_note_reaches_the_page(admin: AsyncClient) -> None:
    asha = await new_customer(admin, "<b>Asha</b>")
    await paid(admin, asha, "5", note="<script>alert(1)</script>")
    page = (await printed(admin, asha, "html")).text
    assert "<script" not in page
    assert "<b>" not in page
    assert "&lt;script&gt;" in page


async def test_a_customer_gets_their_own_statement_only(admin: AsyncClient, customer: AsyncClient) -> None:
    user_id = ok(await customer.get("/api/auth/me"))["id"]
    own, other = await new_customer(admin, "Asha", user_id=user_id), await new_customer(admin, "Ravi")
    await paid(admin, own, "50")
    assert await statement_of(customer, own) == await statement_of(admin, own)
    for client, gone in ((customer, other["id"]), (customer, 999), (admin, 999)):
        problem(await client.get(f"/api/customers/{gone}/statement"), 404, "customer_not_found")


async def test_days_the_wrong_way_round_and_unknown_formats_are_refused(admin: AsyncClient) -> None:
    asha = await new_customer(admin, "Asha")
    path = f"/api/customers/{asha['id']}/statement"
    for params in (
        {"from": "2026-11-02", "to": "2026-11-01"},
        {"format": "xlsx"},
        {"from": "yesterday"},
        {"since": "2026-11-01"},
    ):
        problem(await admin.get(path, params=params), 422, "invalid_request")


async def test_a_statement_of_more_entries_than_it_holds_is_refused(
    admin: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements, "MAX_ENTRIES", 2)
    asha = await new_customer(admin, "Asha")
    for _ in range(2):
        await paid(admin, asha, "5")
    assert len((await statement_of(admin, asha))["items"]) == 2
    await paid(admin, asha, "5")
    problem(await admin.get(f"/api/customers/{asha['id']}/statement"), 422, "statement_too_long")
