"""What each account of the journal comes to in some days."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import FieldError, Invalid
from app.core.money import zero
from app.schemas.base import DaysQuery
from app.schemas.journal import JournalRead
from app.services.common.context import ShopContext
from app.services.files.journal.accounts import Ledger
from app.services.files.journal.journal import Journal

DEFAULT_DAYS, MAX_DAYS = 30, 366


class JournalTotalsService:
    """Adds up the journal for a look at it before it is downloaded."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._context = context
        self._journal = Journal(session, context)

    async def totals(self, query: DaysQuery) -> str:
        """Return the accounts of a span of days, by default the last thirty."""
        ends = query.end or self._context.business_days.of(self._context.clock())
        begins = query.begin or ends - timedelta(days=DEFAULT_DAYS - 1)
        if begins > ends:
            raise _invalid("from_after_to", "from may not be after to, which is today if you leave it out.")
        if (ends - begins).days >= MAX_DAYS:
            raise _invalid("range_too_long", "Look at a year at most; the files can be of all days.")
        sums: dict[Ledger, list[Decimal]] = defaultdict(lambda: [zero(), zero()])
        async for vouchers in self._journal.vouchers(begins, ends):
            for entry in (entry for voucher in vouchers for entry in voucher.entries):
                sums[entry.ledger][entry.amount < 0] += abs(entry.amount)
        ledgers = sorted(sums, key=lambda ledger: (ledger.place, ledger.name))
        debit, credit = (sum((amounts[side] for amounts in sums.values()), zero()) for side in (0, 1))
        read = {
            "currency": self._context.settings.currency,
            "from": begins,
            "to": ends,
            "debit": debit,
            "credit": credit,
            "items": [{"account": one.name, "debit": sums[one][0], "credit": sums[one][1]} for one in ledgers],
        }
        return JournalRead.model_validate(read).model_dump_json(by_alias=True)


def _invalid(code: str, detail: str) -> Invalid:
    return Invalid("invalid_request", "The request has values that cannot be used.", [FieldError("from", code, detail)])
