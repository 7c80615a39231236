"""What the shop tells people."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.api.deps import AdminDep, CallerDep, LastEventId, ShopDep, StaffReaderDep, UserDep, UserReaderDep
from app.api.event_stream import EVENT_STREAM, EventStream
from app.api.once import Once
from app.api.responses import created_response, json_response, list_response, problems
from app.api.routing import ShopRouter
from app.api.services import Reading, Writing
from app.schemas.base import Id
from app.schemas.notification import NotificationCreate, NotificationPage, NotificationQuery, NotificationRead
from app.services.shop.notifications import NotificationService

router = ShopRouter("/notifications", tags=["notifications"])

NotificationId = Annotated[Id, Path()]


@router.get("", response_model=NotificationPage, responses=problems(401))
async def list_notifications(
    request: Request,
    query: Annotated[NotificationQuery, Query()],
    actor: UserReaderDep,
    service: Reading[NotificationService],
) -> Response:
    """List what you, and your role since your account was made, have been told, newest first."""
    return list_response(request, await service.list_notifications(actor, query, query.page()))


@router.post("", status_code=201, response_model=NotificationRead, responses=problems(401, 403, body=True))
async def send_notification(
    new: NotificationCreate, actor: AdminDep, service: Writing[NotificationService], once: Once
) -> Response:
    """Tell everybody of a role something, or everybody."""
    return created_response(await once(actor, new, service.send), "/api/notifications")


@router.post("/read", status_code=204, responses=problems(401))
async def read_all_notifications(actor: UserDep, service: Writing[NotificationService]) -> None:
    """Mark all that you have been told as read."""
    await service.read_all(actor)


@router.get("/stream", response_class=Response, responses=EVENT_STREAM | problems(401, 403))
async def stream_notifications(
    caller: CallerDep, _: StaffReaderDep, shop: ShopDep, last_event_id: LastEventId = None
) -> EventStream:
    """Tell staff what happens, as it happens, as server-sent events: `notification` and `stock_alert`.

    The first is `ready`, or what was missed since `Last-Event-ID`, or `reset` when that is too long ago: fetch again
    what you show. The stream ends when your login does or your access token expires: come back with a fresh one. A
    login has at most 5 streams at a worker and a user 20; the next ends the oldest, whose last event is `replaced`.
    """
    return EventStream(shop.live_events, caller, None if last_event_id is None else int(last_event_id))


@router.get("/{notification_id:id}", response_model=NotificationRead, responses=problems(401, 404))
async def get_notification(
    notification_id: NotificationId, actor: UserReaderDep, service: Reading[NotificationService]
) -> Response:
    """Show one notification. What you are not told does not exist for you, unless you sent it."""
    return json_response(await service.get(actor, notification_id))


@router.post("/{notification_id:id}/read", status_code=204, responses=problems(401, 404))
async def read_notification(
    notification_id: NotificationId, actor: UserDep, service: Writing[NotificationService]
) -> None:
    """Mark one notification as read. Doing it again changes nothing."""
    await service.read(actor, notification_id)
