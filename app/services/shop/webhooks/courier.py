"""A courier brings what is due to one endpoint: many subjects at once, the events of each in order."""

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.clock import Clock
from app.core.errors import Unavailable
from app.core.group_commit import GroupCommit
from app.core.origin import NOWHERE
from app.core.outbound import Outbound, Reply
from app.core.second_factor import SecretBox
from app.core.webhook_signature import sign
from app.database.unit_of_work import Database
from app.models import DeliveryState
from app.repositories.selling.event_payloads import EventPayloadRepository
from app.repositories.shop.outbox import Message, OutboxRepository, Outcome
from app.repositories.shop.webhooks import WebhookRepository
from app.services.common.audit import AuditEntry, AuditService
from app.services.common.context import ShopContext

RETRY_AFTER = tuple(
    timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
"""How long to wait after each failed try; after the last again and again."""
GIVE_UP_AFTER = timedelta(days=3)
"""A try that fails is the last one once its event is as old."""
SUBJECTS_AT_ONCE = 100
EVENTS_OF_SUBJECT = 10
"""How many are fetched at once, which bounds what is in memory."""
REST_AFTER_FAILURES = 5
"""An endpoint that fails so often in a row is left alone for a while: then one event tries it."""
LONGEST_REST_SECONDS = 60.0
GONE = 410

_log = structlog.get_logger("webhooks")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where to send, and what to sign with."""

    url: str
    secrets: Sequence[str]


class Courier:
    """Delivers to one endpoint for as long as something is due and `may_send` says so."""

    def __init__(
        self,
        webhook_id: int,
        database: Database,
        context: Callable[[], ShopContext],
        box: SecretBox,
        outbound: Outbound,
        *,
        at_once: int,
        turns: asyncio.Semaphore,
        may_send: Callable[[], bool],
    ) -> None:
        self._webhook_id = webhook_id
        self._database = database
        self._context = context
        self._box = box
        self._outbound = outbound
        self._at_once = at_once
        self._turns = turns
        self._may_send = may_send
        self._outcomes = GroupCommit[list[Outcome], None](self._record)
        self._failures = 0
        self._rests = 0
        self._rests_until = 0.0

    @property
    def rests(self) -> bool:
        """Whether the endpoint is left alone for a while."""
        return time.monotonic() < self._rests_until

    async def run(self) -> None:
        """Deliver until nothing is due. New events are fetched before the last of the old ones are delivered."""
        busy: dict[asyncio.Task[None], str] = {}
        slots = asyncio.Semaphore(self._at_once)
        try:
            while self._may_send() and not self.rests:
                if len(busy) <= SUBJECTS_AT_ONCE // 4:
                    endpoint, runs = await self._fetch(set(busy.values()))
                    for run in runs:
                        busy[asyncio.create_task(self._deliver(endpoint, run, slots))] = run[0].subject
                if not busy:
                    return
                done, _ = await asyncio.wait(busy, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    del busy[task]
                    task.result()
            await asyncio.gather(*busy)
        finally:
            for task in busy:
                task.cancel()

    async def _fetch(self, busy: set[str]) -> tuple[Endpoint, list[list[Message]]]:
        async def work(session: AsyncSession) -> tuple[Endpoint, list[list[Message]]]:
            outbox, now = OutboxRepository(session), self._clock()
            webhook = await outbox.lock(self._webhook_id)
            if webhook is None or not webhook.is_enabled:
                return Endpoint("", ()), []
            subjects = 1 if self._failures >= REST_AFTER_FAILURES else SUBJECTS_AT_ONCE
            runs = await outbox.due(
                self._webhook_id, now, busy, subjects=subjects, of_subject=min(subjects, EVENTS_OF_SUBJECT)
            )
            if not runs:
                return Endpoint("", ()), []
            sealed = await WebhookRepository(session).secrets(self._webhook_id, now)
            secrets = [secret for one in sealed if (secret := self._box.open(one)) is not None]
            return Endpoint(webhook.url, secrets), await self._complete(session, runs)

        async with self._turns:
            return await self._database.run(work)

    async def _complete(self, session: AsyncSession, runs: list[list[Message]]) -> list[list[Message]]:
        pending = sorted(message.event_id for run in runs for message in run if message.payload is None)
        if not pending:
            return runs
        payloads = await EventPayloadRepository(session).complete(pending)
        return [[message.with_payload(payloads) for message in run] for run in runs]

    async def _deliver(self, endpoint: Endpoint, run: list[Message], slots: asyncio.Semaphore) -> None:
        """Send the events of one subject one after another, up to one that fails."""
        outcomes: list[Outcome] = []
        async with slots:
            for message in run:
                if self.rests or not self._may_send():
                    break
                outcomes.append(await self._send(endpoint, message))
                if outcomes[-1].state is not DeliveryState.DELIVERED:
                    break
        if outcomes:
            try:
                await self._outcomes.submit(outcomes)
            except Unavailable as error:
                # Nobody knows that they were delivered, so they are sent again.
                _log.info("outcomes_not_kept", webhook_id=self._webhook_id, reason=error.code)

    async def _send(self, endpoint: Endpoint, message: Message) -> Outcome:
        now, started = self._clock(), time.monotonic()
        if not endpoint.secrets:
            reply = Reply(None, error="The secret cannot be read under this SECRET_KEY. Replace it.")
        else:
            assert message.payload is not None  # noqa: S101 - it was completed.
            body, timestamp = message.payload.encode(), int(now.timestamp())
            headers = {
                "content-type": "application/json",
                "user-agent": "SweetShop-Webhooks/1",
                "webhook-id": message.message_id,
                "webhook-timestamp": str(timestamp),
                "webhook-signature": sign(endpoint.secrets, message.message_id, timestamp, body),
            }
            reply = await self._outbound.post(endpoint.url, headers, body)
        self._count(reply)
        return self._outcome(message, reply, now, round((time.monotonic() - started) * 1000))

    def _count(self, reply: Reply) -> None:
        if reply.is_success:
            self._failures = self._rests = 0
            return
        self._failures += 1
        if self._failures >= REST_AFTER_FAILURES and not self.rests:
            self._rests_until = time.monotonic() + min(2.0**self._rests, LONGEST_REST_SECONDS)
            self._rests += 1

    def _outcome(self, message: Message, reply: Reply, now: datetime, milliseconds: int) -> Outcome:
        attempt: dict[str, Any] = {
            "tried_at": now,
            "status": reply.status,
            "error": reply.error,
            "answer": None if reply.is_success else reply.body,
            "milliseconds": milliseconds,
        }
        if reply.is_success:
            return Outcome(message.delivery_id, DeliveryState.DELIVERED, None, now, attempt)
        if reply.status == GONE or now - message.created_at >= GIVE_UP_AFTER:
            return Outcome(message.delivery_id, DeliveryState.DEAD, None, now, attempt)
        wait = RETRY_AFTER[min(message.attempts, len(RETRY_AFTER) - 1)]
        jitter = random.uniform(1, 1.1)  # noqa: S311 - not a secret.
        return Outcome(message.delivery_id, DeliveryState.WAITING, now + wait * jitter, None, attempt)

    async def _record(self, batch: Sequence[list[Outcome]]) -> list[Exception | None]:
        outcomes = [one for run in batch for one in run]
        is_gone = any(one.attempt["status"] == GONE for one in outcomes)

        async def work(session: AsyncSession) -> None:
            outbox, now = OutboxRepository(session), self._clock()
            webhook = await outbox.lock(self._webhook_id)
            await outbox.record(self._webhook_id, outcomes, now)
            if self._failures >= REST_AFTER_FAILURES:
                await outbox.give_up_before(self._webhook_id, now - GIVE_UP_AFTER, now)
            if is_gone and webhook is not None and webhook.is_enabled:
                before = webhook.snapshot()
                webhook.is_enabled, webhook.gone_at = False, now
                await session.flush()
                entry = AuditEntry("webhook.gone", self._webhook_id, NOWHERE, before=before, after=webhook.snapshot())
                await AuditService(session, self._context()).record_all([entry])

        async with self._turns:
            await self._database.run(work)
        return [None] * len(batch)

    @property
    def _clock(self) -> Clock:
        return self._context().clock
