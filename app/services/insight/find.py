"""Finding anything: each kind as its list searches it, and documents by their numbers."""

import re
from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.phone import digits_to_find
from app.models import Role
from app.repositories.insight.find import FindRepository, Found
from app.schemas.find import FoundItem, FoundKind, FoundRead
from app.services.common.access import Actor
from app.services.common.context import ShopContext

_SALE_NUMBER = re.compile(r"(?:(?P<year>[0-9]{2,4}(?:-[0-9]{2})?)/)?(?P<digits>[0-9]{1,12})")
_REFUND_NUMBER = re.compile(r"r(?P<year>[0-9]{4}-[0-9]{2})/0*(?P<digits>[0-9]{1,9})", re.IGNORECASE)
_MAX_DIGITS = 12
_ORDER_NUMBER = re.compile(r"(?:po-?)?\s*0*(?P<id>[1-9][0-9]{0,17})", re.IGNORECASE)
_LOT_NUMBER = re.compile(r"#?\s*0*(?P<id>[1-9][0-9]{0,17})")


class FindService:
    """Looks for a text everywhere the actor may look."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._zone = context.settings.time_zone
        self._found = FindRepository(session)

    async def find(self, actor: Actor, text: str) -> str:
        """Return what was found as JSON. Suppliers, purchase orders and users are shown to admins alone."""
        digits, year = _sale_number(text)
        sales = _items(FoundKind.SALE, await self._found.sales(digits, year, self._zone))
        refunds = _items(FoundKind.REFUND, await self._found.refunds(_refund_number(text), self._zone))
        items = [
            # Who gives a year has a paper in hand, and looks for that.
            *(sales if year is not None else ()),
            *refunds,
            *_items(FoundKind.SWEET, await self._found.sweets(text)),
            *_items(FoundKind.CUSTOMER, await self._found.customers(text, digits_to_find(text))),
            *(sales if year is None else ()),
            *_items(FoundKind.LOT, await self._found.lots(_id(_LOT_NUMBER, text))),
        ]
        if actor.role is Role.ADMIN:
            items += [
                *_items(FoundKind.SUPPLIER, await self._found.suppliers(text)),
                *_items(FoundKind.PURCHASE_ORDER, await self._found.purchase_orders(text, _id(_ORDER_NUMBER, text))),
                *_items(FoundKind.USER, await self._found.users(text)),
            ]
        return FoundRead(items=items).model_dump_json()


def _items(kind: FoundKind, found: Iterable[Found]) -> list[FoundItem]:
    return [FoundItem(kind=kind, id=one.id, title=one.title, detail=one.detail or None) for one in found]


def _sale_number(text: str) -> tuple[str | None, str | None]:
    """Return the last digits of a sale number and its financial year; with a year they are the whole number."""
    number = _SALE_NUMBER.fullmatch(text)
    if number is None:
        return None, None
    year = number["year"]
    return (number["digits"] if year is None else number["digits"].zfill(_MAX_DIGITS)), year


def _refund_number(text: str) -> str | None:
    """Return the whole number of a refund, however it is typed."""
    number = _REFUND_NUMBER.fullmatch(text)
    return None if number is None else f"R{number['year']}/{number['digits'].zfill(6)}"


def _id(pattern: re.Pattern[str], text: str) -> int | None:
    number = pattern.fullmatch(text)
    return None if number is None else int(number["id"])
