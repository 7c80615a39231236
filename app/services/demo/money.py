"""The demo's money: the drawer of each day, and what a hotel takes on account and pays later."""

from datetime import datetime
from decimal import Decimal

from app.models import DrawerMovementKind, Tender
from app.schemas.customer import CustomerCreate
from app.schemas.customer_account import AccountPaymentCreate
from app.schemas.drawer import DrawerClose, DrawerMovementCreate, DrawerSessionCreate, DrawerSessionRead
from app.services.common.access import AccessService
from app.services.demo.counter import DemoCounter
from app.services.demo.stage import Stage
from app.services.people.customers import CustomerService
from app.services.selling.customer_accounts import CustomerAccountService
from app.services.selling.drawers.drawers import DrawerService

_FLOAT = Decimal(2000)
_SHORT = Decimal(10)
_LIMIT = Decimal(25_000)
_TAKEN = {"NAM-BHUJIA": "1.500", "LAD-BESAN": "1.000"}
_PAID = {62: Decimal(3000), 33: Decimal(500), 5: Decimal(1000)}
"""What the hotel pays, by the days that are left until today. The rest is overdue."""


class DemoMoney:
    """Opens and closes the salesperson's drawer, and keeps the hotel's account."""

    def __init__(self, stage: Stage, counter: DemoCounter) -> None:
        self._stage = stage
        self._counter = counter
        self._access = AccessService(stage.session)
        self._drawers = DrawerService(stage.session, stage.context)
        self._accounts = CustomerAccountService(stage.session, stage.context)
        self._people = CustomerService(stage.session, stage.context)
        self._drawer_id = 0
        self._hotel_id = 0

    async def add_hotel(self) -> None:
        """Add the customer who takes goods on account."""
        hotel = CustomerCreate(name="Hotel Rajputana", phone="98765 10000", credit_limit=_LIMIT)
        self._hotel_id, _ = await self._people.create(self._stage.admin, hotel)

    async def open_drawer(self, moment: datetime) -> None:
        """Open the drawer with its float."""
        self._stage.clock.now = moment
        actor = await self._access.confirm(self._stage.salesperson)
        self._drawer_id, _ = await self._drawers.open(actor, DrawerSessionCreate(opening_float=_FLOAT))

    async def close_drawer(self, moment: datetime, days_left: int) -> None:
        """Take all but the float to the bank, then count and close; every ninth day some change is missing."""
        self._stage.clock.now = moment
        actor = await self._access.confirm(self._stage.salesperson)
        drawer = DrawerSessionRead.model_validate_json(await self._drawers.get(actor, self._drawer_id))
        expected = Decimal(drawer.expected)
        if expected > _FLOAT:
            drop = expected - _FLOAT
            out = DrawerMovementCreate(kind=DrawerMovementKind.OUT, amount=drop, reason="To the bank.")
            await self._drawers.move(actor, self._drawer_id, out, None)
            expected -= drop
        is_short = days_left % 9 == 4
        counted = expected - _SHORT if is_short else expected
        reason = "Ten short: change given wrong in the evening rush." if is_short else None
        await self._drawers.close(actor, self._drawer_id, DrawerClose(counted=counted, reason=reason), None)

    async def hotel_day(self, moment: datetime, days_left: int) -> int:
        """Let the hotel take goods every tenth day, and pay now and then; return the number of sales."""
        if days_left in _PAID:
            self._stage.clock.now = moment
            payment = AccountPaymentCreate(tender=Tender.UPI, amount=_PAID[days_left], reference=f"{days_left:012}")
            await self._accounts.pay(await self._access.confirm(self._stage.salesperson), self._hotel_id, payment)
        if days_left % 10 != 8:
            return 0
        return len(await self._counter.sell_on_account(moment, _TAKEN, self._hotel_id))
