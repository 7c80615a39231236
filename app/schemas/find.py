"""Finding anything in the shop by a few letters or digits."""

from enum import StrEnum

from pydantic import Field

from app.schemas.base import Name, Schema


class FoundKind(StrEnum):
    """What was found."""

    SWEET = "sweet"
    CUSTOMER = "customer"
    SALE = "sale"
    REFUND = "refund"
    LOT = "lot"
    SUPPLIER = "supplier"
    PURCHASE_ORDER = "purchase_order"
    USER = "user"


class FindQuery(Schema):
    """What to look for."""

    q: Name = Field(
        description="A name, as the lists search it; the number of a sale or its last digits; "
        "of a refund; of an order; of a lot.",
        examples=["gulab"],
    )


class FoundItem(Schema):
    """Something that was found."""

    kind: FoundKind
    id: int
    title: str = Field(examples=["Gulab Jamun"])
    detail: str | None = Field(description="What tells it from others of its kind, without words.", examples=["MIL-1"])


class FoundRead(Schema):
    """What was found, at most five of a kind, one kind after the other, a document of this whole number first."""

    items: list[FoundItem]
