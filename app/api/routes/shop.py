"""The shop as visitors see it."""

from app.api.deps import ShopDep
from app.api.responses import problems
from app.api.routing import ShopRouter
from app.schemas.shop import ShopRead
from app.services.shop.profile import shop_profile

router = ShopRouter("/shop", tags=["settings"])


@router.get("", responses=problems())
async def get_shop(shop: ShopDep) -> ShopRead:
    """Show the shop's name, currency, time zone and today's date."""
    return shop_profile(shop.context)
