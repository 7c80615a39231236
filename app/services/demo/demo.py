"""The demo shop: a catalogue, three users and ninety days of trade."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Conflict
from app.core.origin import NOWHERE
from app.models import Role, Unit
from app.repositories.catalogue.sweets import SweetRepository
from app.repositories.people.users import UserRepository
from app.schemas.category import CategoryCreate
from app.schemas.sweet import SweetCreate
from app.services.catalogue.categories import CategoryService
from app.services.catalogue.sweets import SweetService
from app.services.common.access import AccessService, Actor, Caller
from app.services.demo.demo_buying import fill_buying
from app.services.demo.demo_catalogue import CATALOGUE
from app.services.demo.demo_trade import MINIMA, STEPS, DemoClock, DemoTrade, StockedSweet
from app.services.people.auth import AuthService
from app.services.people.context import LoginContext

DAYS = 90
KEEPS_LONG_DAYS = 45
"""Boxes of sweets that keep this long are bought; the shop makes the rest."""
DEMO_ADMIN_EMAIL = "admin@example.com"
SALESPERSON_EMAIL = "salesperson@example.com"
CUSTOMER_EMAIL = "customer@example.com"


@dataclass(frozen=True, slots=True)
class Filled:
    """The sales of the demo and its users with their passwords; None for a user who existed before."""

    sales: int
    users: dict[str, str | None]


class DemoService:
    """Fills a shop without sweets. The same day gives the same shop."""

    def __init__(self, session: AsyncSession, context: LoginContext) -> None:
        self._session = session
        self._now = context.clock()
        self._clock = DemoClock(self._now)
        self._context = replace(context, clock=self._clock)
        self._access = AccessService(session)
        self._all_sweets = SweetRepository(session)
        self._users = UserRepository(session)
        self._auth = AuthService(session, self._context)
        self._categories = CategoryService(session, self._context)
        self._sweets = SweetService(session, self._context)

    async def fill(self, on_day: Callable[[int], None] = lambda _: None) -> Filled:
        """Fill the shop, all or nothing; reject one that has sweets. `on_day` gets the number of days done."""
        if await self._all_sweets.any():
            raise Conflict("shop_not_empty", "This shop has sweets already: the demo is for an empty one.")
        users = [await self._user(*user) for user in self._demo_users()]
        (_, _, admin), (_, _, salesperson), (_, _, customer) = users
        actor = await self._access.confirm(admin)
        stocked = await self._catalogue(actor)
        trade = DemoTrade(self._session, self._context, self._clock, stocked)
        sales = 0
        today = self._context.day_of(self._now)
        for day_no in range(DAYS):
            day = today - timedelta(days=DAYS - day_no)
            sales += await trade.live(day, actor, salesperson, customer)
            on_day(day_no + 1)
        await trade.restock(today, self._now, actor)
        boxes = [one for one in stocked if one.unit is Unit.BOX and one.sweet.shelf_life_days >= KEEPS_LONG_DAYS]
        bought = {one.id: one.cost for one in boxes}
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

    async def _catalogue(self, actor: Actor) -> list[StockedSweet]:
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
                    quantity_step=STEPS[unit],
                    min_quantity=MINIMA[unit],
                    shelf_life_days=sweet.shelf_life_days,
                    diet=sweet.diet,
                    allergens=sweet.allergens,
                )
                sweet_id = await self._sweets.add(actor, new)
                stocked.append(StockedSweet(sweet_id, sweet))
        return stocked
