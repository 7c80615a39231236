"""Second factors of staff: set up, verified and removed."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from app.core.origin import NOWHERE
from app.core.second_factor import (
    SecretBox,
    enrolment_uri,
    matching_step,
    new_recovery_codes,
    new_secret,
    plain_recovery_code,
)
from app.core.security import hash_token
from app.models import Role, User
from app.printing.qr import qr_svg
from app.repositories.people.second_factors import SecondFactorRepository, StoredFactor
from app.repositories.people.sessions import SessionRepository
from app.repositories.people.users import UserRepository
from app.schemas.second_factor import RecoveryCodesRead, SecondFactorBegun, SecondFactorProof, SecondFactorRead
from app.services.common.access import Actor, no_longer_valid, refuse_unconfirmed
from app.services.common.audit import AuditEntry, AuditService
from app.services.people.context import LoginContext


class SecondFactorService:
    """Keeps the second factors. Secrets are stored encrypted and recovery codes as digests; neither is logged."""

    def __init__(self, session: AsyncSession, context: LoginContext) -> None:
        self._clock = context.clock
        self._box = SecretBox(context.installation.secret_key.get_secret_value())
        self._audit = AuditService(session, context)
        self._factors = SecondFactorRepository(session)
        self._sessions = SessionRepository(session)
        self._users = UserRepository(session)

    async def show(self, actor: Actor, *, is_required: bool) -> SecondFactorRead:
        """Return the state of the actor's second factor."""
        factor = await self._factors.get(actor.user_id)
        is_on = factor is not None and factor.is_on
        return SecondFactorRead(
            is_on=is_on,
            on_since=factor.proved_at if factor else None,
            recovery_codes_left=factor.recovery_codes_left if factor else 0,
            is_required=is_required and actor.role is Role.ADMIN,
        )

    async def begin(self, actor: Actor, shop_name: str) -> SecondFactorBegun:
        """Draw a secret for the actor's authenticator app. It is pending until the app's first code proves it."""
        now = self._clock()
        refuse_unconfirmed(actor, now)
        user = await self._users.get(actor.user_id)
        if user is None:
            raise no_longer_valid()
        secret = new_secret()
        if not await self._factors.begin(actor.user_id, self._box.close(secret), now):
            raise _already_on()
        await self._audit.record(actor, "second_factor.begun", actor.user_id)
        uri = enrolment_uri(secret, user.email, shop_name)
        return SecondFactorBegun(secret=secret, uri=uri, qr_svg=qr_svg(uri))

    async def prove(self, actor: Actor, proof: SecondFactorProof) -> RecoveryCodesRead:
        """Turn the second factor on by its first code; return recovery codes. Other sessions must confirm again."""
        now = self._clock()
        factor = await self._factors.get(actor.user_id)
        if factor is None:
            raise Conflict("second_factor_off", "There is no second factor here. Begin to set one up first.")
        if factor.is_on:
            raise _already_on()
        secret = self._box.open(factor.secret)
        step = matching_step(secret, proof.otp, now) if secret else None
        if step is None or not await self._factors.prove(actor.user_id, factor.secret, step, now):
            raise wrong_otp("Send the code your authenticator app shows now. If it is right, set the phone's clock.")
        # Sessions that were confirmed by the password alone have not shown the second factor.
        await self._sessions.unconfirm_others(actor.user_id, actor.session_id)
        await self._audit.record(actor, "second_factor.set_up", actor.user_id)
        return await self._draw_codes(actor.user_id)

    async def renew_codes(self, actor: Actor) -> RecoveryCodesRead:
        """Draw new recovery codes, which replace the previous ones."""
        refuse_unconfirmed(actor, self._clock())
        factor = await self._factors.get(actor.user_id)
        if factor is None or not factor.is_on:
            raise _is_off()
        await self._audit.record(actor, "second_factor.recovery_codes_renewed", actor.user_id)
        return await self._draw_codes(actor.user_id)

    async def remove(self, actor: Actor) -> None:
        """Remove the actor's second factor, a code of which they have just shown."""
        if not await self._factors.remove(actor.user_id):
            raise _is_off()
        await self._audit.record(actor, "second_factor.removed", actor.user_id)

    async def remove_of(self, actor: Actor, user_id: int) -> None:
        """Remove the second factor of another user, who lost their phone."""
        if user_id == actor.user_id:
            detail = "Remove your own at POST /api/auth/second-factor/remove, which asks for a code."
            raise Forbidden("own_second_factor", detail)
        refuse_unconfirmed(actor, self._clock())
        if not await self._factors.remove(user_id):
            raise _not_found()
        await self._audit.record(actor, "second_factor.removed", user_id)

    async def remove_by_hand(self, email: str) -> None:
        """Remove a user's second factor from the command line of the shop's machine."""
        user = await self._users.get_by_email(email)
        if user is None or not await self._factors.remove(user.id):
            raise _not_found()
        await self._audit.record_all([AuditEntry("second_factor.removed", user.id, NOWHERE)])

    async def needed_of(self, user: User) -> StoredFactor | None:
        """Return the second factor that a user has to show, or None."""
        factor = await self._factors.get(user.id)
        return factor if factor is not None and factor.is_on else None

    async def accepts(self, user: User, factor: StoredFactor, otp: str) -> bool:
        """Use up a code of the app or a recovery code; return False if it is wrong or was used before."""
        now, secret = self._clock(), self._box.open(factor.secret)
        step = matching_step(secret, otp, now) if secret else None
        if step is not None:
            return await self._factors.use_step(user.id, step)
        return await self._factors.use_recovery_code(user.id, hash_token(plain_recovery_code(otp)), now)

    async def _draw_codes(self, user_id: int) -> RecoveryCodesRead:
        codes = new_recovery_codes()
        await self._factors.set_recovery_codes(user_id, [hash_token(plain_recovery_code(code)) for code in codes])
        return RecoveryCodesRead(recovery_codes=codes)


def wrong_otp(
    detail: str = "Send a fresh code of your authenticator app, or a recovery code: each works once.",
) -> Invalid:
    """Return the error for a wrong code within a session."""
    return Invalid("wrong_otp", detail, [FieldError("/otp", "wrong_otp", detail)])


def _already_on() -> Conflict:
    return Conflict("second_factor_on", "You have a second factor. Remove it before you set up another.")


def _is_off() -> Conflict:
    return Conflict("second_factor_off", "You have no second factor. Set one up first.")


def _not_found() -> NotFound:
    return NotFound("second_factor_not_found", "There is no such user, or they have no second factor.")
