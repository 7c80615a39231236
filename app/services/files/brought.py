"""What an import of a previous till brings: its money, days, tickets and items."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from app.core.money import zero

TOP_ITEMS = 10


@dataclass(slots=True)
class Brought:
    """The sums over the lines of an import. Days and items are counted by name, so that batches can be added up."""

    tickets: int = 0
    sold: Decimal = field(default_factory=zero)
    refunded: Decimal = field(default_factory=zero)
    tax: Decimal = field(default_factory=zero)
    days: set[date] = field(default_factory=set)
    quantities: Counter[str] = field(default_factory=Counter)
    amounts: Counter[str] = field(default_factory=Counter)

    def add_line(self, item: str, quantity: Decimal, amount: Decimal | None, tax: Decimal) -> None:
        """Count a line."""
        money = amount or zero()
        if quantity > 0:
            self.sold += money
        else:
            self.refunded -= money
        self.tax += tax
        self.quantities[item] += quantity  # type: ignore[assignment] # A Counter adds decimals as well.
        self.amounts[item] += money  # type: ignore[assignment]

    def add(self, other: "Brought") -> None:
        """Add what another batch brings."""
        self.tickets += other.tickets
        self.sold += other.sold
        self.refunded += other.refunded
        self.tax += other.tax
        self.days |= other.days
        for item, quantity in other.quantities.items():
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
        return {"item": item, "quantity": f"{self.quantities[item]:f}", "amount": str(self.amounts[item])}
