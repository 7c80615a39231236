"""The accounts of the journal: the one table of ledger names, and the groups they are in at Tally."""

from dataclasses import dataclass

_DEBTORS, _CASH, _BANKS, _ASSETS = "Sundry Debtors", "Cash-in-hand", "Bank Accounts", "Current Assets"
_EXPENSES, _SALES, _TAXES = "Indirect Expenses", "Sales Accounts", "Duties & Taxes"

# Each kind of account, in the order in which a voucher shows them.
LEDGERS = {
    "tender": ("Tender {}", _ASSETS),
    "customers": ("Customers on account", _DEBTORS),
    "orders": ("Orders to collect", _DEBTORS),
    "history_money": ("Money of the previous till", _ASSETS),
    "discounts": ("Discounts allowed", _EXPENSES),
    "rounding": ("Rounding off", _EXPENSES),
    "sales": ("Sales {} %", _SALES),
    "returns": ("Sales returns {} %", _SALES),
    "history_sales": ("Sales of the previous till", _SALES),
    "tax": ("Output {} %", _TAXES),
    "history_tax": ("Tax of the previous till", _TAXES),
    "petty_cash": ("Petty cash", _CASH),
    "bank": ("Bank", _BANKS),
    "difference": ("Cash short and over", _EXPENSES),
    "cost": ("Cost of goods sold", "Direct Expenses"),
    "inventory": ("Inventory", _ASSETS),
}
TENDERS = {"cash": ("Cash", _CASH), "card": ("Card", _BANKS), "upi": ("UPI", _BANKS)}
WITHOUT_TAX = {"sales": "Sales without tax", "returns": "Sales returns without tax"}
# Cash that a drawer gets from the bank or sends there says so in its reason.
BANK_WORDS = ("bank", "बैंक", "बैंक")

VOUCHERS = {
    "sales": "Sales",
    "voids": "Voids",
    "refunds": "Refunds",
    "accounts": "Paid on account",
    "drawers": "Drawers",
    "costs": "Cost of goods",
    "history": "Previous till",
}
"""The vouchers of a day, in the order in which it shows them."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """An account of the journal."""

    name: str
    group: str
    """The group that Tally makes it in."""
    place: int
    """Its place in the table."""


def ledger_of(account: str, detail: str | None, note: str | None) -> Ledger:
    """Return the ledger of a line."""
    if account == "moved":
        said = (note or "").casefold()
        account = "bank" if any(word in said for word in BANK_WORDS) else "petty_cash"
    if account == "tender" and detail in TENDERS:
        return Ledger(*TENDERS[detail], list(TENDERS).index(detail))
    name, group = LEDGERS[account]
    if detail is None:
        name = WITHOUT_TAX.get(account, name)
    return Ledger(name.format(detail), group, len(TENDERS) + list(LEDGERS).index(account))
