"""The checks after a run of faults: each is content with a right run, and each notices what it is there for."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from benchmarks.chaos.books import Books
from benchmarks.chaos.checks import CHECKS, documented_answers, find_undocumented
from benchmarks.chaos.documents import Document
from benchmarks.chaos.history import Answered, Attempt, History, Outcome
from tests.chaos.right_run import right_books, right_history

Wrong = Callable[[History, Books], object]

OPENAPI: dict[str, Any] = {
    "paths": {"/api/sales": {"post": {"responses": {"201": {}, "409": {}, "422": {}, "500": {}}}}}
}
PROBLEMS = {
    "insufficient_stock": [409, "", ""],
    "internal_error": [500, "", ""],
    "stale": [412, "", ""],
    "payments_do_not_add_up": [422, "", ""],
    "idempotency_key_reused": [422, "", ""],
}


def sale(books: Books) -> dict[str, Any]:
    return books.documents["sale"][0].facts


def refuse(history: History, number: int) -> None:
    history.writes[number].outcome = Outcome.REFUSED
    history.writes[number].attempts.append(Attempt(3, 4, 409, "insufficient_stock"))


def again(history: History, number: int) -> None:
    """Somebody else asks for the same, and is acknowledged as well."""
    history.writes.append(replace(history.writes[number], key="till1-1", who="till1"))


def change(rows: list[Any], **values: object) -> None:
    rows[0] = replace(rows[0], **values)


LOST, ASKED, DOUBLED, ONCE, TICKETS, STOCK, MONEY, GAPS, NEGATIVE, VERIFY, SESSIONS, POOLS, LOG = CHECKS

WRONGS: dict[str, tuple[str, Wrong]] = {
    "an acknowledged sale is gone": (LOST, lambda _, books: books.documents["sale"].pop(0)),
    "it is another one": (LOST, lambda _, books: change(books.documents["sale"], id=9)),
    "it has another number": (LOST, lambda _, books: sale(books).update(number="2026-27/000009")),
    "it has another total": (LOST, lambda _, books: sale(books).update(total="36.01")),
    "it has lost a line": (LOST, lambda _, books: sale(books).update(lines=[])),
    "a line of it has another quantity": (
        LOST,
        lambda _, books: sale(books).update(lines=[[1, 3.0, 18.0, 36.0, 1.72]]),
    ),
    "its payment is gone": (LOST, lambda _, books: sale(books).update(payments=[])),
    "a payment is of another amount": (
        LOST,
        lambda history, _: history.writes[3].answer["payments"][0].update(amount="8.00"),
    ),
    "what was sold is not what was asked for": (ASKED, lambda _, books: sale(books).update(asked=[[1, 3.0]])),
    "it was paid otherwise than was asked for": (ASKED, lambda _, books: sale(books).update(paid=[["card", 36.0]])),
    "a restock brought more than was asked for": (
        ASKED,
        lambda history, _: history.writes[2].body.update(quantity="9"),  # type: ignore[union-attr]
    ),
    "a key sold twice": (
        DOUBLED,
        lambda _, books: books.documents["sale"].append(Document(9, "customer0-1", sale(books))),
    ),
    "a payment was taken twice": (
        DOUBLED,
        lambda _, books: books.documents["payment"].append(books.documents["payment"][0]),
    ),
    "nobody asked for a sale": (
        DOUBLED,
        lambda _, books: books.documents["sale"].append(Document(9, "till0-9", sale(books))),
    ),
    "what was refused was sold": (DOUBLED, lambda history, _: refuse(history, 1)),
    "an order was handed over to two": (ONCE, lambda history, _: again(history, 4)),
    "an order that was handed over is not": (ONCE, lambda _, books: books.done["collect"].clear()),
    "an order is handed over that was refused": (ONCE, lambda history, _: refuse(history, 4)),
    "a stocktake is posted that nobody posted": (ONCE, lambda _, books: books.done["posting"].add(31)),
    "two tills took a ticket up": (TICKETS, lambda history, _: again(history, 6)),
    "a ticket that was taken up is still held": (TICKETS, lambda _, books: books.tickets_held.update({21: "till0-2"})),
    "a ticket is gone": (TICKETS, lambda _, books: books.tickets_held.clear()),
    "a ticket is held twice": (TICKETS, lambda _, books: books.tickets_held.update({23: "till0-4"})),
    "a sweet has more than came in": (
        STOCK,
        lambda _, books: change(books.stock, on_hand=Decimal(11), lots=Decimal(11), movements=Decimal(11)),
    ),
    "the lots differ from what is on hand": (STOCK, lambda _, books: change(books.stock, lots=Decimal(8))),
    "the ledger differs from what is on hand": (STOCK, lambda _, books: change(books.stock, movements=Decimal(8))),
    "a sale is paid less than it comes to": (MONEY, lambda _, books: change(books.money, taken=Decimal(35))),
    "a void kept the money": (MONEY, lambda _, books: change(books.money, status="voided")),
    "a refund was not paid out": (MONEY, lambda _, books: change(books.money, refunds=Decimal(5))),
    "a drawer expects other cash": (MONEY, lambda _, books: change(books.drawers, expected=Decimal(110))),
    "a number is missing": (GAPS, lambda _, books: books.numbers.append("2026-27/000003")),
    "a number is given twice": (GAPS, lambda _, books: books.numbers.append("2027-28/000001")),
    "something is negative": (NEGATIVE, lambda _, books: books.negative.append("lot 4: -1.000")),
    "a promise is broken": (VERIFY, lambda _, books: books.verified.append("sweet 1")),
    "a session is left in a transaction": (SESSIONS, lambda _, books: books.sessions.append("session 1")),
    "a worker keeps a connection": (POOLS, lambda _, books: books.checked_out.update({101: 1})),
    "a worker died": (LOG, lambda _, books: books.log.append("worker 100 died by itself")),
}


def failing(history: History, books: Books) -> list[str]:
    return [name for name, check in CHECKS.items() if check(history, books)]


def test_a_run_in_which_nothing_went_wrong_passes_every_check() -> None:
    assert failing(right_history(), right_books()) == []


@pytest.mark.parametrize(("check", "wrong"), WRONGS.values(), ids=WRONGS.keys())
def test_a_check_notices_what_it_is_there_for(check: str, wrong: Wrong) -> None:
    history, books = right_history(), right_books()
    wrong(history, books)
    assert failing(history, books) == [check]


def test_every_check_is_seen_to_fail() -> None:
    assert {check for check, _ in WRONGS.values()} == CHECKS.keys()


@pytest.mark.parametrize(
    ("operation", "status", "code", "is_documented"),
    [
        ("POST /api/sales", 201, "", True),
        ("POST /api/sales", 0, "", True),
        ("POST /api/sales", 409, "insufficient_stock", True),
        ("POST /api/sales", 409, "no such code", False),
        ("POST /api/sales", 412, "stale", False),
        ("POST /api/sales", 200, "", False),
        ("POST /api/sales", 500, "internal_error", False),
        ("POST /api/sales", 422, "payments_do_not_add_up", True),
        ("POST /api/sales", 422, "idempotency_key_reused", False),
        ("POST /api/somewhere", 201, "", False),
    ],
)
def test_an_answer_is_one_that_the_document_has_and_never_our_fault(
    operation: str, status: int, code: str, is_documented: bool
) -> None:
    history = History()
    history.answers[Answered(operation, status, code)] = 2
    assert bool(find_undocumented(history, documented_answers(OPENAPI, PROBLEMS))) is not is_documented
