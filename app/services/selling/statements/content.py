"""The content of a statement of account: every word and amount in print order, whatever the format."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.schemas.account_statement import StatementRead
from app.schemas.customer_account import AccountEntryRead, EntryKind
from app.schemas.setting import ShopSettings
from app.services.shop.print_formats import MoneyFormat, day_text

HEADINGS = ("Date", "Entry", "Taken", "Paid", "Owed")
_PAID_BY = {"cash": "in cash", "card": "by card", "upi": "by UPI"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the statement, as it is printed."""

    day: str
    text: str
    detail: str
    """What is in small letters below the text."""
    taken: str
    paid: str
    owed: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement. Texts may contain line feeds."""

    language: str
    shop: str
    header: str
    customer: str
    address: str
    """Where the customer is, their tax number and telephone, a line each."""
    days: str
    entries: Sequence[Entry]
    """With what was owed before the first of them, and the sums after the last."""
    closing: tuple[str, str]
    """What they owe, or paid in advance."""
    overdue: Sequence[tuple[str, str]]


def statement_of(statement: StatementRead, settings: ShopSettings) -> Statement:
    """Return the content of a statement."""
    money = MoneyFormat(statement.currency, settings.phone_region)
    customer = statement.customer
    lines = (customer.address, customer.gstin and f"GSTIN {customer.gstin}", customer.phone)
    in_advance = statement.closing < 0
    overdue = statement.overdue
    return Statement(
        language=money.locale.language,
        shop=settings.shop_name,
        header=settings.receipt_header,
        customer=customer.name,
        address="\n".join(line for line in lines if line),
        days=f"{day_text(statement.begins)} to {day_text(statement.ends)}",
        entries=[
            Entry(day_text(statement.begins), "Owed before", "", "", "", money(statement.opening)),
            *(_entry(item, money) for item in statement.items),
            Entry(
                day_text(statement.ends),
                "In all",
                "",
                money(statement.charged),
                money(statement.paid),
                money(statement.closing),
            ),
        ],
        closing=(
            "Paid in advance" if in_advance else "To pay",
            money(-statement.closing if in_advance else statement.closing),
        ),
        overdue=[
            (f"Of that, older than {days} days", money(amount))
            for days, amount in ((30, overdue.days_30), (60, overdue.days_60), (90, overdue.days_90))
            if amount > 0
        ],
    )


def _entry(item: AccountEntryRead, money: MoneyFormat) -> Entry:
    taken, paid = (money(item.amount), "") if item.amount > 0 else ("", money(-item.amount))
    detail = " · ".join(part for part in (item.reference, item.note) if part)
    return Entry(day_text(item.business_day), _text(item), detail, taken, paid, money(item.balance))


def _text(item: AccountEntryRead) -> str:
    by = _PAID_BY.get(item.tender, f"by {item.tender}")
    texts = {
        EntryKind.CHARGE: f"Sale {item.sale_number}",
        EntryKind.REFUND: f"Refund {item.refund_number} of sale {item.sale_number}",
        EntryKind.VOID: f"Sale {item.sale_number} voided",
        EntryKind.PAYMENT: f"Paid {by}",
        EntryKind.PAYBACK: f"Given back {by}",
    }
    return texts[item.kind]
