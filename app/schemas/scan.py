"""What a till's scanner reads."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from app.schemas.base import ONE_LINE, DecimalText, Schema, TrimmedNotEmpty
from app.schemas.sweet import SweetRead


class CodeKind(StrEnum):
    """How a scanned code names a sweet."""

    BARCODE = "barcode"
    SKU = "sku"
    SCALE_LABEL = "scale_label"


class QuantitySource(StrEnum):
    """Where on a label the quantity comes from."""

    WEIGHT = "weight"
    PRICE = "price"


class ScanQuery(Schema):
    """A scanned code."""

    code: Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=ONE_LINE), TrimmedNotEmpty] = Field(
        description="What the scanner typed: a barcode, a SKU, or the label of a scale.", examples=["8901030865275"]
    )


class ScanRead(Schema):
    """The sweet that a scanned code names, with the quantity if the code is a scale's label."""

    sweet: SweetRead
    kind: CodeKind
    quantity: DecimalText | None = Field(
        description="In the sweet's unit; null if the code has none, or if it cannot be told in this unit."
    )
    quantity_from: QuantitySource | None = Field(
        description="Whether the label has the weight, or the price, which is divided by the price of one unit."
    )
    is_rounded: bool = Field(
        description="Whether the quantity, worked out from the price, is rounded to the step of the sweet, so that "
        "it costs another amount than the label says."
    )
    label_price: DecimalText | None = Field(description="The price on the label, if it has one.")
