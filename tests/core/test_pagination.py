"""A list's `sort`, `limit` and `cursor`, and that a cursor reads back as it was written."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Invalid
from app.core.pagination import (
    DEFAULT_LIMIT,
    MAX_CURSOR_LENGTH,
    MAX_LIMIT,
    MAX_TOTAL,
    Page,
    Slice,
    SortKey,
    decode_cursor,
    encode_cursor,
    make_page,
    parse_sort,
)

FIELDS = ("name", "price", "created_at")
BY_NAME = (SortKey("name"),)
LONGEST_NAME = 200

printable = st.text().filter(str.isprintable)
sorts = st.lists(
    st.builds(SortKey, st.sampled_from(FIELDS), st.booleans()),
    min_size=1,
    max_size=len(FIELDS),
    unique_by=lambda key: key.field,
).map(tuple)


@st.composite
def rows(draw: st.DrawFn) -> tuple[tuple[SortKey, ...], tuple[str, ...]]:
    """A sort, and the values of a row for it: one a key, and the id."""
    sort = draw(sorts)
    return sort, tuple(draw(printable) for _ in range(len(sort) + 1))


def refused(**changes: Any) -> Invalid:
    """The refusal of a list's parameters, after a check of the parts every such refusal has."""
    usual: dict[str, Any] = {"sort": "name", "allowed": FIELDS, "limit": 1, "cursor": None, "count": False}
    with pytest.raises(Invalid) as caught:
        make_page(**(usual | changes))
    assert caught.value.code == "invalid_request"
    return caught.value


def sealed(payload: Any) -> str:
    """A cursor of somebody's own making."""
    return base64.urlsafe_b64encode(json.dumps(payload).encode()).decode().rstrip("=")


@given(rows())
def test_a_cursor_gives_back_the_values_it_was_made_of(row: tuple[tuple[SortKey, ...], tuple[str, ...]]) -> None:
    sort, values = row
    cursor = encode_cursor(sort, values)
    assert decode_cursor(cursor, sort) == values
    assert cursor.isascii()
    assert not set("+/= &#%") & set(cursor), "it has to stand in a URL as it is"


@given(rows(), sorts)
def test_a_cursor_of_another_sort_is_refused(
    row: tuple[tuple[SortKey, ...], tuple[str, ...]], other: tuple[SortKey, ...]
) -> None:
    sort, values = row
    cursor = encode_cursor(sort, values)
    if sort != other:
        with pytest.raises(Invalid):
            decode_cursor(cursor, other)


@given(sorts)
def test_a_sort_reads_back_as_it_is_written(sort: tuple[SortKey, ...]) -> None:
    text = ",".join(f"-{key.field}" if key.descending else key.field for key in sort)
    assert parse_sort(text, FIELDS) == sort


@pytest.mark.parametrize("character", ["a", "é", "ल", "🍬", '"', "\\"])
def test_the_cursor_of_the_longest_name_is_one_the_shop_takes_back(character: str) -> None:
    cursor = encode_cursor(BY_NAME, [character * LONGEST_NAME, str(2**63 - 1)])
    assert len(cursor) <= MAX_CURSOR_LENGTH


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "a",
        "not a cursor",
        "é",
        "\ud800",
        sealed(None),
        sealed({"name": "Barfi"}),
        sealed([]),
        sealed(["name"]),
        sealed(["name", "Barfi"]),
        sealed(["name", "Barfi", "1", "2"]),
        sealed(["name", "Barfi", 1]),
        sealed(["name", None, "1"]),
        sealed(["-name", "Barfi", "1"]),
        sealed(["price", "Barfi", "1"]),
        base64.urlsafe_b64encode(b"\xff\xfe\xfd").decode(),
        base64.urlsafe_b64encode(b"[" * 1500).decode(),
    ],
)
def test_a_cursor_that_no_page_handed_out_is_refused(cursor: str) -> None:
    assert decode_cursor(sealed(["name", "Barfi", "1"]), BY_NAME) == ("Barfi", "1")
    (error,) = refused(cursor=cursor).errors
    assert (error.pointer, error.code) == ("cursor", "invalid_cursor")


@given(st.text(max_size=100) | st.binary(max_size=100).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_no_cursor_does_worse_than_be_refused(cursor: str) -> None:
    with pytest.raises(Invalid):
        decode_cursor(cursor, BY_NAME)


@pytest.mark.parametrize(
    "sort", ["", "-", "--name", "colour", "name,colour", "name,", ",name", "name,name", "name,-name", " name", "NAME"]
)
def test_an_unknown_or_repeated_sort_is_refused_with_those_that_there_are(sort: str) -> None:
    (error,) = refused(sort=sort).errors
    assert (error.pointer, error.code) == ("sort", "unknown_sort")
    assert all(field in error.detail for field in FIELDS)


@pytest.mark.parametrize("limit", [1, DEFAULT_LIMIT, MAX_LIMIT])
def test_a_page_has_the_sort_and_the_limit_it_was_asked_for(limit: int) -> None:
    page = make_page(sort="price,-name", allowed=FIELDS, limit=limit, cursor=None, count=True)
    assert page == Page(sort=(SortKey("price"), SortKey("name", descending=True)), limit=limit, after=None, count=True)


def test_a_page_begins_after_the_row_its_cursor_describes() -> None:
    cursor = encode_cursor(BY_NAME, ("Barfi", "7"))
    assert make_page(sort="name", allowed=FIELDS, limit=1, cursor=cursor, count=False).after == ("Barfi", "7")


@pytest.mark.parametrize(
    ("page", "body"),
    [
        (Slice("[]", None, None), {"items": [], "next_cursor": None}),
        (Slice("[]", None, 0), {"items": [], "next_cursor": None, "total": 0, "total_is_exact": True}),
        (
            Slice('[{"id":1}]', "abc", MAX_TOTAL),
            {"items": [{"id": 1}], "next_cursor": "abc", "total": MAX_TOTAL, "total_is_exact": True},
        ),
        (
            Slice("[]", None, MAX_TOTAL + 1),
            {"items": [], "next_cursor": None, "total": 10_000, "total_is_exact": False},
        ),
    ],
)
def test_a_slice_becomes_the_body_of_a_list(page: Slice, body: dict[str, Any]) -> None:
    assert json.loads(page.to_json()) == body
