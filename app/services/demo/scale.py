"""A shop of ten years and of any size, around the shop of the demo. The same day gives the same shop."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.core.clock import financial_year
from app.database.unit_of_work import Database
from app.models import Role
from app.repositories.demo.scaled_catalogue import ScaledCatalogueRepository
from app.repositories.demo.scaled_trade import Month, ScaledShop, ScaledTradeRepository
from app.repositories.people.users import UserRepository
from app.services.common.context import ShopContext
from app.services.demo.demo import SALESPERSON_EMAIL

MONTHS = 120
SALES_OF_A_SWEET, SALES_OF_A_CUSTOMER = 100, 20
_SEASON = (95, 92, 108, 96, 98, 88, 92, 118, 104, 150, 165, 108)
"""How January to December sell: Rakhi in August, Diwali in October and November."""
_GROWTH = 0.006
"""What a month sells more than the month before."""


@dataclass(frozen=True, slots=True)
class _Span:
    begins: date
    days: int


class ScaledDemo:
    """Adds sales of the last ten years, with the sweets and the customers of as many, to a shop that has the demo's.

    It works as the owner of the books, a month in each transaction.
    """

    def __init__(self, database: Database, context: ShopContext, admin_email: str) -> None:
        self._database = database
        self._context = context
        self._admin_email = admin_email

    async def fill(self, sales: int, on_month: Callable[[int], None] = lambda _: None, *, months: int = MONTHS) -> None:
        """Add that many sales of as many months; `on_month` gets the number of months done."""
        now = self._context.clock()
        today = self._context.day_of(now)
        parts = list(_months(today, sales, months))
        shop = await self._open(sales, self._context.start_of(parts[0].begins), now)
        for done, month in enumerate(parts, 1):
            if month.sales:
                async with self._database.unit_of_work() as session:
                    await ScaledTradeRepository(session).month(shop, month)
            on_month(done)
        async with self._database.unit_of_work() as session:
            await ScaledTradeRepository(session).last_day(shop, today - timedelta(days=1), now, today)
        async with self._database.reading() as session:
            await ScaledTradeRepository(session).tidy()

    async def _open(self, sales: int, since: datetime, until: datetime) -> ScaledShop:
        sweets = max(sales // SALES_OF_A_SWEET, 30)
        customers = max(sales // SALES_OF_A_CUSTOMER, 30)
        suppliers = max(sweets // 1000, 3)
        async with self._database.unit_of_work() as session:
            users = UserRepository(session)
            catalogue = ScaledCatalogueRepository(session)
            admin = await users.get_by_email(self._admin_email)
            salesperson = await users.get_by_email(SALESPERSON_EMAIL)
            if admin is None or salesperson is None or admin.role is not Role.ADMIN:
                msg = "the demo's users come first"
                raise ValueError(msg)
            return ScaledShop(
                first_sweet=await catalogue.add_sweets(sweets, since),
                sweets=sweets,
                first_customer=await catalogue.add_customers(customers, since, until),
                customers=customers,
                first_supplier=await catalogue.add_suppliers(suppliers, since),
                suppliers=suppliers,
                first_lot=await ScaledTradeRepository(session).last_lot(),
                admin=admin.id,
                salesperson=salesperson.id,
                currency=self._context.settings.currency,
                zone=self._context.zone.key,
            )


def _months(today: date, sales: int, months: int) -> Iterator[Month]:
    """Yield the last months until yesterday; together they have that many sales."""
    spans = list(_spans(today, months))
    weights = [_SEASON[one.begins.month - 1] * (1 + _GROWTH) ** no * one.days for no, one in enumerate(spans)]
    whole = sum(weights)
    passed, first = 0.0, 0
    for span, weight in zip(spans, weights, strict=True):
        passed += weight
        after = round(sales * passed / whole)
        yield Month(span.begins, span.days, first, after - first, financial_year(span.begins))
        first = after


def _spans(today: date, months: int) -> Iterator[_Span]:
    number = today.year * 12 + today.month - 1
    for month in range(number - months + 1, number + 1):
        begins = date(month // 12, month % 12 + 1, 1)
        following = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
        yield _Span(begins, (min(following, today) - begins).days)
