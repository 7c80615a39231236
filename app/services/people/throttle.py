"""Throttling of password guesses and bulk registrations, shared by all workers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Throttled
from app.core.security import AccessClaims
from app.repositories.people.login_throttles import Count, LoginThrottleRepository
from app.services.common.context import ShopContext

FREE_FAILURES = 5
FREE_FAILURES_OF_ACCOUNT = 20
FREE_FAILURES_OF_ADDRESS = 50
FREE_REGISTRATIONS = 100
LONGEST_WAIT_SECONDS = 60
SHORTEST_HOLD_SECONDS = 0.25
LONGEST_HOLD_SECONDS = 4.0
FORGET_FAILURES_AFTER = timedelta(minutes=15)
FORGET_REGISTRATIONS_AFTER = timedelta(hours=1)

_DOUBLINGS_THAT_MATTER = 20


@dataclass(frozen=True, slots=True)
class Counter:
    """Counts attempts of one subject. Past the free ones it rejects the next for a while, or only delays it."""

    subject: str
    free: int
    refuses: bool
    forget_after: timedelta = FORGET_FAILURES_AFTER


@dataclass(frozen=True, slots=True)
class Tries:
    """The counters of one kind of attempt, and the error that rejects it."""

    counters: Sequence[Counter]
    refusal: Callable[[int], Throttled]

    def subjects(self, *, refusing: bool) -> list[str]:
        """Return the subjects whose counters reject, or those whose counters only delay."""
        return [counter.subject for counter in self.counters if counter.refuses is refusing]


def tries_of_device(user_id: int, device: str) -> Tries:
    """Return the counters for attempts at an account from a known device."""
    return Tries([Counter(_subject("device", f"{user_id} {device}"), FREE_FAILURES, refuses=True)], _too_many_attempts)


def tries_of_stranger(account: str, network: str) -> Tries:
    """Return the counters for attempts at an account from an unknown device.

    Only the account and the address together reject: an attack on the account from elsewhere, or on other accounts
    from the same address, locks nobody out.
    """
    return Tries(
        [
            Counter(_subject("stranger", f"{account} {network}"), FREE_FAILURES, refuses=True),
            Counter(_subject("account", account), FREE_FAILURES_OF_ACCOUNT, refuses=False),
            Counter(_subject("address", network), FREE_FAILURES_OF_ADDRESS, refuses=False),
        ],
        _too_many_attempts,
    )


def tries_of_owner(claims: AccessClaims) -> Tries:
    """Return the counters for attempts at one's own password within a session."""
    return Tries(
        [Counter(_subject("login", f"{claims.user_id} {claims.session_id}"), FREE_FAILURES, refuses=True)],
        _too_many_attempts,
    )


def registrations_of(network: str) -> Tries:
    """Return the counters for registrations."""
    subject = _subject("registrations", network)
    counter = Counter(subject, FREE_REGISTRATIONS, refuses=True, forget_after=FORGET_REGISTRATIONS_AFTER)
    return Tries([counter], _too_many_registrations)


def _too_many_attempts(wait: int) -> Throttled:
    return Throttled("too_many_attempts", f"Too many wrong passwords. Try again in {wait} s.", retry_after=wait)


def _too_many_registrations(wait: int) -> Throttled:
    detail = f"Too many accounts were opened from here. Try again in {wait} s."
    return Throttled("too_many_registrations", detail, retry_after=wait)


class Throttle:
    """Counts attempts, and decides which are rejected and which are delayed."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._clock = context.clock
        self._counts = LoginThrottleRepository(session)

    async def count(self, tries: Tries) -> float:
        """Count an attempt and return its delay in seconds; raise `Throttled` while one of its counters is blocked.

        It counts as failed until `succeed` is called, so that attempts that arrive together are not all free.
        """
        now = self._clock()
        subjects = [counter.subject for counter in tries.counters]
        await self._counts.ensure(subjects, now)
        counts = await self._counts.lock(subjects)
        blocked_until = max((count.blocked_until or now for count in counts.values()), default=now)
        if blocked_until > now:
            raise tries.refusal(ceil((blocked_until - now).total_seconds()))
        hold, counted = 0.0, {}
        for counter in tries.counters:
            before = counts.get(counter.subject, Count(0, now, None))
            number = 1 if before.last_at < now - counter.forget_after else before.tries + 1
            counted[counter.subject] = Count(number, now, _block(counter, number, now))
            hold = max(hold, _hold(counter, number))
        await self._counts.save(counted)
        return hold

    async def succeed(self, tries: Tries) -> None:
        """Reset the counters that reject and take the attempt back from the others: the password was right."""
        await self._counts.take_back(tries.subjects(refusing=False), forgotten=tries.subjects(refusing=True))


def _block(counter: Counter, number: int, now: datetime) -> datetime | None:
    if not counter.refuses or number <= counter.free:
        return None
    return now + timedelta(seconds=min(LONGEST_WAIT_SECONDS, _doubled(counter, number)))


def _hold(counter: Counter, number: int) -> float:
    if counter.refuses or number <= counter.free:
        return 0.0
    return min(LONGEST_HOLD_SECONDS, SHORTEST_HOLD_SECONDS * _doubled(counter, number))


def _doubled(counter: Counter, number: int) -> int:
    return 1 << min(number - counter.free - 1, _DOUBLINGS_THAT_MATTER)


def _subject(kind: str, name: str) -> str:
    # A digest, because a name may exceed the size of an index entry, and the table should not list people.
    return f"{kind} {sha256(name.encode(errors='surrogatepass')).hexdigest()}"
