"""The demo's catalogue: categories, tax classes and sweets."""

from datetime import date
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Unit
from app.schemas.category import CategoryCreate
from app.schemas.sweet import SweetCreate
from app.schemas.tax_class import TaxClassCreate, TaxComponentCreate, TaxRateCreate
from app.services.catalogue.categories import CategoryService
from app.services.catalogue.sweets import SweetService
from app.services.catalogue.tax_classes import TaxClassService
from app.services.common.access import Actor
from app.services.common.context import ShopContext
from app.services.demo.stage import MINIMA, STEPS, StockedSweet
from app.services.demo.sweets import read_sweets

CATEGORIES = {
    "In Syrup": "Fried fresh and soaked through; best the day they are made.",
    "Ladoo": "Rounds for prayers, weddings and every good result.",
    "Barfi & Katli": "Squares of khoya and diamonds of nut paste.",
    "Peda & Milk Sweets": "Milk and patience, made every morning.",
    "Bengali": "Sweets of fresh chhena, kept chilled.",
    "Halwa": "Slow-cooked in ghee; several are best served warm.",
    "Rolls & Dry Fruit": "Nuts, dates and figs, rolled and sliced.",
    "South Indian": "Classics of Karnataka, Andhra and Kerala.",
    "Dry & Festive": "They keep and travel well.",
    "No Added Sugar": "Sweetened without sugar, and still sweet.",
    "Cakes": "From the oven and the cold counter; the label says which have egg.",
    "Chocolates": "Bars, rocks and truffles.",
    "Namkeen": "Something salty between two sweets.",
    "Gift Boxes": "Packed and ready to give.",
}
_SHORT_DAYS = 3
_LOW_AT = {Unit.KG: Decimal("0.500"), Unit.G: Decimal(200), Unit.PIECE: Decimal(6), Unit.BOX: Decimal(3)}
_LOW_AT_SHORT = {Unit.KG: Decimal("0.250"), Unit.PIECE: Decimal(3)}
"""Of sweets that keep a few days only, of which less is made at once."""
_GST_FROM, _GST_5_FROM = date(2017, 11, 15), date(2025, 9, 22)


async def fill_catalogue(session: AsyncSession, context: ShopContext, actor: Actor) -> dict[str, StockedSweet]:
    """Add the categories, the tax classes and the sweets; return the sweets by SKU."""
    categories = CategoryService(session, context)
    category_ids = {
        name: (await categories.create(actor, CategoryCreate(name=name, description=description)))[0]
        for name, description in CATEGORIES.items()
    }
    tax_class_ids = await _tax_classes(TaxClassService(session, context), actor)
    service = SweetService(session, context)
    stocked = {}
    for sweet in read_sweets():
        low_at = (_LOW_AT if sweet.shelf_life_days > _SHORT_DAYS else _LOW_AT_SHORT)[sweet.unit]
        new = SweetCreate(
            sku=sweet.sku,
            name=sweet.name,
            description=sweet.description,
            category_id=category_ids[sweet.category],
            price=sweet.price,
            unit=sweet.unit,
            quantity_step=STEPS[sweet.unit],
            min_quantity=MINIMA[sweet.unit],
            low_stock_threshold=low_at,
            shelf_life_days=sweet.shelf_life_days,
            tax_class_id=tax_class_ids.get(sweet.category, tax_class_ids[""]),
            diet=sweet.diet,
            allergens=list(sweet.allergens),
        )
        stocked[sweet.sku] = StockedSweet(await service.add(actor, new), sweet, low_at)
    return stocked


async def _tax_classes(service: TaxClassService, actor: Actor) -> dict[str, int]:
    """Add the tax classes; return their ids by category, that of all other categories under the empty name."""
    classes = {
        "": TaxClassCreate(name="Sweets and namkeen", hsn_code="2106", rates=_gst({_GST_FROM: "2.5"})),
        "Cakes": TaxClassCreate(name="Cakes", hsn_code="1905", rates=_gst({_GST_FROM: "9", _GST_5_FROM: "2.5"})),
        "Chocolates": TaxClassCreate(
            name="Chocolates", hsn_code="1806", rates=_gst({_GST_FROM: "9", _GST_5_FROM: "2.5"})
        ),
    }
    return {category: (await service.create(actor, new))[0] for category, new in classes.items()}


def _gst(halves: dict[date, str]) -> list[TaxRateCreate]:
    """Return the rates from each day on; half of a rate goes to the country and half to the state."""
    return [
        TaxRateCreate(
            effective_from=day,
            components=[TaxComponentCreate(name=name, rate_percent=Decimal(half)) for name in ("CGST", "SGST")],
        )
        for day, half in halves.items()
    ]
