"""Deliveries: looked at by admins, who may send any of them again."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Conflict, NotFound
from app.core.pagination import Page, Slice
from app.models import DeliveryState
from app.repositories.shop.webhook_deliveries import WebhookDeliveryRepository
from app.repositories.shop.webhooks import WebhookRepository
from app.schemas.webhook import WebhookDeliveryQuery
from app.services.common.access import Actor
from app.services.common.audit import AuditService
from app.services.common.context import ShopContext


class WebhookDeliveryService:
    """Shows deliveries, and sends them again."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._clock = context.clock
        self._audit = AuditService(session, context)
        self._webhooks = WebhookRepository(session)
        self._deliveries = WebhookDeliveryRepository(session)

    async def list_deliveries(self, query: WebhookDeliveryQuery, page: Page) -> Slice:
        """Return one page of deliveries."""
        return await self._deliveries.list_json(query.filters(), page)

    async def get(self, delivery_id: int) -> str:
        """Return a delivery with its payload and tries as JSON."""
        delivery = await self._deliveries.get_json(delivery_id)
        if delivery is None:
            raise _not_found()
        return delivery

    async def retry(self, actor: Actor, delivery_id: int) -> str:
        """Send a delivery again as soon as what comes before it was sent; return its JSON."""
        delivery = await self._deliveries.get_exclusive(delivery_id)
        if delivery is None:
            raise _not_found()
        webhook = await self._webhooks.keep(delivery.webhook_id)
        if webhook is None or not webhook.is_enabled:
            raise Conflict("webhook_disabled", "This webhook is disabled or deleted. Enable it first.")
        before = delivery.snapshot()
        delivery.state = DeliveryState.WAITING
        delivery.finished_at = None
        delivery.next_attempt_at = self._clock()
        await self._deliveries.flush()
        after = delivery.snapshot()
        changed = {name: after[name] for name in ("state", "finished_at", "next_attempt_at")}
        await self._audit.record(
            actor, "webhook_delivery.retried", delivery_id, before={n: before[n] for n in changed}, after=changed
        )
        return await self.get(delivery_id)


def _not_found() -> NotFound:
    return NotFound("webhook_delivery_not_found", "There is no such delivery.")
