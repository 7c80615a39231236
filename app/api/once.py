"""Creating once: a retry with the same Idempotency-Key gets the answer of the first request."""

import hmac
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

from fastapi import Depends, Request

from app.api.deps import IdempotencyKey, SessionDep, shop_of
from app.core.security import derive_key
from app.schemas.base import Body
from app.services.common.access import Actor
from app.services.common.idempotency import Answer, IdempotencyService, RequestKey

New = TypeVar("New", bound=Body)
Create = Callable[[Actor, New], Awaitable[tuple[int, str]]]


class CreatesOnce:
    """Creates what a request asks for, or returns the answer stored under its key."""

    def __init__(self, idempotency: IdempotencyService, key: str | None, path: str, secret: str) -> None:
        self._idempotency = idempotency
        self._key = key
        self._path = path
        self._secret = secret

    async def __call__(self, actor: Actor, new: New, create: Create[New]) -> Answer:
        """Return the id and JSON of what `create` made, in this request or the first with its key."""

        async def work() -> Answer:
            return Answer(*await create(actor, new))

        return await self._idempotency.once(actor.user_id, self.request_key(new), work)

    def request_key(self, new: Body) -> RequestKey | None:
        """Return the key of the request. A body may hold a password, so its digest needs the shop's secret."""
        digest = hmac.digest(derive_key(self._secret, "request body"), new.model_dump_json().encode(), "sha256")
        return RequestKey.of(self._key, self._path, digest.hex())


async def get_once(request: Request, session: SessionDep, key: IdempotencyKey = None) -> CreatesOnce:
    """Provide what creates once, in the request's unit of work."""
    context = shop_of(request).context
    secret = context.installation.secret_key.get_secret_value()
    return CreatesOnce(IdempotencyService(session, context), key, request.scope["path"], secret)


Once = Annotated[CreatesOnce, Depends(get_once, scope="function")]
