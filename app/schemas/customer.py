"""People who buy, whether or not they have an account."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from app.core.gstin import normalise_gstin
from app.schemas.base import (
    ONE_LINE,
    Body,
    BodyId,
    Cost,
    DecimalText,
    Email,
    Id,
    ListQuery,
    Name,
    Note,
    PageRead,
    Schema,
    TrimmedNotEmpty,
)
from app.schemas.link_code import LinkCode

Phone = Annotated[
    str,
    StringConstraints(min_length=1, max_length=50, pattern=ONE_LINE),
    TrimmedNotEmpty,
    Field(description="In any spelling; without its country it is one of the shop's own.", examples=["098765 43210"]),
]


def _right_gstin(text: str) -> str:
    try:
        return normalise_gstin(text)
    except ValueError as error:
        raise PydanticCustomError("invalid_gstin", "{reason}", {"reason": str(error)}) from error


Gstin = Annotated[
    str,
    StringConstraints(max_length=50, pattern=ONE_LINE),
    AfterValidator(_right_gstin),
    Field(description="The tax number of a business, with its check character.", examples=["27AAPFU0939F1ZV"]),
]
Address = Annotated[
    Note,
    Field(description="Where the bill goes to; it may have several lines.", examples=["4 Laxmi Road\nPune 411030"]),
]

CreditLimit = Annotated[
    Cost,
    Field(
        description="How much they may owe for goods taken on account; null for nothing. An admin's to set.",
        examples=["5000.00"],
    ),
]


def _refuse_two_accounts(customer: Any) -> Any:  # noqa: ANN401 - a new customer or a changed one.
    if customer.user_id is not None and customer.link_code is not None:
        raise PydanticCustomError("account_given_twice", "Give user_id or link_code, not both.")
    return customer


class CustomerCreate(Body):
    """A new customer, or the whole of a changed one."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "Asha Rao", "phone": "098765 43210", "note": "No nuts."}]}
    )

    name: Name
    phone: Phone | None = None
    email: Email | None = None
    note: Note | None = None
    gstin: Gstin | None = None
    address: Address | None = None
    user_id: BodyId | None = Field(
        default=None, description="Their account, which then sees what they bought. An admin's to give."
    )
    link_code: LinkCode | None = None
    credit_limit: CreditLimit | None = None

    _one_account = model_validator(mode="after")(_refuse_two_accounts)


class CustomerUpdate(Body):
    """What to change of a customer; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"note": "No nuts, and little sugar."}]})

    name: Name | None = None
    phone: Phone | None = None
    email: Email | None = None
    note: Note | None = None
    gstin: Gstin | None = None
    address: Address | None = None
    user_id: BodyId | None = None
    link_code: LinkCode | None = None
    credit_limit: CreditLimit | None = None

    _one_account = model_validator(mode="after")(_refuse_two_accounts)

    @model_validator(mode="after")
    def _name_stays(self) -> Self:
        if "name" in self.model_fields_set and self.name is None:
            raise PydanticCustomError("name_required", "A customer has to have a name.")
        return self


class CustomerMerge(Body):
    """Who turned out to be this customer too."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"from_customer_id": 2}]})

    from_customer_id: BodyId = Field(description="The customer who is no more, and whose sales and details move.")


class CustomerRead(Schema):
    """A customer."""

    id: int
    name: str
    phone: str | None = Field(description="In E.164.", examples=["+919876543210"])
    email: str | None
    note: str | None
    gstin: str | None = Field(description="The tax number of a business.", examples=["27AAPFU0939F1ZV"])
    address: str | None = Field(description="Where the bill goes to.", examples=["4 Laxmi Road\nPune 411030"])
    user_id: int | None
    credit_limit: DecimalText | None = Field(
        description="How much they may owe; null for nothing.", examples=["5000.00"]
    )
    balance: DecimalText = Field(description="What they owe; negative for what they paid in advance.")
    created_at: datetime
    updated_at: datetime


class CustomerQuery(ListQuery):
    """Which customers to list."""

    sort_fields: ClassVar = ("name", "created_at")
    default_sort: ClassVar = "name"

    q: Name | None = Field(default=None, description="Part of the name or of the phone number, as anybody writes them.")
    name: Name | None = Field(default=None, description="Part of the name, in any case and without its accents.")
    phone: Phone | None = Field(default=None, description="The whole phone number; send its + as %2B.")
    user_id: Id | None = None


class CustomerPage(PageRead):
    """One page of customers."""

    items: list[CustomerRead]
