"""The audit log: append-only, written in the transaction of the change."""

from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CreatedAt, Id, choice


class AuditOutcome(StrEnum):
    """Whether it was done."""

    DONE = "done"
    REFUSED = "refused"


class AuditLog(Base):
    """One entry. It names its actor by id, without a foreign key, because the entry outlives what it names."""

    __tablename__ = "audit_logs"

    id: Mapped[Id]
    occurred_at: Mapped[CreatedAt]
    actor_id: Mapped[int | None] = mapped_column(BigInteger)
    actor_role: Mapped[str | None]
    action: Mapped[str]
    entity: Mapped[str]
    entity_id: Mapped[int | None] = mapped_column(BigInteger)
    outcome: Mapped[AuditOutcome] = mapped_column(choice(AuditOutcome, "outcome"))
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    address: Mapped[str | None]
    request_id: Mapped[str | None]

    __table_args__ = (
        Index("ix_audit_logs_occurred_at_id", "occurred_at", "id"),
        Index("ix_audit_logs_actor_id_occurred_at_id", "actor_id", "occurred_at", "id"),
        Index("ix_audit_logs_action_occurred_at_id", "action", "occurred_at", "id"),
        Index("ix_audit_logs_refused", "occurred_at", "id", postgresql_where=text("outcome = 'refused'")),
        Index("ix_audit_logs_entity_entity_id_occurred_at_id", "entity", "entity_id", "occurred_at", "id"),
    )
