"""A statement of account as CSV for a spreadsheet."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from app.core.csv.escaping import cells
from app.schemas.account_statement import StatementRead
from app.schemas.setting import ShopSettings

COLUMNS = (
    "business_day",
    "occurred_at",
    "kind",
    "sale",
    "refund",
    "tender",
    "reference",
    "note",
    "amount",
    "balance",
)


def to_csv(statement: StatementRead, settings: ShopSettings) -> bytes:
    """Return a statement as CSV: a row for what was owed before, each entry, the end and what is overdue."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    writer.writerows(cells(row, settings.zone) for row in _rows(statement))
    return file.getvalue().encode()


def _rows(statement: StatementRead) -> Iterator[tuple[Any, ...]]:
    nothing = (None,) * 5
    yield (statement.begins, None, "opening", *nothing, None, statement.opening)
    for item in statement.items:
        document = (item.sale_number, item.refund_number, item.tender, item.reference, item.note)
        yield (item.business_day, item.occurred_at, item.kind.value, *document, item.amount, item.balance)
    yield (statement.ends, None, "closing", *nothing, statement.charged - statement.paid, statement.closing)
    overdue = statement.overdue
    for days, amount in ((30, overdue.days_30), (60, overdue.days_60), (90, overdue.days_90)):
        yield (statement.ends, None, f"overdue_{days}", *nothing, None, amount)
