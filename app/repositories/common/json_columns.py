"""JSON between the shop and the database: columns that leave it as JSON, rows that enter it as one JSON array."""

import json
from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, func


def decimal_text(number: Any) -> ColumnElement[str]:  # noqa: ANN401 - any column or expression of a number.
    """Return a number as JSON carries it: a string, so that no client reads it as a float."""
    return cast(number, Text)


def cost_text(cost: Any) -> ColumnElement[str]:  # noqa: ANN401 - any column or expression of a cost.
    """Return the cost of one unit with the decimals of money, or with more where it has them."""
    return cast(func.round(cost, func.greatest(func.money_places(), func.min_scale(cost))), Text)


def moment_text(moment: Any) -> ColumnElement[str]:  # noqa: ANN401 - any column or expression of a moment.
    """Return a moment in UTC as RFC 3339."""
    return func.to_char(func.timezone("UTC", moment), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')


def json_object(**members: Any) -> ColumnElement[str]:  # noqa: ANN401 - members are columns, texts or nothing.
    """Return a JSON object as text, its members in order."""
    pairs: list[Any] = []
    for name, value in members.items():
        pairs += [name, value]
    return cast(func.json_build_object(*pairs), Text)


def json_rows(rows: Iterable[Any]) -> str:
    """Return mappings or dataclasses as the JSON array that `json_populate_recordset` and `json_to_recordset` read.

    Decimals, dates, moments and bytes become strings, which the database reads back exactly.
    """
    return json.dumps(list(rows), default=_encode, ensure_ascii=False)


def _encode(value: Any) -> Any:  # noqa: ANN401 - any value of a column, or a row.
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    return {field.name: getattr(value, field.name) for field in fields(value)}
