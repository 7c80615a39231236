"""Link codes: an account's owner draws one, and staff use it to link the account to a customer."""

import secrets
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import FieldError, InvalidKeepingChanges, Throttled
from app.core.security import hash_token
from app.repositories.people.link_codes import LinkCodeRepository
from app.schemas.link_code import LinkCodeRead
from app.services.common.access import Actor
from app.services.common.audit import AuditService
from app.services.common.context import ShopContext

# No letters or digits that look alike: 30 ^ 8 codes, of which an account has one.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
LIFETIME = timedelta(minutes=10)
FREE_TRIES = 10
FORGET_TRIES_AFTER = timedelta(minutes=15)


class LinkCodeService:
    """Draws codes and uses them up."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._clock = context.clock
        self._audit = AuditService(session, context)
        self._codes = LinkCodeRepository(session)

    async def create(self, actor: Actor) -> LinkCodeRead:
        """Return a new code for the actor's account, which replaces the previous one."""
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        expires_at = self._clock() + LIFETIME
        await self._codes.put(actor.user_id, hash_token(code), expires_at)
        await self._audit.record(actor, "user.link_code_made", actor.user_id, after={"expires_at": expires_at})
        return LinkCodeRead(code=code, expires_at=expires_at)

    async def use(self, actor: Actor, code: str) -> int:
        """Use up a code; return the id of its account. An actor who sends many wrong codes has to wait."""
        now, tries = self._clock(), f"link_code {actor.user_id}"
        if await self._codes.count_try(tries, now, FORGET_TRIES_AFTER) > FREE_TRIES:
            wait = int(FORGET_TRIES_AFTER.total_seconds())
            detail = "Too many codes that link nothing. Try again in 15 minutes, or ask an admin."
            raise Throttled("too_many_attempts", detail, retry_after=wait)
        plain = code.upper().replace("-", "").replace(" ", "")
        user_id = await self._codes.use(hash_token(plain), now)
        if user_id is None:
            detail = "This code links nothing, or no longer. Ask the customer for a fresh one."
            error = FieldError("/link_code", "link_code_invalid", detail)
            raise InvalidKeepingChanges("link_code_invalid", detail, [error])
        await self._codes.forget_tries(tries)
        return user_id
