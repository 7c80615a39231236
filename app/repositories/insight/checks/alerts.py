"""Invariants of stock alerts: each statement returns the rows that break one, and how.

An alert is re-evaluated when its sweet moves, when its threshold changes, and once a day, so a lot that expires in
between shows late. The open alert of a sweet must match its state today, or on a day since the last certain
re-evaluation: since the sweet last moved or the daily job last ran.

The parameters are `time_zone`, the shop's, and `today`, the day there.
"""

from sqlalchemy import Date, Executable, Text, bindparam, case, cast, func, literal, or_, select, text
from sqlalchemy.orm import aliased

from app.models import EXPIRY_JOB, DailyJob, Lot, StockAlert, StockMovement, Sweet
from app.repositories.stock.stock_state import AVAILABLE, STOCK_STATE, SWEET_ROWS, THRESHOLD, available_on, stock_state

_LAST_MOVED = select(
    func.max(StockMovement.occurred_at).label("moment"),
    # greatest() ignores NULL: the job may never have run.
    func.greatest(
        cast(func.timezone(bindparam("time_zone", type_=Text), func.max(StockMovement.occurred_at)), Date),
        select(DailyJob.done_for).where(DailyJob.name == EXPIRY_JOB).scalar_subquery(),
        type_=Date,
    ).label("day"),
)
_SINCE = _LAST_MOVED.where(StockMovement.sweet_id == Sweet.id).correlate(Sweet).lateral("since")

_OPEN = func.coalesce(StockAlert.state, "ok")
# An archived sweet counts as ok, and so does one that never had stock.
_IS_WELL = or_(Sweet.archived_at.is_not(None), _SINCE.c.moment.is_(None))
_STATE = case((_IS_WELL, "ok"), else_=STOCK_STATE)

# Between two movements the state can change only on the day after a lot's best-before day.
_Expired = aliased(Lot, name="since_expired")
_day_after = cast(_Expired.best_before + literal(1), Date)
_OF_A_DAY_SINCE = or_(
    stock_state(available_on(_SINCE.c.day)) == _OPEN,
    select(_Expired.id)
    .where(
        _Expired.sweet_id == Sweet.id,
        ~_Expired.is_empty,
        _Expired.best_before >= _SINCE.c.day,
        _Expired.best_before < bindparam("today", type_=Date),
        stock_state(available_on(_day_after)) == _OPEN,
    )
    .correlate_except(_Expired)
    .exists(),
)

ALERT_CHECKS: dict[str, Executable] = {
    "Alerts: a sweet has one open alert at most": text(
        """
        SELECT 'sweets ' || sweet_id, count(*) || ' open alerts: ' || string_agg(id::text, ', ' ORDER BY id)
        FROM stock_alerts WHERE resolved_at IS NULL GROUP BY sweet_id HAVING count(*) > 1 ORDER BY sweet_id
        """
    ),
    "Alerts: the open alert of a sweet is how it stands": SWEET_ROWS.with_only_columns(
        func.concat("sweets ", Sweet.id),
        func.concat(
            "it is ",
            _STATE,
            " with ",
            AVAILABLE,
            " available and a threshold of ",
            THRESHOLD,
            ", and its open alert is ",
            func.coalesce(StockAlert.state, "none"),
        ),
    )
    .outerjoin(StockAlert, (StockAlert.sweet_id == Sweet.id) & StockAlert.resolved_at.is_(None))
    .join(_SINCE, literal(True))
    .where(_STATE != _OPEN, or_(_IS_WELL, ~_OF_A_DAY_SINCE))
    .order_by(Sweet.id),
}
