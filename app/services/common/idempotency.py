"""One key, one effect: a retry gets the answer of the first try and does nothing."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Invalid
from app.repositories.common.idempotency_keys import IdempotencyKeyRepository, StoredAnswer
from app.services.common.context import ShopContext


@dataclass(frozen=True, slots=True)
class RequestKey:
    """The Idempotency-Key of a request, with a fingerprint of its operation and body."""

    key: str
    fingerprint: bytes

    @classmethod
    def of(cls, key: str | None, operation: str, body: str) -> "RequestKey | None":
        """Return the key of a request, or None if it came without one."""
        return None if key is None else cls(key, sha256(f"{operation}\n{body}".encode()).digest())


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome of a request that changed the shop: the id of the resource and its JSON, sent unchanged."""

    id: int
    body: str
    replayed: bool = False


class IdempotencyService:
    """Stores answers under their keys, in the transaction of their effect."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._keys = IdempotencyKeyRepository(session)
        self._clock = context.clock

    async def kept_answers(self, requests: Sequence[tuple[int, RequestKey]]) -> "KeptAnswers":
        """Lock the keys, waiting for others who use them, and return the answers stored under them."""
        keys = [(actor_id, request.key) for actor_id, request in requests]
        await self._keys.lock(keys)
        return KeptAnswers({(kept.actor_id, kept.key): kept for kept in await self._keys.find(keys)})

    async def keep(self, answers: Sequence[tuple[int, RequestKey, Answer]]) -> None:
        """Store answers under their keys."""
        stored = [
            StoredAnswer(actor_id, request.key, request.fingerprint, answer.id, answer.body)
            for actor_id, request, answer in answers
        ]
        await self._keys.add(stored, self._clock())

    async def once(self, actor_id: int, request: RequestKey | None, work: Callable[[], Awaitable[Answer]]) -> Answer:
        """Return the answer stored under the key, or do `work` and store its answer."""
        if request is None:
            return await work()
        kept = (await self.kept_answers([(actor_id, request)])).find(actor_id, request)
        if kept is not None:
            return kept
        answer = await work()
        await self.keep([(actor_id, request, answer)])
        return answer


class KeptAnswers:
    """The answers stored under some keys."""

    def __init__(self, kept: dict[tuple[int, str], StoredAnswer]) -> None:
        self._kept = kept

    def find(self, actor_id: int, request: RequestKey) -> Answer | None:
        """Return the stored answer or None; raise `Invalid` if the key was used for another request."""
        kept = self._kept.get((actor_id, request.key))
        if kept is None:
            return None
        if kept.fingerprint != request.fingerprint:
            raise key_reused()
        return Answer(kept.resource_id, kept.body, replayed=True)


def replay(answer: Answer) -> Answer:
    """Return an answer marked as replayed."""
    return replace(answer, replayed=True)


def key_reused() -> Invalid:
    """Return the error for a key that was used for another request."""
    return Invalid(
        "idempotency_key_reused",
        "This Idempotency-Key was used for another request. Use a fresh key for a new one.",
    )
