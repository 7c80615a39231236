"""What the model of a shop keeps: its sweets, lots, sales, orders and stocktakes."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Refusal:
    """The code of a refusal, and the details it names."""

    code: str
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Sweet:
    """A sweet; tests move it by `portion`, a whole number of its steps."""

    id: int
    name: str
    unit: str
    portion: Decimal
    threshold: Decimal
    shelf_life: int | None


@dataclass(eq=False)
class Lot:
    """Goods that came in together. The id is the database's to say."""

    sweet: Sweet
    best_before: date | None
    supplier_id: int | None
    received_at: datetime
    on_hand: Decimal = Decimal(0)
    id: int = 0


@dataclass(eq=False)
class SoldLine:
    """A line of a sale: its quantity, the lots it was taken from, and what came back."""

    sweet: Sweet
    quantity: Decimal
    parts: list[tuple[Lot, Decimal]]
    refunded: Decimal = Decimal(0)
    returned: Decimal = Decimal(0)


@dataclass(eq=False)
class Sale:
    """A sale, its moment, and whether it still counts."""

    day: date
    lines: list[SoldLine]
    is_voided: bool = False


@dataclass(eq=False)
class Order:
    """Packs that are to come."""

    id: int
    sweet: Sweet
    pack: Decimal
    outstanding: int


@dataclass(eq=False)
class Stocktake:
    """A stocktake: expected and counted quantities by sweet, and the moments of the counts."""

    id: int
    counts: dict[Sweet, tuple[Decimal, Decimal, datetime]] = field(default_factory=dict)
    posted_at: datetime | None = None
