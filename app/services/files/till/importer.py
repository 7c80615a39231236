"""The import of a previous till's sales: they enter the books and the advice, and move no stock."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.csv.reader import CsvRows
from app.repositories.files.till_history_imports import (
    KnownTicket,
    NewHistoryLine,
    NewHistoryTicket,
    TillHistoryImportRepository,
)
from app.repositories.insight.demand_forecasts import DemandForecastRepository
from app.schemas.import_job import TillHistoryOptions, Variants
from app.services.common.access import Actor
from app.services.common.context import ShopContext
from app.services.files.import_rows import BatchResult, Candidate, Columns, Reading, Refusal
from app.services.files.till.columns import TillFile, is_header
from app.services.files.till.currencies import OneCurrency
from app.services.files.till.items import FoundItems, TillItems, UnknownSoFar
from app.services.files.till.rows import LineKey, RowReader, TillLine, bare
from app.services.files.till.tickets import Ticket, TillTickets
from app.services.files.till.units import WEIGHED


class TillHistoryImporter:
    """Books the tickets of a previous till, which are known by business day and number."""

    def __init__(
        self,
        context: ShopContext,
        options: TillHistoryOptions,
        titles: Mapping[str, str],
        actor: Actor | None,
        preset: str | None = None,
    ) -> None:
        self._context = context
        self._options = options
        self._titles = titles
        self._actor = actor
        self._preset = preset
        self._unknown = UnknownSoFar()
        self._by_weight: dict[int, int] = {}
        self._file: TillFile | None = None
        self.import_id: int | None = None
        """The import whose lines these are, once it is known."""

    def is_header(self, names: Sequence[str]) -> bool:
        """Tell whether a row of the file names its columns."""
        return is_header(names, self._titles)

    def notices(self, _: CsvRows) -> list[str]:
        """Name the till whose export this is, and say what its columns leave open."""
        assert self._file is not None  # noqa: S101 - its columns are asked for first.
        return [*self._said_of(self._file)]

    def _said_of(self, file: TillFile) -> Iterator[str]:
        if file.preset is not None:
            yield f"Read as an export of {file.preset.title}."
        own = self._context.settings.currency
        currency = OneCurrency(file.currencies, own)
        if not currency.is_own:
            yield f"Its amounts are in {currency.currency}. They are taken as {own}, and not converted."
        if not file.of.keys() & {"price", "gross", "net", "total"}:
            yield (
                "No column with money was found: what was sold counts without it. If one has it, name it: "
                "price_column, total_column, or --map total=COLUMN."
            )

    def columns(self, rows: CsvRows) -> Columns:
        """Find the columns by their meaning; raise `CsvRefused` if one is missing."""
        self._file = TillFile(rows, self._titles, self._options.date_format, self._context.today(), self._preset)
        return self._file.columns

    def read(self, _: CsvRows) -> Iterator[Reading]:
        """Read the tickets of the file."""
        assert self._file is not None  # noqa: S101 - its columns are asked for first.
        ignore = frozenset(bare(item) for item in self._options.ignore.split(",") if bare(item))
        reader = RowReader(self._file, self._context, with_variants=self._options.variants is Variants.OWN)
        return iter(TillTickets(self._file, reader, ignore))

    async def apply(self, session: AsyncSession, batch: Sequence[Candidate]) -> BatchResult:
        """Add the new tickets of a batch, and the lines that tickets in the books still lack."""
        history, result = TillHistoryImportRepository(session), BatchResult()
        booked = await history.find([(one.values.business_day, one.values.ticket) for one in batch])
        lacking = list(_lacking(batch, booked, result))
        if lacking:
            items = TillItems(session, self._context, self._options, self._actor, self._unknown)
            found = await items.find(list(chain.from_iterable(one.lines for one in lacking)))
            result.new_unknown += found.unknown
            result.unknown_items += len(found.unknown)
            good = list(self._good(lacking, found, result))
            if good:
                await self._book(history, good, found)
                last_day = max(one.ticket.business_day for one in good)
                await DemandForecastRepository(session).forget_since(last_day, self._context.today())
            _sum_up(good, result)
            result.notices += self._taken_by_weight(good, found)
        return result

    def _good(self, lacking: Iterable["_ToBook"], found: FoundItems, result: BatchResult) -> Iterator["_ToBook"]:
        assert self._file is not None  # noqa: S101 - it was read.
        column = self._file.of["item"].title
        for one in lacking:
            reasons = [(line, found.refusal(line)) for line in one.lines]
            result.refuse([Refusal(line.line, column, reason) for line, reason in reasons if reason is not None])
            lines = [line for line, reason in reasons if reason is None]
            if lines:
                yield _ToBook(one.ticket, one.before, lines)

    def _taken_by_weight(self, good: Iterable["_ToBook"], found: FoundItems) -> Iterator[str]:
        for line in chain.from_iterable(one.lines for one in good):
            sweet = found.sweets[line.sold]
            if sweet.unit not in WEIGHED or line.sold.unit or sweet.was_made:
                continue
            # A batch that is stored a second time says it again.
            if self._by_weight.setdefault(sweet.id, line.line) == line.line:
                yield f"The file tells no unit: quantities of {sweet.name} are taken as {sweet.unit}."

    async def _book(self, history: TillHistoryImportRepository, good: Sequence["_ToBook"], found: FoundItems) -> None:
        now: datetime = self._context.clock()
        new = [
            NewHistoryTicket(one.ticket.ticket, one.ticket.business_day, one.ticket.moments[0], self.import_id)
            for one in good
            if one.before is None
        ]
        ids = iter(await history.add_tickets(new, now) if new else ())
        lines = []
        for one in good:
            ticket_id, last = (next(ids), 0) if one.before is None else (one.before.id, one.before.last_line_no)
            lines += [
                NewHistoryLine(
                    ticket_id,
                    last + number,
                    found.sweets[line.sold].id,
                    line.sold.full_name,
                    line.quantity,
                    line.unit_price,
                    line.amount,
                    line.discount,
                    line.tax,
                    self.import_id,
                )
                for number, line in enumerate(one.lines, 1)
            ]
        await history.add_lines(lines)


@dataclass(frozen=True, slots=True)
class _ToBook:
    """A ticket, the same ticket in the books if it is there, and the lines to add."""

    ticket: Ticket
    before: KnownTicket | None
    lines: Sequence[TillLine]


def _sum_up(good: Iterable[_ToBook], result: BatchResult) -> None:
    for one in good:
        result.added += len(one.lines)
        result.brought.tickets += one.before is None
        result.brought.days.add(one.ticket.business_day)
        for line in one.lines:
            result.brought.add_line(line.sold.full_name, line.quantity, line.amount, line.tax)


def _lacking(batch: Sequence[Candidate], booked: Mapping[int, KnownTicket], result: BatchResult) -> Iterator[_ToBook]:
    for position, one in enumerate(batch):
        ticket: Ticket = one.values
        before = booked.get(position)
        if before is None:
            yield _ToBook(ticket, None, ticket.lines)
            continue
        theirs = _keys(before)
        lines = []
        for line in ticket.lines:
            if theirs[line.key]:
                theirs[line.key] -= 1
            else:
                lines.append(line)
        # An invalid row or an unknown item may have been corrected since the last import. Then every line in the books
        # is in the file too; otherwise this is another ticket with the same number, or a changed one.
        if lines and (theirs.total() or before.sold_at not in ticket.moments):
            reason = f"Ticket {ticket.ticket} of {ticket.business_day} is already in the books with other lines."
            result.refuse(one.refused(one.key_column, reason))
            continue
        result.unchanged += len(ticket.lines) - len(lines)
        if lines:
            yield _ToBook(ticket, before, lines)


def _keys(before: KnownTicket) -> Counter[LineKey]:
    booked = zip(before.items, before.quantities, before.unit_prices, before.amounts, strict=True)
    return Counter((bare(item), quantity, unit_price, amount) for item, quantity, unit_price, amount in booked)
