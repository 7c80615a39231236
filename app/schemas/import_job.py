"""Files that are imported."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, Field, StringConstraints, TypeAdapter, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from app.core.csv.dates import DateFormat
from app.models import ImportKind, ImportStatus, Unit
from app.schemas.base import ONE_LINE, DecimalText, ListQuery, Name, PageRead, Schema
from app.schemas.import_mapping import MAX_FIELDS, ChosenTitle, ColumnTitle, FieldName

TILL_FIELDS = (
    *("date", "time", "ticket", "item", "variant", "sku", "unit", "quantity"),
    *("price", "gross", "discount", "net", "tax", "total", "type", "status"),
)
"""What is read of a previous till's history; only `date` and `item` have to be there."""

_TITLES = TypeAdapter(Annotated[dict[FieldName, ChosenTitle], Field(max_length=MAX_FIELDS)])


def _refuse_unless_columns(text: str) -> str:
    try:
        _TITLES.validate_json(text)
    except ValidationError as error:
        msg = 'Columns by field are expected as JSON, such as {"item": "Dish"}.'
        raise PydanticCustomError("columns_expected", msg) from error
    return text


ColumnChoices = Annotated[str, StringConstraints(max_length=6_000), AfterValidator(_refuse_unless_columns)]
IgnoredItems = Annotated[str, StringConstraints(max_length=1000, pattern=ONE_LINE)]


class RefusedRow(Schema):
    """A row that was not taken."""

    line: int = Field(description="Where in the file the row begins.")
    column: str | None
    reason: str


class BroughtItem(Schema):
    """An item of a till's history."""

    item: str
    quantity: DecimalText
    amount: DecimalText


class BooksBefore(Schema):
    """What the books have on the days from the first to the last of a file, when it was read."""

    days: int
    tickets: int
    total: DecimalText


class BroughtRead(Schema):
    """The sums over the rows that are new."""

    first_day: date
    last_day: date
    days: int
    tickets: int
    sold: DecimalText = Field(description="After discounts and before tax.")
    refunded: DecimalText
    net: DecimalText = Field(description="`sold` less `refunded`.")
    tax: DecimalText
    total: DecimalText = Field(description="`net` and `tax`.")
    top_items: list[BroughtItem] = Field(description="The ten that brought most money.")
    books: BooksBefore | None = Field(description="What is in the books for these days already; in a dry run only.")


class ImportSummary(Schema):
    """How an import stands."""

    id: int
    kind: ImportKind
    dry_run: bool
    options: dict[str, Any] = Field(description="How the file was to be read, as far as that was said.")
    status: ImportStatus
    progress: float = Field(description="How much of the file was read, from 0 to 1.")
    rows_read: int
    added: int
    updated: int
    unchanged: int
    ignored: int = Field(description="Rows of totals, and those of a till's history that name an item to ignore.")
    cancelled: int = Field(description="Rows of a till's history that were cancelled, and were left out.")
    refused: int
    unknown_items: int = Field(description="How many items of a till's history no sweet was known for.")
    first_unknown_items: list[str] = Field(description="The first twenty of them.")
    ignored_columns: list[str] = Field(description="Columns that mean nothing here.")
    notices: list[str] = Field(
        description="What else is to be known: lines that were skipped before the header, whose export the file is."
    )
    failure: str | None = Field(description="Why it ended early. The rows before that were stored.")
    brought: BroughtRead | None = Field(description="What a till's history brings, or would bring; null if nothing.")
    taken_back_at: datetime | None = Field(description="When its rows were taken out of the books again.")
    created_by: int | None = Field(description="Who imported it; null from the command line.")
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class ImportHeader(Schema):
    """The line of a file that names its columns."""

    line: int
    titles: list[str]


class ImportRead(ImportSummary):
    """An import, with the first hundred of the rows it refused."""

    refused_rows: list[RefusedRow]


class ImportQuery(ListQuery):
    """Which imports to list."""

    sort_fields: ClassVar = ("created_at",)
    default_sort: ClassVar = "-created_at"

    kind: ImportKind | None = None
    status: ImportStatus | None = None
    dry_run: bool | None = None


class UnknownItems(StrEnum):
    """What is done about items that no sweet is known for."""

    ARCHIVE = "archive"
    SKIP = "skip"


class CatalogueOptions(Schema):
    """How a catalogue is to be read."""

    make_tax_classes: bool = Field(
        default=False,
        description="Whether tax classes that are not known are made, without rates. Otherwise their rows are refused.",
    )


class Variants(StrEnum):
    """What the variants of an item are."""

    OWN = "own"
    IGNORE = "ignore"


class TillHistoryOptions(Schema):
    """How a previous till's history is to be read."""

    date_column: ColumnTitle | None = Field(
        default=None, description="Which column has the days, where none of the usual names tells."
    )
    time_column: ColumnTitle | None = Field(default=None, description="The same for times; it may be the same column.")
    ticket_column: ColumnTitle | None = Field(default=None, description="The same for the numbers of tickets.")
    item_column: ColumnTitle | None = Field(default=None, description="The same for what was sold.")
    variant_column: ColumnTitle | None = Field(default=None, description="The same for the variant of the item.")
    sku_column: ColumnTitle | None = Field(default=None, description="The same for SKUs.")
    unit_column: ColumnTitle | None = Field(default=None, description="The same for the units of the quantities.")
    quantity_column: ColumnTitle | None = Field(default=None, description="The same for how much; without any, ones.")
    price_column: ColumnTitle | None = Field(
        default=None, description="The same for the price of one; without any money, what was sold counts as none."
    )
    gross_column: ColumnTitle | None = Field(
        default=None, description="The same for what a row came to before discounts."
    )
    discount_column: ColumnTitle | None = Field(default=None, description="The same for what was taken off.")
    net_column: ColumnTitle | None = Field(
        default=None, description="The same for what a row came to after discounts and before tax."
    )
    tax_column: ColumnTitle | None = Field(default=None, description="The same for the tax on top of that.")
    total_column: ColumnTitle | None = Field(default=None, description="The same for what was paid for a row.")
    type_column: ColumnTitle | None = Field(
        default=None, description="The same for whether a row is a sale, a refund or cancelled."
    )
    status_column: ColumnTitle | None = Field(
        default=None, description="The same for what became of the receipt, such as cancelled."
    )
    variants: Variants = Field(
        default=Variants.OWN,
        description="Whether the variants of an item are items of their own, or left out of account.",
    )
    unknown: UnknownItems = Field(
        default=UnknownItems.ARCHIVE,
        description="Whether items that no sweet is known for become archived sweets, or are refused.",
    )
    category: Name = Field(default="Previous till", description="The category of such sweets.")
    unit: Unit = Field(default=Unit.PIECE, description="The unit of such sweets.")
    date_format: DateFormat | None = Field(
        default=None, description="The order of days such as 03/04/2026, where the file's first rows do not show it."
    )
    ignore: IgnoredItems = Field(
        default="NONE, Total, Subtotal, Grand total",
        description="Items that are none, separated by commas. An empty text ignores nothing.",
    )

    def titles(self) -> dict[str, str]:
        """Return the titles of the columns that are named, by field."""
        titles = {field: getattr(self, f"{field}_column") for field in TILL_FIELDS}
        return {field: title for field, title in titles.items() if title is not None}


class ImportCreate(TillHistoryOptions, CatalogueOptions):
    """What is to be done with the file.

    `make_tax_classes` is for a catalogue alone, and the options of `TillHistoryOptions` for a till's history alone.
    """

    kind: ImportKind
    dry_run: bool = Field(default=False, description="Only say what would become of the rows.")
    preset: Name | None = Field(default=None, description="The name of a kept mapping that has the columns.")
    columns: ColumnChoices | None = Field(
        default=None,
        description=(
            'Which column has which field, as JSON: {"ticket": "Bill no", "item": "Dish"}. A field with an empty title '
            "has none. It goes before what `preset` says."
        ),
    )

    @model_validator(mode="after")
    def _options_of_its_kind(self) -> Self:
        given = sorted(self.model_fields_set & TillHistoryOptions.model_fields.keys())
        if self.kind is not ImportKind.TILL_HISTORY and given:
            names = ", ".join(given)
            raise PydanticCustomError(
                "option_of_till_history", "{names}: only till_history has these.", {"names": names}
            )
        if self.kind is not ImportKind.CATALOGUE and self.make_tax_classes:
            raise PydanticCustomError("option_of_catalogue", "make_tax_classes: only catalogue has this.")
        return self

    def titles(self) -> dict[str, str]:
        """Return the titles of the columns that are named, by field."""
        return super().titles() | (_TITLES.validate_json(self.columns) if self.columns else {})

    def options(self) -> dict[str, Any]:
        """Return the options as they are kept with the import."""
        given: dict[str, Any] = {} if self.preset is None else {"preset": self.preset}
        if self.make_tax_classes:
            given["make_tax_classes"] = True
        if self.columns is not None:
            given["columns"] = _TITLES.validate_json(self.columns)
        if self.kind is not ImportKind.TILL_HISTORY:
            return given
        if self.variants is not Variants.OWN:
            given["variants"] = self.variants
        return self.model_dump(mode="json", include=set(TillHistoryOptions.model_fields) - {"variants"}) | given


class ImportPage(PageRead):
    """One page of imports."""

    items: list[ImportSummary]
