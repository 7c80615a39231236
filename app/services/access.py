"""Who may act: the claims of a token, held against how the user stands at this moment."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Unauthenticated
from app.core.security import AccessClaims
from app.models import STAFF, Role
from app.repositories.users import UserRepository


@dataclass(frozen=True, slots=True)
class Actor:
    """A user who was confirmed a moment ago and is doing something now."""

    user_id: int
    session_id: int
    role: Role

    @property
    def is_staff(self) -> bool:
        """Whether they work in the shop."""
        return self.role in STAFF


class AccessService:
    """Confirms that the users behind claims are still who the claims say."""

    def __init__(self, session: AsyncSession) -> None:
        self._users = UserRepository(session)

    async def confirm_all(self, claims: Sequence[AccessClaims]) -> list[Actor | Unauthenticated]:
        """Return an actor, or the refusal, for each of the claims: one statement however many.

        Refused are users who were disabled, logged out, or changed since the token was issued.
        """
        logins = list({(claim.user_id, claim.session_id) for claim in claims})
        standings = await self._users.standings(logins)
        confirmed: list[Actor | Unauthenticated] = []
        for claim in claims:
            standing = standings.get((claim.user_id, claim.session_id))
            if standing is None or (standing.token_version, standing.role) != (claim.token_version, claim.role):
                confirmed.append(no_longer_valid())
            else:
                confirmed.append(Actor(claim.user_id, claim.session_id, Role(standing.role)))
        return confirmed

    async def confirm(self, claims: AccessClaims) -> Actor:
        """Return the actor behind the claims, or raise the refusal."""
        (actor,) = await self.confirm_all([claims])
        if isinstance(actor, Unauthenticated):
            raise actor
        return actor


def no_longer_valid() -> Unauthenticated:
    """Return the refusal of a token that was good once."""
    return Unauthenticated("token_revoked", "This login is no longer valid. Log in again.")
