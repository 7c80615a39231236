"""Held tickets: baskets put aside at one till, to be taken up at any."""

from decimal import Decimal
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Conflict, FieldError, NotFound
from app.core.pagination import Page, Slice
from app.models import HeldTicket, Tender
from app.repositories.people.customers import CustomerRepository
from app.repositories.selling.held_tickets import HeldTicketRepository
from app.schemas.held_ticket import HeldTicketCreate, HeldTicketQuery
from app.schemas.quote import QuoteRead
from app.services.common.access import Actor
from app.services.common.audit import AuditService
from app.services.common.context import ShopContext
from app.services.common.idempotency import Answer, IdempotencyService, RequestKey
from app.services.people.customers import customer_gone
from app.services.selling.basket import contents_of
from app.services.selling.quotes import QuoteService


class HeldTicketService:
    """Holds tickets. Nothing is reserved for them: a quote says what has changed since."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._clock = context.clock
        self._audit = AuditService(session, context)
        self._idempotency = IdempotencyService(session, context)
        self._customers = CustomerRepository(session)
        self._tickets = HeldTicketRepository(session)
        self._quotes = QuoteService(session, context)

    async def list_tickets(self, query: HeldTicketQuery, page: Page) -> Slice:
        """Return one page of held tickets."""
        return await self._tickets.list_json(query.filters(), page)

    async def get(self, ticket_id: int) -> str:
        """Return a held ticket as JSON."""
        ticket = await self._tickets.get_json(ticket_id)
        if ticket is None:
            raise _not_found()
        return ticket

    async def hold(self, actor: Actor, new: HeldTicketCreate, request_key: RequestKey | None) -> Answer:
        """Hold a basket, once per key, whatever its quote says of it. A customer it names has to exist."""

        async def work() -> Answer:
            if new.customer_id is not None and not await self._customers.keep_all([new.customer_id]):
                raise await customer_gone(self._customers, new.customer_id)
            quote = await self._quotes.quote(contents_of(new, self._clock()), actor.role, Tender.CASH)
            ticket = HeldTicket(
                **new.columns(_sold(quote)), total=quote.total, can_be_sold=quote.can_be_sold, held_by=actor.user_id
            )
            await self._tickets.add(ticket)
            await self._audit.record(actor, "held_ticket.created", ticket.id, after=_audited(ticket))
            return Answer(ticket.id, await self.get(ticket.id))

        return await self._idempotency.once(actor.user_id, request_key, work)

    async def take_up(self, actor: Actor, ticket_id: int, request_key: RequestKey | None) -> Answer:
        """Take a ticket up, once per key: it is answered and no longer held. Of several tills one gets it."""

        async def work() -> Answer:
            ticket = await self._locked(ticket_id)
            body = await self.get(ticket_id)
            await self._remove(actor, ticket, "held_ticket.taken_up")
            return Answer(ticket_id, body)

        return await self._idempotency.once(actor.user_id, request_key, work)

    async def discard(self, actor: Actor, ticket_id: int) -> None:
        """Delete a ticket that nobody wants any more."""
        await self._remove(actor, await self._locked(ticket_id), "held_ticket.discarded")

    async def _locked(self, ticket_id: int) -> HeldTicket:
        ticket = await self._tickets.get_for_update(ticket_id)
        if ticket is None:
            raise _not_found()
        return ticket

    async def _remove(self, actor: Actor, ticket: HeldTicket, action: str) -> None:
        before = _audited(ticket)
        await self._tickets.delete(ticket)
        await self._audit.record(actor, action, ticket.id, before=before)


def _sold(quote: QuoteRead) -> list[tuple[int, Decimal]]:
    """Return the sweet and the quantity of each line; refuse what no later sale could make sense of."""
    sold = []
    for line in quote.lines:
        pointer = f"/lines/{line.line_no - 1}"
        if line.sweet_id is None:
            (problem,) = [one for one in quote.problems if one.pointer.startswith(f"{pointer}/")]
            raise NotFound(
                "sweet_not_found", problem.detail, [FieldError(problem.pointer, problem.code, problem.detail)]
            )
        if line.quantity == 0:
            detail = f"{line.name} is sold out."
            raise Conflict(
                "insufficient_stock", detail, [FieldError(f"{pointer}/all_left", "insufficient_stock", detail)]
            )
        sold.append((line.sweet_id, line.quantity))
    return sold


def _audited(ticket: HeldTicket) -> dict[str, Any]:
    return {"customer_id": ticket.customer_id, "line_count": ticket.line_count, "total": ticket.total}


def _not_found() -> NotFound:
    detail = "No such ticket is held. Somebody has taken it up or discarded it, or it was held too long."
    return NotFound("held_ticket_not_found", detail)
