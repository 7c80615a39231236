"""Everything that moves stock, in random order, against a model: after every step I1 to I3 hold and both agree."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import BigInteger, any_, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import DomainError
from app.core.security import AccessClaims
from app.database.engine import create_engine
from app.database.unit_of_work import Database
from app.models import AdjustmentReason, Role, StockAlert
from app.models import Sweet as SweetRow
from app.repositories.stock_state import AVAILABLE, STOCK_STATE, SWEET_ROWS
from app.schemas.adjustment import AdjustmentCreate
from app.schemas.purchase_order import GoodsReceiptCreate, GoodsReceiptLine, PurchaseLineCreate, PurchaseOrderCreate
from app.schemas.setting import ShopSettings
from app.schemas.stock import RestockCreate
from app.schemas.stocktake import CountsPut, StocktakeCreate, SweetCount
from app.schemas.supplier_return import ReturnedGoods, SupplierReturnCreate
from app.services.access import Actor, Caller
from app.services.adjustments import AdjustmentService
from app.services.idempotency import Answer, RequestKey
from app.services.purchase_orders import PurchaseOrderService
from app.services.sales import Order as SaleOrder
from app.services.sales import OrderLine, SaleService
from app.services.stock import StockService
from app.services.stocktakes import StocktakeService
from app.services.supplier_returns import SupplierReturnService
from app.services.verification import VerificationService
from app.services.voids import VoidService
from tests.services.shop_model import INCREASES, ZONE, Lot, Order, Refusal, ShopModel, Stocktake, Sweet, day_of

Result = TypeVar("Result")
Outcome = Any
"""What a service answers, or the refusal it raises."""

EXAMPLES = settings(
    max_examples=10,
    stateful_step_count=50,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)

ADMIN = Actor(1, 1, Role.ADMIN)


@dataclass(frozen=True)
class Kind:
    """By which steps a sweet is sold, what is moved of it at a time, from how much on it is low, how long it keeps."""

    step: Decimal
    portion: Decimal
    usual_threshold: Decimal
    threshold: Decimal | None
    shelf_life: int | None


KINDS = {
    "piece": Kind(Decimal(1), Decimal(1), Decimal(5), None, 2),
    "kg": Kind(Decimal("0.050"), Decimal("0.250"), Decimal(1), Decimal("1.500"), None),
    "g": Kind(Decimal(50), Decimal(100), Decimal(500), None, 5),
}

LOG_IN = text(
    """
    WITH one AS (SELECT * FROM users WHERE role = 'salesperson')
    INSERT INTO sessions (user_id, expires_at) SELECT id, 'infinity' FROM one
    RETURNING user_id, (SELECT role FROM one), id AS session_id, (SELECT token_version FROM one)
    """
)

SWEETS = text(
    """
    INSERT INTO sweets (sku, name, category_id, price, unit, quantity_step, min_quantity, low_stock_threshold,
                        shelf_life_days)
    SELECT gen_random_uuid(), 'A ' || unit, 1, 9.99, unit, step, step, threshold, shelf_life
    FROM unnest(CAST(:units AS text[]), CAST(:steps AS numeric[]), CAST(:thresholds AS numeric[]),
                CAST(:shelf_lives AS int[])) AS new (unit, step, threshold, shelf_life)
    RETURNING id, name, unit
    """
)

# Each lot with the sum of its movements; the movements there were at the last look, and all there are now; and what is
# written last of everything that somebody might write.
BOOKS = text(
    """
    SELECT
        (SELECT coalesce(json_agg(json_build_array(id, sweet_id, best_before, on_hand::text,
            (SELECT coalesce(sum(quantity), 0)::text FROM stock_movements WHERE lot_id = lots.id)) ORDER BY id), '[]')
         FROM lots WHERE sweet_id = ANY(CAST(:ids AS bigint[]))),
        (SELECT json_build_array(count(*) FILTER (WHERE id <= :seen),
                                 coalesce(sum(hashtextextended(moved::text, 0)) FILTER (WHERE id <= :seen), 0)::text,
                                 count(*), coalesce(sum(hashtextextended(moved::text, 0)), 0)::text, max(id))
         FROM stock_movements AS moved WHERE sweet_id = ANY(CAST(:ids AS bigint[]))),
        json_build_array((SELECT max(id) FROM audit_logs), (SELECT max(id) FROM sales), (SELECT max(id) FROM lots),
                         (SELECT max(id) FROM adjustments), (SELECT max(id) FROM goods_receipts),
                         (SELECT max(id) FROM supplier_returns), (SELECT max(id) FROM stock_movements),
                         (SELECT max(id) FROM stock_alerts), (SELECT max(id) FROM notifications),
                         (SELECT count(*) FROM sale_voids), (SELECT count(*) FROM idempotency_keys))
    """
)

STATES = (
    SWEET_ROWS.with_only_columns(SweetRow.id, SweetRow.on_hand, AVAILABLE, STOCK_STATE, StockAlert.state)
    .outerjoin(StockAlert, (StockAlert.sweet_id == SweetRow.id) & StockAlert.resolved_at.is_(None))
    .where(SweetRow.id == any_(bindparam("ids", type_=ARRAY(BigInteger))))
)


class World:
    """A shop of its own with a loop of its own, whose clock only ever goes on."""

    def __init__(self, url: str) -> None:
        self.loop = asyncio.new_event_loop()
        self.database = Database(create_engine(url, pool_size=2))
        self.now = datetime(2026, 3, 1, 4, 30, tzinfo=UTC)
        self.claims, self.supplier_id = self.run(self._open)
        self.ledger: list[tuple[int, int]] = []
        """How many movements each example made, and their checksum."""

    def clock(self) -> datetime:
        return self.now

    def run(self, work: Callable[[AsyncSession], Awaitable[Result]]) -> Result:
        async def in_unit_of_work() -> Result:
            async with self.database.unit_of_work() as session:
                return await work(session)

        return self.loop.run_until_complete(in_unit_of_work())

    def close(self) -> None:
        self.loop.run_until_complete(self.database.close())
        self.loop.close()

    async def _open(self, session: AsyncSession) -> tuple[AccessClaims, int]:
        await session.execute(text("INSERT INTO categories (id, name) VALUES (1, 'Of every kind')"))
        supplier = await session.execute(text("INSERT INTO suppliers (name) VALUES ('Dairy') RETURNING id"))
        login = await session.execute(LOG_IN)
        return AccessClaims(**login.mappings().one(), expires_at=2**31), supplier.scalar_one()


indexes = st.integers(0, 40)
portions = st.integers(1, 12)
few = st.integers(1, 4)
which = st.integers(0, len(KINDS) - 1)
days = st.sampled_from([None, None, -1, 0, 0, 1, 2, 4])
baskets = st.lists(st.tuples(which, few), min_size=1, max_size=3)


class StockMachine(RuleBasedStateMachine):
    """Does to the shop and to the model the same, and compares them."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        world = self.world
        world.now += timedelta(hours=24)
        self.model = ShopModel(world.run(self._new_sweets), world.supplier_id)
        self.ids = [sweet.id for sweet in self.model.sweets]
        self.sale_ids: list[int] = []
        self.keyed: list[tuple[SaleOrder, Answer]] = []
        self.seen = 0
        self.ledger: list[Any] = [0, "0"]
        self.written: list[Any] | None = None
        self.expects_nothing = False
        """Whether the last step must have left no trace."""

    # What may happen.

    @rule(which=which, portions=portions, days=days, bought=st.booleans())
    def restock(self, which: int, portions: int, days: int | None, *, bought: bool) -> None:
        sweet = self.model.sweets[which]
        quantity, best_before = portions * sweet.portion, self._day(days)
        supplier_id = self.world.supplier_id if bought else None
        new = RestockCreate(
            quantity=quantity, best_before=best_before, supplier_id=supplier_id, unit_cost=Decimal(portions)
        )
        self.model.receive(sweet, quantity, best_before, supplier_id, self._tick())
        self._compare(None, self._do(lambda session: self._stock(session).restock(ADMIN, sweet.id, new, None)))

    @rule(which=which, packs=few, portions=few)
    def order(self, which: int, packs: int, portions: int) -> None:
        sweet = self.model.sweets[which]
        pack = portions * sweet.portion
        line = PurchaseLineCreate(sweet_id=sweet.id, packs=packs, pack_size=pack, pack_cost=Decimal(7))
        new = PurchaseOrderCreate(supplier_id=self.world.supplier_id, lines=[line])
        self._tick()

        async def work(session: AsyncSession) -> int:
            service = PurchaseOrderService(session, self.world.clock, ZONE)
            order_id = _id_of(await service.create(ADMIN, new, None))
            await service.order(ADMIN, order_id)
            return order_id

        self.model.orders.append(Order(self._do(work), sweet, pack, packs))

    @precondition(lambda self: self.model.orders)
    @rule(index=indexes, packs=few, days=days)
    def receive(self, index: int, packs: int, days: int | None) -> None:
        order = _pick(self.model.orders, index)
        best_before = self._day(days)
        goods = GoodsReceiptCreate(lines=[GoodsReceiptLine(line_no=1, packs=packs, best_before=best_before)])
        now = self._tick()
        self._compare(
            self.model.receive_order(order, packs, best_before, now),
            self._do(
                lambda session: PurchaseOrderService(session, self.world.clock, ZONE).receive(
                    ADMIN, order.id, goods, None
                )
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
        order, answer = _pick(self.keyed, index)
        self._tick()
        (again,) = self._do(lambda session: self._sales(session).record([order]))
        assert (again.replayed, again.body) == (True, answer.body)
        self.expects_nothing = True

    @precondition(lambda self: self.model.sales)
    @rule(index=indexes)
    def void(self, index: int) -> None:
        sale, sale_id = _pick(self.model.sales, index), _pick(self.sale_ids, index)
        now = self._tick()
        self._compare(
            self.model.void(sale, now),
            self._do(lambda session: VoidService(session, self.world.clock, ZONE).void(ADMIN, sale_id, "x", None)),
        )

    @rule(which=which, reason=st.sampled_from(AdjustmentReason), portions=portions, odd=st.booleans(), days=days)
    def adjust(self, which: int, reason: AdjustmentReason, portions: int, days: int | None, *, odd: bool) -> None:
        self._adjust(self.model.sweets[which], None, reason, portions, days, odd=odd)

    @precondition(lambda self: self.model.lots)
    @rule(index=indexes, reason=st.sampled_from(AdjustmentReason), portions=portions, odd=st.booleans())
    def adjust_lot(self, index: int, reason: AdjustmentReason, portions: int, *, odd: bool) -> None:
        lot = _pick(self.model.lots, index)
        self._adjust(lot.sweet, lot, reason, portions, None, odd=odd)

    @precondition(lambda self: self.model.lots)
    @rule(index=indexes, portions=portions)
    def send_back(self, index: int, portions: int) -> None:
        lot = _pick(self.model.lots, index)
        quantity = portions * lot.sweet.portion
        lines = [ReturnedGoods(lot_id=lot.id, quantity=quantity)]
        new = SupplierReturnCreate(supplier_id=self.world.supplier_id, lines=lines)
        now = self._tick()
        self._compare(
            self.model.send_back(lot, quantity, now),
            self._do(lambda session: SupplierReturnService(session, self.world.clock, ZONE).create(ADMIN, new, None)),
        )

    @rule()
    def open_stocktake(self) -> None:
        self._tick()
        stocktake_id, _ = self._do(lambda session: self._stocktakes(session).open(ADMIN, StocktakeCreate()))
        self.model.stocktakes.append(Stocktake(stocktake_id))

    @precondition(lambda self: self.model.stocktakes)
    @rule(
        index=indexes,
        differences=st.dictionaries(which, st.integers(-4, 4), min_size=1),
        stale=st.sampled_from([False] * 5 + [True]),
        recount=st.booleans(),
    )
    def count(self, index: int, differences: dict[int, int], *, stale: bool, recount: bool) -> None:
        stocktake = _pick(self.model.stocktakes, index)
        counts = []
        for number, difference in differences.items():
            sweet = self.model.sweets[number]
            on_hand = self.model.on_hand(sweet)
            counts.append(
                (sweet, on_hand + stale * sweet.portion, max(Decimal(0), on_hand + difference * sweet.portion))
            )
        put = CountsPut(
            counts=[
                SweetCount(sweet_id=sweet.id, expected=expected, counted=counted) for sweet, expected, counted in counts
            ],
            recount=recount,
        )
        now = self._tick()
        self._compare(
            self.model.count(stocktake, counts, now, recount=recount),
            self._do(lambda session: self._stocktakes(session).count(ADMIN, stocktake.id, put)),
        )

    @precondition(lambda self: self.model.stocktakes)
    @rule(index=indexes)
    def post(self, index: int) -> None:
        stocktake = _pick(self.model.stocktakes, index)
        now = self._tick()
        self._compare(
            self.model.post(stocktake, now),
            self._do(lambda session: self._stocktakes(session).post(ADMIN, stocktake.id, None)),
        )

    @rule(hours=st.sampled_from([1, 5, 12, 24, 48]))
    def wait(self, hours: int) -> None:
        self.world.now += timedelta(hours=hours)
        self.expects_nothing = True

    # What must hold whatever happened.

    @invariant()
    def the_books_are_those_of_the_model(self) -> None:
        today = day_of(self.world.now)
        states, (lots, ledger, written) = self.world.run(lambda session: self._look(session, today))

        for lot, (lot_id, sweet_id, best_before, on_hand, moved) in zip(self.model.lots, lots, strict=True):
            lot.id = lot.id or lot_id
            expected = (lot.id, lot.sweet.id, lot.best_before and lot.best_before.isoformat(), lot.on_hand)
            assert (lot_id, sweet_id, best_before, Decimal(on_hand)) == expected
            assert Decimal(on_hand) == Decimal(moved), "I1: a lot is the sum of its movements"
            assert Decimal(on_hand) >= 0, "I2"
        for sweet, (sweet_id, on_hand, available, state, alert) in zip(self.model.sweets, states, strict=True):
            assert on_hand == sum(Decimal(lot[3]) for lot in lots if lot[1] == sweet_id), "I1: a sweet is its lots"
            assert available == self.model.available(sweet, today)
            assert state == self.model.state(sweet, today)
            assert (alert or "ok") == self.model.alerts[sweet]

        *before, number, checksum, last = ledger
        assert before == self.ledger, "I3: no movement changes or goes"
        if self.expects_nothing:
            assert written == self.written
        self.ledger, self.seen, self.written = [number, checksum], last or 0, written
        self.expects_nothing = False

    def teardown(self) -> None:
        self.world.ledger.append((self.ledger[0], int(self.ledger[1])))

    # How it is done.

    async def _new_sweets(self, session: AsyncSession) -> list[Sweet]:
        values = {
            "units": list(KINDS),
            "steps": [kind.step for kind in KINDS.values()],
            "thresholds": [kind.threshold for kind in KINDS.values()],
            "shelf_lives": [kind.shelf_life for kind in KINDS.values()],
        }
        rows = sorted((await session.execute(SWEETS, values)).all())
        kinds = [KINDS[row.unit] for row in rows]
        return [
            Sweet(row.id, row.name, row.unit, kind.portion, kind.threshold or kind.usual_threshold, kind.shelf_life)
            for row, kind in zip(rows, kinds, strict=True)
        ]

    async def _look(self, session: AsyncSession, today: date) -> tuple[list[Any], list[Any]]:
        states = (await session.execute(STATES, {"ids": self.ids, "today": today})).all()
        books = (await session.execute(BOOKS, {"ids": self.ids, "seen": self.seen})).one()
        return sorted(states), [json.loads(one) if isinstance(one, str) else one for one in books]

    def _tick(self) -> datetime:
        self.world.now += timedelta(milliseconds=1)
        return self.world.now

    def _day(self, days: int | None) -> date | None:
        return None if days is None else day_of(self.world.now) + timedelta(days=days)

    def _do(self, work: Callable[[AsyncSession], Awaitable[Any]]) -> Outcome:
        try:
            return self.world.run(work)
        except DomainError as refusal:
            return refusal

    def _compare(self, expected: Refusal | None, outcome: Outcome) -> None:
        if expected is None:
            assert not isinstance(outcome, DomainError), outcome
        else:
            assert isinstance(outcome, DomainError), f"{expected} was not refused"
            assert outcome.code == expected.code
            assert not expected.extra or outcome.extra == expected.extra
            self.expects_nothing = True

    def _sell(self, orders: list[list[tuple[int, int]]], *, keyed: bool) -> None:
        now = self._tick()
        wanted = [
            [(self.model.sweets[which], portions * self.model.sweets[which].portion) for which, portions in basket]
            for basket in orders
        ]
        placed = [
            SaleOrder(
                caller=Caller(self.world.claims),
                lines=tuple(OrderLine(sweet.id, quantity) for sweet, quantity in lines),
                tender="cash",
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
                self.sale_ids.append(_id_of(outcome))
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
            self._do(lambda session: AdjustmentService(session, self.world.clock, ZONE).create(ADMIN, new, None)),
        )

    def _stock(self, session: AsyncSession) -> StockService:
        return StockService(session, self.world.clock, ZONE)

    def _sales(self, session: AsyncSession) -> SaleService:
        return SaleService(session, self.world.clock, ZONE, "INR")

    def _stocktakes(self, session: AsyncSession) -> StocktakeService:
        return StocktakeService(session, self.world.clock, ZONE)


async def whole_ledger(session: AsyncSession) -> tuple[int, int]:
    """How many movements there are, and their checksum."""
    query = "SELECT count(*), coalesce(sum(hashtextextended(moved::text, 0)), 0) FROM stock_movements AS moved"
    number, checksum = (await session.execute(text(query))).one()
    return number, int(checksum)


Item = TypeVar("Item")


def _pick(items: Sequence[Item], index: int) -> Item:
    """One of the items, the newest by preference: small numbers are drawn more often."""
    return items[-1 - index % len(items)]


def _id_of(answer: Answer) -> int:
    assert answer.location is not None
    return int(answer.location.rpartition("/")[2])


def test_whatever_happens_to_the_stock_the_books_are_right(database_url: str) -> None:
    StockMachine.world = world = World(database_url)
    try:
        run_state_machine_as_test(StockMachine, settings=EXAMPLES)
        # What an example left is as it was left, whatever the others did after it.
        (number, checksum) = world.run(whole_ledger)
        assert number == sum(moved for moved, _ in world.ledger)
        assert checksum == sum(one for _, one in world.ledger)
        assert world.run(lambda session: VerificationService(session, world.clock, ShopSettings()).verify()) == []
    finally:
        world.close()
