"""Lists of people whose first and last names are columns: Shopify's customers, Square's, and those of address books."""

from collections.abc import Mapping
from datetime import date

from app.core.csv.reader import BadRow, CsvRows, Row
from app.services.files.layouts.layout import Layout, Rows, first

_FIRST = ("firstname", "givenname")
_LAST = ("lastname", "surname", "familyname")
_WHOLE = ("customername", "fullname", "contactname", "displayname", "clientname", "guestname")
_COMPANY = ("company", "companyname", "defaultaddresscompany")
_PHONE = ("phone", "phonenumber", "mobile", "mobilephone", "defaultaddressphone")
_EMAIL = ("email", "emailaddress")
_NOTE = ("note", "notes", "memo")
_ADDRESS = (
    ("address1", "defaultaddressaddress1", "streetaddress1"),
    ("address2", "defaultaddressaddress2", "streetaddress2"),
    ("city", "defaultaddresscity"),
    ("state", "province", "defaultaddressprovincecode"),
    ("zip", "postalcode", "defaultaddresszip"),
    ("country", "defaultaddresscountrycode"),
)
HEEDED = (
    *_FIRST,
    *_LAST,
    *_WHOLE,
    "address",
    "gstin",
    *_COMPANY,
    *_PHONE,
    *_EMAIL,
    *_NOTE,
    *(name for names in _ADDRESS for name in names),
)
_SHOPIFYS = frozenset({"totalspent", "totalorders", "acceptsmarketing", "acceptsemailmarketing", "defaultaddressphone"})
_SQUARES = frozenset({"squarecustomerid", "creationsource", "emailsubscriptionstatus", "transactioncount", "memo"})


def _are_people(names: frozenset[str]) -> bool:
    return "name" not in names and bool(names & set(_FIRST)) and bool(names & set(_LAST))


def _people(rows: CsvRows, _: date) -> Rows:
    for row in rows:
        yield row if isinstance(row, BadRow) else Row(row.line, _customer(row.values))


def _customer(values: Mapping[str, str]) -> dict[str, str]:
    names = (first(values, _FIRST), first(values, _LAST))
    return {
        # Who gave no name is called as their company, else by their address.
        "name": " ".join(filter(None, names))
        or first(values, _WHOLE)
        or first(values, _COMPANY)
        or first(values, _EMAIL),
        "phone": first(values, _PHONE),
        "email": first(values, _EMAIL),
        "note": first(values, _NOTE),
        "gstin": values.get("gstin", ""),
        "address": ", ".join(part for names in (("address",), *_ADDRESS) if (part := first(values, names))),
    }


SHOPIFY = Layout(
    "a customer export of Shopify", HEEDED, lambda names: _are_people(names) and bool(names & _SHOPIFYS), _people
)
SQUARE = Layout(
    "a customer export of Square", HEEDED, lambda names: _are_people(names) and bool(names & _SQUARES), _people
)
WHOLE_NAMES = Layout(
    "a list of customers", HEEDED, lambda names: "name" not in names and bool(names & set(_WHOLE)), _people
)
ADDRESS_BOOK = Layout("a list with first and last names", HEEDED, _are_people, _people)
