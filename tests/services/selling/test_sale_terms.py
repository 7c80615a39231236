"""The terms of a basket, read after its sweets."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.database.errors import TransactionAborted
from app.repositories.catalogue.sweets_for_sale import NamedSweets, SweetForSaleRepository
from app.services.common.context import ShopContext
from app.services.selling.basket import BasketContents, BasketLine
from app.services.selling.sale_terms import SaleTermsService
from tests.support.clock import suite_clock
from tests.support.requests import NewSweet
from tests.support.shop import TestShop


async def test_a_tax_class_that_went_after_its_sweet_was_read_asks_for_another_try(
    shop: TestShop, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet()
    context = ShopContext(suite_clock)
    basket = BasketContents(lines=(BasketLine(sweet["id"], Decimal(1)),), placed_at=suite_clock())
    async with shop.database.reading() as session:
        ((offered,), cash_rounding) = await SweetForSaleRepository(session).offered(
            NamedSweets([sweet["id"]]), context.day_of(basket.placed_at)
        )
        terms = SaleTermsService(session, context)
        await terms.of([basket], {sweet["id"]: offered}, cash_rounding)
        with pytest.raises(TransactionAborted):
            await terms.of([basket], {sweet["id"]: replace(offered, tax_class_id=999)}, cash_rounding)
