"""Quotes: what a basket would cost, and what keeps it from being sold."""

from pydantic import Field

from app.models import TaxMode, Unit
from app.schemas.base import DecimalText, Schema
from app.schemas.problem import ProblemField
from app.schemas.sale import SaleLineTaxRead


class QuoteAmountsRead(Schema):
    """The amounts of one line, as the line of a sale has them."""

    line_total: DecimalText = Field(description="Quantity times price.")
    line_discount: DecimalText = Field(description="The discount on this line.")
    sale_discount: DecimalText = Field(description="This line's part of the discount on the whole.")
    discount: DecimalText = Field(description="Both together.")
    net: DecimalText = Field(description="The line total less the discount.")
    tax: DecimalText = Field(description="All taxes: on top of net, or contained in it, as tax_mode says.")
    taxes: list[SaleLineTaxRead]


class QuoteLineRead(Schema):
    """One line, with the sweet as it is now. What the shop does not know of a missing sweet is null."""

    line_no: int
    sweet_id: int | None
    sku: str | None
    name: str | None
    unit: Unit | None
    quantity: DecimalText = Field(description="What was asked for, or all that is left.")
    tare: DecimalText | None
    unit_price: DecimalText | None
    available: DecimalText | None = Field(description="How much this line can take beside the lines that can be sold.")
    largest_quantity: DecimalText | None = Field(
        description="The largest quantity that could be sold on this line, on the sweet's step; 0.000 if none."
    )
    amounts: QuoteAmountsRead | None = Field(description="null if the line cannot be sold.")


class QuoteRead(Schema):
    """The price of a basket at this moment. Nothing is reserved. Totals count the lines that can be sold."""

    lines: list[QuoteLineRead]
    subtotal: DecimalText
    discount_total: DecimalText
    tax_total: DecimalText
    tax_mode: TaxMode = Field(description="Whether prices include tax, or tax is added to them.")
    total: DecimalText = Field(description="The sum of the lines.")
    rounding: DecimalText = Field(description="What cash would add to the total or take off it.")
    amount_due: DecimalText = Field(description="What would be paid: total and rounding.")
    currency: str = Field(examples=["INR"])
    can_be_sold: bool = Field(description="Whether the sale of this basket would be accepted now.")
    problems: list[ProblemField] = Field(
        description="What a sale would refuse, in the order in which it asks. A refused discount is not taken off."
    )
