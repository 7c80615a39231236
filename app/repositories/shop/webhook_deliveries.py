"""Queries over deliveries, for those who look at them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, Text, bindparam, func, literal_column, select, text

from app.core.pagination import Page, Slice
from app.models import DeliveryState, OutboxEvent, WebhookDelivery
from app.repositories.common.base import Repository
from app.repositories.common.json_columns import json_object, moment_text
from app.repositories.common.keyset import KeysetList, SortColumn, parse_moment


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits for enabled endpoints, what was given up, and when the oldest that waits was written."""

    waiting: int
    dead: int
    oldest_waiting: datetime | None


class WebhookDeliveryRepository(Repository[WebhookDelivery]):
    """Reads deliveries, and deletes old ones."""

    _model = WebhookDelivery

    async def list_json(self, filters: Mapping[str, Any], page: Page) -> Slice:
        """Return one page of deliveries as JSON."""
        named = dict(filters)
        if (state := named.pop("state")) is not None:
            named[state] = True
        return await _LIST.fetch(self._session, page, named)

    async def get_json(self, delivery_id: int) -> str | None:
        """Return a delivery with its payload and tries as JSON."""
        return (await self._session.execute(_ONE, {"id": delivery_id})).scalar_one_or_none()

    async def add_event(self, webhook_id: int, kind: str, payload: str, now: datetime) -> int:
        """Write an event for one endpoint alone; return the id of its delivery."""
        values = {"webhook_id": webhook_id, "kind": kind, "payload": payload, "now": now}
        delivery_id: int = (await self._session.execute(_ADD_EVENT, values)).scalar_one()
        return delivery_id

    async def backlog(self) -> Backlog:
        """Return what waits and what was given up."""
        return Backlog(*(await self._session.execute(_BACKLOG)).one())

    async def delete_before(self, delivered_before: datetime, dead_before: datetime) -> None:
        """Delete old deliveries, those of endpoints that were deleted, and events that no delivery is left of."""
        await self._session.execute(_DELETE, {"delivered_before": delivered_before, "dead_before": dead_before})
        await self._session.execute(_DELETE_EVENTS)


_LAST_TRY = WebhookDelivery.tries[-1]
_MEMBERS: dict[str, Any] = {
    "id": WebhookDelivery.id,
    "webhook_id": WebhookDelivery.webhook_id,
    "message_id": func.concat("msg_", func.replace(func.text(OutboxEvent.uid), "-", "")),
    "type": WebhookDelivery.type,
    "subject": WebhookDelivery.subject,
    "state": WebhookDelivery.state,
    "attempts": WebhookDelivery.attempts,
    "last_status": _LAST_TRY["status"],
    "last_error": _LAST_TRY["error"],
    "next_attempt_at": moment_text(WebhookDelivery.next_attempt_at),
    "finished_at": moment_text(WebhookDelivery.finished_at),
    "created_at": moment_text(WebhookDelivery.created_at),
}
DELIVERY_JSON = json_object(**_MEMBERS)

SORTS: Mapping[str, SortColumn] = {"created_at": SortColumn(WebhookDelivery.created_at, parse_moment)}

_ALL = select(WebhookDelivery.id).join(OutboxEvent, OutboxEvent.id == WebhookDelivery.event_id)
_LIST = KeysetList(
    _ALL,
    item=DELIVERY_JSON,
    row_id=WebhookDelivery.id,
    sorts=SORTS,
    filters={
        "webhook_id": WebhookDelivery.webhook_id == bindparam("webhook_id", type_=BigInteger),
        "type": WebhookDelivery.type == bindparam("type", type_=Text),
        # Only a state that the statement names is known to be one that the index of unfinished ones has.
        **{state.value: literal_column(f"webhook_deliveries.state = '{state}'", Boolean) for state in DeliveryState},
    },
    plain=select(WebhookDelivery.id),
)
_ONE = _ALL.with_only_columns(json_object(**_MEMBERS, payload=OutboxEvent.payload, tries=WebhookDelivery.tries)).where(
    WebhookDelivery.id == bindparam("id", type_=BigInteger)
)

_ADD_EVENT = text(
    """
    WITH event AS (
        INSERT INTO outbox_events (type, subject, payload, created_at)
        SELECT kind, kind || ':' || gen_random_uuid(), CAST(:payload AS text), CAST(:now AS timestamptz)
        FROM (SELECT CAST(:kind AS text) AS kind) AS named
        RETURNING id, type, subject, created_at
    )
    INSERT INTO webhook_deliveries (webhook_id, event_id, type, subject, next_attempt_at, created_at)
    SELECT CAST(:webhook_id AS bigint), id, type, subject, created_at, created_at FROM event RETURNING id
    """
)

_BACKLOG = text(
    """
    SELECT count(*) FILTER (WHERE state = 'waiting'), count(*) FILTER (WHERE state = 'dead'),
        min(created_at) FILTER (WHERE state = 'waiting')
    FROM webhook_deliveries
    WHERE state = 'dead' OR (state = 'waiting' AND webhook_id IN (SELECT id FROM webhooks WHERE is_enabled))
    """
)

_DELETE = text(
    """
    DELETE FROM webhook_deliveries
    WHERE (state = 'delivered' AND created_at < CAST(:delivered_before AS timestamptz))
        OR (state = 'dead' AND created_at < CAST(:dead_before AS timestamptz))
        OR NOT EXISTS (SELECT FROM webhooks WHERE webhooks.id = webhook_id)
    """
)
_DELETE_EVENTS = text(
    "DELETE FROM outbox_events WHERE NOT EXISTS (SELECT FROM webhook_deliveries WHERE event_id = outbox_events.id)"
)
