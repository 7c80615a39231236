"""The rules of money for the books machine: orders that are paid later, an account and drawers."""

import json
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import DomainError
from app.core.security import AccessClaims
from app.models import Role
from app.schemas.customer_account import AccountPaymentCreate
from app.schemas.payment import PaymentCreate
from app.services.common.access import Actor
from app.services.common.idempotency import Answer
from app.services.selling.customer_accounts import CustomerAccountService
from app.services.selling.sale_payments import SalePaymentService
from app.services.selling.settlement import AskedPayment
from tests.support.machines.books_model import BooksModel, day_of
from tests.support.machines.books_money import Drawer, MoneyModel, coins, payments_shown, split_of
from tests.support.machines.books_rows import Paid, Sale
from tests.support.machines.stock_world import World

ADMIN = Actor(1, 1, Role.ADMIN)
LIMIT = 150_000
CUSTOMER = text(
    "INSERT INTO customers (name, credit_limit, created_at, updated_at) VALUES ('Asha', 1500, :now, :now) RETURNING id"
)
CLOSE = text(
    "UPDATE drawer_sessions SET closed_by = opened_by, closed_at = :now, counted = greatest(cash, 0)"
    " WHERE closed_at IS NULL AND opened_by = ANY(CAST(:takers AS bigint[])) RETURNING cash"
)
OPEN = text(
    "INSERT INTO drawer_sessions (opened_by, opened_at, business_day, opening_float, cash)"
    " VALUES (:taker, :now, :day, :float, :float) RETURNING id"
)
MOVE = text(
    "INSERT INTO drawer_movements (session_id, kind, amount, reason, moved_by, moved_at)"
    " VALUES (:id, :kind, :amount, 'x', 1, :now)"
)
KEPT = text(
    """
    SELECT (SELECT balance FROM customers WHERE id = :customer),
        (SELECT json_object_agg(id, cash) FROM drawer_sessions WHERE id >= :first)
    """
)
HOURS = text("SELECT * FROM daily_payments WHERE day >= :since")

indexes = st.integers(0, 40)
splits = st.lists(st.tuples(st.sampled_from(["upi", "card", "account"]), st.integers(1, 20)), max_size=2)
takers = st.sampled_from([0, 1])


class MoneyRules(RuleBasedStateMachine):
    """The events of money."""

    world: ClassVar[World]
    buyer: ClassVar[AccessClaims]
    model: BooksModel

    def begin_the_money(self) -> None:
        """Begin with a customer of this example's own, and without an open drawer."""
        self.takers = [1, self.world.claims.user_id]
        self._do(lambda session: session.execute(CLOSE, {"now": self.world.now, "takers": self.takers}))
        self.customer_id = self.world.run(lambda session: session.scalar(CUSTOMER, {"now": self.world.now}))
        self.money = MoneyModel(LIMIT)

    def settle(self, sale: Sale, shares: Sequence[tuple[str, int]]) -> str | None:
        """Pay a sale of the model, or say why the customer may not owe so much."""
        sale.payments = split_of(sale.total, shares)
        charge = sum(paid.paise for paid in sale.payments if paid.tender == "account")
        return "credit_limit_exceeded" if charge > max(self.money.limit - self.money.balance, 0) and charge else None

    @precondition(lambda self: self.model.sales)
    @rule(index=indexes, tenths=st.integers(1, 10), tender=st.sampled_from(["cash", "upi"]))
    def pay(self, index: int, tenths: int, tender: str) -> None:
        sale = self.model.sales[-1 - index % len(self.model.sales)]
        paise = sale.due * tenths // 10
        if tender == "cash":
            paise = coins(sale.due) if tenths == 10 else paise // 100 * 100
        if sale.due > 0 and paise == 0:
            return
        now = self._tick()
        new = PaymentCreate(tender=tender, amount=_amount(paise or 100))
        outcome = self._do(lambda session: SalePaymentService(session, self.world.context).pay(ADMIN, new, sale.id))
        refusal = "sale_voided" if sale.voided_on is not None else "sale_paid" if sale.due == 0 else None
        if refusal is not None:
            assert isinstance(outcome, DomainError)
            assert outcome.code == refusal
            return
        assert not isinstance(outcome, DomainError), outcome
        is_all = tender == "cash" and paise == coins(sale.due)
        paid = Paid(tender, paise, paise - sale.due if is_all else 0)
        sale.payments.append(paid)
        self.money.move("sale", [paid], 1, now)

    @rule(tenths=st.integers(0, 12), tender=st.sampled_from(["cash", "upi"]))
    def pay_on_account(self, tenths: int, tender: str) -> None:
        paise = coins(max(self.money.balance, 0) * tenths // 10) + 100
        now = self._tick()
        new = AccountPaymentCreate(tender=tender, amount=_amount(paise))
        context = self.world.context
        outcome = self._do(lambda session: CustomerAccountService(session, context).pay(ADMIN, self.customer_id, new))
        assert not isinstance(outcome, DomainError), outcome
        self.money.move("account", [Paid(tender, paise)], 1, now)

    @rule(taker=takers, rupees=st.integers(0, 500))
    def open_drawer(self, taker: int, rupees: int) -> None:
        user_id = self.takers[taker]
        if self.money.drawer_of(user_id) is None:
            values = {"taker": user_id, "now": self._tick(), "day": day_of(self.world.now), "float": rupees}
            row_id = self.world.run(lambda session: session.scalar(OPEN, values))
            self.money.drawers.append(Drawer(row_id, user_id, rupees * 100))

    @rule(taker=takers, rupees=st.integers(-50, 50).filter(bool))
    def move_cash(self, taker: int, rupees: int) -> None:
        drawer = self.money.drawer_of(self.takers[taker])
        if drawer is not None:
            values = {
                "id": drawer.id,
                "kind": "in" if rupees > 0 else "out",
                "amount": abs(rupees),
                "now": self._tick(),
            }
            self.world.run(lambda session: session.execute(MOVE, values))
            drawer.cash += rupees * 100

    @rule(taker=takers)
    def close_drawer(self, taker: int) -> None:
        user_id = self.takers[taker]
        drawer = self.money.drawer_of(user_id)
        values = {"now": self._tick(), "takers": [user_id]}
        cash = self.world.run(lambda session: session.scalar(CLOSE, values))
        assert (None if cash is None else int(cash * 100)) == (None if drawer is None else drawer.cash)
        if drawer is not None:
            drawer.is_open = False

    def compare_money(self, shown: list[Any], days: Sequence[Any], since: Any) -> None:
        """Hold what is kept of the money against the model, and each sale's payments."""
        for sale, body in zip(self.model.sales, shown, strict=True):
            assert [(one["tender"], one["amount"]) for one in body["payments"]] == payments_shown(sale.payments)
        first = min((drawer.id for drawer in self.money.drawers), default=2**40)

        async def look(session: AsyncSession) -> tuple[Any, Any]:
            kept = (await session.execute(KEPT, {"customer": self.customer_id, "first": first})).one()
            return kept, (await session.execute(HOURS, {"since": since})).mappings().all()

        (balance, cash), hours = self.world.run(look)
        assert int(balance * 100) == self.money.balance
        kept_cash = {int(row_id): round(Decimal(str(amount)) * 100) for row_id, amount in (cash or {}).items()}
        assert kept_cash == {drawer.id: drawer.cash for drawer in self.money.drawers}
        key = ("day", "hour", "kind", "tender", "taken_by", "drawer_session_id")
        assert {
            tuple(row[name] for name in key): (row["payments"], int(row["amount"] * 100), int(row["rounding"] * 100))
            for row in hours
        } == self.money.books()
        paid = {row["day"]: (int(row["paid"] * 100), int(row["rounding"] * 100)) for row in days}
        assert {day: figures for day, figures in paid.items() if any(figures)} == {
            day: figures for day, figures in self.money.days().items() if any(figures)
        }

    def _tick(self) -> datetime:
        raise NotImplementedError

    def _do(self, work: Any) -> Any:
        try:
            return self.world.run(work)
        except DomainError as refusal:
            return refusal


def asked_of(payments: Sequence[Paid]) -> tuple[AskedPayment, ...]:
    """The payments of a basket: all of them but what is left for cash, which is all that is left."""
    return tuple(AskedPayment(paid.tender, None if paid.tender == "cash" else _amount(paid.paise)) for paid in payments)


def body_of(refusal: str | None, outcome: Any) -> Any:
    """The body of an act that the model allows, or None for one that both refuse alike."""
    if refusal is None:
        assert isinstance(outcome, Answer), outcome
        return json.loads(outcome.body)
    assert isinstance(outcome, DomainError), f"{refusal} was not refused"
    assert outcome.code == refusal
    return None


def _amount(paise: int) -> Decimal:
    return Decimal(paise).scaleb(-2)
