"""The shop as visitors see it."""

from app.api.deps import ShopDep, StaffReaderDep
from app.api.responses import problems
from app.api.routing import ShopRouter
from app.schemas.shop import ShopRead, StaffLimitsRead
from app.services.shop.profile import shop_profile, staff_limits

router = ShopRouter("/shop", tags=["settings"])


@router.get("", responses=problems())
async def get_shop(shop: ShopDep) -> ShopRead:
    """Show the shop's name, address, currency, time zone and today's date."""
    return shop_profile(shop.context)


@router.get("/limits", responses=problems(401, 403))
async def get_staff_limits(actor: StaffReaderDep, shop: ShopDep) -> StaffLimitsRead:
    """Show what the settings let you do and how the shop is paid, so that the till says it at the field. For staff."""
    return staff_limits(shop.context, actor.role)
