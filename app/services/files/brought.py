"""What an import of a previous till brings: its money, days, tickets and items."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from app.core.money import zero
from app.core.names import text_key

TOP_ITEMS = 10


@dataclass(slots=True)
class Brought:
    """The sums over the lines of an import. Items are counted by the key of their name; batches can be added up."""

    tickets: int = 0
    sold: Decimal = field(default_factory=zero)
    refunded: Decimal = field(default_factory=zero)
    tax: Decimal = field(default_factory=zero)
    days: set[date] = field(default_factory=set)
    quantities: Counter[str] = field(default_factory=Counter)
    amounts: Counter[str] = field(default_factory=Counter)
    names: dict[str, str] = field(default_factory=dict)
    """The first spelling of each item."""

    def add_line(self, item: str, quantity: Decimal, amount: Decimal | None, tax: Decimal) -> None:
        """Count a line."""
        money = amount or zero()
        if quantity > 0:
            self.sold += money
        else:
            self.refunded -= money
        self.tax += tax
        key = text_key(item)
        self.names.setdefault(key, item)
        self.quantities[key] += quantity  # type: ignore[assignment] # A Counter adds decimals as well.
        self.amounts[key] += money  # type: ignore[assignment]

    def add(self, other: "Brought") -> None:
        """Add what another batch brings."""
        self.tickets += other.tickets
        self.sold += other.sold
        self.refunded += other.refunded
        self.tax += other.tax
        self.days |= other.days
        for item, quantity in other.quantities.items():
            self.names.setdefault(item, other.names[item])
            self.quantities[item] += quantity
            self.amounts[item] += other.amounts[item]

    def as_json(self) -> dict[str, Any] | None:
        """Return the summary as it is kept with the import; None if nothing came in."""
        if not self.days:
            return None
        return {
            "first_day": min(self.days).isoformat(),
            "last_day": max(self.days).isoformat(),
            "days": len(self.days),
            "tickets": self.tickets,
            "sold": str(self.sold),
            "refunded": str(self.refunded),
            "net": str(self.sold - self.refunded),
            "tax": str(self.tax),
            "total": str(self.sold - self.refunded + self.tax),
            "top_items": [self._item(item) for item in self._top()],
        }

    def _top(self) -> Iterable[str]:
        return sorted(self.quantities, key=lambda item: (-self.amounts[item], -self.quantities[item], item))[:TOP_ITEMS]

    def _item(self, item: str) -> dict[str, str]:
        return {"item": self.names[item], "quantity": f"{self.quantities[item]:f}", "amount": str(self.amounts[item])}
