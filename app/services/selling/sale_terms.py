"""The terms of baskets: discount limits and taxes, as the shop has them now."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from app.database.errors import TransactionAborted
from app.models import STAFF
from app.repositories.catalogue.sweets import SweetForSale
from app.repositories.catalogue.tax_classes import TaxClassRepository
from app.services.common.context import ShopContext
from app.services.selling.basket import BasketContents
from app.services.selling.pricing.sale_amounts import SaleTerms
from app.services.shop.settings import SettingsService


class SaleTermsService:
    """Reads the terms that baskets are priced by."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._context = context
        self._tax_classes = TaxClassRepository(session)
        self._settings = SettingsService(session, context)

    async def of(
        self, baskets: Sequence[BasketContents], sweets: Mapping[int, SweetForSale], cash_rounding: Decimal | None
    ) -> SaleTerms:
        """Return the terms of some baskets; no statement when nothing is taxed or discounted.

        `cash_rounding` is the setting as an admin has set it, if anybody has.
        """
        if cash_rounding is None:
            cash_rounding = self._context.defaults.cash_rounding
        taxed = {
            (tax_class_id, self._context.day_of(basket.happened_at))
            for basket in baskets
            for line in basket.lines
            if line.sweet_id in sweets and (tax_class_id := sweets[line.sweet_id].tax_class_id) is not None
        }
        if not taxed and not any(basket.has_discount for basket in baskets):
            return SaleTerms(self._context, cash_rounding=cash_rounding)
        settings = await self._settings.current()
        taxes = await self._tax_classes.due(taxed) if taxed else {}
        if len(taxes) < len(taxed):
            raise TransactionAborted("try_again", "A tax class has just been deleted. Try again.", retry_after=1)
        return SaleTerms(
            self._context,
            max_discount_percent={role: settings.max_discount_percent(role) for role in STAFF},
            tax_mode=settings.tax_mode if taxed else None,
            taxes=taxes,
            cash_rounding=cash_rounding,
        )
