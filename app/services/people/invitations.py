"""Invitations: created and revoked by admins, used up by registering."""

from dataclasses import replace
from datetime import datetime, timedelta

from pydantic_core import from_json, to_json
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.email import email_key
from app.core.errors import Conflict, Malformed, NotFound
from app.core.origin import Origin
from app.core.pagination import Page, Slice
from app.core.security import derive_key, hash_token, new_token, successor_of
from app.models import Invitation, User
from app.printing.qr import qr_svg
from app.repositories.people.invitations import InvitationRepository
from app.schemas.invitation import InvitationCreate, InvitationQuery
from app.services.common.access import Actor, refuse_unconfirmed
from app.services.common.audit import AuditEntry, AuditService
from app.services.common.idempotency import Answer, IdempotencyService, RequestKey
from app.services.people.context import LoginContext


class InvitationService:
    """Keeps the invitations."""

    def __init__(self, session: AsyncSession, context: LoginContext) -> None:
        self._clock = context.clock
        self._secret = context.installation.secret_key.get_secret_value()
        self._idempotency = IdempotencyService(session, context)
        self._audit = AuditService(session, context)
        self._invitations = InvitationRepository(session)

    async def list_invitations(self, query: InvitationQuery, page: Page) -> Slice:
        """Return one page of invitations."""
        return await self._invitations.list_json(query.filters(), page, self._clock())

    async def get(self, invitation_id: int) -> str:
        """Return an invitation as JSON."""
        invitation = await self._invitations.get_json(invitation_id, self._clock())
        if invitation is None:
            raise invitation_not_found()
        return invitation

    async def create(
        self, actor: Actor, new: InvitationCreate, public_url: str, request_key: RequestKey | None
    ) -> Answer:
        """Add an invitation, once per key; answer with its token and link, which only this request ever shows.

        The answer is stored without the token: a retry calculates it again from its key.
        """
        now = self._clock()
        refuse_unconfirmed(actor, now)
        seed = new_token() if request_key is None else request_key.key

        async def work() -> Answer:
            invitation = Invitation(
                token_hash=hash_token(self._token_of(actor, seed, now)),
                role=new.role,
                email=new.email,
                created_by=actor.user_id,
                created_at=now,
                expires_at=now + timedelta(hours=new.expires_in_hours),
            )
            await self._invitations.add(invitation)
            await self._audit.record(actor, "invitation.created", invitation.id, after=invitation.snapshot())
            return Answer(invitation.id, await self.get(invitation.id))

        answer = await self._idempotency.once(actor.user_id, request_key, work)
        shown = from_json(answer.body)
        token = self._token_of(actor, seed, datetime.fromisoformat(shown["created_at"]))
        link = f"{public_url}/account/register?invitation={token}"
        return replace(answer, body=to_json(shown | {"token": token, "link": link, "qr_svg": qr_svg(link)}).decode())

    async def revoke(self, actor: Actor, invitation_id: int) -> None:
        """Revoke an invitation. A used one is rejected; revoking one again changes nothing."""
        invitation = await self._invitations.get_exclusive(invitation_id)
        if invitation is None:
            raise invitation_not_found()
        if invitation.used_at is not None:
            detail = "Somebody has registered with this invitation. Change or disable their account instead."
            raise Conflict("invitation_used", detail)
        if invitation.revoked_at is not None:
            return
        before = invitation.snapshot()
        invitation.revoked_at = self._clock()
        await self._invitations.flush()
        await self._audit.record(actor, "invitation.revoked", invitation_id, before=before, after=invitation.snapshot())

    async def use(self, token: str, email: str) -> Invitation:
        """Use up the invitation of a token. The error is the same whatever is wrong with it."""
        invitation = await self._invitations.use(hash_token(token), self._clock())
        if invitation is None or (invitation.email and email_key(invitation.email) != email_key(email)):
            raise Malformed("invitation_invalid", "This invitation cannot be used. Ask for a new one.")
        return invitation

    def _token_of(self, actor: Actor, seed: str, created_at: datetime) -> str:
        """Return the token of a new invitation, which nobody can calculate without the shop's secret."""
        origin = f"{actor.user_id} {created_at.timestamp()} {seed}"
        return successor_of(origin, derive_key(self._secret, "invitation token"))

    async def set_user(self, invitation: Invitation, user: User, origin: Origin) -> None:
        """Store which user registered with an invitation."""
        invitation.used_by = user.id
        await self._invitations.flush()
        after = {"used_at": invitation.used_at, "used_by": user.id}
        entry = AuditEntry(
            "invitation.used", invitation.id, origin, actor_id=user.id, actor_role=user.role, after=after
        )
        await self._audit.record_all([entry])


def invitation_not_found() -> NotFound:
    """Return the error for an invitation that does not exist."""
    return NotFound("invitation_not_found", "There is no such invitation.")
