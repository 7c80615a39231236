"""Queries over lots that expire soon, which staff are told of once, and over lots that have expired."""

from datetime import date, datetime

from sqlalchemy import ARRAY, Date, DateTime, String, bindparam, exists, func, insert, literal, select, text
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import ExpiryAlert, Lot, Notification, NotificationKind, Role, Sweet
from app.repositories.shop.events import events_of_notifications, insert_events
from app.repositories.stock.stock_state import amount_text


class ExpiryAlertRepository:
    """Tells staff of lots before they expire, and finds sweets with expired lots."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def tell(self, today: date, until: date, now: datetime) -> int:
        """Tell staff of the lots that expire on one of these days and were not announced yet; return how many.

        One notification for each sweet, in one statement.
        """
        return (await self._session.execute(_TELL, {"today": today, "until": until, "now": now})).scalar_one()

    async def sweets_that_turned(self, before: date | None, today: date) -> list[int]:
        """Return the sweets whose expired quantity changed since `before`; since ever, if that is None."""
        return list((await self._session.execute(_TURNED, {"before": before, "today": today})).scalars())


_NOW = bindparam("now", type_=DateTime(timezone=True))

_due = (
    select(Lot.id, Lot.sweet_id, Sweet.name, Sweet.unit, Lot.best_before, Lot.on_hand)
    .join(Sweet, Sweet.id == Lot.sweet_id)
    .where(
        ~Lot.is_empty,
        Lot.best_before.between(bindparam("today", type_=Date), bindparam("until", type_=Date)),
        Sweet.archived_at.is_(None),
        ~exists().where(ExpiryAlert.lot_id == Lot.id),
    )
    .cte("due")
    .c
)

_raised = insert(ExpiryAlert).from_select(["lot_id", "raised_at"], select(_due.id, _NOW)).cte("raised")

_days = (
    select(_due.sweet_id, _due.name, _due.unit, _due.best_before, func.sum(_due.on_hand).label("quantity"))
    .group_by(_due.sweet_id, _due.name, _due.unit, _due.best_before)
    .cte("days")
    .c
)

_what_expires_when = func.string_agg(
    func.concat(
        amount_text(_days.quantity, _days.unit), " best before ", func.to_char(_days.best_before, "FMDD FMMonth")
    ),
    aggregate_order_by(literal(", ", String), _days.best_before),
)

_told = (
    insert(Notification)
    .from_select(
        ["kind", "title", "body", "roles", "sweet_id", "created_at"],
        select(
            literal(NotificationKind.EXPIRY),
            func.concat(_days.name, " expires soon"),
            func.concat(_what_expires_when, "."),
            literal([Role.SALESPERSON, Role.ADMIN], ARRAY(String)),
            _days.sweet_id,
            _NOW,
        )
        .group_by(_days.sweet_id, _days.name)
        .order_by(_days.sweet_id),
    )
    .returning(Notification)
    .cte("told")
)

_announced = insert_events(events_of_notifications(_told)).cte("announced")

_TELL = select(func.count(_due.id)).add_cte(_raised, _told, _announced)

# A change of the shop's time zone may repeat a day, on which lots are no longer expired.
_TURNED = text(
    """
    SELECT DISTINCT sweet_id FROM lots
    WHERE NOT is_empty
      AND best_before >= least(coalesce(CAST(:before AS date), '-infinity'), CAST(:today AS date))
      AND best_before < greatest(CAST(:before AS date), CAST(:today AS date))
    ORDER BY sweet_id
    """
)
