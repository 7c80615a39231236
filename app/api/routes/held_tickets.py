"""Baskets that are put aside at the till. For staff."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.api.deps import IdempotencyKey, StaffDep, StaffReaderDep
from app.api.responses import answer_response, created_response, json_response, list_response, problems
from app.api.routing import ShopRouter
from app.api.services import Reading, Writing
from app.schemas.base import Id
from app.schemas.held_ticket import HeldTicketCreate, HeldTicketPage, HeldTicketQuery, HeldTicketRead
from app.services.common.idempotency import RequestKey
from app.services.selling.held_tickets import HeldTicketService

router = ShopRouter("/tickets", tags=["selling"])

TicketId = Annotated[Id, Path()]


@router.get("", response_model=HeldTicketPage, responses=problems(401, 403))
async def list_held_tickets(
    request: Request, query: Annotated[HeldTicketQuery, Query()], _: StaffReaderDep, service: Reading[HeldTicketService]
) -> Response:
    """List the tickets that are held, newest first, without their lines."""
    return list_response(request, await service.list_tickets(query, query.page()))


@router.post("", status_code=201, response_model=HeldTicketRead, responses=problems(401, 403, 404, body=True))
async def hold_ticket(
    request: Request,
    new: HeldTicketCreate,
    actor: StaffDep,
    service: Writing[HeldTicketService],
    key: IdempotencyKey = None,
) -> Response:
    """Put a basket aside for three days, for any till to take up. Nothing is reserved: quote it again then.

    A basket that could not be sold is held all the same; `can_be_sold` says so.
    """
    request_key = RequestKey.of(key, request.scope["path"], new.model_dump_json())
    return created_response(await service.hold(actor, new, request_key), "/api/tickets")


@router.get("/{ticket_id:id}", response_model=HeldTicketRead, responses=problems(401, 403, 404))
async def get_held_ticket(ticket_id: TicketId, _: StaffReaderDep, service: Reading[HeldTicketService]) -> Response:
    """Show a ticket that stays held."""
    return json_response(await service.get(ticket_id))


@router.post("/{ticket_id:id}/take-up", response_model=HeldTicketRead, responses=problems(401, 403, 404))
async def take_up_ticket(
    request: Request,
    ticket_id: TicketId,
    actor: StaffDep,
    service: Writing[HeldTicketService],
    key: IdempotencyKey = None,
) -> Response:
    """Take a ticket up: it is no longer held, and no other till gets it. Repeat a lost reply with the same key."""
    return answer_response(await service.take_up(actor, ticket_id, RequestKey.of(key, request.scope["path"], "")))


@router.delete("/{ticket_id:id}", status_code=204, responses=problems(401, 403, 404))
async def discard_ticket(ticket_id: TicketId, actor: StaffDep, service: Writing[HeldTicketService]) -> None:
    """Discard a ticket that nobody wants any more."""
    await service.discard(actor, ticket_id)
