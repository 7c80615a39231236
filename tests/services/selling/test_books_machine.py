"""Sales, payments, voids and refunds over several days, in random order, against a model: every figure, and each day's.

After every step all sales of the example are read again, and the rollup is held against what the documents come to.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.security import AccessClaims
from app.models import Role
from app.schemas.refund import RefundCreate, RefundLineCreate, RefundQuery
from app.schemas.sale import SaleQuery
from app.schemas.stock import RestockCreate
from app.services.buying.restocks import RestockService
from app.services.common.access import Caller
from app.services.common.context import ShopContext
from app.services.insight.verification import VerificationService
from app.services.selling.basket import Basket, BasketLine
from app.services.selling.quotes import QuoteService
from app.services.selling.refunds import RefundService
from app.services.selling.sales import SaleService
from app.services.selling.voids import VoidService
from tests.support.journal import check_journal
from tests.support.machines.books_drawn import PORTIONS, decimal_of, discount_of, taken
from tests.support.machines.books_model import COUNTS, FIGURES, BooksModel, Discount, day_of, off
from tests.support.machines.books_money import payments_shown, payouts_of
from tests.support.machines.books_parts import half_up, money_left
from tests.support.machines.books_rows import Goods, Lot, Paid, Sale
from tests.support.machines.books_shown import refund_shown, sale_shown, seen
from tests.support.machines.books_world import KINDS, ROLLUP, SETTINGS, SHOP, SWEETS, TAX_MODE
from tests.support.machines.money_rules import ADMIN, MoneyRules, asked_of, body_of, splits
from tests.support.machines.stock_world import LOG_IN, World
from tests.support.selling import priced

EXAMPLES = settings(max_examples=150, stateful_step_count=30, derandomize=True)


indexes = st.integers(0, 40)
discounts = st.none() | st.tuples(st.sampled_from(["percent", "tenths"]), st.integers(1, 10))
items = st.tuples(st.integers(0, len(KINDS) - 1), st.integers(1, 9), discounts)
costs = st.none() | st.decimals(0, 500, places=2)
# Of each line so many eighths of what is left, or perhaps too much; and whether it is put back.
backs = st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=1, max_size=4)
baskets = st.lists(items, min_size=1, max_size=4)


class BooksMachine(MoneyRules):
    """The events at the counter."""

    def __init__(self) -> None:
        super().__init__()
        # No day of this example is one of those before it.
        self.world.begin_an_example()
        self.since = day_of(self.world.now)
        self.began = self.world.now
        self.mode = "inclusive"
        self.begin_the_money()
        ids = self.world.run(self._new_sweets)
        self.model = BooksModel([Goods(sweet_id, *kind) for sweet_id, kind in zip(ids, KINDS, strict=True)])

    @initialize(mode=st.sampled_from(["inclusive", "exclusive"]), known=costs)
    def open_the_shop(self, mode: str, known: Decimal | None) -> None:
        self.change_tax_mode(mode)
        for which in range(len(KINDS)):
            self.restock(which, 7, known)
            self.restock(which, 40, Decimal("4.25"))

    @rule(which=st.integers(0, len(KINDS) - 1), portions=st.integers(1, 20), cost=costs)
    def restock(self, which: int, portions: int, cost: Decimal | None) -> None:
        goods = self.model.goods[which]
        quantity = portions * PORTIONS[goods.unit]
        new = RestockCreate(quantity=decimal_of(quantity), unit_cost=cost)
        self._tick()
        self._do(lambda session: RestockService(session, self.world.context).restock(ADMIN, goods.id, new, None))
        goods.lots.append(Lot(quantity, cost))

    @rule(mode=st.sampled_from(["inclusive", "exclusive"]))
    def change_tax_mode(self, mode: str) -> None:
        self.mode = mode
        self._do(lambda session: session.execute(TAX_MODE, {"mode": mode, "now": self.world.now}))

    @rule(basket=baskets, whole=discounts, shares=splits)
    def sell(self, basket: list[tuple[int, int, Any]], whole: Any, shares: list[tuple[str, int]]) -> None:
        wanted: list[tuple[Goods, Fraction, Discount]] = []
        left = 0
        for which, portions, discount in basket:
            goods = self.model.goods[which]
            quantity = portions * PORTIONS[goods.unit]
            gross = half_up(goods.price * quantity)
            one = discount_of(discount, gross)
            wanted.append((goods, quantity, one))
            left += gross - off(gross, one)
        of_sale = discount_of(whole, left)
        now = self._tick()
        paid: list[Paid] = []

        def pay(sale: Sale) -> str | None:
            refusal = self.settle(sale, shares)
            paid.extend(sale.payments)
            return refusal

        placed = Basket(
            caller=Caller(self.world.claims),
            customer_id=self.customer_id,
            lines=tuple(
                BasketLine(goods.id, decimal_of(quantity), discount=taken(one)) for goods, quantity, one in wanted
            ),
            placed_at=now,
            discount=taken(of_sale),
        )
        quote = self._do(lambda session: QuoteService(session, self._current()).quote(placed, Role.ADMIN, None))
        refusal = self.model.sell(wanted, of_sale, self.mode, now, pay)
        assert [one.code for one in quote.problems[:1]] == ([refusal] if refusal == "insufficient_stock" else [])
        body = self._record(replace(placed, payments=asked_of(paid)), refusal)
        if body is not None:
            self.money.move("sale", paid, self.world.claims.user_id, now)
            if not shares:
                assert priced(quote.model_dump(mode="json")) == priced(body)

    @rule(basket=baskets)
    def order(self, basket: list[tuple[int, int, Any]]) -> None:
        """A customer buys, and pays later or never."""
        wanted = [
            (self.model.goods[which], portions * PORTIONS[self.model.goods[which].unit], None)
            for which, portions, _ in basket
        ]
        now = self._tick()
        lines = tuple(BasketLine(goods.id, decimal_of(quantity)) for goods, quantity, _ in wanted)
        refusal = self.model.sell(wanted, None, self.mode, now, lambda _: None)
        self._record(Basket(caller=Caller(self.buyer), lines=lines, placed_at=now), refusal)

    @precondition(lambda self: self.model.sales)
    @rule(index=indexes)
    def void(self, index: int) -> None:
        sale = _pick(self.model.sales, index)
        now = self._tick()
        outcome = self._do(lambda session: VoidService(session, self.world.context).void(ADMIN, sale.id, "x", None))
        if body_of(self.model.void(sale, now), outcome) is not None:
            self.money.move("void", sale.payments, 1, now, -1)

    @precondition(lambda self: self.model.sales)
    @rule(index=indexes, backs=backs)
    def refund(self, index: int, backs: list[tuple[int, bool]]) -> None:
        sale = _pick(self.model.sales, index)
        wanted: dict[int, tuple[Fraction, bool]] = {}
        for line_no, (line, (eighths, restock)) in enumerate(zip(sale.lines, backs, strict=False), 1):
            grain = Fraction(1, 1 if line.goods.unit == "piece" else 1000)
            quantity = (line.quantity - line.refunded) * eighths / 8 // grain * grain
            if quantity > 0:
                wanted[line_no] = (quantity, restock)
        if not wanted:
            wanted = {1: (PORTIONS[sale.lines[0].goods.unit], True)}
        lines = [
            RefundLineCreate(line_no=line_no, quantity=decimal_of(quantity), restock=restock)
            for line_no, (quantity, restock) in wanted.items()
        ]
        self._refund(sale, lines, self.model.refund(sale, wanted, self._tick()))

    @precondition(lambda self: self.model.sales)
    @rule(index=indexes, line=indexes, eighths=st.integers(0, 9))
    def give_money_alone(self, index: int, line: int, eighths: int) -> None:
        sale = _pick(self.model.sales, index)
        line_no = line % len(sale.lines) + 1
        paise = max(money_left(sale.lines[line_no - 1]) * eighths // 8, 1)
        asked = RefundLineCreate(line_no=line_no, amount=Decimal(paise).scaleb(-2), reason="Goodwill.")
        self._refund(sale, [asked], self.model.give_money(sale, line_no, paise, self._tick()))

    @rule(basket=baskets, whole=discounts, rounds=st.lists(backs, min_size=2, max_size=5))
    def sell_and_give_back(self, basket: list[tuple[int, int, Any]], whole: Any, rounds: list[Any]) -> None:
        sold = len(self.model.sales)
        self.sell(basket, whole, [("upi", 7)])
        for backs in rounds if len(self.model.sales) > sold else ():
            self.refund(0, backs)

    @rule(hours=st.sampled_from([1, 2, 5, 12, 24]))
    def wait(self, hours: int) -> None:
        self.world.now += timedelta(hours=hours)

    @invariant()
    def every_figure_is_that_of_the_model(self) -> None:
        query = SaleQuery(created_from=self.began, sort="created_at", limit=200)
        shown, rollup = self.world.run(lambda session: self._look(session, query))
        for sale, body in zip(self.model.sales, shown, strict=True):
            expected = sale_shown(sale)
            assert seen(body, expected) == expected
        days = {row["day"]: {name: Fraction(row[name]) for name in (*COUNTS, *FIGURES[2:])} for row in rollup[0]}
        nothing = dict.fromkeys((*COUNTS, *FIGURES[2:]), Fraction(0))
        assert days == dict.fromkeys(self.money.days(), nothing) | self.model.days()
        self.compare_money(shown, rollup[0], self.since)
        sweets = {(row["day"], row["sweet_id"]): {name: Fraction(row[name]) for name in FIGURES} for row in rollup[1]}
        assert sweets == self.model.sweets()

    def teardown(self) -> None:
        for sale in self.model.sales:
            query = RefundQuery(sort="created_at")

            async def refunds(session: AsyncSession, sale_id: int = sale.id, query: RefundQuery = query) -> Any:
                return await self._refunds(session).list_refunds(ADMIN, sale_id, query.page())

            shown = json.loads(self.world.run(refunds).items)
            assert shown == [refund.body for refund in sale.refunds]

    async def _look(self, session: AsyncSession, query: SaleQuery) -> tuple[list[Any], list[Sequence[Any]]]:
        sales = SaleService(session, self.world.context)
        shown = (await sales.list_sales(ADMIN, query, query.page())).items
        rollup = [
            (await session.execute(statement, {"since": self.since})).mappings().all() for statement in ROLLUP.values()
        ]
        return json.loads(shown), rollup

    async def _new_sweets(self, session: AsyncSession) -> Sequence[int]:
        values = {
            "units": [unit for unit, _, _ in KINDS],
            "prices": [Decimal(price).scaleb(-2) for _, price, _ in KINDS],
            "classes": ["T" + "_".join(map(str, rates)) for _, _, rates in KINDS],
            "now": self.world.now,
        }
        return sorted((await session.execute(SWEETS, values)).scalars())

    def _current(self) -> ShopContext:
        """The context with the settings that the database has, as a worker soon has it."""
        settings = self.world.context.settings.model_copy(update={"tax_mode": self.mode})
        return self.world.context.with_settings(settings)

    def _refund(self, sale: Sale, lines: list[RefundLineCreate], refusal: str | None) -> None:
        """Refund lines as the model did, or see that both refuse it."""
        new = RefundCreate(lines=lines)
        body = body_of(refusal, self._do(lambda session: self._refunds(session).refund(ADMIN, sale.id, new, None)))
        if body is not None:
            refund = sale.refunds[-1]
            refund.payouts = payouts_of(sale)
            self.money.move("refund", refund.payouts, 1, self.world.now, -1)
            assert [(one["tender"], one["amount"]) for one in body["payments"]] == payments_shown(refund.payouts)
            refund.body = body
            expected = refund_shown(sale, refund)
            assert seen(body, expected) == expected

    def _refunds(self, session: AsyncSession) -> RefundService:
        return RefundService(session, self.world.context)

    def _record(self, placed: Basket, refusal: str | None) -> Any:
        """Sell a basket as the model did, or see that both refuse it."""
        (outcome,) = self._do(lambda session: SaleService(session, self.world.context).record([placed]))
        body = body_of(refusal, outcome)
        if body is not None:
            self.model.sales[-1].id = body["id"]
            expected = sale_shown(self.model.sales[-1])
            assert seen(body, expected) == expected
        return body

    def _tick(self) -> datetime:
        self.world.now += timedelta(milliseconds=1)
        return self.world.now


def _pick(items: Sequence[Any], index: int) -> Any:
    """One of the items, the newest by preference: small numbers are drawn more often."""
    return items[-1 - index % len(items)]


def test_whatever_is_sold_undone_and_given_back_every_figure_adds_up(database_url: str) -> None:
    BooksMachine.world = world = World(database_url, SETTINGS)

    async def open_the_shop(session: AsyncSession) -> None:
        for statement in SHOP.split(";"):
            await session.execute(text(statement), {"now": world.now})
        login = await session.execute(text(LOG_IN.text.replace("salesperson", "customer")), {"now": world.now})
        BooksMachine.buyer = AccessClaims(**login.mappings().one(), expires_at=2**31)

    try:
        world.run(open_the_shop)
        run_state_machine_as_test(BooksMachine, settings=EXAMPLES)
        world.begin_the_day()
        world.run(lambda session: check_journal(session, world.context))
        assert world.run(lambda session: VerificationService(session, world.context).verify()) == []
    finally:
        world.close()
