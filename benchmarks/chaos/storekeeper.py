"""Admins of the run, who restock, correct and count."""

from decimal import Decimal
from typing import Any

from benchmarks.chaos.people import Act, Person

TRIES_TO_COUNT = 3


class Storekeeper(Person):
    """Restocks, corrects, counts, and reads the shop's settings."""

    @property
    def acts(self) -> list[tuple[Act, int]]:
        return [(self.restock, 10), (self.correct, 3), (self.count, 5), (self.read_settings, 1), (self.look, 1)]

    async def restock(self) -> None:
        sweet = self.draw.choice(self.counter.sweets)
        quantity, cost = str(self.some_of(sweet, 120)), str(self.draw.randint(1, 9))
        await self.caller.write(
            "restock",
            "POST /api/sweets/{sweet_id}/restock",
            f"/api/sweets/{sweet.id}/restock",
            lambda key: {"quantity": quantity, "unit_cost": cost, "note": key},
        )

    async def correct(self) -> None:
        sweet = self.draw.choice(self.counter.sweets)
        quantity, reason = str(self.some_of(sweet, 3)), self.draw.choice(("wastage", "found", "tasting"))
        await self.caller.write(
            "adjustment",
            "POST /api/adjustments",
            "/api/adjustments",
            lambda key: {"sweet_id": sweet.id, "quantity": quantity, "reason": reason, "note": key},
        )

    async def count(self) -> None:
        opened = await self.caller.write(
            "stocktake", "POST /api/stocktakes", "/api/stocktakes", lambda key: {"note": key}
        )
        if not opened.is_acknowledged:
            return
        path = f"/api/stocktakes/{opened.answer['id']}"
        sweet = self.draw.choice(self.counter.sweets)
        for _ in range(TRIES_TO_COUNT):
            counts = {"counts": [await self._counted(sweet.id, sweet.step)], "recount": True}
            operation = "PUT /api/stocktakes/{stocktake_id}/counts"
            if await self.caller.do(operation, f"{path}/counts", counts) is None:
                continue
            operation = "POST /api/stocktakes/{stocktake_id}/post"
            if (await self.caller.write("posting", operation, f"{path}/post")).is_acknowledged:
                return
        # It was sold each time before the count was posted.
        await self.caller.do("POST /api/stocktakes/{stocktake_id}/cancel", f"{path}/cancel")

    async def _counted(self, sweet_id: int, step: Decimal) -> dict[str, Any]:
        sweet = await self.caller.read("GET /api/sweets/{sweet_id}", f"/api/sweets/{sweet_id}")
        on_hand = Decimal(sweet["on_hand"])
        counted = max(Decimal(0), on_hand + step * self.draw.randint(-2, 2))
        return {"sweet_id": sweet_id, "expected": str(on_hand), "counted": str(counted)}

    async def read_settings(self) -> None:
        await self.caller.read("GET /api/settings", "/api/settings")

    async def look(self) -> None:
        await self.caller.read("GET /api/dashboard/stats", "/api/dashboard/stats")
