"""Invitations: how somebody becomes staff."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from app.models import InvitationStatus, Role
from app.schemas.base import Body, Email, ListQuery, PageRead, Schema

DEFAULT_HOURS = 72
MAX_HOURS = 720

StaffRole = Literal[Role.SALESPERSON, Role.ADMIN]


class InvitationCreate(Body):
    """Whom to invite. Everybody may register as a customer, so nobody is invited as one."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"role": "salesperson", "email": "ravi@example.com", "expires_in_hours": 72}]}
    )

    role: StaffRole
    email: Email | None = Field(default=None, description="Who alone may use it; anybody who holds it if left out.")
    expires_in_hours: Annotated[int, Field(strict=True, ge=1, le=MAX_HOURS)] = DEFAULT_HOURS


class InvitationRead(Schema):
    """An invitation, without its token."""

    id: int
    role: StaffRole
    email: str | None = Field(examples=["ravi@example.com"])
    status: InvitationStatus
    created_by: int = Field(description="The admin who made it. It can be used only while they are one.")
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    used_by: int | None = Field(description="The user who registered with it.")
    revoked_at: datetime | None


class InvitationCreated(InvitationRead):
    """A new invitation, with its token and the page to register at."""

    token: str = Field(
        description="For `invitation_token` when registering. Shown this once: the shop keeps only its digest."
    )
    link: str = Field(
        description="The page of the web app where it is used.",
        examples=["https://shop.example/account/register?invitation=token"],
    )
    qr_svg: str = Field(description="The link as a QR code to scan with a phone, as SVG.")


class InvitationQuery(ListQuery):
    """Which invitations to list."""

    sort_fields: ClassVar = ("created_at",)
    default_sort: ClassVar = "-created_at"

    status: InvitationStatus | None = None
    role: StaffRole | None = None
    email: Email | None = Field(default=None, description="The whole address, in any case.")


class InvitationPage(PageRead):
    """One page of invitations."""

    items: list[InvitationRead]
