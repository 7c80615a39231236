"""QR codes of UPI payments."""

from typing import Annotated

from pydantic import Field, StringConstraints

from app.schemas.base import DecimalText, Price, Schema


class SaleUpiCodeQuery(Schema):
    """How much of a sale a code is asked for."""

    amount: Price | None = Field(default=None, description="A part of what is due; left out, all of it.")


class UpiCodeQuery(Schema):
    """What a code is asked for, before there is a sale."""

    amount: Price
    reference: Annotated[str, StringConstraints(pattern="^[A-Za-z0-9]{1,35}$")] | None = Field(
        default=None, description="Letters and digits that the shop finds the payment by.", examples=["T7QK2M9XA"]
    )


class UpiCodeRead(Schema):
    """What a customer's UPI app is shown."""

    link: str = Field(examples=["upi://pay?pa=mithai@upi&pn=Sweet%20Shop&am=120.00&cu=INR&tr=202627000042"])
    qr_svg: str = Field(description="The link as a QR code in SVG.")
    amount: DecimalText
    payee: str = Field(description="The shop's UPI id.", examples=["mithai@upi"])
