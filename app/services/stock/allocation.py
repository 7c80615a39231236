"""Allocation: which lots a quantity is taken from, decided in memory for locked sweets."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from app.repositories.stock.lots import AllocatableLot


class Allocation:
    """The lots of some locked sweets, taken from in the order given: first expired first."""

    def __init__(self, lots: Iterable[AllocatableLot]) -> None:
        self._lots: dict[int, list[AllocatableLot]] = defaultdict(list)
        self._available: dict[int, Decimal] = defaultdict(Decimal)
        self._unit_costs: dict[int, Decimal | None] = {}
        for lot in lots:
            self._lots[lot.sweet_id].append(lot)
            self._available[lot.sweet_id] += lot.on_hand
            self._unit_costs[lot.id] = lot.unit_cost

    def available(self, sweet_id: int) -> Decimal:
        """Return how much of a sweet is left, up to the quantity these lots were loaded for."""
        return self._available[sweet_id]

    def take(self, sweet_id: int, quantity: Decimal) -> list[tuple[int, Decimal]]:
        """Take an available quantity; return its parts as (lot id, quantity)."""
        parts = []
        lots = self._lots[sweet_id]
        self._available[sweet_id] -= quantity
        while quantity > 0:
            lot = lots[0]
            part = min(quantity, lot.on_hand)
            parts.append((lot.id, part))
            quantity -= part
            lot.on_hand -= part
            if lot.on_hand == 0:
                lots.pop(0)
        return parts

    def cost(self, parts: Iterable[tuple[int, Decimal]]) -> Decimal | None:
        """Return the unrounded cost of parts that were taken; None if any unit cost is unknown."""
        cost = Decimal(0)
        for lot_id, quantity in parts:
            unit_cost = self._unit_costs[lot_id]
            if unit_cost is None:
                return None
            cost += quantity * unit_cost
        return cost
