"""The sales and refunds of the books' model in the words of the API."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tests.support.machines.books_rows import Part, Refund, Sale


def money(paise: int) -> str:
    return str(Decimal(paise).scaleb(-2).quantize(Decimal("0.01")))


def amount(quantity: Fraction) -> str:
    return f"{Decimal(quantity.numerator) / quantity.denominator:.3f}"


def _taxes(net: int, rates: Sequence[int], taxes: Sequence[int], *, on_top: bool) -> list[dict[str, str]]:
    taxable = net if on_top else net - sum(taxes)
    return [
        {
            "component": f"T{number}",
            "rate_percent": str(Decimal(rate).scaleb(-3)),
            "taxable": money(taxable),
            "amount": money(tax),
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
                "line_total": money(line.gross),
                "line_discount": money(line.own_discount),
                "sale_discount": money(line.sale_discount),
                "discount": money(line.discount),
                "net": money(line.net),
                "tax": money(sum(line.taxes)),
                "taxes": _taxes(line.net, line.goods.rates, line.taxes, on_top=on_top),
                "refunded": amount(line.refunded),
                "money_refunded": money(line.money_refunded),
            }
            for line_no, line in enumerate(sale.lines, 1)
        ],
        "subtotal": money(subtotal),
        "discount_total": money(discount),
        "tax_total": money(tax),
        **_in_coins(0, subtotal - discount + on_top * tax),
        "refunded_total": money(coins(sum(_total(refund, on_top=on_top) for refund in sale.refunds))),
    }


def refund_shown(sale: Sale, refund: Refund) -> dict[str, Any]:
    """The fields a refund has to show."""
    on_top = sale.mode == "exclusive"
    before = sum(_total(one, on_top=on_top) for one in sale.refunds[: sale.refunds.index(refund)])
    return {
        "sale_id": sale.id,
        "business_day": refund.day.isoformat(),
        "lines": [_line(part, on_top=on_top) for part in refund.parts],
        "subtotal": money(sum(part.net + part.discount for part in refund.parts)),
        "discount_total": money(sum(part.discount for part in refund.parts)),
        "tax_total": money(sum(sum(part.taxes) for part in refund.parts)),
        **_in_coins(before, _total(refund, on_top=on_top)),
    }


def coins(paise: int) -> int:
    """What is paid of a sum in cash, in whole rupees."""
    return (paise + 50) // 100 * 100


def _in_coins(before: int, total: int) -> dict[str, str]:
    due = coins(before + total) - coins(before)
    return {"total": money(total), "rounding": money(due - total), "amount_due": money(due)}


def _line(part: Part, *, on_top: bool) -> dict[str, Any]:
    return {
        "line_no": part.line_no,
        "sweet_id": part.line.goods.id,
        "quantity": amount(part.quantity),
        "restock": part.restock,
        "line_total": money(part.net + part.discount),
        "discount": money(part.discount),
        "net": money(part.net),
        "tax": money(sum(part.taxes)),
        "taxes": _taxes(part.net, part.line.goods.rates, part.taxes, on_top=on_top),
    }


def _total(refund: Refund, *, on_top: bool) -> int:
    return sum(part.net + on_top * sum(part.taxes) for part in refund.parts)


def seen(body: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    """Only the expected fields of a body, its lines included."""
    part = {name: body[name] for name in expected}
    lines = zip(body["lines"], expected["lines"], strict=True)
    return part | {"lines": [{name: line[name] for name in wanted} for line, wanted in lines]}
