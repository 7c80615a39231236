"""Queries over webhooks and their secrets."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, bindparam, func, select, text, update

from app.core.pagination import Page, Slice
from app.models import Webhook, WebhookSecret
from app.repositories.common.base import Repository
from app.repositories.common.json_columns import json_object, moment_text
from app.repositories.common.keyset import KeysetList, SortColumn, parse_moment


class WebhookRepository(Repository[Webhook]):
    """Reads and writes webhooks."""

    _model = Webhook

    async def list_json(self, filters: Mapping[str, Any], page: Page) -> Slice:
        """Return one page of webhooks as JSON."""
        return await _LIST.fetch(self._session, page, filters)

    async def get_json(self, webhook_id: int) -> str | None:
        """Return a webhook's JSON."""
        return (await self._session.execute(_ONE, {"id": webhook_id})).scalar_one_or_none()

    async def count_alone(self) -> int:
        """Return how many there are; nobody else adds one until the transaction ends."""
        await self._session.execute(_ONE_ADDS)
        count: int = (await self._session.execute(_COUNT)).scalar_one()
        return count

    async def add_secret(self, webhook_id: int, secret: bytes, now: datetime, others_end_at: datetime) -> None:
        """Add the secret that a webhook has from now on; those before it end in a while, or earlier as they would."""
        lasting = update(WebhookSecret).where(WebhookSecret.webhook_id == webhook_id, WebhookSecret.ends_at.is_(None))
        await self._session.execute(lasting.values(ends_at=others_end_at))
        self._session.add(WebhookSecret(webhook_id=webhook_id, secret=secret, created_at=now))
        await self._session.flush()

    async def secrets(self, webhook_id: int, now: datetime) -> list[bytes]:
        """Return the secrets that are in use, the newest first."""
        return list((await self._session.execute(_SECRETS, {"webhook_id": webhook_id, "now": now})).scalars())

    async def delete_ended_secrets(self, now: datetime) -> None:
        """Delete the secrets that are no longer in use."""
        await self._session.execute(_DELETE_ENDED, {"now": now})


WEBHOOK_JSON = json_object(
    id=Webhook.id,
    url=Webhook.url,
    description=Webhook.description,
    events=func.to_jsonb(Webhook.events),
    is_enabled=Webhook.is_enabled,
    gone_at=moment_text(Webhook.gone_at),
    created_at=moment_text(Webhook.created_at),
    updated_at=moment_text(Webhook.updated_at),
)

SORTS: Mapping[str, SortColumn] = {"created_at": SortColumn(Webhook.created_at, parse_moment)}

_ALL = select(Webhook.id)
_LIST = KeysetList(
    _ALL,
    item=WEBHOOK_JSON,
    row_id=Webhook.id,
    sorts=SORTS,
    filters={"is_enabled": Webhook.is_enabled == bindparam("is_enabled", type_=Boolean)},
)
_ONE = _ALL.with_only_columns(WEBHOOK_JSON).where(Webhook.id == bindparam("id", type_=BigInteger))

_ONE_ADDS = text("SELECT pg_advisory_xact_lock(hashtextextended('webhooks', 0))")
_COUNT = text("SELECT count(*) FROM webhooks")
_SECRETS = text(
    """
    SELECT secret FROM webhook_secrets
    WHERE webhook_id = :webhook_id AND (ends_at IS NULL OR ends_at > CAST(:now AS timestamptz)) ORDER BY id DESC
    """
)
_DELETE_ENDED = text("DELETE FROM webhook_secrets WHERE ends_at <= CAST(:now AS timestamptz)")
