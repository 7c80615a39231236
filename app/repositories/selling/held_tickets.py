"""Queries over held tickets."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, bindparam, delete, select

from app.core.pagination import Page, Slice
from app.models import Customer, HeldTicket, User
from app.repositories.common.base import Repository
from app.repositories.common.json_columns import decimal_text, json_object, moment_text
from app.repositories.common.keyset import KeysetList, SortColumn, parse_moment


class HeldTicketRepository(Repository[HeldTicket]):
    """Reads and writes held tickets."""

    _model = HeldTicket

    async def list_json(self, filters: Mapping[str, Any], page: Page) -> Slice:
        """Return one page of held tickets as JSON, without their lines."""
        return await _LIST.fetch(self._session, page, filters)

    async def get_json(self, ticket_id: int) -> str | None:
        """Return a held ticket's JSON."""
        return (await self._session.execute(_ONE, {"id": ticket_id})).scalar_one_or_none()

    async def delete_before(self, moment: datetime) -> None:
        """Delete tickets held before a moment."""
        await self._session.execute(delete(HeldTicket).where(HeldTicket.held_at < moment))


_FIELDS: Mapping[str, Any] = {
    "id": HeldTicket.id,
    "title": HeldTicket.title,
    "customer_id": HeldTicket.customer_id,
    "line_count": HeldTicket.line_count,
    "total": decimal_text(HeldTicket.total),
    "can_be_sold": HeldTicket.can_be_sold,
    "held_by": HeldTicket.held_by,
    "held_at": moment_text(HeldTicket.held_at),
}

_LIST = KeysetList(
    select(HeldTicket.id)
    .outerjoin(Customer, Customer.id == HeldTicket.customer_id)
    .outerjoin(User, User.id == HeldTicket.held_by),
    item=json_object(**_FIELDS, customer_name=Customer.name, held_by_name=User.full_name),
    row_id=HeldTicket.id,
    sorts={"held_at": SortColumn(HeldTicket.held_at, parse_moment)},
    filters={"customer_id": HeldTicket.customer_id == bindparam("customer_id", type_=BigInteger)},
)
_ONE = select(json_object(**_FIELDS, lines=HeldTicket.lines, discount=HeldTicket.discount, note=HeldTicket.note)).where(
    HeldTicket.id == bindparam("id", type_=BigInteger)
)
