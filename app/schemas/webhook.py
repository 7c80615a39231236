"""Webhooks and their deliveries."""

import re
from datetime import datetime
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, AnyHttpUrl, ConfigDict, Field, StringConstraints, TypeAdapter, model_validator
from pydantic_core import PydanticCustomError

from app.core.public_addresses import address_of
from app.models import DeliveryState, WebhookEvent
from app.schemas.base import Body, Id, ListQuery, Note, PageRead, Schema

MAX_URL = 2000
_URL = TypeAdapter(AnyHttpUrl)
_ADDRESS = re.compile(r"^[Hh][Tt][Tt][Pp][Ss]?://[^\x00-\x20\x7f]+$")
_LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"(?=.{{1,254}}$){_LABEL}(?:\.{_LABEL})*\.?", re.IGNORECASE)


def _refuse_unless_address(text: str) -> str:
    try:
        url = _URL.validate_python(text if _ADDRESS.fullmatch(text) else "")
    except ValueError as error:
        raise _no_address() from error
    if url.port == 0 or not (_NAME.fullmatch(url.host or "") or address_of(url.host or "")):
        raise _no_address()
    if url.username is not None or url.password is not None:
        raise PydanticCustomError("credentials_in_address", "Leave the name and the password out of the address.")
    if url.fragment is not None or len(str(url)) > MAX_URL:
        raise PydanticCustomError("web_address_expected", "An address without a part after # is expected.")
    return str(url)


def _no_address() -> PydanticCustomError:
    return PydanticCustomError("web_address_expected", "An address such as https://books.example/hook is expected.")


def _each_once(events: list[WebhookEvent]) -> list[WebhookEvent]:
    return [one for one in WebhookEvent if one in events]


Url = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_URL),
    AfterValidator(_refuse_unless_address),
    Field(
        description="Where events are sent to, by POST.",
        examples=["https://books.example/sweet-shop"],
        json_schema_extra={"pattern": _ADDRESS.pattern},
    ),
]
Events = Annotated[list[WebhookEvent], Field(min_length=1, max_length=50), AfterValidator(_each_once)]


class WebhookCreate(Body):
    """An endpoint, and what it is told of."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "url": "https://books.example/sweet-shop",
                    "events": ["sale.created", "sale.refunded", "sale.voided"],
                    "description": "The accounts",
                }
            ]
        }
    )

    url: Url
    events: Events
    description: Note | None = None


class WebhookUpdate(Body):
    """What to change of an endpoint."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"is_enabled": False}]})

    url: Url | None = None
    events: Events | None = None
    description: Note | None = None
    is_enabled: Annotated[bool, Field(strict=True)] | None = None

    @model_validator(mode="after")
    def _required_fields_stay(self) -> Self:
        if any(
            name in self.model_fields_set and getattr(self, name) is None for name in ("url", "events", "is_enabled")
        ):
            raise PydanticCustomError(
                "value_required", "A webhook has an address and events, and is enabled or is not."
            )
        return self


class WebhookRead(Schema):
    """An endpoint."""

    id: int
    url: str
    description: str | None
    events: list[WebhookEvent]
    is_enabled: bool
    gone_at: datetime | None = Field(description="When it answered 410, for which the shop disabled it.")
    created_at: datetime
    updated_at: datetime


class WebhookWithSecret(WebhookRead):
    """An endpoint with its new secret."""

    secret: str | None = Field(
        description="What deliveries are signed with. Shown this once.",
        examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    )


class WebhookQuery(ListQuery):
    """Which webhooks to list."""

    sort_fields: ClassVar = ("created_at",)
    default_sort: ClassVar = "created_at"

    is_enabled: bool | None = None


class WebhookPage(PageRead):
    """One page of webhooks."""

    items: list[WebhookRead]


class WebhookDeliveryRead(Schema):
    """An event on its way to an endpoint, or there."""

    id: int
    webhook_id: int
    message_id: str = Field(
        description="The `webhook-id` it is sent with.", examples=["msg_0b54d8ffaa1f4be6a1d1a4a0fd6d4c5e"]
    )
    type: str = Field(examples=["sale.created"])
    subject: str = Field(description="What it is about: events of one subject arrive in order.", examples=["sale:12"])
    state: DeliveryState
    attempts: int
    last_status: int | None = Field(description="The status of the last answer; null without one.")
    last_error: str | None = Field(description="Why the last try had no answer.")
    next_attempt_at: datetime | None = Field(
        description="When it is sent, if it waits for its time; null if it waits for an earlier event of its subject."
    )
    finished_at: datetime | None
    created_at: datetime


class WebhookTry(Schema):
    """One try to deliver an event."""

    tried_at: datetime
    status: int | None
    error: str | None
    answer: str | None = Field(description="The beginning of the answer.")
    milliseconds: int


class WebhookDeliveryDetail(WebhookDeliveryRead):
    """A delivery with what is sent and how it went."""

    payload: str | None = Field(description="The body as it is sent; null until it is sent for the first time.")
    tries: list[WebhookTry] = Field(description="The last twenty tries, the newest last.")


class WebhookDeliveryQuery(ListQuery):
    """Which deliveries to list."""

    sort_fields: ClassVar = ("created_at",)
    default_sort: ClassVar = "-created_at"

    webhook_id: Id | None = None
    state: DeliveryState | None = None
    type: WebhookEvent | Literal["ping"] | None = None


class WebhookDeliveryPage(PageRead):
    """One page of deliveries."""

    items: list[WebhookDeliveryRead]
