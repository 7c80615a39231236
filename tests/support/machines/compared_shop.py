"""A shop beside its model: every step is done to both, and both are compared after it."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from hypothesis.stateful import RuleBasedStateMachine, invariant
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import DomainError
from tests.support.machines.shop_model import ShopModel, day_of
from tests.support.machines.shop_records import Refusal
from tests.support.machines.stock_world import World

Outcome = Any
"""What a service answers, or the refusal it raises."""


class ComparedShop(RuleBasedStateMachine):
    """A shop and its model, with sweets that never moved."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.world.begin_an_example()
        self.model = ShopModel(self.world.run(self.world.new_sweets), self.world.supplier_id)
        self.ids = [sweet.id for sweet in self.model.sweets]
        self.seen = 0
        self.ledger = (0, "0")
        self.written: list[Any] | None = None
        self.expects_nothing = False
        """Whether the last step must have left no trace."""

    @invariant()
    def the_books_are_those_of_the_model(self) -> None:
        today = day_of(self.world.now)
        look = self.world.look(self.ids, today, self.seen)
        for lot, (lot_id, sweet_id, best_before, on_hand, moved) in zip(self.model.lots, look.lots, strict=True):
            lot.id = lot.id or lot_id
            expected = (lot.id, lot.sweet.id, lot.best_before and lot.best_before.isoformat(), lot.on_hand)
            assert (lot_id, sweet_id, best_before, Decimal(on_hand)) == expected
            assert Decimal(on_hand) == Decimal(moved), "I1: a lot is the sum of its movements"
            assert Decimal(on_hand) >= 0, "I2"
        for sweet, (sweet_id, on_hand, available, state, alert) in zip(self.model.sweets, look.states, strict=True):
            assert on_hand == sum(Decimal(lot[3]) for lot in look.lots if lot[1] == sweet_id), "I1: a sweet is its lots"
            assert available == self.model.available(sweet, today)
            assert state == self.model.state(sweet, today)
            assert (alert or "ok") == self.model.alerts[sweet]

        assert look.before == self.ledger, "I3: no movement changes or goes"
        if self.expects_nothing:
            assert look.written == self.written
        self.ledger, self.seen, self.written = look.now, look.seen, look.written
        self.expects_nothing = False

    def teardown(self) -> None:
        self.world.ledger.append((self.ledger[0], int(self.ledger[1])))

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
