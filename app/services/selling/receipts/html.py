"""A receipt as an HTML page, as wide as receipt paper, that loads nothing from elsewhere."""

from collections.abc import Iterable
from html import escape

import segno

from app.printing.fonts import language_of
from app.services.selling.receipts.content import Code, Item, Receipt, Row

# Roll printers report 80 x 297 mm, cut the paper where the text ends, and print on 72 mm of its width.
STYLE = """
@page { size: 80mm 297mm; margin: 4mm; }
* { box-sizing: border-box; margin: 0; padding: 0; }
html { color: #000; background: #fff; }
body { position: relative; width: 72mm; margin: 0 auto; font: 3.4mm/1.35 "Noto Sans", "Mukta", system-ui, sans-serif; }
h1 { font-size: 5.2mm; line-height: 1.2; }
h2 { margin-top: 1mm; font-size: 4.2mm; }
header, footer { text-align: center; }
header p, footer p { white-space: pre-line; unicode-bidi: plaintext; }
h1, header p, footer p, dt, .name, li p { overflow-wrap: anywhere; }
header, dl, ul, .void { padding-bottom: 2mm; }
dl, ul, footer { border-top: 0.3mm dashed #000; padding-top: 2mm; }
ul { list-style: none; }
li + li { margin-top: 1.6mm; }
dl > div, .line { display: flex; justify-content: space-between; gap: 2mm; }
dt, .name { min-width: 0; }
dd { text-align: right; white-space: pre-line; unicode-bidi: plaintext; overflow-wrap: anywhere; }
dd, .amount { font-variant-numeric: tabular-nums; }
.amount { flex: none; white-space: nowrap; }
.name { font-weight: 600; }
.detail { padding-left: 3mm; font-size: 3mm; }
.total { font-size: 4.6mm; font-weight: 700; }
.heading { font-weight: 600; }
.void { text-align: center; }
.void strong { display: block; border: 0.8mm solid #000; padding: 1mm; font-size: 6mm; letter-spacing: 1mm; }
.stamp { position: absolute; top: 42%; left: 0; width: 100%; text-align: center; font-size: 15mm; font-weight: 700;
  line-height: 1; letter-spacing: 1mm; color: #0003; transform: rotate(-35deg); pointer-events: none; }
svg { display: block; width: 26mm; height: 26mm; margin: 2mm auto 0; shape-rendering: crispEdges; }
.scan { margin-top: 2mm; }
.scan svg { width: 36mm; height: 36mm; margin: 1mm auto; }
.scan .note { font-size: 3mm; }
header, dl, li, svg, .scan { break-inside: avoid; }
@media screen {
  html { background: #e9e4da; }
  body { width: 80mm; margin: 6mm auto; padding: 4mm; background: #fff; box-shadow: 0 0.5mm 2mm #0004; }
}
@media print { html { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""


def to_html(receipt: Receipt) -> bytes:
    """Return the receipt as an HTML page in UTF-8."""
    header = _paragraph(receipt.header)
    title = f"<h2>{escape(receipt.title)}</h2>\n" if receipt.title else ""
    void, stamp = "", ""
    if receipt.voided is not None:
        void = f'<div class="void"><strong>VOIDED</strong>{escape(receipt.voided)}</div>\n'
        stamp = '<div class="stamp" aria-hidden="true">VOIDED</div>\n'
    taxes = ""
    if receipt.taxes:
        taxes = _rows(receipt.taxes, f'<div class="heading"><dt>{escape(receipt.tax_heading)}</dt></div>\n')
    total = f'<div class="total">{_pair(receipt.total)}</div>\n' + _pairs(receipt.rounding)
    page = (
        f'<!DOCTYPE html>\n<html lang="{escape(receipt.language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Receipt {escape(receipt.number)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<header>\n<h1{_direction(receipt.shop)}>{escape(receipt.shop)}</h1>\n{header}{title}</header>\n{void}"
        f"{_rows(receipt.facts)}"
        f"<ul>\n{''.join(_item(item) for item in receipt.items)}</ul>\n"
        f"{_rows(receipt.sums, after=total)}{_rows(receipt.payment)}{taxes}"
        f"<footer>\n{_paragraph(receipt.footer)}{_code(receipt.code)}</footer>\n{stamp}</body>\n</html>\n"
    )
    return page.encode()


def _item(item: Item) -> str:
    name = f'<span class="name"{_direction(item.name)}>{escape(item.name)}</span>'
    details = "".join(_detail(row) for row in item.details)
    return f'<li>\n<div class="line">{name}<span class="amount">{escape(item.amount)}</span></div>\n{details}</li>\n'


def _detail(row: Row) -> str:
    value = f'<span class="amount">{escape(row.value)}</span>' if row.value else ""
    return f'<div class="line detail"><p>{escape(row.label)}</p>{value}</div>\n'


def _rows(rows: Iterable[Row], before: str = "", after: str = "") -> str:
    return f"<dl>\n{before}{_pairs(rows)}{after}</dl>\n"


def _pairs(rows: Iterable[Row]) -> str:
    return "".join(f"<div>{_pair(row)}</div>\n" for row in rows)


def _pair(row: Row) -> str:
    label = f"<dt{_direction(row.label)}>{escape(row.label)}</dt>"
    return f"{label}<dd{_direction(row.value)}>{escape(row.value)}</dd>"


def _paragraph(text: str) -> str:
    return f"<p{_direction(text)}>{escape(text)}</p>\n" if text else ""


def _direction(text: str) -> str:
    """Return the attributes of words that may be in another script: how they run, and their language."""
    language = language_of(text)
    return ' dir="auto"' if language is None else f' dir="auto" lang="{language}"'


def _code(code: Code) -> str:
    drawn = segno.make(code.link, error="m", micro=False)
    svg = drawn.svg_inline(omitsize=True, svgclass=None, lineclass=None, title=code.link)
    if not code.heading:
        return f"{svg}\n"
    note = f'<p class="note">{escape(code.note)}</p>'
    return f'<div class="scan">\n<h2>{escape(code.heading)}</h2>\n{svg}\n{note}\n</div>\n'
