"""How somebody becomes staff."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.api.deps import AdminDep, AdminReaderDep, PublicUrl
from app.api.once import Once
from app.api.responses import created_response, json_response, list_response, problems
from app.api.routing import ShopRouter
from app.api.services import Reading, Writing
from app.schemas.base import Id
from app.schemas.invitation import (
    InvitationCreate,
    InvitationCreated,
    InvitationPage,
    InvitationQuery,
    InvitationRead,
)
from app.services.people.invitations import InvitationService

router = ShopRouter("/invitations", tags=["people"])

InvitationId = Annotated[Id, Path()]


@router.get("", response_model=InvitationPage, responses=problems(401, 403))
async def list_invitations(
    request: Request, query: Annotated[InvitationQuery, Query()], _: AdminReaderDep, service: Reading[InvitationService]
) -> Response:
    """List the invitations, newest first."""
    return list_response(request, await service.list_invitations(query, query.page()))


@router.post("", status_code=201, response_model=InvitationCreated, responses=problems(401, 403, body=True))
async def create_invitation(
    new: InvitationCreate, actor: AdminDep, service: Writing[InvitationService], public_url: PublicUrl, once: Once
) -> Response:
    """Invite somebody to register as staff. The token, its link and its QR code are shown this once: pass one on.
    A retry with the same Idempotency-Key shows them again.

    Inviting an admin needs a login that was confirmed in the last ten minutes (see `POST /api/auth/confirm`).
    """
    answer = await service.create(actor, new, public_url, once.request_key(new))
    return created_response(answer, "/api/invitations")


@router.get("/{invitation_id:id}", response_model=InvitationRead, responses=problems(401, 403, 404))
async def get_invitation(
    invitation_id: InvitationId, _: AdminReaderDep, service: Reading[InvitationService]
) -> Response:
    """Show an invitation."""
    return json_response(await service.get(invitation_id))


@router.delete("/{invitation_id:id}", status_code=204, responses=problems(401, 403, 404, 409))
async def revoke_invitation(invitation_id: InvitationId, actor: AdminDep, service: Writing[InvitationService]) -> None:
    """Revoke an invitation that nobody has used yet. It stays in the list."""
    await service.revoke(actor, invitation_id)
