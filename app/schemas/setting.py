"""What admins may set of the shop: every setting with its type, default and description."""

import re
from datetime import time
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

import phonenumbers
from babel.numbers import is_currency
from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, WithJsonSchema, create_model, model_validator
from pydantic_core import PydanticCustomError

from app.core.clock import BusinessDays, time_zones
from app.core.gstin import normalise_gstin
from app.core.scale_label import parse_patterns
from app.models import DEFAULT_TAX_MODE, Role, TaxMode, Tender, Unit
from app.schemas.base import (
    MANY_LINES,
    ONE_LINE,
    Body,
    Cost,
    DecimalText,
    Name,
    Number,
    Percent,
    Schema,
    Threshold,
    Trimmed,
)
from app.schemas.payment import TenderName


class LowStockPolicy(StrEnum):
    """Who is told when a sweet runs low or out."""

    NOTIFY_STAFF = "notify_staff"
    NOTIFY_ADMINS = "notify_admins"
    SILENT = "silent"


def _known_currency(code: str) -> str:
    if not is_currency(code):
        raise PydanticCustomError("unknown_currency", "Use the three letters of a currency, such as INR.")
    return code


def _known_time_zone(name: str) -> str:
    if name not in time_zones():
        raise PydanticCustomError("unknown_time_zone", "Use a time zone of the tz database, such as Asia/Kolkata.")
    return name


def _known_region(region: str) -> str:
    if region not in phonenumbers.SUPPORTED_REGIONS:
        raise PydanticCustomError("unknown_region", "Use the two letters of a country, such as IN.")
    return region


def _readable_layouts(text: str) -> str:
    try:
        parse_patterns(text)
    except ValueError as error:
        raise PydanticCustomError("invalid_scale_label", "{reason}", {"reason": str(error)}) from error
    return text


def _right_gstin(text: str) -> str:
    try:
        return normalise_gstin(text) if text.strip() else ""
    except ValueError as error:
        raise PydanticCustomError("invalid_gstin", "{reason}", {"reason": str(error)}) from error


Currency = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$"), AfterValidator(_known_currency)]
TimeZone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_known_time_zone)]
Region = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$"), AfterValidator(_known_region)]
TimeOfDay = Annotated[str, StringConstraints(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Days = Annotated[int, Field(strict=True, ge=0, le=30)]
HoldHours = Annotated[int, Field(strict=True, ge=1, le=24 * 30)]
OpenOrders = Annotated[int, Field(strict=True, ge=1, le=1000)]
Flag = Annotated[bool, Field(strict=True)]
ReceiptText = Annotated[str, StringConstraints(max_length=500, pattern=MANY_LINES), Trimmed]
ScaleLabels = Annotated[
    str, StringConstraints(max_length=200, pattern=ONE_LINE), Trimmed, AfterValidator(_readable_layouts)
]
ThresholdText = Annotated[Threshold, DecimalText.__metadata__[0]]
MoneyText = Annotated[Cost, DecimalText.__metadata__[0]]
PercentText = Annotated[Percent, DecimalText.__metadata__[0]]


_OF_HISTORY = "other"
"""The tender of what a previous till sold."""


def _new_tenders(tenders: list[str]) -> list[str]:
    if _OF_HISTORY in tenders:
        raise PydanticCustomError("tender_reserved", "Choose another name: other is the money of a previous till.")
    if len({*tenders, *Tender}) < len(tenders) + len(Tender):
        raise PydanticCustomError("tender_given_twice", "Name each tender once; cash, card, upi and account are known.")
    return tenders


def _known_vpa(text: str) -> str:
    text = text.strip()
    if text and re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*@[A-Za-z][A-Za-z0-9]+", text) is None:
        raise PydanticCustomError("invalid_upi_id", "A UPI id is a name and a bank, such as mithai@upi.")
    return text


Vpa = Annotated[str, StringConstraints(max_length=255, pattern=ONE_LINE), AfterValidator(_known_vpa)]
PayeeName = Annotated[str, StringConstraints(max_length=99, pattern=ONE_LINE), Trimmed]
Tenders = Annotated[list[TenderName], Field(max_length=10), AfterValidator(_new_tenders)]


def _known_step(step: Decimal) -> Decimal:
    for known in _CASH_STEPS:
        if step == known:
            return known
    raise PydanticCustomError("unknown_cash_rounding", "Use 0, 0.05, 0.10, 0.50 or 1.")


_CASH_STEPS = tuple(Decimal(step) for step in ("0", "0.05", "0.10", "0.50", "1"))
CashRounding = Annotated[
    Decimal,
    Number,
    AfterValidator(_known_step),
    DecimalText.__metadata__[0],
    WithJsonSchema({"type": "string", "enum": [str(step) for step in _CASH_STEPS]}),
]


class ShopSettings(Schema):
    """Every setting at its value."""

    shop_name: Name = Field(default="Sweet Shop", description="What the shop is called, on receipts and in messages.")
    shop_address: ReceiptText = Field(default="", description="Where the shop is, as visitors read it.")
    shop_gstin: Annotated[str, AfterValidator(_right_gstin)] = Field(
        default="", max_length=50, description="The shop's tax number, printed on tax invoices; empty for none."
    )
    currency: Currency = Field(default="INR", description="ISO 4217 code of all prices. Fixed by the first sale.")
    time_zone: TimeZone = Field(default="Asia/Kolkata", description="Decides what day it is in the shop.")
    phone_region: Region = Field(default="IN", description="The country of phone numbers written without one.")
    low_stock_threshold_kg: ThresholdText = Field(
        default=Decimal(1), description="At or below how many kg a sweet runs low, if it and its category say nothing."
    )
    low_stock_threshold_g: ThresholdText = Field(default=Decimal(500), description="The same for sweets sold by g.")
    low_stock_threshold_piece: ThresholdText = Field(default=Decimal(5), description="The same for pieces.")
    low_stock_threshold_box: ThresholdText = Field(default=Decimal(5), description="The same for boxes.")
    low_stock_policy: LowStockPolicy = Field(
        default=LowStockPolicy.NOTIFY_STAFF, description="Who is told when a sweet runs low or out."
    )
    expiring_soon_days: Days = Field(
        default=2, description="How many days before its best-before day staff are told of a lot; 0 for the day itself."
    )
    tax_mode: TaxMode = Field(default=DEFAULT_TAX_MODE, description="Whether prices have the tax in them.")
    cash_rounding: CashRounding = Field(
        default=Decimal(0),
        description="The smallest coin that cash totals are rounded to, half up: 0 for none, 0.05, 0.10, 0.50 or 1.",
    )
    other_tenders: Tenders = Field(
        default=[], description="What the shop takes beside cash, card, upi and account, such as wallet or cheque."
    )
    upi_id: Vpa = Field(
        default="",
        description="The UPI id that customers pay to, such as mithai@upi, for QR codes at the counter and on receipts "
        "to collect; empty for none. UPI pays in INR only.",
    )
    upi_name: PayeeName = Field(
        default="", description="Who the UPI id belongs to, as the bank knows them; empty for the shop's name."
    )
    order_hold_hours: HoldHours = Field(
        default=48, description="How many hours the purchase of a customer is held for them to collect."
    )
    customers_may_buy: Flag = Field(default=True, description="Whether customers may order on the web.")
    customer_max_open_orders: OpenOrders | None = Field(
        default=None, description="How many unpaid orders one customer may have; null for no limit."
    )
    customer_max_per_day_kg: ThresholdText | None = Field(
        default=None, description="How many kg of one sweet a customer may order in a day; null for no limit."
    )
    customer_max_per_day_g: ThresholdText | None = Field(default=None, description="The same for sweets sold by g.")
    customer_max_per_day_piece: ThresholdText | None = Field(default=None, description="The same for pieces.")
    customer_max_per_day_box: ThresholdText | None = Field(default=None, description="The same for boxes.")
    drawer_required_for_cash: Flag = Field(
        default=False, description="Whether cash is taken and given back only by staff who have a drawer open."
    )
    day_end: TimeOfDay = Field(
        default="00:00", description="When the shop's books change to the next day, in the shop's time zone."
    )
    salesperson_may_restock: Flag = Field(default=False, description="Whether salespeople may restock sweets.")
    salesperson_max_discount_percent: PercentText = Field(
        default=Decimal(10), description="How much of a line's price a salesperson may take off at most, in per cent."
    )
    admin_max_discount_percent: PercentText = Field(default=Decimal(100), description="The same for admins.")
    salesperson_max_refund: MoneyText | None = Field(
        default=None,
        description="How much salespeople may give back for one sale, by refunds or by voiding it; null for no limit.",
    )
    salesperson_may_refund_own_sales: Flag = Field(
        default=True, description="Whether salespeople may give money back for what they themselves sold or bought."
    )
    require_second_factor: Flag = Field(
        default=False, description="Whether admins need a second factor. Only an admin who has one can set it."
    )
    scale_labels: ScaleLabels = Field(
        default="",
        description="How the labels of the shop's scales are laid out, such as 21IIIIIWWWWWC, 22IIIIIPPPPPC; "
        "see docs/scanning.md.",
    )
    receipt_header: ReceiptText = Field(default="", description="Printed above the lines of a receipt.")
    receipt_footer: ReceiptText = Field(
        default="Thank you, come again!", description="Printed below the lines of a receipt."
    )

    def customer_max_per_day(self, unit: str) -> Decimal | None:
        """Return how much of one sweet of a unit a customer may order in a day; None for no limit."""
        most: Decimal | None = getattr(self, f"customer_max_per_day_{unit}")
        return most

    @property
    def limits_customers(self) -> bool:
        """Whether there is any limit to what a customer may order."""
        return self.customer_max_open_orders is not None or any(
            self.customer_max_per_day(unit) is not None for unit in Unit
        )

    def max_discount_percent(self, role: Role) -> Decimal:
        """Return how much of a line's price a role may take off at most, in per cent; customers nothing."""
        if role is Role.ADMIN:
            return self.admin_max_discount_percent
        return self.salesperson_max_discount_percent if role is Role.SALESPERSON else Decimal(0)

    @property
    def draws_upi_codes(self) -> bool:
        """Whether the shop has a UPI id, and the one currency that UPI pays in."""
        return bool(self.upi_id) and self.currency == "INR"

    @property
    def zone(self) -> ZoneInfo:
        """The shop's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def business_days(self) -> BusinessDays:
        """The days the shop's books go by."""
        return BusinessDays(self.zone, time.fromisoformat(self.day_end))


class _SettingsChanges(Body):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"expiring_soon_days": 2, "receipt_footer": "Thank you, come again!"}]}
    )

    @model_validator(mode="after")
    def _something_to_set(self) -> Self:
        if not self.model_fields_set:
            raise PydanticCustomError("nothing_to_set", "Give at least one setting.")
        return self


SettingsUpdate = create_model(
    "SettingsUpdate",
    __base__=_SettingsChanges,
    __doc__="The settings to change. What is left out stays; null brings a setting back to its default.",
    **{
        name: (field.rebuild_annotation() | None, Field(default=None, description=field.description))
        for name, field in ShopSettings.model_fields.items()
    },  # type: ignore[call-overload]
)


class SettingRead(Schema):
    """One setting."""

    key: str = Field(examples=["shop_name"])
    value: Any = Field(examples=["Sweet Shop"])
    default: Any = Field(examples=["Sweet Shop"])
    description: str
    is_locked: bool = Field(description="Whether it can be changed no more.")


class SettingsRead(Schema):
    """Every setting, with its value, its default and what it is for."""

    items: list[SettingRead]
