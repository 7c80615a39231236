"""Everything that moves stock, in random order, against a model: after every step I1 to I3 hold and both agree."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import ROUND_DOWN, Decimal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.money import QUANTITY_PLACES
from app.models import WEIGHED, AdjustmentReason
from app.schemas.adjustment import AdjustmentCreate
from app.schemas.purchase_order import GoodsReceiptCreate, GoodsReceiptLine, PurchaseLineCreate, PurchaseOrderCreate
from app.schemas.refund import RefundCreate, RefundLineCreate
from app.schemas.stock import RestockCreate
from app.schemas.supplier_return import ReturnedGoods, SupplierReturnCreate
from app.services.buying.purchase_orders import PurchaseOrderService
from app.services.buying.restocks import RestockService
from app.services.buying.supplier_returns import SupplierReturnService
from app.services.common.access import Caller
from app.services.common.idempotency import Answer, RequestKey
from app.services.insight.verification import VerificationService
from app.services.selling.basket import Basket, BasketLine
from app.services.selling.refunds import RefundService
from app.services.selling.sales import SaleService
from app.services.selling.voids import VoidService
from app.services.stock.adjustments import AdjustmentService
from tests.support.machines.shop_model import INCREASES
from tests.support.machines.shop_records import Lot, Order, Sweet
from tests.support.machines.stock_world import World
from tests.support.machines.stocktake_rules import ADMIN, StocktakeRules, indexes, pick, rarely, which

EXAMPLES = settings(max_examples=200, stateful_step_count=50, derandomize=True)
portions = st.integers(1, 12)
many = st.integers(1, 10)
few = st.integers(1, 4)
days = st.sampled_from([None, None, -1, 0, 0, 1, 2, 4])
baskets = st.lists(st.tuples(which, st.integers(1, 6)), min_size=1, max_size=3)


class StockMachine(StocktakeRules):
    """The events that change the stock of a shop."""

    def __init__(self) -> None:
        super().__init__()
        self.sale_ids: list[int] = []
        self.keyed: list[tuple[Basket, Answer]] = []

    @initialize(portions=st.tuples(many, many, many))
    def open_the_shop(self, portions: Sequence[int]) -> None:
        for number, some in enumerate(portions):
            self.restock(number, some, 3, bought=True)

    @rule(which=which, portions=many, days=days, bought=st.booleans())
    def restock(self, which: int, portions: int, days: int | None, *, bought: bool) -> None:
        sweet = self.model.sweets[which]
        quantity, best_before = portions * sweet.portion, self._day(days)
        supplier_id = self.world.supplier_id if bought else None
        new = RestockCreate(
            quantity=quantity, best_before=best_before, supplier_id=supplier_id, unit_cost=Decimal(portions)
        )
        self.model.receive(sweet, quantity, best_before, supplier_id, self._tick())
        self._compare(
            None,
            self._do(lambda session: RestockService(session, self.world.context).restock(ADMIN, sweet.id, new, None)),
        )

    @rule(which=which, packs=few, portions=few)
    def order(self, which: int, packs: int, portions: int) -> None:
        sweet = self.model.sweets[which]
        pack = portions * sweet.portion
        line = PurchaseLineCreate(sweet_id=sweet.id, packs=packs, pack_size=pack, pack_cost=Decimal(7))
        new = PurchaseOrderCreate(supplier_id=self.world.supplier_id, lines=[line])
        self._tick()

        async def work(session: AsyncSession) -> int:
            service = PurchaseOrderService(session, self.world.context)
            order_id = (await service.create(ADMIN, new, None)).id
            await service.order(ADMIN, order_id)
            return order_id

        self.model.orders.append(Order(self._do(work), sweet, pack, packs))

    @precondition(lambda self: self.model.orders)
    @rule(index=indexes, packs=few, days=days, share=st.sampled_from([None, Decimal("0.9"), Decimal("1.1")]))
    def receive(self, index: int, packs: int, days: int | None, share: Decimal | None) -> None:
        order = pick(self.model.orders, index)
        best_before = self._day(days)
        is_weighed = share is not None and order.sweet.unit in WEIGHED
        weight = (packs * order.pack * share).quantize(QUANTITY_PLACES, ROUND_DOWN) if share and is_weighed else None
        line = GoodsReceiptLine(line_no=1, packs=packs, quantity=weight, best_before=best_before)
        goods = GoodsReceiptCreate(lines=[line])
        now = self._tick()
        self._compare(
            self.model.receive_order(order, packs, weight, best_before, now),
            self._do(
                lambda session: PurchaseOrderService(session, self.world.context).receive(ADMIN, order.id, goods, None)
            ),
        )

    @rule(basket=baskets, keyed=st.booleans())
    def sell(self, basket: list[tuple[int, int]], *, keyed: bool) -> None:
        self._sell([basket], keyed=keyed)

    @rule(orders=st.lists(baskets, min_size=2, max_size=5))
    def sell_to_many(self, orders: list[list[tuple[int, int]]]) -> None:
        self._sell(orders, keyed=False)

    @precondition(lambda self: self.keyed)
    @rule(index=indexes)
    def sell_again_with_the_same_key(self, index: int) -> None:
        order, answer = pick(self.keyed, index)
        self._tick()
        (again,) = self._do(lambda session: self._sales(session).record([order]))
        assert (again.replayed, again.body) == (True, answer.body)
        self.expects_nothing = True

    @precondition(lambda self: self.model.sales)
    @rule(index=indexes)
    def void(self, index: int) -> None:
        sale, sale_id = pick(self.model.sales, index), pick(self.sale_ids, index)
        now = self._tick()
        self._compare(
            self.model.void(sale, now),
            self._do(lambda session: self._voids(session).void(ADMIN, sale_id, "x", None)),
        )

    @precondition(lambda self: self.model.sales)
    @rule(
        index=indexes, portions=st.lists(st.integers(0, 4), min_size=1, max_size=3), odd=rarely, restock=st.booleans()
    )
    def refund(self, index: int, portions: list[int], *, odd: bool, restock: bool) -> None:
        sale, sale_id = pick(self.model.sales, index), pick(self.sale_ids, index)
        wanted = {}
        for line_no, (line, some) in enumerate(zip(sale.lines, portions, strict=False), 1):
            if some or line_no == len(portions):
                gram = Decimal("0.001") if odd and line.sweet.unit != "piece" else 0
                wanted[line_no] = max(1, some) * line.sweet.portion + gram
        if not wanted:
            wanted = {1: sale.lines[0].sweet.portion}
        lines = [RefundLineCreate(line_no=line_no, quantity=quantity) for line_no, quantity in wanted.items()]
        new = RefundCreate(lines=lines, restock=restock)
        now = self._tick()
        self._compare(
            self.model.refund(sale, wanted, now, restock=restock),
            self._do(lambda session: self._refunds(session).refund(ADMIN, sale_id, new, None)),
        )

    @rule(which=which, reason=st.sampled_from(AdjustmentReason), portions=portions, odd=st.booleans(), days=days)
    def adjust(self, which: int, reason: AdjustmentReason, portions: int, days: int | None, *, odd: bool) -> None:
        self._adjust(self.model.sweets[which], None, reason, portions, days, odd=odd)

    @precondition(lambda self: self.model.lots)
    @rule(index=indexes, reason=st.sampled_from(AdjustmentReason), portions=portions, odd=st.booleans())
    def adjust_lot(self, index: int, reason: AdjustmentReason, portions: int, *, odd: bool) -> None:
        lot = pick(self.model.lots, index)
        self._adjust(lot.sweet, lot, reason, portions, None, odd=odd)

    @precondition(lambda self: self.model.lots)
    @rule(index=indexes, portions=portions)
    def send_back(self, index: int, portions: int) -> None:
        lot = pick(self.model.lots, index)
        quantity = portions * lot.sweet.portion
        lines = [ReturnedGoods(lot_id=lot.id, quantity=quantity)]
        new = SupplierReturnCreate(supplier_id=self.world.supplier_id, lines=lines)
        now = self._tick()
        self._compare(
            self.model.send_back(lot, quantity, now),
            self._do(lambda session: SupplierReturnService(session, self.world.context).create(ADMIN, new, None)),
        )

    @rule(hours=st.sampled_from([1, 5, 12, 24, 48]))
    def wait(self, hours: int) -> None:
        self.world.now += timedelta(hours=hours)
        self.expects_nothing = True

    @rule()
    def begin_the_day(self) -> None:
        self._tick()
        self.world.begin_the_day()
        self.model.begin_the_day(self.world.now)

    def _sell(self, orders: list[list[tuple[int, int]]], *, keyed: bool) -> None:
        now = self._tick()
        wanted = [
            [(self.model.sweets[which], portions * self.model.sweets[which].portion) for which, portions in basket]
            for basket in orders
        ]
        placed = [
            Basket(
                caller=Caller(self.world.claims),
                lines=tuple(BasketLine(sweet.id, quantity) for sweet, quantity in lines),
                placed_at=now,
                request_key=RequestKey(f"{now}", b"") if keyed else None,
            )
            for lines in wanted
        ]
        expected = self.model.sell(wanted, now)
        outcomes = self._do(lambda session: self._sales(session).record(placed))
        for order, refusal, outcome in zip(placed, expected, outcomes, strict=True):
            self._compare(refusal, outcome)
            if isinstance(outcome, Answer):
                self.sale_ids.append(outcome.id)
                if keyed:
                    self.keyed.append((order, outcome))
        self.expects_nothing = None not in expected

    def _adjust(
        self, sweet: Sweet, lot: Lot | None, reason: AdjustmentReason, portions: int, days: int | None, *, odd: bool
    ) -> None:
        quantity = portions * sweet.portion + (Decimal("0.001") if odd and sweet.unit != "piece" else 0)
        best_before = self._day(days) if lot is None and reason in INCREASES else None
        new = AdjustmentCreate(
            sweet_id=sweet.id, lot_id=lot and lot.id, quantity=quantity, reason=reason, best_before=best_before
        )
        now = self._tick()
        self._compare(
            self.model.adjust(sweet, reason, quantity, lot, best_before, now),
            self._do(lambda session: AdjustmentService(session, self.world.context).create(ADMIN, new, None)),
        )

    def _sales(self, session: AsyncSession) -> SaleService:
        return SaleService(session, self.world.context)

    def _voids(self, session: AsyncSession) -> VoidService:
        return VoidService(session, self.world.context)

    def _refunds(self, session: AsyncSession) -> RefundService:
        return RefundService(session, self.world.context)


def test_whatever_happens_to_the_stock_the_books_are_right(database_url: str) -> None:
    StockMachine.world = world = World(database_url)
    try:
        run_state_machine_as_test(StockMachine, settings=EXAMPLES)
        # What an example left is as it was left, whatever the others did after it.
        number, checksum = world.run(world.whole_ledger)
        assert number == sum(moved for moved, _ in world.ledger)
        assert checksum == sum(one for _, one in world.ledger)
        world.begin_the_day()
        assert world.run(lambda session: VerificationService(session, world.context).verify()) == []
    finally:
        world.close()
