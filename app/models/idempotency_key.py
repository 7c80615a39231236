"""Stored answers, so that a retry gets the same answer and has no effect."""

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CreatedAt


class IdempotencyKey(Base):
    """A successful answer under its caller's key; written in the transaction of the effect itself."""

    __tablename__ = "idempotency_keys"

    actor_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("users.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary)
    resource_id: Mapped[int] = mapped_column(BigInteger)
    body: Mapped[str]
    created_at: Mapped[CreatedAt]

    __table_args__ = (Index("ix_idempotency_keys_created_at", "created_at", postgresql_using="brin"),)
