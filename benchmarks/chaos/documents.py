"""The documents of the books, and what an answer says of the same: each is found again by the key of its write.

Every write carries its key in a text that the document keeps, so that what was done twice is seen whatever the shop's
own table of keys says.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from benchmarks.chaos.history import Write

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the books, with the key it was made with."""

    id: int
    key: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Kind:
    """How documents of a kind are read from the books, and from the answer to the write that made one."""

    select: str
    """Returns id, key and facts as JSON."""
    answered: Callable[[Write], Facts]
    """Returns the facts, and with them the id."""
    asked: Callable[[dict[str, Any]], Facts] = lambda _: {}
    """Returns the facts that the body of the write fixes already."""
    made_by: tuple[str, ...] = ()
    """The kinds of writes that make it, if it is not their own."""


def plain(value: Any) -> Any:
    """Return a value of JSON in the one form in which the same amounts are equal."""
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return tuple(plain(part) for part in value)
    if isinstance(value, bool) or value is None:
        return value
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return value


def _picked(*names: str) -> Callable[[Write], Facts]:
    return lambda write: {name: write.answer[name] for name in ("id", *names)}


def _sale(write: Write) -> Facts:
    sale = write.answer
    names = ("id", "number", "subtotal", "discount_total", "tax_total", "total", "rounding", "currency")
    columns = ("sweet_id", "quantity", "unit_price", "line_total", "tax")
    return {
        **{name: sale[name] for name in names},
        "lines": [[line[column] for column in columns] for line in sale["lines"]],
        "payments": [[paid["id"], paid["tender"], paid["amount"]] for paid in sale["payments"]],
    }


def _sale_asked(body: dict[str, Any]) -> Facts:
    if "lines" not in body:
        return {}
    return {
        "asked": [[line["sweet_id"], line["quantity"]] for line in body["lines"]],
        "paid": [[paid["tender"], paid["amount"]] for paid in body["payments"]],
    }


def _refund(write: Write) -> Facts:
    refund = write.answer
    columns = ("line_no", "quantity", "restock", "line_total", "tax")
    return {
        **{name: refund[name] for name in ("id", "number", "sale_id", "total", "rounding")},
        "lines": [[line[column] for column in columns] for line in refund["lines"]],
        "payments": [[paid["id"], paid["tender"], paid["amount"]] for paid in refund["payments"]],
    }


def _payment(write: Write) -> Facts:
    own = [paid for paid in write.answer["payments"] if paid["reference"] == write.key]
    if len(own) != 1:
        return {"id": None, "payments_of_key": len(own)}
    return {"id": own[0]["id"], "sale_id": write.answer["id"], "tender": own[0]["tender"], "amount": own[0]["amount"]}


def _payment_asked(body: dict[str, Any]) -> Facts:
    (paid,) = body.get("payments", [body])
    # Of cash above what is due, the rest is change.
    return {"tender": paid["tender"]} | ({} if paid["tender"] == "cash" else {"amount": paid["amount"]})


def pays(write: Write) -> bool:
    """Tell whether a write takes a payment: what is collected may have been paid before."""
    return write.kind == "payment" or bool(write.body and write.body.get("payments"))


def _asked(*names: str) -> Callable[[dict[str, Any]], Facts]:
    return lambda body: {name: body[name] for name in names}


KINDS = {
    "sale": Kind(
        """
        SELECT id, coalesce(note, idempotency_key) AS key, json_build_object(
            'number', number, 'subtotal', subtotal, 'discount_total', discount_total, 'tax_total', tax_total,
            'total', total, 'rounding', rounding, 'currency', currency,
            'lines', (SELECT json_agg(json_build_array(sweet_id, quantity, unit_price, line_total, tax)
                                      ORDER BY line_no)
                      FROM sale_lines WHERE sale_id = sales.id),
            'asked', (SELECT json_agg(json_build_array(sweet_id, quantity) ORDER BY line_no)
                      FROM sale_lines WHERE sale_id = sales.id),
            'payments', (SELECT coalesce(json_agg(json_build_array(id, tender, amount) ORDER BY id), '[]') FROM payments
                         WHERE sale_id = sales.id AND kind = 'sale' AND reference IS NULL),
            'paid', (SELECT coalesce(json_agg(json_build_array(tender, amount) ORDER BY id), '[]') FROM payments
                     WHERE sale_id = sales.id AND kind = 'sale' AND reference IS NULL)) AS facts
        FROM sales
        """,
        _sale,
        _sale_asked,
    ),
    "refund": Kind(
        """
        SELECT id, reason AS key, json_build_object(
            'number', number, 'sale_id', sale_id, 'total', total, 'rounding', rounding,
            'lines', (SELECT json_agg(json_build_array(line_no, quantity, restock, line_total, tax) ORDER BY line_no)
                      FROM refund_lines WHERE refund_id = refunds.id),
            'payments', (SELECT coalesce(json_agg(json_build_array(id, tender, -amount) ORDER BY id), '[]')
                         FROM payments WHERE refund_id = refunds.id)) AS facts
        FROM refunds
        """,
        _refund,
    ),
    "void": Kind("SELECT sale_id AS id, reason AS key, '{}' AS facts FROM sale_voids WHERE voided_by > 0", _picked()),
    "payment": Kind(
        """
        SELECT id, reference AS key, json_build_object('sale_id', sale_id, 'tender', tender, 'amount', amount) AS facts
        FROM payments WHERE reference IS NOT NULL
        """,
        _payment,
        _payment_asked,
        ("payment", "collect"),
    ),
    "cash": Kind(
        "SELECT id, reason AS key, json_build_object('kind', kind, 'amount', amount) AS facts FROM drawer_movements",
        _picked("kind", "amount"),
        _asked("kind", "amount"),
    ),
    "drawer": Kind(
        "SELECT id, drawer AS key, json_build_object('opening_float', opening_float) AS facts FROM drawer_sessions",
        _picked("opening_float"),
        _asked("opening_float"),
    ),
    "closing": Kind(
        """
        SELECT id, reason AS key, json_build_object('counted', counted, 'expected', cash) AS facts
        FROM drawer_sessions WHERE closed_at IS NOT NULL
        """,
        _picked("counted", "expected"),
        _asked("counted"),
    ),
    "restock": Kind(
        """
        SELECT movements.id, note AS key,
               json_build_object('sweet_id', movements.sweet_id, 'lot_id', lot_id, 'quantity', quantity) AS facts
        FROM stock_movements AS movements JOIN lots ON lots.id = lot_id
        WHERE kind = 'restock'
        """,
        _picked("sweet_id", "lot_id", "quantity"),
        _asked("quantity"),
    ),
    "adjustment": Kind(
        """
        SELECT id, note AS key, json_build_object('sweet_id', sweet_id, 'quantity', quantity, 'reason', reason) AS facts
        FROM adjustments WHERE reason <> 'opening'
        """,
        _picked("sweet_id", "quantity", "reason"),
        _asked("sweet_id", "reason"),
    ),
    "stocktake": Kind("SELECT id, note AS key, '{}' AS facts FROM stocktakes", _picked()),
}

TARGETS = {
    "collect": "SELECT id FROM sales WHERE collected_at IS NOT NULL",
    "posting": "SELECT id FROM stocktakes WHERE status = 'posted'",
}
"""What can be done once to one thing, which is then in this list: whoever does it."""
