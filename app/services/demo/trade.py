"""The demo's ninety days, one after the other, and today until now."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from app.models import Role
from app.schemas.customer import CustomerCreate
from app.schemas.notification import NotificationCreate
from app.schemas.setting import SettingsUpdate
from app.services.common.access import AccessService
from app.services.demo.buying import DemoBuying
from app.services.demo.corrections import DemoCorrections
from app.services.demo.counter import DemoCounter
from app.services.demo.customers import DemoCustomers
from app.services.demo.kitchen import DemoKitchen
from app.services.demo.money import DemoMoney
from app.services.demo.stage import Stage
from app.services.demo.visits import CLOSING, OPENING, Visits
from app.services.people.customers import CustomerService
from app.services.shop.notifications import NotificationService
from app.services.shop.settings import SettingsService

_ADDRESS = "14 Station Road, opposite the clock tower\nJaipur 302001"
FRESH_TODAY = ("SYR-GULAB", "SYR-JALEBI", "BEN-RASMAL", "MIL-RABRI", "CAK-BLACK", "CAK-PINE")
"""What is made today, whatever is left of it."""
LEFT_TODAY = {
    "BEN-RASGUL": "0",
    "SFR-RASGUL": "0",
    "SYR-KALA": "0",
    "CAK-MAWA": "3",
    "GIF-FEST": "3",
    "LAD-MOTI": "0.500",
    "MIL-KALAK": "0.250",
}
"""What a wedding left of some sweets yesterday evening, by SKU. They are made again tomorrow."""
_USUAL_ORDERS = (
    {"SYR-GULAB": "0.500", "BEN-RASMAL": "4"},
    {"BAR-KAJU": "0.500"},
    {"LAD-BESAN": "0.500", "NAM-BHUJIA": "0.250"},
)
"""What the demo's customer buys, in turn. The first is fresh today, so that it can be bought today."""


class DemoTrade:
    """Lives through the days. The same days give the same trade."""

    def __init__(self, stage: Stage, days: Sequence[date]) -> None:
        visits = Visits(stage, days)
        self._stage = stage
        self._access = AccessService(stage.session)
        self._people = CustomerService(stage.session, stage.context)
        self._notifications = NotificationService(stage.session, stage.context)
        self._settings = SettingsService(stage.session, stage.context)
        self._buying = DemoBuying(stage)
        self._kitchen = DemoKitchen(stage, visits, self._buying.supplier_ids)
        self._counter = DemoCounter(stage, visits)
        self._money = DemoMoney(stage, self._counter)
        self._corrections = DemoCorrections(stage)
        self._customers = DemoCustomers(stage)

    async def open(self) -> None:
        """Set the shop's address; add the suppliers and the first customers, one of whom is the demo's own user."""
        address = {"shop_address": _ADDRESS, "receipt_header": _ADDRESS}
        await self._settings.update(self._stage.admin, SettingsUpdate.model_validate(address))
        await self._buying.add_suppliers()
        await self._customers.join(160)
        asha = CustomerCreate(name="Asha Rao", phone="98765 00000", user_id=self._stage.customer.claims.user_id)
        self._asha_id, _ = await self._people.create(self._stage.admin, asha)
        await self._money.add_hotel()

    async def past_day(self, day: date, days_left: int) -> int:
        """Live through a day of the past; return the number of sales."""
        is_yesterday = days_left == 1
        hidden = LEFT_TODAY if is_yesterday else ()
        opening = self._stage.at(day, OPENING)
        came_in = await self._kitchen.morning(day, opening, always=hidden)
        await self._money.open_drawer(opening)
        await self._counter.hand_over(opening)
        to_hotel = await self._money.hotel_day(opening, days_left)
        await self._corrections.morning(days_left, day, came_in)
        await self._buying.day(days_left, day)
        if day.weekday() == 0:
            await self._customers.join(8)
        closing = self._stage.at(day, CLOSING)
        sold = await self._counter.day(day, closing, self._customers.ids, never=hidden)
        await self._corrections.evening(days_left, sold)
        if days_left == 6:
            await self._corrections.stocktake("The barfi tray.", "Barfi & Katli", post=True)
        if is_yesterday:
            for actor in (self._stage.admin, await self._access.confirm(self._stage.salesperson)):
                await self._notifications.read_all(actor)
            sold += await self._counter.sell_down(closing + timedelta(minutes=5), LEFT_TODAY, self._asha_id)
        await self._money.close_drawer(closing + timedelta(minutes=8), days_left)
        if days_left % 6 == 1:
            late = closing + timedelta(minutes=self._stage.random.randrange(10, 100))
            sold += await self._counter.buy_online(late, _USUAL_ORDERS[(days_left // 6 + 1) % len(_USUAL_ORDERS)])
        return len(sold) + to_hotel

    async def today(self, day: date, now: datetime) -> int:
        """Live through today until now; return the number of sales."""
        morning = min(now, self._stage.at(day, OPENING))
        await self._kitchen.morning(day, morning, always=FRESH_TODAY, never=LEFT_TODAY)
        await self._notifications.send(self._stage.admin, _MESSAGE)
        if morning < now:
            await self._money.open_drawer(morning)
            await self._counter.hand_over(morning)
        await self._buying.day(0, day)
        sold = await self._counter.day(day, now, self._customers.ids, never=LEFT_TODAY)
        sold += await self._counter.buy_online(max(morning, now - timedelta(minutes=20)), _USUAL_ORDERS[0])
        self._stage.clock.now = now
        await self._corrections.stocktake("The ladoo tray, before it is filled again.", "Ladoo", post=False)
        return len(sold)


_MESSAGE = NotificationCreate(
    title="Weigh without the box",
    body="Put the empty box on the scale and press tare before you fill it. The box is not part of the price.",
    role=Role.SALESPERSON,
)
