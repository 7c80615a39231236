"""Notifications: messages that admins send to a role, and the shop itself to a role or to one person."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import NotFound
from app.core.pagination import Page, Slice
from app.models import Notification, NotificationKind, Role
from app.repositories.shop.notifications import NotificationRepository
from app.schemas.notification import NotificationCreate, NotificationQuery
from app.services.common.access import Actor
from app.services.common.audit import AuditService
from app.services.common.context import ShopContext


class NotificationService:
    """Sends and shows notifications, and stores who has read them."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._clock = context.clock
        self._audit = AuditService(session, context)
        self._notifications = NotificationRepository(session)

    async def list_notifications(self, actor: Actor, query: NotificationQuery, page: Page) -> Slice:
        """Return one page of the notifications to the actor, and to their role since their account was created."""
        return await self._notifications.list_json(actor.user_id, actor.role, query.filters(), page)

    async def get(self, actor: Actor, notification_id: int) -> str:
        """Return a notification that was sent to the actor or by them; any other does not exist for them."""
        notification = await self._notifications.get_json(actor.user_id, actor.role, notification_id)
        if notification is None:
            raise NotFound("notification_not_found", "There is no such notification.")
        return notification

    async def send(self, actor: Actor, new: NotificationCreate) -> tuple[int, str]:
        """Send a message to a role or to everybody; return the notification's id and JSON."""
        notification = Notification(
            kind=NotificationKind.MESSAGE,
            title=new.title,
            body=new.body,
            roles=list(Role) if new.role is None else [new.role],
            sender_id=actor.user_id,
            created_at=self._clock(),
        )
        await self._notifications.add(notification)
        await self._audit.record(actor, "notification.sent", notification.id, after=notification.snapshot())
        return notification.id, await self.get(actor, notification.id)

    async def read(self, actor: Actor, notification_id: int) -> None:
        """Mark a notification as read by the actor; the first time it was read stays."""
        await self.get(actor, notification_id)
        if await self._notifications.mark_read(actor.user_id, actor.role, notification_id, self._clock()):
            await self._audit.record(actor, "notification.read", notification_id)

    async def read_all(self, actor: Actor) -> None:
        """Mark all the actor's notifications as read."""
        count = await self._notifications.mark_all_read(actor.user_id, actor.role, self._clock())
        if count:
            await self._audit.record(actor, "notification.all_read", None, after={"count": count})
