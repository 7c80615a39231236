"""Queries over stocktakes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Numeric, Text, bindparam, case, cast, false, func, literal, select, text, true
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from app.core.pagination import Page, Slice
from app.models import StockMovement, Stocktake, StocktakeCount, StocktakeStatus, Sweet
from app.repositories.common.base import Repository
from app.repositories.common.json_columns import decimal_text, json_object, json_rows, moment_text
from app.repositories.common.keyset import KeysetList, SortColumn, parse_moment


@dataclass(frozen=True, slots=True)
class Counted:
    """The count of a sweet."""

    sweet_id: int
    expected: Decimal
    counted: Decimal
    overtaken: bool = False
    """Whether another stocktake that counted the sweet was posted since."""

    @property
    def difference(self) -> Decimal:
        """How much more was counted than expected."""
        return self.counted - self.expected


class StocktakeRepository(Repository[Stocktake]):
    """Reads and writes stocktakes and their counts."""

    _model = Stocktake

    async def list_json(self, filters: Mapping[str, Any], page: Page) -> Slice:
        """Return one page of stocktakes as JSON, without their counts."""
        return await _LIST.fetch(self._session, page, filters)

    async def get_json(self, stocktake_id: int) -> str | None:
        """Return the JSON of a stocktake with its counts, in one statement."""
        return (await self._session.execute(_ONE, {"id": stocktake_id})).scalar_one_or_none()

    async def counts(self, stocktake_id: int) -> list[Counted]:
        """Return the counts in order of sweet id. Counts of locked sweets can no longer be overtaken."""
        return [Counted(*row) for row in await self._session.execute(_COUNTS, {"id": stocktake_id})]

    async def counted_sweets(self, stocktake_id: int) -> set[int]:
        """Return the ids of the sweets counted so far."""
        return set((await self._session.execute(_COUNTED_SWEETS, {"id": stocktake_id})).scalars())

    async def count(self, stocktake_id: int, counts: Sequence[Counted], by: int, at: datetime) -> None:
        """Write counts in one statement; a new count of a sweet replaces the one before."""
        values = {"id": stocktake_id, "rows": json_rows(counts), "by": by, "at": at}
        await self._session.execute(_COUNT, values)


_MEMBERS: Mapping[str, Any] = {
    "id": Stocktake.id,
    "status": Stocktake.status,
    "note": Stocktake.note,
    "opened_by": Stocktake.opened_by,
    "opened_at": moment_text(Stocktake.opened_at),
    "posted_by": Stocktake.posted_by,
    "posted_at": moment_text(Stocktake.posted_at),
    "cancelled_at": moment_text(Stocktake.cancelled_at),
}

SORTS: Mapping[str, SortColumn] = {"opened_at": SortColumn(Stocktake.opened_at, parse_moment)}

_LIST = KeysetList(
    select(Stocktake.id),
    item=json_object(**_MEMBERS),
    row_id=Stocktake.id,
    sorts=SORTS,
    filters={"status": Stocktake.status == bindparam("status", type_=Text)},
)

_ID = bindparam("id", type_=BigInteger)

# The sweets counted in stocktakes posted since the first count of this one, while this one is open.
_mine, _open = aliased(StocktakeCount), aliased(Stocktake)
_other, _posted = aliased(StocktakeCount), aliased(Stocktake)
_FIRST_COUNT = (
    select(func.min(_mine.counted_at))
    .join(_open, _open.id == _mine.stocktake_id)
    .where(_mine.stocktake_id == _ID, _open.status == StocktakeStatus.OPEN)
    .scalar_subquery()
)
_POSTED_SINCE = (
    select(_other.sweet_id, func.max(_posted.posted_at).label("posted_at"))
    .join(_posted, _posted.id == _other.stocktake_id)
    .where(_posted.posted_at >= _FIRST_COUNT, _posted.id != _ID)
    .group_by(_other.sweet_id)
    .subquery("posted_since")
)
_OVERTAKEN = func.coalesce(_POSTED_SINCE.c.posted_at >= StocktakeCount.counted_at, false())
_COUNTS = (
    select(StocktakeCount.sweet_id, StocktakeCount.expected, StocktakeCount.counted, _OVERTAKEN)
    .outerjoin(_POSTED_SINCE, _POSTED_SINCE.c.sweet_id == StocktakeCount.sweet_id)
    .where(StocktakeCount.stocktake_id == _ID)
    .order_by(StocktakeCount.sweet_id)
)

_MOVED = (
    select(
        StockMovement.sweet_id,
        case(
            (
                func.bool_and(StockMovement.unit_cost.is_not(None)),
                func.sum(StockMovement.quantity * StockMovement.unit_cost),
            )
        ).label("value"),
    )
    .where(StockMovement.stocktake_id == _ID)
    .group_by(StockMovement.sweet_id)
    .subquery("moved")
)
_IS_OPEN = Stocktake.status == StocktakeStatus.OPEN
_IS_POSTED = Stocktake.status == StocktakeStatus.POSTED
_VALUE = case(
    (_IS_POSTED & (StocktakeCount.counted == StocktakeCount.expected), literal(0, Numeric)), else_=_MOVED.c.value
)
_ALL_COUNTED = (
    select(
        func.json_agg(
            aggregate_order_by(
                func.json_build_object(
                    *("sweet_id", Sweet.id),
                    *("sku", Sweet.sku),
                    *("name", Sweet.name),
                    *("unit", Sweet.unit),
                    *("expected", decimal_text(StocktakeCount.expected)),
                    *("counted", decimal_text(StocktakeCount.counted)),
                    *("difference", decimal_text(StocktakeCount.counted - StocktakeCount.expected)),
                    *("on_hand", decimal_text(Sweet.on_hand)),
                    *("is_stale", _IS_OPEN & (_OVERTAKEN | (Sweet.on_hand != StocktakeCount.expected))),
                    *("value", cast(func.round(_VALUE, func.money_places()), Text)),
                    *("counted_by", StocktakeCount.counted_by),
                    *("counted_at", moment_text(StocktakeCount.counted_at)),
                ),
                Sweet.name,
                Sweet.id,
            )
        ).label("counts")
    )
    .select_from(StocktakeCount)
    .join(Sweet, Sweet.id == StocktakeCount.sweet_id)
    .outerjoin(_POSTED_SINCE, _POSTED_SINCE.c.sweet_id == StocktakeCount.sweet_id)
    .outerjoin(_MOVED, _MOVED.c.sweet_id == StocktakeCount.sweet_id)
    .where(StocktakeCount.stocktake_id == _ID)
    .correlate(Stocktake)
    .lateral("all_counted")
)
_ONE = (
    select(json_object(**_MEMBERS, counts=func.coalesce(_ALL_COUNTED.c.counts, text("'[]'::json"))))
    .join(_ALL_COUNTED, true())
    .where(Stocktake.id == _ID)
)

_COUNTED_SWEETS = text("SELECT sweet_id FROM stocktake_counts WHERE stocktake_id = :id")

_COUNT = text(
    """
    INSERT INTO stocktake_counts (stocktake_id, sweet_id, expected, counted, counted_by, counted_at)
    SELECT CAST(:id AS bigint), sweet_id, expected, counted, CAST(:by AS bigint), CAST(:at AS timestamptz)
    FROM json_populate_recordset(NULL::stocktake_counts, CAST(:rows AS json))
    ON CONFLICT (stocktake_id, sweet_id) DO UPDATE
    SET expected = excluded.expected, counted = excluded.counted, counted_by = excluded.counted_by,
        counted_at = excluded.counted_at
    """
)
