"""A receipt as an HTML page, as wide as receipt paper, that loads nothing from elsewhere."""

from html import escape

import segno

from app.services.selling.paper.html import direction, heading, page, pair, pairs, paragraph, rows
from app.services.selling.paper.rows import Row
from app.services.selling.receipts.content import Code, Item, Receipt


def to_html(receipt: Receipt) -> bytes:
    """Return the receipt as an HTML page in UTF-8."""
    void, stamp = "", ""
    if receipt.voided is not None:
        void = f'<div class="void"><strong>VOIDED</strong>{escape(receipt.voided)}</div>\n'
        stamp = '<div class="stamp" aria-hidden="true">VOIDED</div>\n'
    taxes = ""
    if receipt.taxes:
        taxes = rows(receipt.taxes, f'<div class="heading"><dt>{escape(receipt.tax_heading)}</dt></div>\n')
    total = f'<div class="total">{pair(receipt.total)}</div>\n' + pairs(receipt.rounding)
    body = (
        f"{heading(receipt.shop, receipt.header, receipt.title)}{void}"
        f"{rows(receipt.facts)}"
        f"<ul>\n{''.join(_item(item) for item in receipt.items)}</ul>\n"
        f"{rows(receipt.sums, after=total)}{rows(receipt.payment)}{taxes}"
        f"<footer>\n{paragraph(receipt.footer)}{_code(receipt.code)}</footer>\n{stamp}"
    )
    return page(receipt.language, f"Receipt {receipt.number}", body)


def _item(item: Item) -> str:
    name = f'<span class="name"{direction(item.name)}>{escape(item.name)}</span>'
    details = "".join(_detail(row) for row in item.details)
    return f'<li>\n<div class="line">{name}<span class="amount">{escape(item.amount)}</span></div>\n{details}</li>\n'


def _detail(row: Row) -> str:
    value = f'<span class="amount">{escape(row.value)}</span>' if row.value else ""
    return f'<div class="line detail"><p>{escape(row.label)}</p>{value}</div>\n'


def _code(code: Code) -> str:
    drawn = segno.make(code.link, error="m", micro=False)
    svg = drawn.svg_inline(omitsize=True, svgclass=None, lineclass=None, title=code.link)
    if not code.heading:
        return f"{svg}\n"
    note = f'<p class="note">{escape(code.note)}</p>'
    return f'<div class="scan">\n<h2>{escape(code.heading)}</h2>\n{svg}\n{note}\n</div>\n'
