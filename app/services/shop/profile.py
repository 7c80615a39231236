"""What the settings tell visitors and staff."""

from app.models import Role
from app.schemas.shop import ShopRead, StaffLimitsRead
from app.services.common.context import ShopContext


def shop_profile(context: ShopContext) -> ShopRead:
    """Return what every visitor may know of the shop."""
    settings = context.settings
    return ShopRead(
        name=settings.shop_name,
        address=settings.shop_address,
        currency=settings.currency,
        time_zone=settings.time_zone,
        today=context.today(),
        customers_may_buy=settings.customers_may_buy,
    )


def staff_limits(context: ShopContext, role: Role) -> StaffLimitsRead:
    """Return what the settings let a salesperson or an admin do."""
    settings, is_admin = context.settings, role is Role.ADMIN
    return StaffLimitsRead(
        max_discount_percent=settings.max_discount_percent(role),
        max_refund=None if is_admin else settings.salesperson_max_refund,
        may_refund_own_sales=is_admin or settings.salesperson_may_refund_own_sales,
        may_restock=is_admin or settings.salesperson_may_restock,
        other_tenders=settings.other_tenders,
        draws_upi_codes=settings.draws_upi_codes,
        cash_rounding=settings.cash_rounding,
    )
