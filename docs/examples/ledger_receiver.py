"""Books the shop's sales, payments, refunds and voids into a journal of double entries, which hledger reads.

    WEBHOOK_SECRET=whsec_... python ledger_receiver.py 8100 shop.journal
    hledger -f shop.journal balance

An entry stands between two comments with the `webhook-id` it is booked for, so that an event is booked once however
often it comes. What somebody else writes between entries stays as it is, with empty lines around it.
"""

import os
import re
import sys
from decimal import Decimal
from pathlib import Path
from threading import Lock

from webhook_receiver import Event, serve

BEGUN = re.compile(r"^; webhook-id: (\S+)\n(?:.+\n?)*\n?", re.MULTILINE)
BOOKED = re.compile(r"^; booked: (\S+)$", re.MULTILINE)


class Journal:
    """A journal in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        self._booked = set(BOOKED.findall(text))
        # An entry that a crash cut off comes again.
        kept = BEGUN.sub(lambda begun: begun[0] if begun[1] in self._booked else "", text)
        if kept and not kept.endswith("\n\n"):
            kept = kept.rstrip("\n") + "\n\n"
        if kept != text:
            whole = path.with_name(f"{path.name}.new")
            whole.write_text(kept, encoding="utf-8")
            whole.replace(path)

    def take(self, message_id: str, event: Event) -> None:
        """Book an event, once; it is on the disk when this returns."""
        with self._lock:
            if message_id in self._booked:
                return
            postings = postings_of(event["type"], event["data"])
            if postings:
                self._append(entry(message_id, event, postings))
            self._booked.add(message_id)

    def _append(self, text: str) -> None:
        whole = text.encode()
        with self._path.open("ab", buffering=0) as file:
            before = file.tell()
            try:
                if file.write(whole) < len(whole):
                    raise OSError(f"There is no room for an entry in {self._path}.")
                os.fsync(file.fileno())
            except OSError:
                file.truncate(before)
                raise


def postings_of(kind: str, data: Event) -> dict[str, Decimal]:
    """Return what an event moves on each account; the sum is nothing."""
    if kind == "sale.created":
        return of_document(data, "income:sales", 1)
    if kind == "sale.voided":
        return of_document(data, "income:sales", -1)
    if kind == "sale.refunded":
        return of_document(data, "income:refunds", -1)
    if kind == "sale.paid":
        amount, rounding = Decimal(data["amount"]), Decimal(data["rounding"])
        return {asset(data["tender"]): amount, "assets:receivable": rounding - amount, "income:rounding": -rounding}
    return {}


def of_document(data: Event, income: str, sign: int) -> dict[str, Decimal]:
    """Return the postings of a sale, or with the sign turned those of what undoes one."""
    total, tax, due = Decimal(data["total"]), Decimal(data["tax_total"]), Decimal(data["amount_due"])
    parts: list[tuple[str, Decimal]] = [(income, tax - total), ("income:rounding", -Decimal(data["rounding"]))]
    parts += [(f"liabilities:tax:{one['component'].lower()}", -Decimal(one["amount"])) for one in data["taxes"]]
    parts += [(asset(one["tender"]), Decimal(one["amount"])) for one in data["payments"]]
    parts.append(("assets:receivable", due - Decimal(data["paid"])))
    sums: dict[str, Decimal] = {}
    for account, amount in parts:
        sums[account] = sums.get(account, Decimal(0)) + sign * amount
    return sums


def asset(tender: str) -> str:
    """Return the account that a tender is booked on; what a customer owes is owed whichever way it came about."""
    return "assets:accounts of customers" if tender == "account" else f"assets:{tender}"


def entry(message_id: str, event: Event, postings: dict[str, Decimal]) -> str:
    """Return a journal entry."""
    data = event["data"]
    number = data.get("number") or data["sale_number"]
    rows = [f"{data['business_day']} ({number}) {event['type']}"]
    rows += [f"    {account}  {amount:f} {data['currency']}" for account, amount in postings.items() if amount]
    return "\n".join([f"; webhook-id: {message_id}", *rows, f"; booked: {message_id}", "", ""])


if __name__ == "__main__":
    serve(Journal(Path(sys.argv[2])).take, int(sys.argv[1]))
