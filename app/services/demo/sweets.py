"""The demo's sweets, read from `sweets.csv`: real sweets at plausible prices of 2026."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from importlib import resources

from app.core.money import rounded
from app.models import Allergen, Diet, Unit


@dataclass(frozen=True, slots=True)
class DemoSweet:
    """A sweet of the demo. Its price for one unit is in the shop's currency."""

    category: str
    sku: str
    name: str
    unit: Unit
    price: Decimal
    shelf_life_days: int
    popularity: int
    """How often it is asked for, compared with the others."""
    allergens: tuple[Allergen, ...]
    supplier: str | None
    """Who makes it, if the shop does not."""
    description: str

    @property
    def diet(self) -> Diet:
        """The mark on its label: none of the sweets without milk and egg has honey in it."""
        if Allergen.EGG in self.allergens:
            return Diet.EGG
        return Diet.VEG if Allergen.MILK in self.allergens else Diet.VEGAN


def read_sweets() -> Iterator[DemoSweet]:
    """Read the sweets, category by category."""
    text = resources.files(__package__).joinpath("sweets.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        yield DemoSweet(
            category=row["category"],
            sku=row["sku"],
            name=row["name"],
            unit=Unit(row["unit"]),
            price=rounded(Decimal(row["price"])),
            shelf_life_days=int(row["shelf_life_days"]),
            popularity=int(row["popularity"]),
            allergens=tuple(map(Allergen, row["contains"].split())),
            supplier=row["supplier"] or None,
            description=row["description"],
        )
