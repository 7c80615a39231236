"""The journal as a file: CSV, and the XML that Tally imports."""

import csv
import io
import re
from collections.abc import AsyncGenerator, Sequence
from typing import Protocol
from xml.sax.saxutils import escape, quoteattr
from zoneinfo import ZoneInfo

from app.core.csv.escaping import cells
from app.core.money import zero
from app.services.files.journal.accounts import Ledger
from app.services.files.journal.journal import Entry, Journal, Voucher

Vouchers = AsyncGenerator[Sequence[Voucher], None]
BOM = "\ufeff"
HEADER = ("day", "voucher", "account", "debit", "credit", "currency", "note")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class JournalForm(Protocol):
    """How the journal is written."""

    def pieces(self, journal: Journal, vouchers: Vouchers) -> AsyncGenerator[str, None]:
        """Yield the file in pieces."""


class CsvJournal:
    """A row for each debit and each credit."""

    def __init__(self, currency: str, zone: ZoneInfo, *, bom: bool = False) -> None:
        self._currency = currency
        self._zone = zone
        self._begin = BOM if bom else ""

    async def pieces(self, _: Journal, vouchers: Vouchers) -> AsyncGenerator[str, None]:
        """Yield the header, then the rows of some days at a time."""
        yield self._begin + self._text([HEADER])
        async for some in vouchers:
            yield self._text([self._row(voucher, entry) for voucher in some for entry in voucher.entries])

    def _row(self, voucher: Voucher, entry: Entry) -> Sequence[object]:
        debit, credit = (entry.amount, None) if entry.amount > 0 else (None, -entry.amount)
        return voucher.day, voucher.name, entry.ledger.name, debit, credit, self._currency, entry.note

    def _text(self, rows: Sequence[Sequence[object]]) -> str:
        buffer = io.StringIO(newline="")
        csv.writer(buffer).writerows(cells(row, self._zone) for row in rows)
        return buffer.getvalue()


class TallyJournal:
    """A journal voucher for each voucher, after the ledgers it needs.

    Its REMOTEID is the same whenever it is written, so that Tally alters what was imported before. A debit is
    deemed positive and its amount negative, as Tally has it.
    """

    async def pieces(self, journal: Journal, vouchers: Vouchers) -> AsyncGenerator[str, None]:
        """Yield the envelope, and in it ledgers and vouchers of some days at a time."""
        yield _BEGIN
        mark = re.sub(r"[^0-9]", "", await journal.mark_of_the_shop())
        known: set[str] = set()
        async for some in vouchers:
            ledgers = {entry.ledger.name: entry.ledger for voucher in some for entry in voucher.entries}
            new = [ledger for name, ledger in ledgers.items() if name not in known]
            known |= ledgers.keys()
            yield "".join([*map(_ledger, new), *(_voucher(voucher, mark) for voucher in some)])
        yield _END


_BEGIN = """<?xml version="1.0" encoding="UTF-8"?>
<ENVELOPE>
<HEADER><TALLYREQUEST>Import Data</TALLYREQUEST></HEADER>
<BODY>
<IMPORTDATA>
<REQUESTDESC><REPORTNAME>All Masters</REPORTNAME></REQUESTDESC>
<REQUESTDATA>
"""
_END = """</REQUESTDATA>
</IMPORTDATA>
</BODY>
</ENVELOPE>
"""


def _ledger(ledger: Ledger) -> str:
    return f"""<TALLYMESSAGE xmlns:UDF="TallyUDF">
<LEDGER NAME={quoteattr(_clean(ledger.name))} ACTION="Create">
{_tag("NAME", ledger.name)}
{_tag("PARENT", ledger.group)}
</LEDGER>
</TALLYMESSAGE>
"""


def _voucher(voucher: Voucher, mark: str) -> str:
    name = f"sweet-shop-{mark}-{voucher.day:%Y%m%d}-{voucher.kind}"
    notes = [entry.note for entry in voucher.entries if entry.note]
    narration = f"{voucher.name} of {voucher.day}" + (f": {'; '.join(dict.fromkeys(notes))}" if notes else "")
    return f"""<TALLYMESSAGE xmlns:UDF="TallyUDF">
<VOUCHER REMOTEID="{name}" VCHTYPE="Journal" ACTION="Create" OBJVIEW="Accounting Voucher View">
<DATE>{voucher.day:%Y%m%d}</DATE>
<EFFECTIVEDATE>{voucher.day:%Y%m%d}</EFFECTIVEDATE>
<GUID>{name}</GUID>
<VOUCHERTYPENAME>Journal</VOUCHERTYPENAME>
<VOUCHERNUMBER>{voucher.day:%Y%m%d}-{voucher.kind}</VOUCHERNUMBER>
{_tag("NARRATION", narration)}
<PERSISTEDVIEW>Accounting Voucher View</PERSISTEDVIEW>
{"".join(map(_entry, voucher.entries))}</VOUCHER>
</TALLYMESSAGE>
"""


def _entry(entry: Entry) -> str:
    is_debit = "Yes" if entry.amount > zero() else "No"
    return f"""<ALLLEDGERENTRIES.LIST>
{_tag("LEDGERNAME", entry.ledger.name)}
<ISDEEMEDPOSITIVE>{is_debit}</ISDEEMEDPOSITIVE>
<AMOUNT>{-entry.amount:f}</AMOUNT>
</ALLLEDGERENTRIES.LIST>
"""


def _tag(name: str, value: str) -> str:
    return f"<{name}>{escape(_clean(value))}</{name}>"


def _clean(value: str) -> str:
    """Leave out what XML cannot hold."""
    return _NOT_XML.sub("", value)
