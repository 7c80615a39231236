"""What has to hold after a run: the clients' history against the books. Each check returns what is wrong, in words."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from benchmarks.chaos.books import Books
from benchmarks.chaos.documents import KINDS, Document, Kind, pays, plain
from benchmarks.chaos.history import NO_ANSWER, History, Outcome, Write

Documented = Mapping[str, Mapping[int, frozenset[str]]]
"""The statuses that each operation may answer with, and for those of errors the codes there are."""

OUR_FAULTS = {"internal_error", "invalid_request", "idempotency_key_reused"}
"""What no client of the run gives a reason for."""


def find_lost(history: History, books: Books) -> list[str]:
    """Every acknowledged document is there, as it was acknowledged."""
    faults = []
    for name, kind in KINDS.items():
        documents = _by_key(books, name)
        for write in _writes(history, name, kind):
            found = documents.get(write.key, [])
            if not write.is_acknowledged:
                continue
            if not found:
                faults.append(f"{name} {write.key} was acknowledged and is not there")
            else:
                faults += _differences(name, kind.answered(write), found[0], write.key)
    return faults


def find_other_than_asked(history: History, books: Books) -> list[str]:
    """Every document is what was asked for, even if nobody got its answer."""
    faults = []
    for name, kind in KINDS.items():
        documents = _by_key(books, name)
        for write in _writes(history, name, kind):
            for document in documents.get(write.key, []):
                if write.body is not None:
                    faults += _differences(name, kind.asked(write.body), document, write.key)
    return faults


def find_doubled(history: History, books: Books) -> list[str]:
    """A key has one effect at most, what was refused has none, and there is no effect without a key."""
    faults = []
    for name, kind in KINDS.items():
        writes = {write.key: write for write in _writes(history, name, kind)}
        for key, documents in _by_key(books, name).items():
            if len(documents) > 1:
                faults.append(f"{name} {key} is there {len(documents)} times")
            if key not in writes:
                faults.append(f"{name} {documents[0].id} is there, and nobody asked for it ({key!r})")
            elif writes[key].outcome is Outcome.REFUSED:
                faults.append(f"{name} {key} was refused with {writes[key].attempts[-1].code}, and is there")
    return faults


def find_done_twice(history: History, books: Books) -> list[str]:
    """What can be done once to one thing was acknowledged to one at most, and is done only if somebody asked for it."""
    faults = []
    for name, done in books.done.items():
        asked = _by_target(history.of_kind(name))
        for target, writes in asked.items():
            acknowledged = [write.key for write in writes if write.is_acknowledged]
            if len(acknowledged) > 1:
                faults.append(f"{name} of {target} was acknowledged to {', '.join(acknowledged)}")
            if acknowledged and target not in done:
                faults.append(f"{name} of {target} was acknowledged and is not done")
        faults += [
            f"{name} of {target} is done, and it was refused to all or nobody asked"
            for target in done
            if all(write.outcome is Outcome.REFUSED for write in asked.get(target, []))
        ]
    return faults


def find_lost_tickets(history: History, books: Books) -> list[str]:
    """A basket that was put aside is there until exactly one till takes it up."""
    faults = []
    taken = _by_target(history.of_kind("taking_up"))
    for held in history.of_kind("ticket"):
        if not held.is_acknowledged:
            continue
        ticket = held.answer["id"]
        acknowledged = [write.key for write in taken.get(ticket, []) if write.is_acknowledged]
        unknown = any(write.outcome is Outcome.UNKNOWN for write in taken.get(ticket, []))
        if len(acknowledged) > 1:
            faults.append(f"ticket {ticket} was taken up by {', '.join(acknowledged)}")
        if acknowledged and ticket in books.tickets_held:
            faults.append(f"ticket {ticket} was taken up and is still held")
        if not acknowledged and not unknown and ticket not in books.tickets_held:
            faults.append(f"ticket {ticket} is gone, and nobody took it up")
    notes = Counter(books.tickets_held.values())
    return faults + [f"ticket {note} is held {times} times" for note, times in notes.items() if times > 1]


def find_moved_stock(_: History, books: Books) -> list[str]:
    """What came in is what is left and what went out, for each sweet, by its documents and by the ledger."""
    faults = []
    for one in books.stock:
        came = one.opening + one.restocked + one.adjusted + one.counted + one.voided + one.returned
        counts = {"documents": came - one.sold, "on hand": one.on_hand, "lots": one.lots, "ledger": one.movements}
        if len(set(counts.values())) > 1:
            told = ", ".join(f"{name} {count}" for name, count in counts.items())
            faults.append(f"sweet {one.sweet_id} differs: {told}")
    return faults


def find_wrong_money(_: History, books: Books) -> list[str]:
    """Payments and dues are what the sales come to, refunds were paid out, voids gave everything back."""
    faults = []
    for one in books.money:
        if one.status == "voided":
            if one.taken != one.given_back_by_void + one.paid_out:
                faults.append(f"sale {one.sale_id} is void: {one.taken} taken, {one.given_back_by_void} given back")
        elif one.taken + one.due != one.amount_due:
            faults.append(f"sale {one.sale_id} of {one.amount_due}: {one.taken} taken and {one.due} due")
        if one.refunds != one.paid_out:
            faults.append(f"sale {one.sale_id}: refunds of {one.refunds}, {one.paid_out} paid out")
    return faults + [
        f"drawer session {drawer.session_id} expects {drawer.expected}, which is not its parts"
        for drawer in books.drawers
        if drawer.expected != drawer.opening_float + drawer.payments + drawer.moved
    ]


def find_gaps(_: History, books: Books) -> list[str]:
    """Numbers run from 1 without gaps in each series of a financial year."""
    series: defaultdict[str, list[int]] = defaultdict(list)
    for number in books.numbers:
        name, _slash, count = number.rpartition("/")
        series[name].append(int(count))
    return [
        f"numbers {name}/ have {len(counts)} from {min(counts)} to {max(counts)}"
        for name, counts in series.items()
        if sorted(counts) != list(range(1, len(counts) + 1))
    ]


def find_undocumented(history: History, documented: Documented) -> list[str]:
    """Every answer has a status and a code that the OpenAPI document has for its operation, and none is our fault."""
    faults = []
    for answered, times in history.answers.items():
        if answered.status == NO_ANSWER:
            continue
        codes = documented.get(answered.operation, {}).get(answered.status)
        if codes is None or (answered.status >= 400 and answered.code not in codes) or answered.code in OUR_FAULTS:
            faults.append(f"{answered.operation} answered {answered.status} {answered.code}, {times} times")
    return faults


def documented_answers(openapi: dict[str, Any], problems: Mapping[str, list[Any]]) -> Documented:
    """Return the answers that the OpenAPI document and the table of problems allow, by operation."""
    codes: defaultdict[int, set[str]] = defaultdict(set)
    for code, (status, *_words) in problems.items():
        codes[status].add(code)
    return {
        f"{method.upper()} {path}": {int(status): frozenset(codes[int(status)]) for status in operation["responses"]}
        for path, operations in openapi["paths"].items()
        for method, operation in operations.items()
    }


CHECKS: dict[str, Callable[[History, Books], list[str]]] = {
    "acknowledged documents are there, as acknowledged": find_lost,
    "documents are what was asked for": find_other_than_asked,
    "one effect a key, none for what was refused": find_doubled,
    "once to one thing": find_done_twice,
    "tickets are held or taken up once": find_lost_tickets,
    "stock and sold are constant": find_moved_stock,
    "payments are totals": find_wrong_money,
    "numbers have no gaps": find_gaps,
    "nothing is negative": lambda _, books: books.negative,
    "sweetshop verify": lambda _, books: books.verified,
    "no session is busy or idle in a transaction": lambda _, books: books.sessions,
    "the pools are back to zero": lambda _, books: [
        f"worker {pid} has {count} connections out" for pid, count in books.checked_out.items() if count
    ],
    "no worker died by itself, no unhandled error": lambda _, books: books.log,
}


def _writes(history: History, name: str, kind: Kind) -> list[Write]:
    if not kind.made_by:
        return history.of_kind(name)
    return [write for write in history.writes if write.kind in kind.made_by and pays(write)]


def _by_key(books: Books, name: str) -> dict[str, list[Document]]:
    found: defaultdict[str, list[Document]] = defaultdict(list)
    for document in books.documents.get(name, []):
        found[document.key].append(document)
    return found


def _by_target(writes: list[Write]) -> dict[int, list[Write]]:
    found: defaultdict[int, list[Write]] = defaultdict(list)
    for write in writes:
        found[int(re.findall(r"/(\d+)/", write.path)[0])].append(write)
    return found


def _differences(name: str, expected: dict[str, Any], document: Document, key: str) -> list[str]:
    actual = plain({"id": document.id} | document.facts)
    return [
        f"{name} {key}: {fact} is {actual.get(fact)} and not {value}"
        for fact, value in plain(expected).items()
        if actual.get(fact) != value
    ]
