"""The stock of a shop once more, in plain Python: no SQL, no cleverness, and nothing of the services in it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from tests.support.machines.shop_records import Lot, Order, Refusal, Sale, SoldLine, Stocktake, Sweet

ZONE = ZoneInfo("Asia/Kolkata")
INCREASES = ("found", "opening")


class ShopModel:
    """The stock a shop should have. Each act is done, or returns the one refusal expected and changes nothing."""

    def __init__(self, sweets: Sequence[Sweet], supplier_id: int) -> None:
        self.sweets = sweets
        self.supplier_id = supplier_id
        self.lots: list[Lot] = []
        self.alerts: dict[Sweet, str] = dict.fromkeys(sweets, "ok")
        self.sales: list[Sale] = []
        self.orders: list[Order] = []
        self.stocktakes: list[Stocktake] = []

    def on_hand(self, sweet: Sweet) -> Decimal:
        return sum((lot.on_hand for lot in self.lots if lot.sweet is sweet), Decimal(0))

    def available(self, sweet: Sweet, today: date) -> Decimal:
        return sum((lot.on_hand for lot in self._good(sweet, today)), Decimal(0))

    def state(self, sweet: Sweet, today: date) -> str:
        available = self.available(sweet, today)
        return "out" if available == 0 else "low" if available <= sweet.threshold else "ok"

    def receive(
        self, sweet: Sweet, quantity: Decimal, best_before: date | None, supplier_id: int | None, now: datetime
    ) -> None:
        if best_before is None and sweet.shelf_life is not None:
            best_before = day_of(now) + timedelta(days=sweet.shelf_life)
        self.lots.append(Lot(sweet, best_before, supplier_id, now, quantity))
        self._reevaluate([sweet], now)

    def receive_order(
        self, order: Order, packs: int, weight: Decimal | None, best_before: date | None, now: datetime
    ) -> Refusal | None:
        if order.outstanding == 0:
            return Refusal("purchase_order_received")
        if packs > order.outstanding:
            return Refusal("over_receipt")
        order.outstanding -= packs
        quantity = packs * order.pack if weight is None else weight
        self.receive(order.sweet, quantity, best_before, self.supplier_id, now)
        return None

    def sell(self, orders: Sequence[Sequence[tuple[Sweet, Decimal]]], now: datetime) -> list[Refusal | None]:
        today = day_of(now)
        outcomes: list[Refusal | None] = []
        sold: list[Sweet] = []
        for lines in orders:
            wanted: dict[Sweet, Decimal] = {}
            for sweet, quantity in lines:
                wanted[sweet] = wanted.get(sweet, Decimal(0)) + quantity
            short = [
                _shortage(sweet, quantity, self.available(sweet, today))
                for sweet, quantity in wanted.items()
                if quantity > self.available(sweet, today)
            ]
            if short:
                outcomes.append(Refusal("insufficient_stock", {"shortages": short}))
                continue
            taken = [SoldLine(sweet, quantity, _take(self._good(sweet, today), quantity)) for sweet, quantity in lines]
            self.sales.append(Sale(today, taken))
            outcomes.append(None)
            sold += wanted
        self._reevaluate(sold, now)
        return outcomes

    def void(self, sale: Sale, now: datetime) -> Refusal | None:
        if sale.is_voided:
            return Refusal("sale_voided")
        if sale.day != day_of(now):
            return Refusal("void_too_late")
        if any(line.refunded for line in sale.lines):
            return Refusal("sale_refunded")
        sale.is_voided = True
        for line in sale.lines:
            for lot, quantity in line.parts:
                lot.on_hand += quantity
        self._reevaluate((line.sweet for line in sale.lines), now)
        return None

    def refund(self, sale: Sale, wanted: dict[int, Decimal], now: datetime, *, restock: bool) -> Refusal | None:
        if sale.is_voided:
            return Refusal("sale_voided")
        lines = {line_no: line for line_no, line in enumerate(sale.lines, 1) if line_no in wanted}
        over = [
            _over(line_no, line, wanted[line_no])
            for line_no, line in lines.items()
            if line.refunded + wanted[line_no] > line.quantity
        ]
        if over:
            return Refusal("over_refund", {"lines": over})
        for line_no, line in lines.items():
            line.refunded += wanted[line_no]
            if restock:
                _give_back(line, wanted[line_no])
        if restock:
            self._reevaluate((line.sweet for line in lines.values()), now)
        return None

    def adjust(
        self, sweet: Sweet, reason: str, quantity: Decimal, lot: Lot | None, best_before: date | None, now: datetime
    ) -> Refusal | None:
        today = day_of(now)
        if reason in INCREASES:
            if lot is None:
                self.receive(sweet, quantity, best_before, None, now)
            else:
                lot.on_hand += quantity
                self._reevaluate([sweet], now)
            return None
        if lot is not None:
            if reason == "expired" and not _is_expired(lot, today):
                return Refusal("lot_not_expired")
            allocation = [lot]
        elif reason == "expired":
            allocation = self._expired(sweet, today)
        else:
            allocation = self._good(sweet, today) + self._expired(sweet, today)
        there = sum((one.on_hand for one in allocation), Decimal(0))
        if quantity > there:
            return Refusal("insufficient_stock", {"shortages": [_shortage(sweet, quantity, there)]})
        _take(allocation, quantity)
        self._reevaluate([sweet], now)
        return None

    def send_back(self, lot: Lot, quantity: Decimal, now: datetime) -> Refusal | None:
        if lot.supplier_id != self.supplier_id:
            return Refusal("lot_of_another")
        if quantity > lot.on_hand:
            return Refusal("goods_gone")
        lot.on_hand -= quantity
        self._reevaluate([lot.sweet], now)
        return None

    def count(
        self,
        stocktake: Stocktake,
        counts: Sequence[tuple[Sweet, Decimal, Decimal]],
        now: datetime,
        *,
        recount: bool,
    ) -> Refusal | None:
        if stocktake.posted_at is not None:
            return Refusal("stocktake_not_open")
        again = [(sweet, expected) for sweet, expected, _ in counts if sweet in stocktake.counts and not recount]
        if again:
            return Refusal("already_counted", {"rows": [self._stale(*one) for one in again]})
        stale = [(sweet, expected) for sweet, expected, _ in counts if expected != self.on_hand(sweet)]
        if stale:
            return Refusal("stale_count", {"rows": [self._stale(*one) for one in stale]})
        for sweet, expected, counted in counts:
            stocktake.counts[sweet] = (expected, counted, now)
        return None

    def post(self, stocktake: Stocktake, now: datetime) -> Refusal | None:
        if stocktake.posted_at is not None:
            return Refusal("stocktake_not_open")
        if not stocktake.counts:
            return Refusal("nothing_counted")
        counts = sorted(stocktake.counts.items(), key=lambda count: count[0].id)
        stale = [
            self._stale(sweet, expected)
            for sweet, (expected, _, at) in counts
            if expected != self.on_hand(sweet) or self._is_overtaken(sweet, at)
        ]
        if stale:
            return Refusal("stale_count", {"rows": stale})
        stocktake.posted_at = now
        for sweet, (expected, counted, _) in counts:
            if counted < expected:
                allocation = self._good(sweet, day_of(now)) + self._expired(sweet, day_of(now))
                _take(allocation, expected - counted)
            elif counted > expected:
                lots = [lot for lot in self.lots if lot.sweet is sweet]
                if lots:
                    lots[-1].on_hand += counted - expected
                else:
                    self.receive(sweet, counted - expected, None, None, now)
        self._reevaluate([sweet for sweet, (expected, counted, _) in counts if counted != expected], now)
        return None

    def begin_the_day(self, now: datetime) -> None:
        self._reevaluate({lot.sweet for lot in self.lots}, now)

    def _good(self, sweet: Sweet, today: date) -> list[Lot]:
        lots = [lot for lot in self.lots if lot.sweet is sweet and not _is_expired(lot, today)]
        return sorted(lots, key=lambda lot: lot.best_before or date.max)

    def _expired(self, sweet: Sweet, today: date) -> list[Lot]:
        lots = [lot for lot in self.lots if lot.sweet is sweet and _is_expired(lot, today)]
        return sorted(lots, key=lambda lot: lot.best_before or date.max)

    def _reevaluate(self, sweets: Iterable[Sweet], now: datetime) -> None:
        for sweet in sweets:
            self.alerts[sweet] = self.state(sweet, day_of(now))

    def _is_overtaken(self, sweet: Sweet, counted_at: datetime) -> bool:
        posted = [other.posted_at for other in self.stocktakes if sweet in other.counts]
        return any(moment is not None and moment > counted_at for moment in posted)

    def _stale(self, sweet: Sweet, expected: Decimal) -> dict[str, Any]:
        on_hand = self.on_hand(sweet)
        return {"sweet_id": sweet.id, "name": sweet.name, "expected": f"{expected:.3f}", "on_hand": f"{on_hand:.3f}"}


def day_of(moment: datetime) -> date:
    """The day it is in the shop."""
    return moment.astimezone(ZONE).date()


def _is_expired(lot: Lot, today: date) -> bool:
    return lot.best_before is not None and lot.best_before < today


def _take(shelf: Iterable[Lot], quantity: Decimal) -> list[tuple[Lot, Decimal]]:
    parts = []
    for lot in shelf:
        part = min(lot.on_hand, quantity)
        if part > 0:
            lot.on_hand -= part
            quantity -= part
            parts.append((lot, part))
    assert quantity == 0
    return parts


def _give_back(line: SoldLine, quantity: Decimal) -> None:
    """Put some of a line back, to its lots in the order they were taken from."""
    before = Decimal(0)
    for lot, taken in line.parts:
        full = max(before, min(line.returned, before + taken))
        lot.on_hand += max(Decimal(0), min(line.returned + quantity, before + taken) - full)
        before += taken
    line.returned += quantity


def _over(line_no: int, line: SoldLine, refunding: Decimal) -> dict[str, Any]:
    return {
        "line_no": line_no,
        "sweet_id": line.sweet.id,
        "name": line.sweet.name,
        "unit": line.sweet.unit,
        "sold": f"{line.quantity:.3f}",
        "refunded": f"{line.refunded:.3f}",
        "refunding": f"{refunding:.3f}",
    }


def _shortage(sweet: Sweet, requested: Decimal, available: Decimal) -> dict[str, Any]:
    return {
        "sweet_id": sweet.id,
        "name": sweet.name,
        "requested": f"{requested:.3f}",
        "available": f"{available:.3f}",
        "unit": sweet.unit,
    }
