"""Webhooks: the endpoints that are told of events, the outbox of events, and what became of each delivery."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Index, LargeBinary, String, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import SECRET, Base, CreatedAt, Id, Moment, UpdatedAt, choice


class WebhookEvent(StrEnum):
    """What an endpoint may ask to be told of."""

    SALE_CREATED = "sale.created"
    SALE_PAID = "sale.paid"
    SALE_REFUNDED = "sale.refunded"
    SALE_VOIDED = "sale.voided"
    STOCK_CHANGED = "stock.changed"
    STOCK_LOW = "stock.low"
    ORDER_READY = "order.ready"


PING = "ping"
"""What an admin sends to try an endpoint."""


class DeliveryState(StrEnum):
    """How a delivery stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"
    """Given up; an admin may send it again."""


class Webhook(Base):
    """An endpoint: where events are sent to, and which."""

    __tablename__ = "webhooks"

    id: Mapped[Id]
    url: Mapped[str]
    description: Mapped[str | None]
    events: Mapped[list[str]] = mapped_column(ARRAY(String))
    is_enabled: Mapped[bool]
    gone_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When it answered that it is gone for good, for which the shop disabled it."""
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]

    __table_args__ = (
        Index("ix_webhooks_created_at_id", "created_at", "id"),
        CheckConstraint(
            f"cardinality(events) > 0 AND events <@ '{{{','.join(WebhookEvent)}}}'::varchar[]",
            name="events_known",
        ),
        CheckConstraint("NOT (is_enabled AND gone_at IS NOT NULL)", name="gone_is_disabled"),
    )


class WebhookSecret(Base):
    """A secret that deliveries to an endpoint are signed with, encrypted. A replaced one is used until it ends."""

    __tablename__ = "webhook_secrets"

    id: Mapped[Id]
    webhook_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("webhooks.id", ondelete="CASCADE"))
    secret: Mapped[bytes] = mapped_column(LargeBinary, info=SECRET)
    created_at: Mapped[CreatedAt]
    ends_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        Index("ix_webhook_secrets_webhook_id", "webhook_id"),
        Index("ix_webhook_secrets_ends_at", "ends_at", postgresql_where=text("ends_at IS NOT NULL")),
    )


class OutboxEvent(Base):
    """Something that endpoints are told of, written by triggers in the transaction of the change.

    `payload` is what is sent, the same bytes at each try. What is told of a document is read from its rows, which
    never change, as the event is first delivered; until then it is NULL.
    """

    __tablename__ = "outbox_events"

    id: Mapped[Id]
    uid: Mapped[UUID] = mapped_column(server_default=func.gen_random_uuid())
    type: Mapped[str]
    subject: Mapped[str]
    """What it is about, such as `sale:12`: events of one subject are delivered in order."""
    document_id: Mapped[int | None] = mapped_column(BigInteger)
    payload: Mapped[str | None]
    created_at: Mapped[Moment]

    __table_args__ = (
        Index("ix_outbox_events_created_at", "created_at", postgresql_using="brin"),
        CheckConstraint("payload IS NOT NULL OR document_id IS NOT NULL", name="has_payload_or_document"),
    )


class WebhookDelivery(Base):
    """An event on its way to an endpoint.

    One without `next_attempt_at` waits for an earlier one of its subject. `tries` are the last ones, the newest last.
    No foreign key leads to the endpoint: a sale would wait for an admin who deletes it.
    """

    __tablename__ = "webhook_deliveries"

    id: Mapped[Id]
    webhook_id: Mapped[int] = mapped_column(BigInteger)
    event_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("outbox_events.id"))
    type: Mapped[str]
    subject: Mapped[str]
    state: Mapped[DeliveryState] = mapped_column(
        choice(DeliveryState, "state"), server_default=DeliveryState.WAITING.value
    )
    attempts: Mapped[int] = mapped_column(server_default="0")
    next_attempt_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    tries: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[Moment]

    __table_args__ = (
        Index(
            "ix_webhook_deliveries_due",
            "webhook_id",
            "next_attempt_at",
            "event_id",
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_webhook_deliveries_of_subject",
            "webhook_id",
            "subject",
            "event_id",
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_webhook_deliveries_created_at_id", "created_at", "id"),
        Index("ix_webhook_deliveries_webhook_id_created_at_id", "webhook_id", "created_at", "id"),
        Index(
            "ix_webhook_deliveries_unfinished",
            "state",
            "created_at",
            "id",
            postgresql_where=text("state <> 'delivered'"),
        ),
        Index("ix_webhook_deliveries_event_id", "event_id"),
        CheckConstraint("(state = 'waiting') = (finished_at IS NULL)", name="finished_unless_waiting"),
        CheckConstraint("state = 'waiting' OR next_attempt_at IS NULL", name="tried_while_waiting"),
    )
