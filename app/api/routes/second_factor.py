"""One's own second factor, for staff."""

from app.api.deps import CallerDep, EnrollingDep, EnrollingReaderDep, ShopDep
from app.api.responses import problems
from app.api.routing import ShopRouter
from app.api.services import OwnTransactions, Reading, Writing
from app.schemas.auth import Confirmation
from app.schemas.second_factor import RecoveryCodesRead, SecondFactorBegun, SecondFactorProof, SecondFactorRead
from app.services.people.confirmation import ConfirmationService
from app.services.people.second_factors import SecondFactorService

router = ShopRouter("/auth/second-factor", tags=["auth"])


@router.get("", responses=problems(401, 403))
async def get_second_factor(
    actor: EnrollingReaderDep, service: Reading[SecondFactorService], shop: ShopDep
) -> SecondFactorRead:
    """Show whether you have a second factor, and how many recovery codes are left."""
    return await service.show(actor, is_required=shop.context.settings.require_second_factor)


@router.post("", responses=problems(401, 403, 409))
async def begin_second_factor(
    actor: EnrollingDep, service: Writing[SecondFactorService], shop: ShopDep
) -> SecondFactorBegun:
    """Begin to set up a second factor: scan the QR code with an authenticator app, then confirm with its code.

    It needs a login that was confirmed in the last ten minutes (see `POST /api/auth/confirm`).
    """
    return await service.begin(actor, shop.context.settings.shop_name)


@router.post("/confirm", responses=problems(401, 403, 409, body=True))
async def confirm_second_factor(
    proof: SecondFactorProof, actor: EnrollingDep, service: Writing[SecondFactorService]
) -> RecoveryCodesRead:
    """Turn the second factor on by the first code of the app. The recovery codes are shown this once: keep them."""
    return await service.prove(actor, proof)


@router.post("/recovery-codes", responses=problems(401, 403, 409))
async def renew_recovery_codes(actor: EnrollingDep, service: Writing[SecondFactorService]) -> RecoveryCodesRead:
    """Draw new recovery codes; those before stop working. It needs a login confirmed in the last ten minutes."""
    return await service.renew_codes(actor)


@router.post("/remove", status_code=204, responses=problems(401, 403, 409, 429, body=True))
async def remove_second_factor(
    given: Confirmation, caller: CallerDep, service: OwnTransactions[ConfirmationService]
) -> None:
    """Remove your second factor, by your password and a code of it."""
    await service.remove_second_factor(caller, given)
