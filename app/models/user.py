"""People who log in."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, func, true
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CreatedAt, Id, choice


class Role(StrEnum):
    """What a user may do: customers buy, salespeople sell, admins run the shop."""

    CUSTOMER = "customer"
    SALESPERSON = "salesperson"
    ADMIN = "admin"


STAFF = frozenset({Role.SALESPERSON, Role.ADMIN})


class User(Base):
    """An account. Raising `token_version` makes every token issued before worthless."""

    __tablename__ = "users"

    id: Mapped[Id]
    email: Mapped[str]
    full_name: Mapped[str | None]
    role: Mapped[Role] = mapped_column(choice(Role, "role"))
    password_hash: Mapped[str]
    is_active: Mapped[bool] = mapped_column(server_default=true())
    token_version: Mapped[int] = mapped_column(server_default="1")
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt] = mapped_column(onupdate=func.now())

    __table_args__ = (
        Index("uq_users_email", "email", unique=True),
        CheckConstraint("email = lower(email)", name="email_lower_case"),
    )
