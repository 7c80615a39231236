"""Queries of the delivery: what is due at an endpoint, and what became of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any, Self
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import DeliveryState, Webhook
from app.repositories.common.json_columns import json_rows

KEPT_TRIES = 20


@dataclass(frozen=True, slots=True)
class Message:
    """An event on its way to an endpoint."""

    delivery_id: int
    event_id: int
    uid: UUID
    subject: str
    payload: str | None
    attempts: int
    created_at: datetime

    @property
    def message_id(self) -> str:
        """The id that a receiver tells a repetition by."""
        return f"msg_{self.uid.hex}"

    def with_payload(self, payloads: Mapping[int, str]) -> Self:
        """Return the same message with its payload, if that is among some."""
        return replace(self, payload=payloads.get(self.event_id, self.payload))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one try: a row of `webhook_deliveries` as it is afterwards, with the try as JSON."""

    id: int
    state: DeliveryState
    next_attempt_at: datetime | None
    finished_at: datetime | None
    attempt: dict[str, Any]


class OutboxRepository:
    """Reads what is due and writes what became of it. One courier at a time works for an endpoint: it locks its row."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def due_webhooks(self, now: datetime) -> list[int]:
        """Return the ids of the endpoints that something is due at."""
        return list((await self._session.execute(_DUE_WEBHOOKS, {"now": now})).scalars())

    async def lock(self, webhook_id: int) -> Webhook | None:
        """Return an endpoint that no other courier works for, and nobody changes, until the transaction ends."""
        return await self._session.get(Webhook, webhook_id, with_for_update={"key_share": True})

    async def due(
        self, webhook_id: int, now: datetime, busy: Collection[str], *, subjects: int, of_subject: int
    ) -> list[list[Message]]:
        """Return what is due for an endpoint, in order, of subjects that are not busy.

        What is due but comes after something of its subject is put aside, until that is delivered or given up.
        """
        values = {
            "webhook_id": webhook_id,
            "now": now,
            "busy": list(busy),
            "subjects": subjects,
            "of_subject": of_subject,
            "scanned": subjects * of_subject,
        }
        messages = [Message(*row) for row in await self._session.execute(_DUE, values)]
        return [list(run) for _, run in groupby(messages, key=lambda message: message.subject)]

    async def record(self, webhook_id: int, outcomes: Sequence[Outcome], now: datetime) -> None:
        """Write what became of tries, and make due what waited for them. What is finished already stays so."""
        subjects = (await self._session.execute(_RECORD, {"rows": json_rows(outcomes), "most": KEPT_TRIES})).scalars()
        await self._make_due(webhook_id, set(subjects), now)

    async def give_up_before(self, webhook_id: int, moment: datetime, now: datetime) -> None:
        """Give up what waits since before a moment."""
        values = {"webhook_id": webhook_id, "moment": moment, "now": now}
        await self._make_due(webhook_id, set((await self._session.execute(_GIVE_UP, values)).scalars()), now)

    async def tell_of_stock(self, sweet_ids: Collection[int], now: datetime) -> None:
        """Write that the stock of sweets changed without a movement, if an endpoint wants to know."""
        await self._session.execute(_TELL_OF_STOCK, {"sweet_ids": sorted(sweet_ids), "now": now})

    async def _make_due(self, webhook_id: int, subjects: Collection[str], now: datetime) -> None:
        if subjects:
            values = {"webhook_id": webhook_id, "subjects": sorted(subjects), "now": now}
            await self._session.execute(_MAKE_DUE, values)


_DUE_WEBHOOKS = text(
    """
    SELECT id FROM webhooks
    WHERE is_enabled AND EXISTS (
        SELECT FROM webhook_deliveries
        WHERE webhook_id = webhooks.id AND state = 'waiting' AND next_attempt_at <= CAST(:now AS timestamptz)
    )
    """
)

# Those put aside are looked at once: however many wait for one, finding what is due stays as cheap.
_DUE = text(
    """
    WITH due AS MATERIALIZED (
        SELECT id, event_id, subject, next_attempt_at FROM webhook_deliveries
        WHERE webhook_id = :webhook_id AND state = 'waiting' AND next_attempt_at <= CAST(:now AS timestamptz)
        ORDER BY next_attempt_at, event_id LIMIT :scanned
    ), subjects AS (
        SELECT subject, min(next_attempt_at) AS due_at FROM due WHERE subject <> ALL (CAST(:busy AS text[]))
        GROUP BY subject ORDER BY due_at, subject LIMIT :subjects
    ), chosen AS MATERIALIZED (
        SELECT id, subject, event_id, due_at FROM subjects CROSS JOIN LATERAL (
            SELECT id, event_id, bool_and(coalesce(next_attempt_at <= CAST(:now AS timestamptz), true))
                OVER (ORDER BY event_id) AS is_free
            FROM (
                SELECT id, event_id, next_attempt_at FROM webhook_deliveries
                WHERE webhook_id = :webhook_id AND webhook_deliveries.subject = subjects.subject AND state = 'waiting'
                ORDER BY event_id LIMIT :of_subject
            ) AS waiting
        ) AS run WHERE is_free
    ), put_aside AS (
        UPDATE webhook_deliveries AS later SET next_attempt_at = NULL FROM due
        WHERE later.id = due.id AND due.id NOT IN (SELECT id FROM chosen) AND EXISTS (
            SELECT FROM webhook_deliveries AS earlier
            WHERE earlier.webhook_id = :webhook_id AND earlier.subject = due.subject AND earlier.state = 'waiting'
                AND earlier.event_id < due.event_id
        )
    )
    SELECT chosen.id, chosen.event_id, uid, chosen.subject, payload, attempts, delivery.created_at
    FROM chosen JOIN webhook_deliveries AS delivery USING (id) JOIN outbox_events ON outbox_events.id = chosen.event_id
    ORDER BY due_at, chosen.subject, chosen.event_id
    """
)

_RECORD = text(
    """
    UPDATE webhook_deliveries AS delivery SET state = new.state, next_attempt_at = new.next_attempt_at,
        finished_at = new.finished_at, attempts = attempts + 1,
        tries = CASE WHEN jsonb_array_length(tries) >= :most THEN tries - 0 ELSE tries END || new.attempt
    FROM json_to_recordset(CAST(:rows AS json)) AS new (
        id bigint, state text, next_attempt_at timestamptz, finished_at timestamptz, attempt jsonb
    )
    WHERE delivery.id = new.id AND delivery.state = 'waiting'
    RETURNING subject
    """
)

_GIVE_UP = text(
    """
    UPDATE webhook_deliveries SET state = 'dead', next_attempt_at = NULL, finished_at = CAST(:now AS timestamptz)
    WHERE webhook_id = :webhook_id AND state = 'waiting' AND created_at < CAST(:moment AS timestamptz)
    RETURNING subject
    """
)

_MAKE_DUE = text(
    """
    UPDATE webhook_deliveries SET next_attempt_at = CAST(:now AS timestamptz)
    FROM unnest(CAST(:subjects AS text[])) AS wanted (subject) CROSS JOIN LATERAL (
        SELECT id FROM webhook_deliveries
        WHERE webhook_id = :webhook_id AND webhook_deliveries.subject = wanted.subject AND state = 'waiting'
        ORDER BY event_id LIMIT 1
    ) AS first
    WHERE webhook_deliveries.id = first.id AND next_attempt_at IS NULL
    """
)

_TELL_OF_STOCK = text(
    """
    INSERT INTO outbox_events (type, subject, payload, created_at)
    SELECT 'stock.changed', 'sweet:' || id, stock_payload(id, 0.000, CAST(:now AS timestamptz)), :now
    FROM unnest(CAST(:sweet_ids AS bigint[])) AS id
    WHERE EXISTS (SELECT FROM webhooks WHERE is_enabled AND 'stock.changed' = ANY (events)) ORDER BY id
    """
)
