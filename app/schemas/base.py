"""What every request and answer shares: no unknown fields, bounded texts, numbers that fit their columns."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError, PydanticKnownError

from app.core.barcode import normalise_barcode
from app.core.email import normalise_email
from app.core.money import MAX_MONEY_PLACES, too_many_decimals
from app.core.names import tidy
from app.core.pagination import DEFAULT_LIMIT, MAX_CURSOR_LENGTH, MAX_LIMIT, Page, make_page

MAX_ID = 2**63 - 1

_NUMBER = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]|$)")
ONE_LINE = r"^[^\x00-\x1f\x7f]*$"
MANY_LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"


class Schema(BaseModel):
    """What goes in or out. A field it does not know is refused, so that nobody believes it was heeded."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)


class Body(Schema):
    """The body of a request."""

    @model_validator(mode="before")
    @classmethod
    def _refuse_what_is_not_an_object(cls, value: Any) -> Any:  # noqa: ANN401 - it may be anything that came in.
        # FastAPI reads bodies by attribute, and to that a list is an object with none of the fields set.
        if isinstance(value, list | str | int | Decimal):
            raise PydanticCustomError("object_expected", "A JSON object is expected.")
        return value


def refuse_unless_exactly_one(value: object, info: ValidationInfo, other: str) -> None:
    """Refuse a field if the one it may stand in for, which comes before it, is given too, or if neither is."""
    if other not in info.data or (value is None) != (info.data[other] is None):
        return
    names = {"field": info.field_name, "other": other}
    if value is None:
        raise PydanticCustomError("missing", "Give {field} or {other}.", names)
    raise PydanticCustomError("given_twice", "Give {field} or {other}, not both.", names)


def _refuse_unless_number(value: Any) -> Any:  # noqa: ANN401 - it may be anything that came in.
    # Python would also take True, 1_000 and the digits of every script.
    if isinstance(value, bool) or (isinstance(value, str) and not _NUMBER.fullmatch(value)):
        raise PydanticCustomError("number_expected", "A number is expected, such as 0.250.")
    return value


def _refuse_unless_near(day: date) -> date:
    if not 2000 <= day.year < 2200:
        raise PydanticCustomError("day_out_of_range", "Give a day from 2000-01-01 to 2199-12-31.")
    return day


def _refuse_unless_iso(value: Any) -> Any:  # noqa: ANN401 - it may be anything that came in.
    # Pydantic would take a bare number for seconds since 1970.
    if not isinstance(value, date) and not (isinstance(value, str) and _ISO_DAY.match(value)):
        raise PydanticCustomError(
            "iso_date_expected", "A date as YYYY-MM-DD is expected, with its time where it has one."
        )
    return value


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise PydanticCustomError("moment_out_of_range", "This moment is out of range.") from error


def _normalise_email(text: str) -> str:
    try:
        return normalise_email(text)
    except ValueError as error:
        raise PydanticCustomError("invalid_email", "This is not an e-mail address.") from error


def _normalise_barcode(text: str) -> str:
    try:
        return normalise_barcode(text)
    except ValueError as error:
        raise PydanticCustomError("invalid_barcode", "{reason}", {"reason": str(error)}) from error


def _trim_and_refuse_empty(text: str) -> str:
    trimmed = text.strip()
    if not trimmed:
        raise PydanticKnownError("string_too_short", {"min_length": 1})
    return trimmed


def _tidy_and_refuse_empty(text: str) -> str:
    return _trim_and_refuse_empty(tidy(text))


# A text is trimmed after its pattern is checked, because trimming would take away a control character at its end.
Trimmed = AfterValidator(str.strip)
TrimmedNotEmpty = AfterValidator(_trim_and_refuse_empty)
Tidy = AfterValidator(_tidy_and_refuse_empty)
"""One spelling for what reads the same: NFC of Unicode, and single spaces."""

Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=ONE_LINE), Tidy]
Sku = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=ONE_LINE), Tidy]
Description = Annotated[str, StringConstraints(max_length=2000, pattern=MANY_LINES), Trimmed]
Note = Annotated[str, StringConstraints(max_length=500, pattern=MANY_LINES), Trimmed]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=MANY_LINES), TrimmedNotEmpty]
Email = Annotated[
    str,
    StringConstraints(max_length=254, pattern=ONE_LINE),
    Trimmed,
    AfterValidator(_normalise_email),
    Field(json_schema_extra={"format": "email"}),
]
Barcode = Annotated[
    str,
    StringConstraints(max_length=20),
    Trimmed,
    AfterValidator(_normalise_barcode),
    WithJsonSchema({"type": "string", "pattern": "^([0-9]{8}|[0-9]{12,14})$"}),
]
Password = Annotated[str, StringConstraints(max_length=4096), Field(json_schema_extra={"format": "password"})]

Id = Annotated[int, Field(ge=1, le=MAX_ID)]
BodyId = Annotated[int, Field(ge=1, le=MAX_ID, strict=True)]


def _decimal_schema(whole_digits: int, places: int, *, positive: bool) -> WithJsonSchema:
    limit: JsonDict = {"exclusiveMinimum": 0} if positive else {"minimum": 0}
    return WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": rf"^[0-9]{{1,{whole_digits}}}(\.[0-9]{{1,{places}}})?$"},
                {"type": "number", **limit, "exclusiveMaximum": 10**whole_digits},
            ]
        }
    )


Number = BeforeValidator(_refuse_unless_number)
_QUANTITY = Field(max_digits=14, decimal_places=3, allow_inf_nan=False)
_MONEY = Field(max_digits=10 + MAX_MONEY_PLACES, decimal_places=MAX_MONEY_PLACES, allow_inf_nan=False)


def _refuse_what_no_coin_pays(amount: Decimal) -> Decimal:
    reason = too_many_decimals(amount)
    if reason is not None:
        raise PydanticCustomError("too_many_decimals", "{reason}", {"reason": reason})
    return amount


InCurrency = AfterValidator(_refuse_what_no_coin_pays)
"""Refuses an amount with more decimals than the shop's currency."""

Quantity = Annotated[Decimal, Number, _QUANTITY, Field(gt=0), _decimal_schema(11, 3, positive=True)]
Threshold = Annotated[Decimal, Number, _QUANTITY, Field(ge=0), _decimal_schema(11, 3, positive=False)]
Price = Annotated[
    Decimal, Number, _MONEY, Field(gt=0), InCurrency, _decimal_schema(10, MAX_MONEY_PLACES, positive=True)
]
Cost = Annotated[
    Decimal, Number, _MONEY, Field(ge=0), InCurrency, _decimal_schema(10, MAX_MONEY_PLACES, positive=False)
]

Percent = Annotated[
    Decimal,
    Number,
    Field(max_digits=5, decimal_places=2, allow_inf_nan=False, ge=0, le=100),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": r"^([0-9]{1,2}(\.[0-9]{1,2})?|100(\.0{1,2})?)$"},
                {"type": "number", "minimum": 0, "maximum": 100},
            ]
        }
    ),
]

RatePercent = Annotated[
    Decimal,
    Number,
    Field(max_digits=6, decimal_places=3, allow_inf_nan=False, ge=0, le=100),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": r"^([0-9]{1,2}(\.[0-9]{1,3})?|100(\.0{1,3})?)$"},
                {"type": "number", "minimum": 0, "maximum": 100},
            ]
        }
    ),
]

Day = Annotated[date, BeforeValidator(_refuse_unless_iso), AfterValidator(_refuse_unless_near)]
Moment = Annotated[AwareDatetime, BeforeValidator(_refuse_unless_iso), AfterValidator(_in_utc)]

DecimalText = Annotated[Decimal, PlainSerializer(str, return_type=str, when_used="json")]
"""A number in an answer: a string in JSON, so that no client reads it as a float."""


@dataclass(frozen=True)
class ForAdmins:
    """Marks a field of an answer that only admins see; everybody else gets null in its place."""


CostText = Annotated[DecimalText, ForAdmins(), Field(description="Null for everybody but admins.")]
"""What goods cost the shop."""


class ListQuery(Schema):
    """What every list takes. Each names its sort fields; a filter or a sort it does not know is refused."""

    sort_fields: ClassVar[tuple[str, ...]]
    default_sort: ClassVar[str]

    sort: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = Field(
        default=None, description="Fields to sort by, separated by commas; put - before one to reverse it."
    )
    limit: int = Field(default=DEFAULT_LIMIT, ge=1, le=MAX_LIMIT, description="How many to return.")
    cursor: Annotated[str, StringConstraints(min_length=1, max_length=MAX_CURSOR_LENGTH)] | None = Field(
        default=None, description="The next_cursor of the page before."
    )
    count: bool = Field(default=False, description="Whether to count what matches, up to 10,000, as total.")

    def page(self) -> Page:
        """Return which page is asked for, or raise `Invalid`."""
        return make_page(
            sort=self.sort or self.default_sort,
            allowed=self.sort_fields,
            limit=self.limit,
            cursor=self.cursor,
            count=self.count,
        )

    def filters(self) -> dict[str, Any]:
        """Return the filters, by name; those that are None were not given."""
        return self.model_dump(exclude={"sort", "limit", "cursor", "count"})


class PageRead(Schema):
    """What every list answers with."""

    next_cursor: str | None = Field(description="Where the next page begins; null on the last one.")
    total: int | None = Field(
        default=None, description="How many match, if count=true was asked for: 10000 stands for that many or more."
    )
    total_is_exact: bool | None = Field(default=None, description="Whether no more match than total says.")


class DaysQuery(Schema):
    """Which days of the shop, both ends included."""

    begin: Day | None = Field(default=None, alias="from", description="The first day.")
    end: Day | None = Field(default=None, alias="to", description="The last day.")

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        if self.begin is not None and self.end is not None and self.begin > self.end:
            raise PydanticCustomError("from_after_to", "from may not be after to.")
        return self
