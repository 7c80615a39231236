"""The accountant's journal: double entries of each business day, every voucher balanced to the smallest coin."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby

from sqlalchemy.ext.asyncio import AsyncSession

from app.repositories.files.exports import ExportedDays
from app.repositories.files.journal import JournalLine, JournalRepository
from app.services.common.context import ShopContext
from app.services.files.journal.accounts import VOUCHERS, Ledger, ledger_of

DAYS_AT_ONCE = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Entry:
    """A debit or, negative, a credit of an account."""

    ledger: Ledger
    amount: Decimal
    note: str | None


@dataclass(frozen=True, slots=True)
class Voucher:
    """The entries of one kind of event on a day. They add up to nothing."""

    day: date
    kind: str
    entries: Sequence[Entry]

    @property
    def name(self) -> str:
        """How the voucher is called."""
        return VOUCHERS[self.kind]


class Journal:
    """Writes the journal from the books."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._context = context
        self._repository = JournalRepository(session)

    async def mark_of_the_shop(self) -> str:
        """Return what tells this shop from any other."""
        return await self._repository.mark_of_the_shop()

    async def vouchers(self, begins: date | None, ends: date | None) -> AsyncGenerator[Sequence[Voucher], None]:
        """Yield the vouchers of some business days, or of all, a month of them at a time."""
        first = await self._repository.begin()
        today = self._context.business_days.of(self._context.clock())
        if first is None:
            return
        first = max(first, begins or first)
        last = min(today, ends or today)
        while first <= last:
            until = min(first + DAYS_AT_ONCE - timedelta(days=1), last)
            yield await self._of(first, until)
            first = until + timedelta(days=1)

    async def _of(self, first: date, last: date) -> Sequence[Voucher]:
        days = ExportedDays(first, last, self._midnight(first), self._midnight(last + timedelta(days=1)))
        found = await self._repository.lines(days, self._context.settings.time_zone, self._context.business_days.shift)
        lines = sorted(found, key=_place)
        return [
            Voucher(day, kind, [Entry(_ledger(line), line.amount, line.note) for line in some])
            for (day, kind), some in groupby(lines, key=lambda line: (line.day, line.voucher))
        ]

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._context.zone)


def _ledger(line: JournalLine) -> Ledger:
    return ledger_of(line.account, line.detail, line.note)


def _place(line: JournalLine) -> tuple[date, int, bool, int, str, str]:
    """Order days by their vouchers, and these by debits, credits and the table of ledgers."""
    kind = list(VOUCHERS).index(line.voucher)
    ledger = _ledger(line)
    return line.day, kind, line.amount < 0, ledger.place, ledger.name, line.note or ""
