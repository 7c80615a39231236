"""The content of an X or Z report on paper: every word and amount in print order, whatever the format."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.models import DrawerMovementKind
from app.schemas.drawer import StaffName
from app.schemas.drawer_report import DrawerReportRead
from app.schemas.setting import ShopSettings
from app.services.selling.paper.rows import Row
from app.services.shop.print_formats import MoneyFormat, day_text

_TENDERS = {"cash": "Cash", "card": "Card", "upi": "UPI", "account": "On account"}


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the paper below its heading, with a sum at its end if it has one."""

    heading: str
    rows: Sequence[Row]
    total: Row | None = None
    below: Sequence[Row] = ()


@dataclass(frozen=True, slots=True)
class Slip:
    """A report on paper."""

    language: str
    shop: str
    header: str
    title: str
    name: str
    """What the file is called."""
    sections: Sequence[Section]


def slip_of(report: DrawerReportRead, settings: ShopSettings) -> Slip:
    """Return what is printed of a report."""
    money = MoneyFormat(report.currency, settings.phone_region)
    sections = [
        Section("", _facts(report, settings)),
        _cash(report, money),
        Section("Cash in and out", _movements(report, money, settings)),
        Section("Notes and coins", _notes(report.counted_notes, money)),
        Section("Takings", _tenders(report, money)),
        Section("Documents", _documents(report, money)),
        _billed(report, money),
        Section("Taxes", _taxes(report, money)),
    ]
    return Slip(
        language=money.locale.language,
        shop=settings.shop_name,
        header=settings.receipt_header,
        title=f"{report.report.upper()} report",
        name=f"{report.report.upper()} report {report.id}",
        sections=[section for section in sections if section.rows],
    )


def _facts(report: DrawerReportRead, settings: ShopSettings) -> list[Row]:
    rows = [Row("Session", f"{report.id}")]
    if report.drawer is not None:
        rows.append(Row("Drawer", report.drawer))
    rows += [
        Row("Business day", day_text(report.business_day)),
        Row("Opened by", _name(report.opened_by)),
        Row("Opened", _moment(report.opened_at, settings)),
    ]
    if report.closed_by is not None and report.closed_at is not None:
        rows += [Row("Closed by", _name(report.closed_by)), Row("Closed", _moment(report.closed_at, settings))]
    else:
        rows.append(Row("Open as of", _moment(report.printed_at, settings)))
    return rows


def _cash(report: DrawerReportRead, money: MoneyFormat) -> Section:
    cash = report.cash
    rows = [Row("Float", money(cash.opening_float)), Row("Sales", money(cash.sales))]
    parts = [
        ("Refunds", cash.refunds),
        ("Voids", cash.voids),
        ("Customers' accounts", cash.account),
        ("Put in", cash.moved_in),
        ("Taken out", cash.moved_out),
    ]
    rows += [Row(label, money(amount)) for label, amount in parts if amount]
    below = []
    if report.counted is not None and report.difference is not None:
        below = [Row("Counted", money(report.counted)), Row("Difference", _signed(report.difference, money))]
    if report.reason is not None:
        below.append(Row("Reason", report.reason))
    return Section("Cash", rows, Row("Expected", money(report.expected)), below)


def _movements(report: DrawerReportRead, money: MoneyFormat, settings: ShopSettings) -> list[Row]:
    signs = {DrawerMovementKind.IN: 1, DrawerMovementKind.OUT: -1}
    return [
        Row(f"{one.moved_at.astimezone(settings.zone):%H:%M} {one.reason}", money(signs[one.kind] * one.amount))
        for one in report.movements
    ]


def _notes(notes: Mapping[str, int] | None, money: MoneyFormat) -> list[Row]:
    worths = sorted(((Decimal(worth), count) for worth, count in (notes or {}).items() if count), reverse=True)
    return [
        Row(f"{count} × {worth:f}", money(worth * count))  # noqa: RUF001 - multiplication sign.
        for worth, count in worths
    ]


def _tenders(report: DrawerReportRead, money: MoneyFormat) -> list[Row]:
    rows = []
    for one in report.tenders:
        label = _TENDERS.get(one.tender, one.tender.replace("_", " ").capitalize())
        rows.append(Row(f"{label}, {one.count}", money(one.net)))
        if one.given_back:
            rows.append(Row(f"  {money(one.taken)} taken, {money(one.given_back)} given back"))
    return rows


def _documents(report: DrawerReportRead, money: MoneyFormat) -> list[Row]:
    rows = [Row(f"Sales, {report.sales.count}", money(report.sales.amount))]
    rows += _numbers(report.sales.first_number, report.sales.last_number)
    rows.append(Row(f"Refunds, {report.refunds.count}", money(-report.refunds.amount)))
    rows += _numbers(report.refunds.first_number, report.refunds.last_number)
    rows.append(Row(f"Voids, {report.voids.count}", money(-report.voids.amount)))
    if report.account.count:
        rows.append(Row(f"Customers' accounts, {report.account.count}", money(report.account.amount)))
    return rows


def _numbers(first: str | None, last: str | None) -> list[Row]:
    if first is None or last is None:
        return []
    return [Row(f"  {first}" if first == last else f"  {first} to {last}")]


def _billed(report: DrawerReportRead, money: MoneyFormat) -> Section:
    billed = report.billed
    rows = [Row("Before discounts", money(billed.subtotal)), Row("Discounts", money(-billed.discount_total))]
    on_top = billed.total - billed.subtotal + billed.discount_total
    if on_top:
        rows.append(Row("Tax on top", money(on_top)))
    below = [Row("Rounding of cash", _signed(report.rounding, money))] if report.rounding else []
    return Section("Goods sold", rows, Row("Total", money(billed.total)), below)


def _taxes(report: DrawerReportRead, money: MoneyFormat) -> list[Row]:
    rows = []
    for tax in report.taxes:
        rate = f"{tax.component} {tax.rate_percent.normalize():f} %"
        if tax.taxable or tax.amount:
            rows.append(Row(f"{rate} on {money(tax.taxable)}", money(tax.amount)))
        if tax.taxable_given_back or tax.amount_given_back:
            rows.append(Row(f"{rate} given back on {money(tax.taxable_given_back)}", money(-tax.amount_given_back)))
    return rows


def _signed(amount: Decimal, money: MoneyFormat) -> str:
    return f"+{money(amount)}" if amount > 0 else money(amount)


def _name(person: StaffName) -> str:
    return person.name or f"No. {person.id}"


def _moment(moment: datetime, settings: ShopSettings) -> str:
    local = moment.astimezone(settings.zone)
    return f"{day_text(local.date())}, {local:%H:%M}"
