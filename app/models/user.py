"""People who log in."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, Computed, Index, true
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column

from app.core.email import email_key
from app.models.base import PERSONAL, SECRET, Base, CreatedAt, Id, UpdatedAt, choice


class Role(StrEnum):
    """What a user may do: customers buy, salespeople sell, admins run the shop."""

    CUSTOMER = "customer"
    SALESPERSON = "salesperson"
    ADMIN = "admin"


STAFF = frozenset({Role.SALESPERSON, Role.ADMIN})


def _email_key(context: DefaultExecutionContext) -> str:
    return email_key(context.get_current_parameters()["email"])  # type: ignore[no-untyped-call]


class User(Base):
    """An account. Raising `token_version` makes every token issued before worthless."""

    __tablename__ = "users"

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(info=PERSONAL)
    email_key: Mapped[str | None] = mapped_column(default=_email_key, info=PERSONAL)
    """None where an account from before this key looks like an older one: it is found by its exact address alone."""
    full_name: Mapped[str | None] = mapped_column(info=PERSONAL)
    role: Mapped[Role] = mapped_column(choice(Role, "role"))
    password_hash: Mapped[str] = mapped_column(info=SECRET)
    is_active: Mapped[bool] = mapped_column(server_default=true())
    token_version: Mapped[int] = mapped_column(server_default="1")
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]
    search_text: Mapped[str] = mapped_column(
        Computed("search_form(coalesce(full_name, '') || ' ' || email)", persisted=True)
    )

    @property
    def is_active_admin(self) -> bool:
        """Whether they run the shop at this moment."""
        return self.is_active and self.role is Role.ADMIN

    __table_args__ = (
        Index("uq_users_email", "email", unique=True),
        Index("uq_users_email_key", "email_key", unique=True),
        Index("ix_users_role_email_id", "role", "email", "id"),
        Index("ix_users_created_at_id", "created_at", "id"),
        Index(
            "ix_users_search_text",
            "search_text",
            postgresql_using="gin",
            postgresql_ops={"search_text": "gin_trgm_ops"},
        ),
        CheckConstraint("email = lower(email)", name="email_lower_case"),
    )
