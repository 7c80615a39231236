"""The demo shop: a catalogue, its people, and ninety days of trade up to this minute."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.clock import CLOCK_OPTION
from app.core.errors import Conflict
from app.core.origin import NOWHERE
from app.models import Role, User
from app.repositories.catalogue.sweets import SweetRepository
from app.repositories.people.users import UserRepository
from app.services.common.access import AccessService, Caller
from app.services.demo.catalogue import fill_catalogue
from app.services.demo.stage import DemoClock, Stage, moment_in_shop
from app.services.demo.trade import DemoTrade
from app.services.demo.visits import OPENING
from app.services.people.auth import AuthService
from app.services.people.context import LoginContext
from app.services.shop.settings import SettingsService

DAYS = 90
PLANNED_DAYS = 14
"""How far the kitchen looks ahead, today included."""
DEMO_ADMIN_EMAIL = "admin@example.com"
SALESPERSON_EMAIL = "salesperson@example.com"
CUSTOMER_EMAIL = "customer@example.com"


@dataclass(frozen=True, slots=True)
class Filled:
    """The sales of the demo and its users with their passwords; None for a user who existed before."""

    sales: int
    users: dict[str, str | None]


class DemoService:
    """Fills a shop without sweets. The same moment gives the same shop."""

    def __init__(self, session: AsyncSession, context: LoginContext) -> None:
        self._session = session
        self._now = context.clock()
        self._clock = DemoClock(self._now)
        self._context = replace(context, clock=self._clock)
        self._access = AccessService(session)
        self._all_sweets = SweetRepository(session)
        self._users = UserRepository(session)
        self._auth = AuthService(session, self._context)

    async def fill(self, on_day: Callable[[int], None] = lambda _: None) -> Filled:
        """Fill the shop, all or nothing; reject one that has sweets. `on_day` gets the number of days done."""
        # Rows that are given no time of their own get the demo's too.
        await self._session.connection(execution_options={CLOCK_OPTION: self._clock})
        if await self._all_sweets.any():
            raise Conflict("shop_not_empty", "This shop has sweets already: the demo is for an empty one.")
        # Before the first sale, which fixes the currency and its decimals.
        await SettingsService(self._session, self._context).fit_currency()
        today = self._context.day_of(self._now)
        self._clock.now = moment_in_shop(self._context, today - timedelta(days=DAYS), OPENING)
        passwords: dict[str, str | None] = {}
        callers = []
        for email, password, full_name, role in self._demo_users():
            user = await self._users.get_by_email(email)
            passwords[email] = password if user is None else None
            callers.append(await self._log_in(user or await self._auth.add_user(email, password, full_name, role)))
        admin, salesperson, customer = callers
        actor = await self._access.confirm(admin)
        stocked = await fill_catalogue(self._session, self._context, actor)
        stage = Stage(self._session, self._context, self._clock, actor, salesperson, customer, stocked)
        trade = DemoTrade(stage, [today + timedelta(days=day_no) for day_no in range(-DAYS, PLANNED_DAYS)])
        await trade.open()
        sales = 0
        for days_left in range(DAYS, 0, -1):
            sales += await trade.past_day(today - timedelta(days=days_left), days_left)
            on_day(DAYS - days_left + 1)
        sales += await trade.today(today, self._now)
        for caller in callers:
            await self._auth.logout(caller, None, caller.origin)
        return Filled(sales, passwords)

    async def _log_in(self, user: User) -> Caller:
        opened, self._clock.now = self._clock.now, self._now
        tokens = await self._auth.open_session(user, NOWHERE)
        self._clock.now = opened
        return Caller(self._context.signer.decode(tokens.access_token, self._now))

    def _demo_users(self) -> list[tuple[str, str, str, Role]]:
        settings = self._context.installation
        if settings.admin_password is None or settings.demo_password is None:
            msg = "the demo needs admin_password and demo_password"
            raise ValueError(msg)
        admin_password = settings.admin_password.get_secret_value()
        password = settings.demo_password.get_secret_value()
        return [
            (settings.admin_email or DEMO_ADMIN_EMAIL, admin_password, "Meera Halwai", Role.ADMIN),
            (SALESPERSON_EMAIL, password, "Ravi Kumar", Role.SALESPERSON),
            (CUSTOMER_EMAIL, password, "Asha Rao", Role.CUSTOMER),
        ]
