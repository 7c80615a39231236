"""Sweets."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    DateTime,
    ForeignKey,
    Index,
    Numeric,
    SmallInteger,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, CreatedAt, Id, Money, Quantity, UpdatedAt, choice


class Unit(StrEnum):
    """What a sweet is sold by."""

    KG = "kg"
    G = "g"
    PIECE = "piece"
    BOX = "box"


WEIGHED = frozenset({Unit.KG, Unit.G})
"""Units that are weighed."""


class Diet(StrEnum):
    """Who a sweet is for, as the mark on its label says."""

    VEG = "veg"
    VEGAN = "vegan"
    EGG = "egg"
    NON_VEG = "non_veg"


class Allergen(StrEnum):
    """An ingredient a label has to name: Annex II of Regulation (EU) 1169/2011, which covers the list of FSSAI."""

    CELERY = "celery"
    CRUSTACEANS = "crustaceans"
    EGG = "egg"
    FISH = "fish"
    GLUTEN = "gluten"
    LUPIN = "lupin"
    MILK = "milk"
    MOLLUSCS = "molluscs"
    MUSTARD = "mustard"
    NUTS = "nuts"
    PEANUTS = "peanuts"
    SESAME = "sesame"
    SOYA = "soya"
    SULPHITES = "sulphites"


class Sweet(Base):
    """One sweet of the catalogue.

    The ledger's trigger alone writes `on_hand` and `stock_value`; `version` counts edits.
    """

    __tablename__ = "sweets"

    id: Mapped[Id]
    sku: Mapped[str]
    name: Mapped[str]
    description: Mapped[str | None]
    category_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("categories.id"))
    price: Mapped[Money]
    unit: Mapped[Unit] = mapped_column(choice(Unit, "unit"))
    quantity_step: Mapped[Quantity]
    min_quantity: Mapped[Quantity]
    low_stock_threshold: Mapped[Decimal | None] = mapped_column(Numeric(14, 3))
    shelf_life_days: Mapped[int | None] = mapped_column(SmallInteger)
    tax_class_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("tax_classes.id"))
    hsn_code: Mapped[str | None]
    barcode: Mapped[str | None]
    diet: Mapped[Diet | None] = mapped_column(choice(Diet, "diet"))
    allergens: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    picture_small: Mapped[str | None] = mapped_column(ForeignKey("pictures.hash"))
    picture_large: Mapped[str | None] = mapped_column(ForeignKey("pictures.hash"))
    picture_width: Mapped[int | None] = mapped_column(SmallInteger)
    picture_height: Mapped[int | None] = mapped_column(SmallInteger)
    """Width and height are those of the large picture."""
    on_hand: Mapped[Quantity] = mapped_column(server_default="0")
    stock_value: Mapped[Decimal] = mapped_column(Numeric(24, 7), server_default="0")
    """What the stock cost, as far as the cost of its lots is known."""
    version: Mapped[int] = mapped_column(server_default="1")
    archived_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]
    search_text: Mapped[str] = mapped_column(Computed("search_form(name)", persisted=True))
    sort_name: Mapped[str] = mapped_column(Text(collation="C"), Computed("name_order(name)", persisted=True))

    __table_args__ = (
        Index("uq_sweets_sku", text("text_key(sku)"), unique=True),
        Index("uq_sweets_barcode", "barcode", unique=True),
        Index("ix_sweets_category_id", "category_id"),
        Index("ix_sweets_tax_class_id", "tax_class_id", postgresql_where=text("tax_class_id IS NOT NULL")),
        Index("ix_sweets_picture_small", "picture_small", postgresql_where=text("picture_small IS NOT NULL")),
        Index("ix_sweets_picture_large", "picture_large", postgresql_where=text("picture_large IS NOT NULL")),
        Index("ix_sweets_sort_name_id", "sort_name", "id"),
        Index("ix_sweets_bare_name", text("replace(text_key(name), ' '::text, ''::text)")),
        Index("ix_sweets_price_id", "price", "id"),
        Index("ix_sweets_created_at_id", "created_at", "id"),
        Index(
            "ix_sweets_search_text",
            "search_text",
            postgresql_using="gin",
            postgresql_ops={"search_text": "gin_trgm_ops"},
        ),
        CheckConstraint("on_hand >= 0 AND on_hand < 'NaN'", name="on_hand_not_negative"),
        CheckConstraint("price > 0 AND price < 'NaN'", name="price_positive"),
        CheckConstraint("quantity_step > 0 AND quantity_step < 'NaN'", name="quantity_step_positive"),
        CheckConstraint("min_quantity > 0 AND min_quantity < 'NaN'", name="min_quantity_positive"),
        CheckConstraint("min_quantity % quantity_step = 0", name="min_quantity_on_step"),
        CheckConstraint(
            "low_stock_threshold >= 0 AND low_stock_threshold < 'NaN'", name="low_stock_threshold_not_negative"
        ),
        CheckConstraint(
            f"allergens <@ '{{{','.join(Allergen)}}}'::text[]",
            name="allergens_known",
        ),
        CheckConstraint("barcode ~ '^([0-9]{8}|[0-9]{12,14})$'", name="barcode_is_gtin"),
        CheckConstraint("shelf_life_days > 0", name="shelf_life_positive"),
        CheckConstraint(
            "num_nulls(picture_small, picture_large, picture_width, picture_height) IN (0, 4)", name="picture_whole"
        ),
        # Room on each page lets the ledger's updates of on_hand stay off the indexes (heap-only tuples).
        {"postgresql_with": {"fillfactor": 70}},
    )
