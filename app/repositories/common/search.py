"""Substring search that ignores case and accents."""

from typing import Any

from sqlalchemy import ColumnElement, Text, bindparam, func, literal


def has_part(search_text: Any, parameter: str) -> ColumnElement[bool]:  # noqa: ANN401 - any column of search forms.
    """Return the condition that a text in its search form contains the value of a parameter."""
    # Escaped after normalisation, because some letters become % or _ without their accents.
    part = func.regexp_replace(
        func.search_form(bindparam(parameter, type_=Text)), literal(r"([\\%_])"), literal(r"\\\1"), literal("g")
    )
    condition: ColumnElement[bool] = search_text.like(func.concat("%", part, "%"), escape="\\")
    return condition
