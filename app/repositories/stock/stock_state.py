"""The available quantity and the stock state of a sweet, for the catalogue and the alerts."""

from typing import Any

from sqlalchemy import ColumnElement, Date, Numeric, Select, bindparam, case, func, literal, select, text

from app.models import Category, Lot, Sweet, Unit
from app.repositories.common.json_columns import decimal_text
from app.repositories.shop.settings import setting_number

DEFAULT_LOW_STOCK_THRESHOLDS = {Unit.KG: 1, Unit.G: 500, Unit.PIECE: 5, Unit.BOX: 5}
"""The threshold of each unit where neither the sweet, its category nor a setting has one."""


def _expired_on(day: ColumnElement[Any]) -> Select[Any]:
    return select(func.sum(Lot.on_hand).label("quantity")).where(
        Lot.sweet_id == Sweet.id,
        ~Lot.is_empty,
        func.coalesce(Lot.best_before, text("'infinity'::date")) < day,
    )


def available_on(day: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the available quantity of a sweet on a day, if nothing moved between then and now."""
    expired = _expired_on(day).correlate_except(Lot).scalar_subquery()
    return Sweet.on_hand - func.coalesce(expired, literal(0, Numeric))


def stock_state(available: ColumnElement[Any]) -> ColumnElement[str]:
    """Return the stock state of an available quantity: ok, low or out."""
    return case((available <= 0, "out"), (available <= THRESHOLD, "low"), else_="ok")


_EXPIRED = _expired_on(bindparam("today", type_=Date)).correlate(Sweet).lateral("expired")
AVAILABLE = Sweet.on_hand - func.coalesce(_EXPIRED.c.quantity, literal(0, Numeric))
THRESHOLD = func.coalesce(
    Sweet.low_stock_threshold,
    Category.low_stock_threshold,
    case(
        {
            unit.value: setting_number(f"low_stock_threshold_{unit}", threshold)
            for unit, threshold in DEFAULT_LOW_STOCK_THRESHOLDS.items()
        },
        value=Sweet.unit,
    ),
)
STOCK_STATE = stock_state(AVAILABLE)

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


def amount_text(quantity: Any, unit: Any) -> ColumnElement[str]:  # noqa: ANN401 - columns or expressions.
    """Return a quantity in words, such as `0.75 kg` or `1 piece`."""
    word = case((quantity == 1, unit), (unit == Unit.PIECE, "pieces"), (unit == Unit.BOX, "boxes"), else_=unit)
    return func.concat(func.trim_scale(quantity), " ", word)
