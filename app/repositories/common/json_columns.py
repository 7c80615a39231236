"""Pieces of JSON built by the database, so that rows leave it in the shape they are answered in."""

from typing import Any

from sqlalchemy import ColumnElement, Text, cast, func


def decimal_text(number: Any) -> ColumnElement[str]:  # noqa: ANN401 - any column or expression of a number.
    """Return a number as JSON carries it: a string, so that no client reads it as a float."""
    return cast(number, Text)


def cost_text(cost: Any) -> ColumnElement[str]:  # noqa: ANN401 - any column or expression of a cost.
    """Return the cost of one unit with two decimals, or with more where it has them."""
    return cast(func.round(cost, func.greatest(2, func.min_scale(cost))), Text)


def moment_text(moment: Any) -> ColumnElement[str]:  # noqa: ANN401 - any column or expression of a moment.
    """Return a moment in UTC as RFC 3339."""
    return func.to_char(func.timezone("UTC", moment), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')


def json_object(**members: Any) -> ColumnElement[str]:  # noqa: ANN401 - members are columns, texts or nothing.
    """Return a JSON object as text, its members in order."""
    pairs: list[Any] = []
    for name, value in members.items():
        pairs += [name, value]
    return cast(func.json_build_object(*pairs), Text)
