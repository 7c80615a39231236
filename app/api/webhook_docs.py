"""The webhooks in the OpenAPI document: what an endpoint receives, and what it has to answer."""

from typing import Annotated, Any, get_args

from fastapi import APIRouter, Header

from app.schemas.webhook_event import EVENTS

MessageId = Annotated[str, Header(alias="webhook-id", description="The same each time an event is sent.")]
Timestamp = Annotated[int, Header(alias="webhook-timestamp", description="When it was sent, in seconds since 1970.")]
Signature = Annotated[
    str,
    Header(
        alias="webhook-signature",
        description="`v1,` and the Base64 of the HMAC-SHA256 of id, timestamp and body with dots between; "
        "a space before each further one.",
    ),
]


def _documented(router: APIRouter, event: Any) -> None:  # noqa: ANN401 - one of EVENTS.
    (name,) = get_args(event.model_fields["type"].annotation)

    async def receive(body: Any, webhook_id: MessageId, timestamp: Timestamp, signature: Signature) -> None:  # noqa: ANN401
        """Answer 2xx once it is safe. Anything else is sent again; 410 disables the endpoint."""

    receive.__annotations__["body"] = event
    router.post(
        name,
        status_code=204,
        summary=event.__doc__,
        tags=["webhooks"],
        operation_id=f"receive_{name.replace('.', '_')}",
        responses={410: {"description": "Send nothing more."}, "4XX": {"description": "Send it again later."}},
    )(receive)


router = APIRouter()
for _event in EVENTS:
    _documented(router, _event)
