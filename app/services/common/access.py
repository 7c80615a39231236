"""Who may act: the claims of a token, checked against the user's current row."""

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
    """Who a token says is calling, and from where. Not yet confirmed against the database."""

    claims: AccessClaims
    origin: Origin = NOWHERE


@dataclass(frozen=True, slots=True)
class Actor:
    """A caller whose account and login were confirmed for this request."""

    user_id: int
    session_id: int
    role: Role
    origin: Origin = NOWHERE
    customer_id: int | None = None
    """The customer that staff linked to this account, if any."""
    confirmed_at: datetime | None = None
    """When they last proved their password within this login."""

    @property
    def is_staff(self) -> bool:
        """Whether they are a salesperson or an admin."""
        return self.role in STAFF


class AccessService:
    """Confirms callers against the database."""

    def __init__(self, session: AsyncSession) -> None:
        self._users = UserRepository(session)

    async def confirm_all(
        self, callers: Sequence[Caller], *, own_account: bool = False
    ) -> list[Actor | Unauthenticated | Forbidden]:
        """Return an actor or an error for each caller, in their order. One statement for all of them.

        A user who was disabled, logged out or changed since the token was issued is rejected. So is an admin without
        the second factor that the shop requires, except on routes of their `own_account`, where they set it up.
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
        """Return the actor for a caller; raise `Unauthenticated` or `Forbidden` if they are rejected."""
        (actor,) = await self.confirm_all([caller], own_account=own_account)
        if isinstance(actor, DomainError):
            raise actor
        return actor


def no_longer_valid() -> Unauthenticated:
    """Return the error for a token that is no longer valid."""
    return Unauthenticated("token_revoked", "This login is no longer valid. Log in again.")


def refuse_unconfirmed(actor: Actor, now: datetime) -> None:
    """Raise `Forbidden` unless the actor proved their password in the last ten minutes: a token thief cannot."""
    if actor.confirmed_at is None or actor.confirmed_at <= now - CONFIRMED_FOR:
        detail = "Send your password to POST /api/auth/confirm first. It holds for ten minutes; then try this again."
        raise Forbidden("confirmation_required", detail)
