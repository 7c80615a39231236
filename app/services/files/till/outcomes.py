"""What a row of a previous till is: a sale, a refund, or a receipt that was cancelled."""

from collections.abc import Iterable, Mapping
from enum import Enum, auto

from app.core.csv.reader import column_name
from app.services.files.import_rows import RowRefused


class Outcome(Enum):
    """What became of the goods on a row."""

    SOLD = auto()
    REFUNDED = auto()
    CANCELLED = auto()
    UNCLEAR = auto()
    NO_GOODS = auto()
    """The row is a payment, or the head of a ticket whose rows follow."""


_WORDS = {
    Outcome.SOLD: """sale sales sold payment purchase order invoice receipt bill complete completed closed close paid
        settled success successful succeeded approved captured done finished finalized finalised fulfilled delivered
        active valid normal
        served billed posted collected dispatched shipped received accepted confirmed ok
        printed processing saleline yes checkout umsatz verkauf bezahlt erfolgreich venta vente vendu""",
    Outcome.REFUNDED: """refund refunds refunded salerefund return returned returns salereturn creditnote reversal
        moneyback erstattung rückerstattung gutschrift rückgabe remboursement retour reembolso devolución""",
    Outcome.CANCELLED: """cancel cancelled canceled cancellation void voided voids deleted removed annulled aborted
        failed declined rejected expired storno storniert abgebrochen annulé annule cancelado anulado anulada""",
}
_KNOWN = {word: outcome for outcome, words in _WORDS.items() for word in words.split()}


def outcome_of(words: Iterable[tuple[str, str, str]], other: Mapping[str, Outcome]) -> Outcome:
    """Return what the type and the status of a row mean, each given as field, title and text, or raise `RowRefused`.

    `other` goes before the usual meanings.
    """
    found = Outcome.SOLD
    for field, title, text in words:
        word = column_name(text)
        if not word:
            continue
        match other.get(word, _KNOWN.get(word)):
            case Outcome.CANCELLED | Outcome.NO_GOODS as outcome:
                return outcome
            case Outcome.REFUNDED:
                found = Outcome.REFUNDED
            case Outcome.UNCLEAR:
                reason = (
                    f"{text[:40]}: the file does not say on which day, or which line. Correct the row to what was kept."
                )
                raise RowRefused(title, reason)
            case None:
                reason = (
                    f"Whether {text[:40]} is a sale, a refund or a cancelled receipt is not known. Write one of these, "
                    f"or leave the column out: --map {field}= with nothing behind it."
                )
                raise RowRefused(title, reason)
            case _:
                pass
    return found


def is_yes(text: str) -> bool:
    """Tell whether a column of its own says that a row was cancelled: yes, or a day, and not no or 0."""
    return column_name(text).strip("0") not in ("", "no", "n", "false", "f") or any(
        sign in "123456789✓" for sign in text
    )


def any_known(texts: Iterable[str]) -> bool:
    """Tell whether any of these words means an outcome."""
    return any(column_name(text) in _KNOWN for text in texts)
