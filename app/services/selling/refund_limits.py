"""The limits on the money a salesperson may give back, by refunds and by voids."""

from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Forbidden
from app.models import Role
from app.repositories.selling.refund_totals import RefundTotalRepository
from app.repositories.selling.sales import SaleToUndo
from app.services.common.access import Actor
from app.services.common.context import ShopContext
from app.services.shop.settings import SettingsService


class RefundLimitService:
    """Checks money given back against the shop's settings, read in the same transaction."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._settings = SettingsService(session, context)
        self._given_back = RefundTotalRepository(session)

    async def check(self, actor: Actor, sale_id: int, sale: SaleToUndo, amount: Decimal) -> None:
        """Refuse a salesperson their own sale or more than the limit, if the settings say so.

        Before money is given back, the sale has to be locked. The limit holds for all refunds of a sale together, so
        that nobody splits one.
        """
        if actor.role is not Role.SALESPERSON:
            return
        settings = await self._settings.current()
        if not settings.salesperson_may_refund_own_sales and _is_own(sale, actor):
            detail = (
                "Nobody gives money back for a sale of their own in this shop. Ask another salesperson or an admin."
            )
            raise Forbidden("refund_of_own_sale", detail)
        limit = settings.salesperson_max_refund
        if limit is not None and amount + await self._given_back.given_back_but_by_admins(sale_id) > limit:
            detail = "This is more than salespeople of this shop give back for one sale. Ask an admin."
            raise Forbidden("refund_above_limit", detail)


def _is_own(sale: SaleToUndo, actor: Actor) -> bool:
    if sale.customer_id is not None and sale.customer_id == actor.customer_id:
        return True
    return actor.user_id in (sale.seller_id, sale.buyer_id)
