"""The shop's profile."""

from app.schemas.shop import ShopRead
from app.services.common.context import ShopContext


def shop_profile(context: ShopContext) -> ShopRead:
    """Return what every visitor may know of the shop."""
    settings = context.settings
    return ShopRead(
        name=settings.shop_name,
        currency=settings.currency,
        time_zone=settings.time_zone,
        today=context.today(),
    )
