"""The exports of common tills, found by their header.

What each was checked against is in docs/import-export.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.core.csv.dates import DateFormat
from app.services.files.till.outcomes import Outcome

_CURRENCY_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Preset:
    """The layout of one till's export. Names of columns are bare: lower case letters and digits only."""

    name: str
    title: str
    signature: frozenset[str]
    """The columns by which the header is known."""
    columns: Mapping[str, Sequence[str]]
    """The column of each field; of several that a till had over the years the first is taken."""
    date_format: DateFormat | None = None
    """How the till writes days that its rows alone would leave open."""
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    """What words mean here that mean something else elsewhere."""
    says_once: bool = False
    """Whether what is true of the whole ticket is on its first row only."""
    has_currency: bool = False
    """Whether titles of money end with the currency: Final price (GBP)."""

    def matches(self, names: Sequence[str]) -> bool:
        """Tell whether a header is of this layout."""
        return all(self.find(name, names) is not None for name in self.signature)

    def find(self, name: str, names: Sequence[str]) -> str | None:
        """Return which name of a header means a column of this layout."""
        if self.has_currency:
            length = len(name) + _CURRENCY_LETTERS
            with_currency = (one for one in names if one.startswith(name) and len(one) == length)
            # VAT (EUR) is an amount, and VAT beside it a rate.
            return next(with_currency, name if name in names else None)
        return name if name in names else None


_LOYVERSE = Preset(
    "loyverse",
    "Loyverse, receipts by item",
    frozenset({"receiptnumber", "receipttype", "grosssales", "netsales", "quantity", "date"}),
    {
        "date": ("date",),
        "ticket": ("receiptnumber",),
        "item": ("item", "itemname"),
        "variant": ("variant",),
        "sku": ("sku",),
        "quantity": ("quantity",),
        "gross": ("grosssales",),
        "discount": ("discounts",),
        "net": ("netsales",),
        "tax": ("taxes",),
        "type": ("receipttype",),
        "status": ("status",),
    },
)
_SQUARE = Preset(
    "square",
    "Square, items detail",
    frozenset({"date", "item", "qty", "pricepointname", "netsales"}),
    {
        "date": ("date",),
        "time": ("time",),
        "ticket": ("transactionid",),
        "item": ("item",),
        "variant": ("pricepointname",),
        "sku": ("sku",),
        "unit": ("unit",),
        "quantity": ("qty",),
        "gross": ("productsales", "grosssales"),
        "discount": ("discounts",),
        "net": ("netsales",),
        "tax": ("tax",),
        "type": ("eventtype",),
    },
)
_SHOPIFY = Preset(
    "shopify",
    "Shopify, orders",
    frozenset({"name", "createdat", "lineitemquantity", "lineitemname", "lineitemprice"}),
    {
        "date": ("createdat",),
        "ticket": ("name",),
        "item": ("lineitemname",),
        "variant": ("lineitemvariant",),
        "sku": ("lineitemsku",),
        "quantity": ("lineitemquantity",),
        "price": ("lineitemprice",),
        "type": ("financialstatus",),
        "currency": ("currency",),
        "cancelled_on": ("cancelledat",),
        "subtotal": ("subtotal",),
    },
    outcomes={
        # The export tells neither the day nor the line of a refund.
        "refunded": Outcome.CANCELLED,
        "partiallyrefunded": Outcome.UNCLEAR,
        "pending": Outcome.SOLD,
        "authorized": Outcome.SOLD,
        "partiallypaid": Outcome.SOLD,
    },
    says_once=True,
)
_ZETTLE = Preset(
    "zettle",
    "Zettle, raw data of sales",
    frozenset({"date", "receiptnumber", "name", "quantity", "finalprice"}),
    {
        "date": ("date",),
        "time": ("time",),
        "ticket": ("receiptnumber",),
        "item": ("name",),
        "variant": ("variant",),
        "sku": ("sku",),
        "unit": ("unit",),
        "quantity": ("quantity",),
        "tax": ("vat",),
        "total": ("finalprice",),
    },
    has_currency=True,
)
_SUMUP = Preset(
    "sumup",
    "SumUp, sales report",
    frozenset({"date", "type", "transactionid", "quantity", "description", "pricegross", "pricenet"}),
    {
        "date": ("date",),
        "time": ("time",),
        "ticket": ("transactionid",),
        "item": ("description",),
        "quantity": ("quantity",),
        "net": ("pricenet",),
        "tax": ("tax",),
        "total": ("pricegross",),
        "type": ("type",),
        "currency": ("currency",),
    },
    date_format=DateFormat.DAY_FIRST,
)
_VEND = Preset(
    "vend",
    "Lightspeed (Vend), sales history",
    frozenset({"date", "receiptnumber", "linetype", "quantity", "details", "total"}),
    {
        "date": ("date",),
        "ticket": ("receiptnumber",),
        "item": ("details",),
        "sku": ("sku",),
        "quantity": ("quantity",),
        "net": ("subtotal",),
        "tax": ("salestax",),
        "total": ("total",),
        "type": ("linetype",),
        "status": ("status",),
    },
    outcomes={"sale": Outcome.NO_GOODS, "payment": Outcome.NO_GOODS, "saleline": Outcome.SOLD},
)

PRESETS = {preset.name: preset for preset in (_LOYVERSE, _SQUARE, _SHOPIFY, _ZETTLE, _SUMUP, _VEND)}

WITHOUT_ITEMS = {
    "Loyverse's list of receipts": (
        frozenset({"receiptnumber", "receipttype", "grosssales", "totalcollected", "paymenttype", "description"}),
        "Export Receipts by item instead",
    ),
}
"""Reports of tills that do not say what was sold: the columns by which each is known, and what to export instead."""

PLAIN = "plain"
"""The name under which a file is read by the usual names of columns, whatever its header looks like."""


def preset_of(names: Sequence[str], wanted: str | None) -> Preset | None:
    """Return the layout that was asked for, or the one that a header is of."""
    if wanted is not None:
        return PRESETS.get(wanted)
    return next((preset for preset in PRESETS.values() if preset.matches(names)), None)
