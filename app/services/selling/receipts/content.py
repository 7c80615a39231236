"""The content of a receipt: every word and amount in print order, whatever the format."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.core.money import zero
from app.models import WEIGHED, TaxMode, Unit
from app.repositories.selling.receipts import KeepingPart, Names
from app.schemas.payment import PaymentRead
from app.schemas.sale import SaleLineRead, SaleRead
from app.schemas.setting import ShopSettings
from app.services.selling.paper.rows import Row
from app.services.selling.upi import upi_link_of_sale
from app.services.shop.print_formats import MoneyFormat, day_text
from app.services.stock.amounts import amount_text

_TENDERS = {"cash": "Paid in cash", "card": "Paid by card", "upi": "Paid by UPI", "account": "On account"}
_TAXES = {TaxMode.INCLUSIVE: "Tax in the prices", TaxMode.EXCLUSIVE: "Tax on top of the prices"}


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the sale, as it is printed."""

    name: str
    amount: str
    details: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code, with the words above and below it if it is not the one of the sale's address."""

    link: str
    heading: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt. Texts may contain line feeds."""

    language: str
    shop: str
    header: str
    title: str
    """What it is, if it is more than a receipt."""
    number: str
    voided: str | None
    """When the sale was voided, if it was."""
    facts: Sequence[Row]
    items: Sequence[Item]
    sums: Sequence[Row]
    total: Row
    rounding: Sequence[Row]
    """The rounding of cash and the amount due, if they differ from the total."""
    payment: Sequence[Row]
    tax_heading: str
    taxes: Sequence[Row]
    footer: str
    code: Code


def receipt_of(
    sale: SaleRead, names: Names, parts: Sequence[KeepingPart], settings: ShopSettings, link: str
) -> Receipt:
    """Return the content of a sale's receipt."""
    keeping: dict[int, list[KeepingPart]] = defaultdict(list)
    for part in parts:
        keeping[part.line_no].append(part)
    money = MoneyFormat(sale.currency, settings.phone_region)
    is_invoice = sale.invoiced_to is not None
    return Receipt(
        language=money.locale.language,
        shop=settings.shop_name,
        header=settings.receipt_header,
        title="Tax invoice" if is_invoice else "",
        number=sale.number,
        voided=None if sale.voided_at is None else _moment(sale.voided_at, settings),
        facts=_facts(sale, names, settings),
        items=[_item(line, keeping[line.line_no], money, shows_tax=is_invoice) for line in sale.lines],
        sums=_sums(sale, money),
        total=Row("Total", money(sale.total)),
        rounding=_rounding(sale, money),
        payment=_payment(sale, names, money),
        tax_heading=_TAXES[sale.tax_mode],
        taxes=_taxes(sale, money),
        footer=settings.receipt_footer,
        code=_code(sale, settings, money, link),
    )


def _facts(sale: SaleRead, names: Names, settings: ShopSettings) -> list[Row]:
    rows = [Row("Receipt", sale.number), Row("Date", _moment(sale.sold_at or sale.created_at, settings))]
    if sale.sold_at is not None:
        rows.append(Row("Entered", _moment(sale.created_at, settings)))
    if sale.invoiced_to is not None:
        rows += _seller_of_invoice(settings)
    if sale.seller_id is not None:
        rows.append(Row("Served by", names.seller or f"No. {sale.seller_id}"))
    if sale.held_until is not None and sale.collected_at is None and sale.voided_at is None:
        rows.append(Row("Held until", _moment(sale.held_until, settings)))
    if sale.collected_at is not None:
        rows.append(Row("Collected", _moment(sale.collected_at, settings)))
    if names.customer:
        rows.append(Row("Customer", names.customer))
    if sale.invoiced_to is not None:
        rows += [Row("Address", sale.invoiced_to.address)] if sale.invoiced_to.address else []
        rows.append(Row("Customer's GSTIN", sale.invoiced_to.gstin))
    return rows


def _seller_of_invoice(settings: ShopSettings) -> list[Row]:
    """Return the shop's address and tax number, as far as they are set and not in the header anyway."""
    rows = (Row("Sold at", settings.shop_address), Row("Our GSTIN", settings.shop_gstin))
    return [row for row in rows if row.value and row.value not in settings.receipt_header]


def _item(line: SaleLineRead, keeping: Sequence[KeepingPart], money: MoneyFormat, *, shows_tax: bool) -> Item:
    sold = f"{_quantity(line.quantity, line.unit)} × {money(line.unit_price)}"  # noqa: RUF001 - multiplication sign.
    hsn = f"HSN {line.hsn_code}" if line.hsn_code else ""
    details = [Row(f"Net {sold}/{line.unit}" if line.unit in WEIGHED else sold, hsn)]
    if line.tare is not None:
        details.append(Row(f"Tare {_quantity(line.tare, line.unit)}"))
    if line.discount > 0:
        details.append(Row("Discount", money(-line.discount)))
    if shows_tax and line.taxes:
        rates = " + ".join(f"{tax.component} {_plain(tax.rate_percent)} %" for tax in line.taxes)
        details.append(Row(rates, money(line.tax)))
    if line.refunded > 0:
        details.append(Row("Given back", _quantity(line.refunded, line.unit)))
    if line.money_refunded > 0:
        details.append(Row("Given back in money", money(-line.money_refunded)))
    if any(part.best_before for part in keeping):
        details.append(Row(_best_before(keeping, line.unit)))
    return Item(line.name, money(line.line_total), details)


def _best_before(keeping: Sequence[KeepingPart], unit: Unit) -> str:
    """Return the best-before day of the line, or of each part if they differ."""
    if len(keeping) == 1 and keeping[0].best_before is not None:
        return f"Best before {day_text(keeping[0].best_before)}"
    parts = [f"{day_text(part.best_before)} ({_quantity(part.quantity, unit)})" for part in keeping if part.best_before]
    return f"Best before {', '.join(parts)}"


def _sums(sale: SaleRead, money: MoneyFormat) -> list[Row]:
    on_top = sale.tax_total if sale.tax_mode is TaxMode.EXCLUSIVE else zero()
    rows = []
    if sale.discount_total > 0 or on_top > 0:
        rows.append(Row("Subtotal", money(sale.subtotal)))
    if sale.discount_total > 0:
        rows.append(Row("Discount", money(-sale.discount_total)))
    if on_top > 0:
        rows.append(Row("Tax", money(on_top)))
    return rows


def _rounding(sale: SaleRead, money: MoneyFormat) -> list[Row]:
    if sale.rounding == 0:
        return []
    return [Row("Rounding", money(sale.rounding)), Row("To pay", money(sale.amount_due))]


def _payment(sale: SaleRead, names: Names, money: MoneyFormat) -> list[Row]:
    rows = [row for payment in sale.payments for row in _paid(payment, money, is_only=len(sale.payments) == 1)]
    if sale.due > 0:
        rows.append(Row("To pay at collection", money(sale.due)))
    elif not sale.payments and sale.voided_at is None:
        rows.append(Row("Nothing to pay", money(zero())))
    if sale.refunded_total > 0:
        rows.append(Row(f"Given back since: {names.refunds}", money(-sale.refunded_total)))
    return rows


def _code(sale: SaleRead, settings: ShopSettings, money: MoneyFormat, link: str) -> Code:
    """Return the one code of a receipt: what is due by UPI where the shop takes it, else the sale's address."""
    if sale.due <= 0 or not settings.draws_upi_codes:
        return Code(link)
    return Code(
        upi_link_of_sale(settings, sale.number, sale.due),
        heading=f"Pay {money(sale.due)} by UPI",
        note=f"Scan with any UPI app: {settings.upi_id}, sale {sale.number}",
    )


def _paid(payment: PaymentRead, money: MoneyFormat, *, is_only: bool) -> list[Row]:
    """Return a payment with its reference; of one that is given more than it takes, what was given and the change."""
    label = _TENDERS.get(payment.tender, f"Paid by {payment.tender.replace('_', ' ')}")
    if payment.reference:
        label += f", {payment.reference}"
    rows = [Row(label, money(payment.amount))]
    if payment.given is None or payment.change is None:
        return rows
    given = [Row("Given in cash", money(payment.given)), Row("Change", money(payment.change))]
    return given if is_only and not payment.reference else rows + given


def _taxes(sale: SaleRead, money: MoneyFormat) -> list[Row]:
    """Return the tax of each component at each rate, with its taxable amount."""
    due: dict[tuple[str, Decimal], tuple[Decimal, Decimal]] = {}
    for tax in (tax for line in sale.lines for tax in line.taxes):
        taxable, amount = due.get((tax.component, tax.rate_percent), (zero(), zero()))
        due[tax.component, tax.rate_percent] = taxable + tax.taxable, amount + tax.amount
    return [
        Row(f"{component} {_plain(rate)} % on {money(taxable)}", money(amount))
        for (component, rate), (taxable, amount) in due.items()
    ]


def _quantity(quantity: Decimal, unit: Unit) -> str:
    if unit is Unit.KG:
        return f"{quantity:.3f} kg"
    return amount_text(quantity, unit)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _moment(moment: datetime, settings: ShopSettings) -> str:
    local = moment.astimezone(settings.zone)
    return f"{day_text(local.date())}, {local:%H:%M}"
