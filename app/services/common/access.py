"""Who may act: the claims of a token, held against how the user stands at this moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import DomainError, Forbidden, Unauthenticated
from app.core.origin import NOWHERE, Origin
from app.core.security import AccessClaims
from app.models import STAFF, Role
from app.repositories.people.users import UserRepository

CONFIRMED_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, as their token says, and from where. Nothing is confirmed yet."""

    claims: AccessClaims
    origin: Origin = NOWHERE


@dataclass(frozen=True, slots=True)
class Actor:
    """A user who was confirmed a moment ago and is doing something now."""

    user_id: int
    session_id: int
    role: Role
    origin: Origin = NOWHERE
    customer_id: int | None = None
    """As whom the shop knows them over the counter, if staff linked the two."""
    confirmed_at: datetime | None = None
    """When they proved their password last within this login."""

    @property
    def is_staff(self) -> bool:
        """Whether they work in the shop."""
        return self.role in STAFF


class AccessService:
    """Confirms that callers are still who their tokens say."""

    def __init__(self, session: AsyncSession) -> None:
        self._users = UserRepository(session)

    async def confirm_all(
        self, callers: Sequence[Caller], *, own_account: bool = False
    ) -> list[Actor | Unauthenticated | Forbidden]:
        """Return an actor, or the refusal, for each of the callers: one statement however many.

        Refused are users who were disabled, logged out, or changed since the token was issued; and admins without the
        second factor the shop requires, unless it is for their own account, where they set it up.
        """
        logins = list({(caller.claims.user_id, caller.claims.session_id) for caller in callers})
        standings = await self._users.standings(logins)
        confirmed: list[Actor | Unauthenticated | Forbidden] = []
        for caller in callers:
            claim = caller.claims
            standing = standings.get((claim.user_id, claim.session_id))
            if standing is None or (standing.token_version, standing.role) != (claim.token_version, claim.role):
                confirmed.append(no_longer_valid())
            elif standing.lacks_second_factor and not own_account:
                detail = "This shop requires a second factor of admins. Set yours up: POST /api/auth/second-factor."
                confirmed.append(Forbidden("second_factor_required", detail))
            else:
                confirmed.append(
                    Actor(
                        claim.user_id,
                        claim.session_id,
                        Role(standing.role),
                        caller.origin,
                        standing.customer_id,
                        standing.confirmed_at,
                    )
                )
        return confirmed

    async def confirm(self, caller: Caller, *, own_account: bool = False) -> Actor:
        """Return the actor behind the caller, or raise the refusal."""
        (actor,) = await self.confirm_all([caller], own_account=own_account)
        if isinstance(actor, DomainError):
            raise actor
        return actor


def no_longer_valid() -> Unauthenticated:
    """Return the refusal of a token that was good once."""
    return Unauthenticated("token_revoked", "This login is no longer valid. Log in again.")


def refuse_unconfirmed(actor: Actor, now: datetime) -> None:
    """Raise the refusal unless the actor proved their password a short while ago: a stolen token cannot."""
    if actor.confirmed_at is None or actor.confirmed_at <= now - CONFIRMED_FOR:
        detail = "Send your password to POST /api/auth/confirm first. It holds for ten minutes; then try this again."
        raise Forbidden("confirmation_required", detail)
