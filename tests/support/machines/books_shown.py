"""The sales and refunds of the books' model in the words of the API."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tests.support.machines.books_money import money_shown, refund_money_shown, rupees
from tests.support.machines.books_rows import Part, Refund, Sale


def amount(quantity: Fraction) -> str:
    return f"{Decimal(quantity.numerator) / quantity.denominator:.3f}"


def _taxes(net: int, rates: Sequence[int], taxes: Sequence[int], *, on_top: bool) -> list[dict[str, str]]:
    taxable = net if on_top else net - sum(taxes)
    return [
        {
            "component": f"T{number}",
            "rate_percent": str(Decimal(rate).scaleb(-3)),
            "taxable": rupees(taxable),
            "amount": rupees(tax),
        }
        for number, (rate, tax) in enumerate(zip(rates, taxes, strict=True))
    ]


def sale_shown(sale: Sale) -> dict[str, Any]:
    """The fields a sale has to show."""
    on_top = sale.mode == "exclusive"
    subtotal = sum(line.gross for line in sale.lines)
    discount = sum(line.discount for line in sale.lines)
    tax = sum(sum(line.taxes) for line in sale.lines)
    return {
        "status": "completed" if sale.voided_on is None else "voided",
        "business_day": sale.day.isoformat(),
        "tax_mode": sale.mode,
        "lines": [
            {
                "line_no": line_no,
                "sweet_id": line.goods.id,
                "quantity": amount(line.quantity),
                "line_total": rupees(line.gross),
                "line_discount": rupees(line.own_discount),
                "sale_discount": rupees(line.sale_discount),
                "discount": rupees(line.discount),
                "net": rupees(line.net),
                "tax": rupees(sum(line.taxes)),
                "taxes": _taxes(line.net, line.goods.rates, line.taxes, on_top=on_top),
                "refunded": amount(line.refunded),
                "money_refunded": rupees(line.money_refunded),
            }
            for line_no, line in enumerate(sale.lines, 1)
        ],
        "subtotal": rupees(subtotal),
        "discount_total": rupees(discount),
        "tax_total": rupees(tax),
        **money_shown(sale),
    }


def refund_shown(sale: Sale, refund: Refund) -> dict[str, Any]:
    """The fields a refund has to show."""
    on_top = sale.mode == "exclusive"
    return {
        "sale_id": sale.id,
        "business_day": refund.day.isoformat(),
        "lines": [_line(part, on_top=on_top) for part in refund.parts],
        "subtotal": rupees(sum(part.net + part.discount for part in refund.parts)),
        "discount_total": rupees(sum(part.discount for part in refund.parts)),
        "tax_total": rupees(sum(sum(part.taxes) for part in refund.parts)),
        **refund_money_shown(refund),
    }


def _line(part: Part, *, on_top: bool) -> dict[str, Any]:
    return {
        "line_no": part.line_no,
        "sweet_id": part.line.goods.id,
        "quantity": amount(part.quantity),
        "restock": part.restock,
        "line_total": rupees(part.net + part.discount),
        "discount": rupees(part.discount),
        "net": rupees(part.net),
        "tax": rupees(sum(part.taxes)),
        "taxes": _taxes(part.net, part.line.goods.rates, part.taxes, on_top=on_top),
    }


def seen(body: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    """Only the expected fields of a body, its lines included."""
    part = {name: body[name] for name in expected}
    lines = zip(body["lines"], expected["lines"], strict=True)
    return part | {"lines": [{name: line[name] for name in wanted} for line, wanted in lines]}
