"""Webhooks: kept by admins. A secret is shown once, and can be replaced."""

from dataclasses import replace
from datetime import timedelta

from pydantic_core import from_json, to_json
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Conflict, FieldError, Invalid, NotFound
from app.core.pagination import Page, Slice
from app.core.public_addresses import address_of, may_reach
from app.core.second_factor import SecretBox
from app.core.webhook_signature import new_webhook_secret
from app.models import PING, Webhook
from app.repositories.shop.webhook_deliveries import WebhookDeliveryRepository
from app.repositories.shop.webhooks import WebhookRepository
from app.schemas.webhook import WebhookCreate, WebhookQuery, WebhookUpdate
from app.services.common.access import Actor
from app.services.common.audit import AuditService
from app.services.common.idempotency import Answer, IdempotencyService, RequestKey
from app.services.people.context import LoginContext

MAX_WEBHOOKS = 20
"""How many endpoints there may be: each event is written and sent once for each of them."""
OLD_SECRET_KEPT = timedelta(hours=24)
PURPOSE = "webhook secret"


class WebhookService:
    """Keeps the webhooks."""

    def __init__(self, session: AsyncSession, context: LoginContext) -> None:
        self._clock = context.clock
        self._installation = context.installation
        self._box = SecretBox(context.installation.secret_key.get_secret_value(), PURPOSE)
        self._idempotency = IdempotencyService(session, context)
        self._audit = AuditService(session, context)
        self._webhooks = WebhookRepository(session)
        self._deliveries = WebhookDeliveryRepository(session)

    async def list_webhooks(self, query: WebhookQuery, page: Page) -> Slice:
        """Return one page of webhooks."""
        return await self._webhooks.list_json(query.filters(), page)

    async def get(self, webhook_id: int) -> str:
        """Return a webhook as JSON."""
        webhook = await self._webhooks.get_json(webhook_id)
        if webhook is None:
            raise webhook_not_found()
        return webhook

    async def create(self, actor: Actor, new: WebhookCreate, request_key: RequestKey | None) -> Answer:
        """Add a webhook, once per key; answer with its secret, which no other request shows.

        The answer is stored without it: a retry reads it again.
        """

        async def work() -> Answer:
            return Answer(*await self._add(actor, new))

        answer = await self._idempotency.once(actor.user_id, request_key, work)
        # A key is kept for as long as a secret that was replaced, so the oldest in use is the one it made.
        return replace(answer, body=await self._with_secret(answer.id, answer.body, -1))

    async def update(self, actor: Actor, webhook_id: int, changes: WebhookUpdate) -> str:
        """Change the given fields of a webhook; return its JSON. Enabled anew, it is sent what waits for it."""
        webhook = await self._for_update(webhook_id)
        before = webhook.snapshot()
        for name, value in changes.model_dump(exclude_unset=True).items():
            setattr(webhook, name, value)
        if "url" in changes.model_fields_set:
            self._check(webhook.url)
        if webhook.is_enabled:
            webhook.gone_at = None
        await self._webhooks.flush()
        await self._audit.record(actor, "webhook.updated", webhook_id, before=before, after=webhook.snapshot())
        return await self.get(webhook_id)

    async def delete(self, actor: Actor, webhook_id: int) -> None:
        """Delete a webhook. What waits for it is deleted later."""
        webhook = await self._for_update(webhook_id)
        await self._webhooks.delete(webhook)
        await self._audit.record(actor, "webhook.deleted", webhook_id, before=webhook.snapshot())

    async def replace_secret(self, actor: Actor, webhook_id: int) -> str:
        """Give a webhook a new secret; for a day its deliveries are signed with the old one too. Return its JSON."""
        await self._for_update(webhook_id)
        await self._set_secret(webhook_id)
        await self._audit.record(actor, "webhook.secret_replaced", webhook_id)
        return await self._with_secret(webhook_id, await self.get(webhook_id), 0)

    async def ping(self, actor: Actor, webhook_id: int, request_key: RequestKey | None) -> Answer:
        """Send a `ping`, once per key; answer with its delivery."""

        async def work() -> Answer:
            webhook = await self._for_update(webhook_id)
            if not webhook.is_enabled:
                raise Conflict("webhook_disabled", "This webhook is disabled. Enable it first.")
            now = self._clock()
            payload = {"type": PING, "timestamp": now, "data": {"webhook_id": webhook_id}}
            delivery_id = await self._deliveries.add_event(webhook_id, PING, to_json(payload).decode(), now)
            await self._audit.record(actor, "webhook.tested", webhook_id, after={"delivery_id": delivery_id})
            delivery = await self._deliveries.get_json(delivery_id)
            assert delivery is not None  # noqa: S101 - it was just written.
            return Answer(delivery_id, delivery)

        return await self._idempotency.once(actor.user_id, request_key, work)

    async def _add(self, actor: Actor, new: WebhookCreate) -> tuple[int, str]:
        self._check(new.url)
        if await self._webhooks.count_alone() >= MAX_WEBHOOKS:
            raise Conflict("too_many_webhooks", f"The shop has {MAX_WEBHOOKS} webhooks, the most it keeps. Delete one.")
        webhook = Webhook(**new.model_dump(), is_enabled=True)
        await self._webhooks.add(webhook)
        await self._set_secret(webhook.id)
        await self._audit.record(actor, "webhook.created", webhook.id, after=webhook.snapshot())
        return webhook.id, await self.get(webhook.id)

    async def _with_secret(self, webhook_id: int, body: str, age: int) -> str:
        """Return the JSON of a webhook, as it was answered, with one of its secrets: 0 is the newest, -1 the oldest."""
        found = await self._webhooks.secrets(webhook_id, self._clock())
        secret = self._box.open(found[age]) if found else None
        return to_json(from_json(body) | {"secret": secret}).decode()

    async def _set_secret(self, webhook_id: int) -> None:
        now = self._clock()
        sealed = self._box.close(new_webhook_secret())
        await self._webhooks.add_secret(webhook_id, sealed, now, now + OLD_SECRET_KEPT)

    async def _for_update(self, webhook_id: int) -> Webhook:
        webhook = await self._webhooks.get_exclusive(webhook_id)
        if webhook is None:
            raise webhook_not_found()
        return webhook

    def _check(self, url: str) -> None:
        """Refuse an address that deliveries would never reach. A name is looked up as each of them is made."""
        scheme, _, rest = url.partition("://")
        if scheme != "https" and not self._installation.sends_webhooks_over_http:
            raise _not_allowed("Give an https address: what is sent tells of the shop's business.")
        host = rest.partition("/")[0].partition("?")[0]
        name = host if host.endswith("]") else host.rpartition(":")[0] or host
        address = address_of(name)
        if address is not None and not may_reach(address, self._installation.webhook_networks):
            raise _not_allowed(
                "This address is in a private network. Give a public one, or let WEBHOOK_PRIVATE_ADDRESSES name it."
            )


def webhook_not_found() -> NotFound:
    """Return the error for a webhook that does not exist."""
    return NotFound("webhook_not_found", "There is no such webhook.")


def _not_allowed(detail: str) -> Invalid:
    code = "webhook_address_not_allowed"
    return Invalid(code, detail, [FieldError("/url", code, detail)])
