"""The people of the run: customers who order, salespeople at their tills, and admins who see to the stock."""

import asyncio
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from benchmarks.chaos.caller import Caller, TimeIsUp

PAUSE_SECONDS = 0.1
CENT = Decimal("0.01")
REMEMBERED = 200
TENDERS = ("cash", "card", "upi")

Act = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Sweet:
    """What is for sale."""

    id: int
    price: Decimal
    step: Decimal


@dataclass
class Counter:
    """What the people of the shop see lying there: the sweets, recent sales and orders, and baskets put aside."""

    sweets: list[Sweet]
    sales: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    orders: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    tickets: deque[int] = field(default_factory=lambda: deque(maxlen=REMEMBERED))


class Person(ABC):
    """Somebody who does one thing after another until the run is over."""

    def __init__(self, caller: Caller, counter: Counter) -> None:
        self.caller = caller
        self.counter = counter
        self.draw = caller.draw

    @property
    @abstractmethod
    def acts(self) -> list[tuple[Act, int]]:
        """What they do, and how often compared with the rest."""

    async def live(self) -> None:
        """Do it until the run is over."""
        acts, weights = zip(*self.acts, strict=True)
        while not self.caller.is_over():
            (act,) = self.draw.choices(acts, weights)
            try:
                await act()
            except TimeIsUp:
                return
            await asyncio.sleep(self.draw.uniform(0, PAUSE_SECONDS))

    def some_of(self, sweet: Sweet, most: int) -> Decimal:
        """Return a quantity of a sweet, of up to so many steps."""
        return sweet.step * self.draw.randint(1, most)


class Customer(Person):
    """Orders, and looks."""

    @property
    def acts(self) -> list[tuple[Act, int]]:
        return [(self.buy, 8), (self.look, 1), (self.look_at_orders, 1)]

    async def buy(self) -> None:
        sweet = self.draw.choice(self.counter.sweets)
        path = f"/api/sweets/{sweet.id}/purchase"
        quantity = str(self.some_of(sweet, 4))
        bought = await self.caller.write(
            "sale", "POST /api/sweets/{sweet_id}/purchase", path, lambda _: {"quantity": quantity}
        )
        if bought.is_acknowledged:
            self.counter.orders.append(bought.answer)

    async def look(self) -> None:
        await self.caller.read("GET /api/sweets", "/api/sweets", in_stock=True)

    async def look_at_orders(self) -> None:
        await self.caller.read("GET /api/sales", "/api/sales", limit=5)


class Salesperson(Person):
    """Sells baskets, gives money back, takes payments, hands orders over, and keeps a drawer."""

    def __init__(self, caller: Caller, counter: Counter) -> None:
        super().__init__(caller, counter)
        self._drawer: int | None = None

    @property
    def acts(self) -> list[tuple[Act, int]]:
        return [
            (self.sell, 40),
            (self.refund, 10),
            (self.void, 5),
            (self.collect, 10),
            (self.take_payment, 6),
            (self.use_drawer, 8),
            (self.hold, 4),
            (self.take_up, 4),
            (self.look, 5),
        ]

    async def sell(self) -> None:
        chosen = self.draw.sample(self.counter.sweets, self.draw.randint(1, 3))
        lines = [(sweet, self.some_of(sweet, 5)) for sweet in chosen]
        total = sum((_rounded(sweet.price * quantity) for sweet, quantity in lines), Decimal(0))
        sold = [{"sweet_id": sweet.id, "quantity": str(quantity)} for sweet, quantity in lines]
        first, second = self.draw.sample(TENDERS, 2)
        part = _rounded(total / 3) if self.draw.random() < 0.4 else Decimal(0)
        paid = [{"tender": first, "amount": str(total - part)}]
        if part:
            paid.append({"tender": second, "amount": str(part)})
        write = await self.caller.write(
            "sale", "POST /api/sales", "/api/sales", lambda key: {"lines": sold, "payments": paid, "note": key}
        )
        if write.is_acknowledged:
            self.counter.sales.append(write.answer)

    async def refund(self) -> None:
        sale = self._some(self.counter.sales)
        if sale is None:
            return
        line = self.draw.choice(sale["lines"])
        steps = int(Decimal(line["quantity"]) / self._step(line["sweet_id"]))
        back = self._step(line["sweet_id"]) * self.draw.randint(1, steps)
        given = {"line_no": line["line_no"], "quantity": str(back), "restock": self.draw.random() < 0.5}
        await self.caller.write(
            "refund",
            "POST /api/sales/{sale_id}/refunds",
            f"/api/sales/{sale['id']}/refunds",
            lambda key: {"lines": [given], "reason": key},
        )

    async def void(self) -> None:
        sale = self._some(self.counter.sales if self.draw.random() < 0.7 else self.counter.orders)
        if sale is not None:
            path = f"/api/sales/{sale['id']}/void"
            await self.caller.write("void", "POST /api/sales/{sale_id}/void", path, lambda key: {"reason": key})

    async def take_payment(self) -> None:
        order = self._some(self.counter.orders)
        if order is None:
            return
        amount = _rounded(Decimal(order["total"]) / self.draw.randint(2, 4))
        tender = self.draw.choice(TENDERS)
        await self.caller.write(
            "payment",
            "POST /api/sales/{sale_id}/payments",
            f"/api/sales/{order['id']}/payments",
            lambda key: {"tender": tender, "amount": str(amount), "reference": key},
        )

    async def collect(self) -> None:
        order = self._some(self.counter.orders)
        if order is None:
            return
        seen = await self.caller.read("GET /api/sales/{sale_id}", f"/api/sales/{order['id']}")
        if seen is None or seen["status"] == "voided" or seen["collected_at"] is not None:
            return
        tender, due = self.draw.choice(TENDERS), Decimal(seen["due"])

        def body(key: str) -> dict[str, Any]:
            return {"payments": [{"tender": tender, "amount": str(due), "reference": key}]} if due else {}

        write = await self.caller.write(
            "collect", "POST /api/sales/{sale_id}/collect", f"/api/sales/{order['id']}/collect", body
        )
        if write.is_acknowledged:
            self.counter.sales.append(write.answer)

    async def use_drawer(self) -> None:
        if self._drawer is None:
            await self._open_drawer()
        elif self.draw.random() < 0.6:
            amount, kind = str(self.draw.randint(1, 50)), self.draw.choice(("in", "out"))
            await self.caller.write(
                "cash",
                "POST /api/drawer-sessions/{drawer_session_id}/movements",
                f"/api/drawer-sessions/{self._drawer}/movements",
                lambda key: {"kind": kind, "amount": amount, "reason": key},
            )
        else:
            counted = str(self.draw.randint(0, 500))
            closed = await self.caller.write(
                "closing",
                "POST /api/drawer-sessions/{drawer_session_id}/close",
                f"/api/drawer-sessions/{self._drawer}/close",
                lambda key: {"counted": counted, "reason": key},
            )
            if closed.is_acknowledged or closed.answer.get("code") == "drawer_closed":
                self._drawer = None

    async def _open_drawer(self) -> None:
        opened = await self.caller.write(
            "drawer",
            "POST /api/drawer-sessions",
            "/api/drawer-sessions",
            lambda key: {"opening_float": "100.00", "drawer": key},
        )
        if opened.is_acknowledged:
            self._drawer = opened.answer["id"]
        elif opened.answer.get("code") == "drawer_open":
            # An opening whose answer never came.
            self._drawer = opened.answer.get("drawer_session_id")

    async def hold(self) -> None:
        sweet = self.draw.choice(self.counter.sweets)
        lines = [{"sweet_id": sweet.id, "quantity": str(self.some_of(sweet, 3))}]
        held = await self.caller.write(
            "ticket", "POST /api/tickets", "/api/tickets", lambda key: {"lines": lines, "note": key}
        )
        if held.is_acknowledged:
            self.counter.tickets.append(held.answer["id"])

    async def take_up(self) -> None:
        # It stays on the counter, so that several tills want the same.
        if self.counter.tickets:
            ticket = self.draw.choice(self.counter.tickets)
            await self.caller.write(
                "taking_up", "POST /api/tickets/{ticket_id}/take-up", f"/api/tickets/{ticket}/take-up"
            )

    async def look(self) -> None:
        operation, path = self.draw.choice(
            (("GET /api/sales", "/api/sales"), ("GET /api/tickets", "/api/tickets"), ("GET /api/sweets", "/api/sweets"))
        )
        await self.caller.read(operation, path, limit=10)

    def _some(self, documents: deque[dict[str, Any]]) -> dict[str, Any] | None:
        return self.draw.choice(documents) if documents else None

    def _step(self, sweet_id: int) -> Decimal:
        return next(sweet.step for sweet in self.counter.sweets if sweet.id == sweet_id)


def _rounded(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)
