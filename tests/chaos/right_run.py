"""A small run in which nothing went wrong: what the clients remember, and the books that fit it."""

from collections import Counter
from decimal import Decimal
from typing import Any

from benchmarks.chaos.books import Books, Drawer, Money, Stock
from benchmarks.chaos.documents import Document
from benchmarks.chaos.history import Answered, Attempt, History, Outcome, Write

SALE = {
    "id": 7,
    "number": "2026-27/000001",
    "subtotal": "36.00",
    "discount_total": "0.00",
    "tax_total": "1.72",
    "total": "36.00",
    "rounding": "0.00",
    "currency": "INR",
    "lines": [{"sweet_id": 1, "quantity": "2.000", "unit_price": "18.00", "line_total": "36.00", "tax": "1.72"}],
    "payments": [{"id": 3, "tender": "upi", "amount": "36.00", "reference": None}],
}
SALE_BODY = {
    "lines": [{"sweet_id": 1, "quantity": "2"}],
    "payments": [{"tender": "upi", "amount": "36"}],
    "note": "till0-1",
}


def write(kind: str, key: str, path: str, body: dict[str, Any] | None, answer: dict[str, Any] | None) -> Write:
    """A write that was acknowledged with `answer`, or that nobody ever answered."""
    attempts = [Attempt(1.0, 2.0, 0), Attempt(2.0, 3.0, 201 if answer else 0)]
    outcome = Outcome.ACKNOWLEDGED if answer else Outcome.UNKNOWN
    return Write(kind, f"POST {path}", path, body, key, "till0", attempts, outcome, answer or {})


def right_history() -> History:
    """What the clients remember."""
    restock = {"id": 5, "sweet_id": 1, "lot_id": 4, "quantity": "10.000"}
    paid = {"id": 8, "payments": [{"id": 4, "tender": "cash", "amount": "9.00", "reference": "till0-5"}]}
    payment = {"tender": "cash", "amount": "9.00", "reference": "till0-5"}
    return History(
        writes=[
            write("sale", "till0-1", "/api/sales", SALE_BODY, SALE),
            write("sale", "customer0-1", "/api/sweets/1/purchase", {"quantity": "1"}, None),
            write("restock", "admin0-1", "/api/sweets/1/restock", {"quantity": "10", "note": "admin0-1"}, restock),
            write("payment", "till0-5", "/api/sales/8/payments", payment, paid),
            write("collect", "till0-6", "/api/sales/8/collect", {}, {"id": 8, "payments": []}),
            write("ticket", "till0-2", "/api/tickets", {"note": "till0-2"}, {"id": 21}),
            write("taking_up", "till0-3", "/api/tickets/21/take-up", None, {"id": 21}),
            write("ticket", "till0-4", "/api/tickets", {"note": "till0-4"}, {"id": 22}),
        ],
        answers=Counter({Answered("POST /api/sales", 201, ""): 1, Answered("POST /api/sales", 0, ""): 4}),
    )


def right_books() -> Books:
    """The books that fit it."""
    lines, paid = [[1, 2.0, 18.0, 36.0, 1.72]], [[3, "upi", 36.0]]
    sale = {
        **{name: SALE[name] for name in SALE if name not in ("id", "lines", "payments")},
        "lines": lines,
        "asked": [[1, 2.0]],
        "payments": paid,
        "paid": [["upi", 36.0]],
    }
    order = sale | {"number": "2027-28/000001", "payments": [], "paid": [], "asked": [[1, 1.0]]}
    ten, three, two, zero = Decimal(10), Decimal(3), Decimal(2), Decimal(0)
    return Books(
        documents={
            "sale": [Document(7, "till0-1", sale), Document(8, "customer0-1", order)],
            "restock": [Document(5, "admin0-1", {"sweet_id": 1, "lot_id": 4, "quantity": 10.0})],
            "payment": [Document(4, "till0-5", {"sale_id": 8, "tender": "cash", "amount": 9.0})],
        },
        done={"collect": {8}, "posting": set()},
        tickets_held={22: "till0-4"},
        stock=[Stock(1, two, ten, zero, zero, three, zero, zero, ten - 1, ten - 1, ten - 1)],
        money=[
            Money(7, "completed", Decimal(36), zero, Decimal(36), zero, zero, zero),
            Money(8, "completed", Decimal(18), Decimal(9), Decimal(9), zero, zero, zero),
        ],
        drawers=[Drawer(2, Decimal(109), Decimal(100), Decimal(9), zero)],
        numbers=["2026-27/000001", "2027-28/000001"],
        checked_out={100: 0, 101: 0},
    )
