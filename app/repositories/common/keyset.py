"""Keyset pagination: a page begins after a row, not after a number of rows, so every page costs the same."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, bindparam, cast, func, literal, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from app.core.money import MAX_MONEY, rounded
from app.core.pagination import MAX_TOTAL, Page, Slice, SortKey, encode_cursor, invalid_cursor
from app.database.compiled_select import CompiledSelect

MAX_ID = 2**63 - 1
KEPT_STATEMENTS = 512
"""The size of the statement cache of all lists; clients can request millions of shapes, at 6 KB each."""

Condition = ColumnElement[bool] | Callable[[Select[Any]], Select[Any]]


@dataclass(frozen=True)
class SortColumn:
    """Something a list can be sorted by, and how its text in a cursor is read back."""

    expression: ColumnElement[Any] | InstrumentedAttribute[Any]
    parse: Callable[[str], Any]


def parse_text(text: str) -> str:
    """Read a text; PostgreSQL stores neither NUL nor lone surrogates."""
    text.encode()
    if "\0" in text:
        raise ValueError
    return text


def parse_money(text: str) -> Decimal:
    """Read an amount that fits its column."""
    amount = Decimal(text)
    if not abs(amount) <= MAX_MONEY or amount != rounded(amount):
        raise ValueError
    return amount


def parse_share(text: str) -> float:
    """Read a number from nothing to one."""
    share = float(text)
    if not 0 <= share <= 1:
        raise ValueError
    return share


def parse_moment(text: str) -> datetime:
    """Read a moment with its offset."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError
    return moment.astimezone(UTC)


def parse_day(text: str) -> date:
    """Read a day; the driver takes `date.max` for `infinity`, which stands for no day."""
    return date.max if text == "infinity" else date.fromisoformat(text)


def parse_id(text: str) -> int:
    """Read an id that fits its column."""
    number = int(text)
    if not 0 <= number <= MAX_ID:
        raise ValueError
    return number


class KeysetList:
    """A list a client may filter, sort and page through.

    `filters` maps a name to a condition on the parameter of that name, or to a function that adds one. `plain` are the
    same rows without the joins that only items need: those are counted. `sieves` are the filters that no index in the
    order of the list serves: their page is chosen among the plain rows before its items are made. `counted` are other
    conditions for the same rows, for filters that are cheaper to apply to all rows than to a page. `and_also` are
    further rows, none of them twice, which have an index of their own. The statement of each shape (which filters,
    which sort, cursor or not) is kept for as long as it is among the last ones used.
    """

    def __init__(
        self,
        rows: Select[Any],
        *,
        item: ColumnElement[str],
        row_id: ColumnElement[Any] | InstrumentedAttribute[Any],
        sorts: Mapping[str, SortColumn],
        filters: Mapping[str, Condition],
        plain: Select[Any] | None = None,
        sieves: Collection[str] = (),
        counted: Mapping[str, Condition] | None = None,
        and_also: Select[Any] | None = None,
    ) -> None:
        self._rows = rows
        self._plain = rows if plain is None else plain
        self._sieves = frozenset(sieves)
        self._item = item
        self._id = row_id
        self._sorts = sorts
        self._filters = filters
        self._counted = {**filters, **(counted or {})}
        self._also = and_also

    async def fetch(
        self, session: AsyncSession, page: Page, filters: Mapping[str, Any], parameters: Mapping[str, Any] | None = None
    ) -> Slice:
        """Return one page of the rows that meet every filter that is not None, in one statement; two with the total."""
        wanted = {name: value for name, value in filters.items() if value is not None}
        values = wanted | self._page_values(page) | dict(parameters or {})
        rows = await _compiled(self, frozenset(wanted), page.sort, page.after is None).fetch(session, values)
        total = None
        if page.count:
            ((total,),) = await _compiled_count(self, frozenset(wanted), MAX_TOTAL).fetch(session, values)
        shown = rows[: page.limit]
        cursor = encode_cursor(page.sort, tuple(shown[-1])[1:]) if len(rows) > page.limit else None
        return Slice(items=f"[{','.join(row[0] for row in shown)}]", next_cursor=cursor, total=total)

    def statement(self, filters: frozenset[str], sort: tuple[SortKey, ...], *, is_first: bool) -> Select[Any]:
        """Build the statement of a shape."""
        keys = [(self._sorts[key.field].expression, key.descending) for key in sort]
        # Ties are broken by id, in the direction of the first key, so that one index serves the whole order.
        keys.append((self._id, sort[0].descending))
        named = [expression.label(f"order_{i}") for i, (expression, _) in enumerate(keys)]

        def page_of(rows: Select[Any]) -> Select[Any]:
            page = self._filtered(filters, rows, self._filters)
            if not is_first:
                page = page.where(_after(keys))
            return page.order_by(*_order(keys)).limit(bindparam("limit"))

        if self._also is not None:
            parts = [page_of(rows).with_only_columns(*self._columns(keys), *named) for rows in (self._rows, self._also)]
            both = union_all(*(part.subquery().select() for part in parts)).subquery("both")
            order = [(both.c[f"order_{i}"], descending) for i, (_, descending) in enumerate(keys)]
            columns = [both.c.item, *(both.c[f"key_{i}"] for i in range(len(keys)))]
            return select(*columns).order_by(*_order(order)).limit(bindparam("limit"))
        if not filters & self._sieves:
            return page_of(self._rows).with_only_columns(*self._columns(keys))
        chosen = page_of(self._plain).with_only_columns(*named).subquery("chosen")
        again = [(chosen.c[f"order_{i}"], descending) for i, (_, descending) in enumerate(keys)]
        items = self._rows.join(chosen, again[-1][0] == self._id)
        return items.with_only_columns(*self._columns(again)).order_by(*_order(again))

    def _columns(self, keys: Sequence[tuple[Any, bool]]) -> list[Any]:
        texts = (cast(expression, Text).label(f"key_{i}") for i, (expression, _) in enumerate(keys))
        return [self._item.label("item"), *texts]

    def count(self, filters: frozenset[str], most: int) -> Select[Any]:
        """Build the statement that counts the rows of a shape, and stops when there are more than `most`."""
        every = [self._plain] if self._also is None else [self._plain, self._also]
        parts = [
            self._filtered(filters, rows, self._counted).with_only_columns(
                literal(1).label("one"), maintain_column_froms=True
            )
            for rows in every
        ]
        some = (parts[0] if len(parts) == 1 else select(union_all(*parts).subquery())).limit(most + 1)
        return select(func.count()).select_from(some.subquery())

    def _filtered(self, filters: frozenset[str], rows: Select[Any], conditions: Mapping[str, Condition]) -> Select[Any]:
        for name in sorted(filters):
            condition = conditions[name]
            rows = rows.where(condition) if isinstance(condition, ColumnElement) else condition(rows)
        return rows

    def _page_values(self, page: Page) -> dict[str, Any]:
        values: dict[str, Any] = {"limit": page.limit + 1}
        if page.after is not None:
            parsers = [self._sorts[key.field].parse for key in page.sort] + [parse_id]
            try:
                texts = zip(parsers, page.after, strict=True)
                values |= {f"after_{i}": parse(text) for i, (parse, text) in enumerate(texts)}
            except (ValueError, ArithmeticError) as error:
                raise invalid_cursor() from error
        return values


@lru_cache(KEPT_STATEMENTS)
def _compiled(rows: KeysetList, filters: frozenset[str], sort: tuple[SortKey, ...], is_first: bool) -> CompiledSelect:
    return CompiledSelect(rows.statement(filters, sort, is_first=is_first))


@lru_cache(KEPT_STATEMENTS)
def _compiled_count(rows: KeysetList, filters: frozenset[str], most: int) -> CompiledSelect:
    return CompiledSelect(rows.count(filters, most))


def _order(keys: Sequence[tuple[Any, bool]]) -> list[ColumnElement[Any]]:
    return [expression.desc() if descending else expression.asc() for expression, descending in keys]


def _after(keys: list[tuple[Any, bool]]) -> ColumnElement[bool]:
    # (a, b, id) after (:a, :b, :id), each in its own direction. The first comparison is implied by the rest, but it is
    # the one an index can begin at.
    values = [
        cast(bindparam(f"after_{i}", type_=expression.type), expression.type) for i, (expression, _) in enumerate(keys)
    ]
    first, descending = keys[0]
    start = first <= values[0] if descending else first >= values[0]
    branches = []
    for i, (expression, downwards) in enumerate(keys):
        equal = [keys[j][0] == values[j] for j in range(i)]
        branches.append(and_(*equal, expression < values[i] if downwards else expression > values[i]))
    return and_(start, or_(*branches))
