"""The available quantity and the stock state of a sweet, for the catalogue and the alerts."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Numeric,
    Select,
    and_,
    any_,
    bindparam,
    case,
    false,
    func,
    literal,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.models import Category, Lot, MovementKind, StockMovement, Sweet, Unit
from app.repositories.common.json_columns import decimal_text
from app.repositories.shop.settings import setting_number

DEFAULT_LOW_STOCK_THRESHOLDS = {Unit.KG: 1, Unit.G: 500, Unit.PIECE: 5, Unit.BOX: 5}
"""The threshold of each unit where neither the sweet, its category nor a setting has one."""


_TODAY = bindparam("today", type_=Date)
# As in the index of the lots that a sale takes first.
_EXPIRY = func.coalesce(Lot.best_before, text("'infinity'::date"))


def _expired_on(day: ColumnElement[Any]) -> Select[Any]:
    return select(func.sum(Lot.on_hand).label("quantity")).where(
        Lot.sweet_id == Sweet.id,
        ~Lot.is_empty,
        day > _EXPIRY,
    )


def available_on(day: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the available quantity of a sweet on a day, if nothing moved between then and now."""
    expired = _expired_on(day).correlate_except(Lot).scalar_subquery()
    return Sweet.on_hand - func.coalesce(expired, literal(0, Numeric))


def stock_state(available: ColumnElement[Any]) -> ColumnElement[str]:
    """Return the stock state of an available quantity: ok, low or out."""
    return case((available <= 0, "out"), (available <= THRESHOLD, "low"), else_="ok")


_EXPIRED = _expired_on(_TODAY).correlate(Sweet).lateral("expired")
AVAILABLE = Sweet.on_hand - func.coalesce(_EXPIRED.c.quantity, literal(0, Numeric))


def _threshold(of_category: ColumnElement[Any] | InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    of_unit = {
        unit.value: setting_number(f"low_stock_threshold_{unit}", threshold)
        for unit, threshold in DEFAULT_LOW_STOCK_THRESHOLDS.items()
    }
    return func.coalesce(Sweet.low_stock_threshold, of_category, case(of_unit, value=Sweet.unit))


THRESHOLD = _threshold(Category.low_stock_threshold)
STOCK_STATE = stock_state(AVAILABLE)

FIRST_BEST_BEFORE = (
    select(Lot.best_before)
    .where(Lot.sweet_id == Sweet.id, ~Lot.is_empty, _EXPIRY >= _TODAY)
    .order_by(_EXPIRY, Lot.id)
    .limit(1)
    .correlate(Sweet)
    .scalar_subquery()
)
"""The best-before day of the lot that the next sale takes from; NULL without one."""

_CREATED_BY = (
    select(StockMovement.kind)
    .where(StockMovement.lot_id == Lot.id)
    .order_by(StockMovement.occurred_at, StockMovement.id)
    .limit(1)
    .correlate(Lot)
    .scalar_subquery()
)
_FRESH_LOT = (
    select(literal(True))
    .where(
        Lot.sweet_id == Sweet.id,
        Lot.received_at >= bindparam("day_start", type_=DateTime(timezone=True)),
        ~Lot.is_empty,
        _EXPIRY >= _TODAY,
        # Opening stock and goods that were found came in earlier than the books know.
        or_(Lot.made_on == _TODAY, and_(Lot.made_on.is_(None), _CREATED_BY == MovementKind.RESTOCK)),
    )
    .limit(1)
    .correlate(Sweet)
    .scalar_subquery()
)
# With EXISTS the planner would read all of the shop's lots of today for a single sweet.
FRESH_TODAY = func.coalesce(_FRESH_LOT, literal(False))
"""Whether an available lot came in since `day_start` and, as far as its day is known, was made today."""

STOCK_OBJECT = func.json_build_object(
    *("id", Sweet.id),
    *("sku", Sweet.sku),
    *("name", Sweet.name),
    *("unit", Sweet.unit),
    *("on_hand", decimal_text(Sweet.on_hand)),
    *("available", decimal_text(AVAILABLE)),
    *("stock_state", STOCK_STATE),
)

SWEET_ROWS = select(Sweet.id).join(Category, Category.id == Sweet.category_id).join(_EXPIRED, literal(True))
"""Every sweet joined for the expressions above; its statements take `today`."""

# Few lots are expired and on the shelf still: their sweets are found once, and only those are looked at for how much it
# is. No join is made for it, which would lose the order of the sweets: a page of them ends as soon as it is full.
_HAS_EXPIRED = Sweet.id.in_(select(Lot.sweet_id).where(~Lot.is_empty, _EXPIRY < _TODAY).correlate(None))
_AVAILABLE_OF_ONE = available_on(_TODAY)
_ITS_CATEGORY = aliased(Category)
_THRESHOLD_OF_ONE = _threshold(
    select(_ITS_CATEGORY.low_stock_threshold)
    .where(_ITS_CATEGORY.id == Sweet.category_id)
    .correlate(Sweet)
    .scalar_subquery()
)


def is_in_stock() -> ColumnElement[bool]:
    """Return the condition that a sweet of many has an available quantity; its statement takes `today`."""
    return case((Sweet.on_hand <= 0, false()), (_HAS_EXPIRED, _AVAILABLE_OF_ONE > 0), else_=true())


def is_in_states(states: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that a sweet of many is in one of some stock states; its statement takes `today`."""
    out, low, well = _among(states)
    of_one = case((_AVAILABLE_OF_ONE <= 0, out), (_AVAILABLE_OF_ONE <= _THRESHOLD_OF_ONE, low), else_=well)
    return case(
        (Sweet.on_hand <= 0, out), (_HAS_EXPIRED, of_one), (Sweet.on_hand <= _THRESHOLD_OF_ONE, low), else_=well
    )


def those_in_states(rows: Select[Any], states: ColumnElement[Any]) -> Select[Any]:
    """Add the same condition where all sweets are looked at, in any order: then a join is cheaper."""
    out, low, well = _among(states)
    available = Sweet.on_hand - func.coalesce(_ALL_EXPIRED.c.quantity, literal(0, Numeric))
    rows = rows.outerjoin(_ALL_EXPIRED, _ALL_EXPIRED.c.sweet_id == Sweet.id)
    return rows.where(case((available <= 0, out), (available <= THRESHOLD, low), else_=well))


def _among(states: ColumnElement[Any]) -> Iterator[ColumnElement[bool]]:
    """Return whether each state is among some; as a subquery of no row that is worked out once."""
    return (select(any_(states) == state).scalar_subquery() for state in ("out", "low", "ok"))


_ALL_EXPIRED = (
    select(Lot.sweet_id, func.sum(Lot.on_hand).label("quantity"))
    .where(~Lot.is_empty, _EXPIRY < _TODAY)
    .group_by(Lot.sweet_id)
    .subquery("all_expired")
)


def amount_text(quantity: Any, unit: Any) -> ColumnElement[str]:  # noqa: ANN401 - columns or expressions.
    """Return a quantity in words, such as `0.75 kg` or `1 piece`."""
    word = case((quantity == 1, unit), (unit == Unit.PIECE, "pieces"), (unit == Unit.BOX, "boxes"), else_=unit)
    return func.concat(func.trim_scale(quantity), " ", word)
