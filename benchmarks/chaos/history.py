"""What the clients of a run remember: every request, when it was sent, and what was answered or lost."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

NO_ANSWER = 0
"""The status of a request whose answer was lost."""


class Outcome(StrEnum):
    """What a client knows of its write in the end."""

    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    """Whoever asked gave up without an answer."""


@dataclass(slots=True)
class Attempt:
    """One try of a write, in seconds since the run began."""

    sent: float
    ended: float
    status: int
    code: str = ""

    @property
    def is_lost(self) -> bool:
        return self.status == NO_ANSWER


@dataclass(slots=True)
class Write:
    """A request that changes the shop, repeated with its key until somebody answered it for good."""

    kind: str
    """The kind of document it makes."""
    operation: str
    path: str
    body: dict[str, Any] | None
    key: str
    who: str
    attempts: list[Attempt] = field(default_factory=list)
    outcome: Outcome = Outcome.UNKNOWN
    answer: dict[str, Any] = field(default_factory=dict)
    replayed: bool = False

    @property
    def ended(self) -> float:
        return self.attempts[-1].ended if self.attempts else 0.0

    @property
    def is_acknowledged(self) -> bool:
        return self.outcome is Outcome.ACKNOWLEDGED


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, told apart as far as a client can: no status means that none came."""

    operation: str
    status: int
    code: str


@dataclass(slots=True)
class History:
    """All that the clients remember of a run."""

    writes: list[Write] = field(default_factory=list)
    answers: Counter[Answered] = field(default_factory=Counter)
    sold_at: list[float] = field(default_factory=list)
    """When each sale was acknowledged."""

    def of_kind(self, kind: str) -> list[Write]:
        return [write for write in self.writes if write.kind == kind]

    @property
    def retries(self) -> int:
        return sum(len(write.attempts) - 1 for write in self.writes if write.attempts)

    @property
    def requests(self) -> int:
        return self.answers.total()

    def statuses(self) -> Counter[int]:
        counted: Counter[int] = Counter()
        for answered, times in self.answers.items():
            counted[answered.status] += times
        return counted


def longest_gap(moments: Iterable[float], begin: float, end: float) -> float:
    """Return the longest time between two of the ascending moments that reaches into a span."""
    longest, before = 0.0, begin
    for moment in moments:
        if moment <= begin:
            continue
        longest = max(longest, moment - before)
        before = moment
        if moment >= end:
            return longest
    return max(longest, end - before)
