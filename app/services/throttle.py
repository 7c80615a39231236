"""Slowing down who guesses passwords: per account and per address, for all workers alike."""

from hashlib import sha256
from math import ceil

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.clock import Clock
from app.core.errors import Throttled
from app.core.origin import Origin
from app.repositories.login_throttles import LoginThrottleRepository

FREE_FAILURES_OF_ACCOUNT = 5
FREE_FAILURES_OF_ADDRESS = 50
LONGEST_DELAY_SECONDS = 60
FORGET_FAILURES_AFTER_SECONDS = 15 * 60


class PasswordThrottle:
    """Counts the tries at the password of one account from one address."""

    def __init__(self, session: AsyncSession, clock: Clock, account: str, origin: Origin) -> None:
        self._clock = clock
        self._throttles = LoginThrottleRepository(session)
        self._account = _subject("account", account)
        self._address = _subject("address", origin.address or "")

    async def count_try(self) -> None:
        """Count a try, or refuse it while the account or the address has to wait.

        It counts as failed until it has succeeded: tries that arrive together must not all go free.
        """
        now = self._clock()
        blocked_until = await self._throttles.blocked_until([self._account, self._address], now)
        if blocked_until is not None and blocked_until > now:
            wait = ceil((blocked_until - now).total_seconds())
            raise Throttled("too_many_attempts", f"Too many wrong passwords. Try again in {wait} s.", retry_after=wait)
        free = {self._account: FREE_FAILURES_OF_ACCOUNT, self._address: FREE_FAILURES_OF_ADDRESS}
        for subject, free_failures in free.items():
            await self._throttles.count_failure(
                subject,
                free_failures=free_failures,
                longest_delay=LONGEST_DELAY_SECONDS,
                forget_after=FORGET_FAILURES_AFTER_SECONDS,
                now=now,
            )

    async def succeed(self) -> None:
        """Take the try back: the password was right."""
        await self._throttles.forget(self._account)
        await self._throttles.take_back(self._address)


def _subject(kind: str, name: str) -> str:
    # A digest, because a name may be longer than an index takes, and a table of failures should not list people.
    return f"{kind} {sha256(name.encode(errors='surrogatepass')).hexdigest()}"
