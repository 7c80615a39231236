"""The rules of stocktakes for the stock machine, and what its rules draw from."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Role
from app.schemas.stocktake import CountsPut, StocktakeCreate, SweetCount
from app.services.common.access import Actor
from app.services.stock.stocktakes import StocktakeService
from tests.support.machines.compared_shop import ComparedShop
from tests.support.machines.shop_records import Stocktake
from tests.support.machines.stock_world import KINDS

ADMIN = Actor(1, 1, Role.ADMIN)
indexes = st.integers(0, 40)
which = st.integers(0, len(KINDS) - 1)
differences = st.dictionaries(which, st.integers(-4, 4), min_size=1)
rarely = st.sampled_from([False] * 5 + [True])
Item = TypeVar("Item")


def pick(items: Sequence[Item], index: int) -> Item:
    """One of the items, the newest by preference: small numbers are drawn more often."""
    return items[-1 - index % len(items)]


class StocktakeRules(ComparedShop):
    """Opening, counting and posting stocktakes."""

    @rule(differences=differences | st.just({}))
    def open_stocktake(self, differences: dict[int, int]) -> None:
        self._tick()
        stocktake_id, _ = self._do(lambda session: self._stocktakes(session).open(ADMIN, StocktakeCreate()))
        self.model.stocktakes.append(Stocktake(stocktake_id))
        if differences:
            self.count(0, differences, stale=False, recount=False)

    @rule(differences=differences)
    def take_stock(self, differences: dict[int, int]) -> None:
        self.open_stocktake(differences)
        self.post(0)

    @precondition(lambda self: self.model.stocktakes)
    @rule(index=indexes, differences=differences, stale=rarely, recount=st.booleans())
    def count(self, index: int, differences: dict[int, int], *, stale: bool, recount: bool) -> None:
        stocktake = pick(self.model.stocktakes, index)
        counts = []
        for number, difference in differences.items():
            sweet = self.model.sweets[number]
            on_hand = self.model.on_hand(sweet)
            counted = max(Decimal(0), on_hand + difference * sweet.portion)
            counts.append((sweet, on_hand + stale * sweet.portion, counted))
        rows = [
            SweetCount(sweet_id=sweet.id, expected=expected, counted=counted) for sweet, expected, counted in counts
        ]
        put = CountsPut(counts=rows, recount=recount)
        now = self._tick()
        self._compare(
            self.model.count(stocktake, counts, now, recount=recount),
            self._do(lambda session: self._stocktakes(session).count(ADMIN, stocktake.id, put)),
        )

    @precondition(lambda self: self.model.stocktakes)
    @rule(index=indexes)
    def post(self, index: int) -> None:
        stocktake = pick(self.model.stocktakes, index)
        now = self._tick()
        self._compare(
            self.model.post(stocktake, now),
            self._do(lambda session: self._stocktakes(session).post(ADMIN, stocktake.id, None)),
        )

    def _stocktakes(self, session: AsyncSession) -> StocktakeService:
        return StocktakeService(session, self.world.context)
