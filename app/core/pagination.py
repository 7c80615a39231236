"""Keyset pagination: sort keys, and cursors that say where the next page begins."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass

from app.core.errors import FieldError, Invalid

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
MAX_CURSOR_LENGTH = 2048
MAX_TOTAL = 10_000
"""The most rows a list counts: what costs the same in every shop, and more than anyone looks through."""


@dataclass(frozen=True, slots=True)
class SortKey:
    """One field to sort by."""

    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list: at most `limit` rows, sorted by `sort`, after the row with the keys `after`."""

    sort: tuple[SortKey, ...]
    limit: int
    after: tuple[str, ...] | None = None
    count: bool = False


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of a list as JSON text, straight from the database.

    `total` is the number of all rows, or one more than `MAX_TOTAL` if there are more than that.
    """

    items: str
    next_cursor: str | None
    total: int | None

    def to_json(self) -> str:
        """Return the body of a list's answer."""
        total = ""
        if self.total is not None:
            is_exact = self.total <= MAX_TOTAL
            total = f',"total":{min(self.total, MAX_TOTAL)},"total_is_exact":{json.dumps(is_exact)}'
        return f'{{"items":{self.items},"next_cursor":{json.dumps(self.next_cursor)}{total}}}'


def parse_sort(text: str, allowed: Sequence[str]) -> tuple[SortKey, ...]:
    """Read `price,-name`. An unknown or repeated field raises `Invalid` with the allowed ones."""
    keys = tuple(SortKey(part.removeprefix("-"), part.startswith("-")) for part in text.split(","))
    fields = [key.field for key in keys]
    if len(set(fields)) < len(fields) or any(name not in allowed for name in fields):
        raise _invalid(
            "sort",
            "unknown_sort",
            f"Sort by one or more of: {', '.join(allowed)}; put - before one to reverse it.",
        )
    return keys


def encode_cursor(sort: Sequence[SortKey], values: Sequence[str]) -> str:
    """Return an opaque cursor, which `decode_cursor` reads for the same sort."""
    payload = json.dumps([_fingerprint(sort), *values], separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(payload.encode()).decode().rstrip("=")


def decode_cursor(cursor: str, sort: Sequence[SortKey]) -> tuple[str, ...]:
    """Return the sort keys in a cursor; an unknown cursor, or one of another sort, raises `Invalid`."""
    try:
        payload = json.loads(base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        payload = None
    if (
        not isinstance(payload, list)
        or len(payload) != len(sort) + 2
        or not all(isinstance(value, str) for value in payload)
        or payload[0] != _fingerprint(sort)
    ):
        raise invalid_cursor()
    return tuple(payload[1:])


def invalid_cursor() -> Invalid:
    """Return the refusal of a cursor that does not belong to this list."""
    return _invalid("cursor", "invalid_cursor", "Use the next_cursor of the page before, with the same sort.")


def make_page(*, sort: str, allowed: Sequence[str], limit: int, cursor: str | None, count: bool) -> Page:
    """Read a list's query parameters."""
    keys = parse_sort(sort, allowed)
    after = decode_cursor(cursor, keys) if cursor is not None else None
    return Page(sort=keys, limit=limit, after=after, count=count)


def _fingerprint(sort: Sequence[SortKey]) -> str:
    return ",".join(f"-{key.field}" if key.descending else key.field for key in sort)


def _invalid(parameter: str, code: str, detail: str) -> Invalid:
    return Invalid(
        "invalid_request",
        "The request has values that cannot be used.",
        [FieldError(parameter, code, detail)],
    )
