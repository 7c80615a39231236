"""A shop to try things on: a catalogue, three users, and ninety days lived through the services themselves."""

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_UP, Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Conflict
from app.core.money import MONEY_PLACES
from app.core.origin import NOWHERE
from app.models import Role, Tender, Unit
from app.repositories.catalogue.sweets import SweetRepository
from app.repositories.people.users import UserRepository
from app.schemas.category import CategoryCreate
from app.schemas.sweet import SweetCreate
from app.services.catalogue.categories import CategoryService
from app.services.catalogue.sweets import SweetService
from app.services.common.access import AccessService, Actor, Caller
from app.services.common.idempotency import Answer
from app.services.demo.demo_buying import fill_buying
from app.services.demo.demo_catalogue import CATALOGUE, DemoSweet
from app.services.people.auth import AuthService
from app.services.people.context import LoginContext
from app.services.selling.basket import Basket, BasketLine
from app.services.selling.sales import SaleService
from app.services.stock.stock import GoodsIn, StockService

DAYS = 90
SEED = 20260814
KEEPS_LONG_DAYS = 45
"""Boxes of what keeps as long as this are bought; the rest is made in the shop."""
DEMO_ADMIN_EMAIL = "admin@example.com"
SALESPERSON_EMAIL = "salesperson@example.com"
CUSTOMER_EMAIL = "customer@example.com"

_CUSTOMERS_BY_WEEKDAY = (26, 24, 26, 30, 38, 52, 58)
_OPENING, _HOURS_OPEN = time(9), 12
_COST_OF_PRICE = Decimal("0.55")
_STEPS = {Unit.KG: Decimal("0.050"), Unit.G: Decimal(10), Unit.PIECE: Decimal(1), Unit.BOX: Decimal(1)}
_MINIMA = {Unit.KG: Decimal("0.100"), Unit.G: Decimal(50), Unit.PIECE: Decimal(1), Unit.BOX: Decimal(1)}
_USUAL_QUANTITIES = {
    Unit.KG: [Decimal(q) for q in ("0.250", "0.250", "0.250", "0.500", "0.500", "1.000")],
    Unit.G: [Decimal(q) for q in ("100", "100", "200", "250")],
    Unit.PIECE: [Decimal(q) for q in ("1", "2", "2", "4", "6")],
    Unit.BOX: [Decimal(q) for q in ("1", "1", "1", "2")],
}


@dataclass(frozen=True, slots=True)
class Filled:
    """What the demo made: how many sales, and its users with their passwords, or None if they were there before."""

    sales: int
    users: dict[str, str | None]


@dataclass(frozen=True, slots=True)
class _Stocked:
    """A demo sweet and its place in the catalogue."""

    id: int
    sweet: DemoSweet

    @property
    def unit(self) -> Unit:
        return Unit(self.sweet.unit)


class _DemoClock:
    """A clock that is set."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class DemoService:
    """Fills a shop without sweets. The same seed and the same day give the same shop."""

    def __init__(self, session: AsyncSession, context: LoginContext) -> None:
        self._session = session
        self._now = context.clock()
        self._clock = _DemoClock(self._now)
        self._context = replace(context, clock=self._clock)
        self._shelf: dict[int, list[tuple[date, Decimal]]] = defaultdict(list)
        self._access = AccessService(session)
        self._all_sweets = SweetRepository(session)
        self._users = UserRepository(session)
        self._auth = AuthService(session, self._context)
        self._categories = CategoryService(session, self._context)
        self._sweets = SweetService(session, self._context)
        self._stock = StockService(session, self._context)
        self._sales = SaleService(session, self._context)
        self._random = random.Random(SEED)  # noqa: S311 - a demo has to be the same each time.

    async def fill(self, on_day: Callable[[int], None] = lambda _: None) -> Filled:
        """Fill the shop, all or nothing; `on_day` hears how many days are done. A shop that has sweets is refused."""
        if await self._all_sweets.any():
            raise Conflict("shop_not_empty", "This shop has sweets already: the demo is for an empty one.")
        users = [await self._user(*user) for user in self._demo_users()]
        (_, _, admin), (_, _, salesperson), (_, _, customer) = users
        actor = await self._access.confirm(admin)
        stocked = await self._catalogue(actor)
        sales = 0
        today = self._context.day_of(self._now)
        for day_no in range(DAYS):
            day = today - timedelta(days=DAYS - day_no)
            await self._restock(stocked, day, self._at(day, _OPENING), actor)
            sales += await self._sell(stocked, day, salesperson, customer)
            on_day(day_no + 1)
        await self._restock(stocked, today, self._now, actor)
        boxes = [one for one in stocked if one.unit is Unit.BOX and one.sweet.shelf_life_days >= KEEPS_LONG_DAYS]
        bought = {one.id: _cost(one.sweet) for one in boxes}
        await fill_buying(self._session, self._context, actor, bought)
        for caller in (admin, salesperson, customer):
            await self._auth.logout(caller, None, caller.origin)
        return Filled(sales, {email: password for email, password, _ in users})

    def _demo_users(self) -> list[tuple[str, str, str, Role]]:
        settings = self._context.installation
        if settings.admin_password is None or settings.demo_password is None:
            msg = "the demo needs admin_password and demo_password"
            raise ValueError(msg)
        admin_password = settings.admin_password.get_secret_value()
        password = settings.demo_password.get_secret_value()
        return [
            ((settings.admin_email or DEMO_ADMIN_EMAIL).lower(), admin_password, "Meera Halwai", Role.ADMIN),
            (SALESPERSON_EMAIL, password, "Ravi Kumar", Role.SALESPERSON),
            (CUSTOMER_EMAIL, password, "Asha Rao", Role.CUSTOMER),
        ]

    async def _user(self, email: str, password: str, full_name: str, role: Role) -> tuple[str, str | None, Caller]:
        user = await self._users.get_by_email(email)
        added = user is None
        if user is None:
            user = await self._auth.add_user(email, password, full_name, role)
        tokens = await self._auth.open_session(user, NOWHERE)
        return email, password if added else None, Caller(self._context.signer.decode(tokens.access_token, self._now))

    async def _catalogue(self, actor: Actor) -> list[_Stocked]:
        stocked = []
        for category in CATALOGUE:
            category_id, _ = await self._categories.create(
                actor, CategoryCreate(name=category.name, description=category.description)
            )
            for sweet in category.sweets:
                unit = Unit(sweet.unit)
                new = SweetCreate(
                    sku=sweet.sku,
                    name=sweet.name,
                    description=sweet.description,
                    category_id=category_id,
                    price=Decimal(sweet.price),
                    unit=unit,
                    quantity_step=_STEPS[unit],
                    min_quantity=_MINIMA[unit],
                    shelf_life_days=sweet.shelf_life_days,
                    diet=sweet.diet,
                    allergens=sweet.allergens,
                )
                sweet_id = await self._sweets.add(actor, new)
                stocked.append(_Stocked(sweet_id, sweet))
        return stocked

    async def _restock(
        self,
        stocked: Sequence[_Stocked],
        day: date,
        moment: datetime,
        actor: Actor,
    ) -> None:
        self._clock.now = moment
        receipts = []
        for one in stocked:
            lots = [(expiry, left) for expiry, left in self._shelf[one.id] if expiry >= day and left > 0]
            self._shelf[one.id] = lots
            per_day = self._per_day(stocked, one)
            wanted = per_day * Decimal(min(one.sweet.shelf_life_days, 5)) * Decimal("0.8")
            if sum((left for _, left in lots), Decimal(0)) < per_day and self._random.random() < 0.95:
                quantity = max(_round_up(wanted, _STEPS[one.unit]), _MINIMA[one.unit])
                expiry = day + timedelta(days=one.sweet.shelf_life_days)
                lots.append((expiry, quantity))
                cost = _cost(one.sweet)
                receipts.append(GoodsIn(one.id, quantity, moment, unit_cost=cost, made_on=day, best_before=expiry))
        await self._stock.receive(receipts, actor)

    async def _sell(
        self,
        stocked: Sequence[_Stocked],
        day: date,
        salesperson: Caller,
        customer: Caller,
    ) -> int:
        count = round(_CUSTOMERS_BY_WEEKDAY[day.weekday()] * self._random.uniform(0.8, 1.2))
        minutes = sorted(self._random.uniform(0, _HOURS_OPEN * 60) for _ in range(count))
        weights = [one.sweet.popularity for one in stocked]
        orders = []
        for minute in minutes:
            chosen = {
                one.id: one for one in self._random.choices(stocked, weights, k=self._random.choice((1, 1, 2, 2, 3, 4)))
            }
            lines = tuple(
                BasketLine(one.id, self._random.choice(_USUAL_QUANTITIES[one.unit])) for one in chosen.values()
            )
            orders.append(
                Basket(
                    caller=customer if self._random.random() < 0.08 else salesperson,
                    lines=lines,
                    tender=self._random.choices(list(Tender), (5, 2, 6))[0],
                    placed_at=self._at(day, _OPENING) + timedelta(minutes=minute),
                )
            )
        self._clock.now = orders[-1].placed_at
        outcomes = await self._sales.record(orders)
        sold = [order for order, outcome in zip(orders, outcomes, strict=True) if isinstance(outcome, Answer)]
        for order in sold:
            for line in order.lines:
                _take(self._shelf[line.sweet_id], line.quantity)
        return len(sold)

    def _per_day(self, stocked: Sequence[_Stocked], one: _Stocked) -> Decimal:
        usual = _USUAL_QUANTITIES[one.unit]
        average = sum(usual, Decimal(0)) / len(usual)
        lines_a_day = Decimal(sum(_CUSTOMERS_BY_WEEKDAY)) / 7 * Decimal("2.1")
        return average * lines_a_day * one.sweet.popularity / sum(other.sweet.popularity for other in stocked)

    def _at(self, day: date, moment: time) -> datetime:
        return datetime.combine(day, moment, self._context.zone).astimezone(UTC)


def _cost(sweet: DemoSweet) -> Decimal:
    return (Decimal(sweet.price) * _COST_OF_PRICE).quantize(MONEY_PLACES)


def _round_up(quantity: Decimal, step: Decimal) -> Decimal:
    return (quantity / step).to_integral_value(ROUND_UP) * step


def _take(lots: list[tuple[date, Decimal]], quantity: Decimal) -> None:
    for index, (expiry, left) in enumerate(lots):
        part = min(left, quantity)
        lots[index] = (expiry, left - part)
        quantity -= part
