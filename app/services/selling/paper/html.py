"""Paper of 80 mm as an HTML page that loads nothing from elsewhere."""

from collections.abc import Iterable
from html import escape

from app.printing.fonts import language_of
from app.services.selling.paper.rows import Row

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


def page(language: str, title: str, body: str) -> bytes:
    """Return a whole page in UTF-8."""
    text = (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )
    return text.encode()


def heading(shop: str, header: str, title: str) -> str:
    """Return the shop's name, what it prints below that, and what this paper is."""
    kind = f"<h2>{escape(title)}</h2>\n" if title else ""
    return f"<header>\n<h1{direction(shop)}>{escape(shop)}</h1>\n{paragraph(header)}{kind}</header>\n"


def rows(of: Iterable[Row], before: str = "", after: str = "") -> str:
    """Return labels with their values as a list, with more of it before and after."""
    return f"<dl>\n{before}{pairs(of)}{after}</dl>\n"


def pairs(of: Iterable[Row]) -> str:
    """Return labels with their values."""
    return "".join(f"<div>{pair(row)}</div>\n" for row in of)


def pair(row: Row) -> str:
    """Return a label with its value."""
    label = f"<dt{direction(row.label)}>{escape(row.label)}</dt>"
    return f"{label}<dd{direction(row.value)}>{escape(row.value)}</dd>"


def paragraph(text: str) -> str:
    """Return a text of the shop's own; nothing if it is empty."""
    return f"<p{direction(text)}>{escape(text)}</p>\n" if text else ""


def direction(text: str) -> str:
    """Return the attributes of words that may be in another script: how they run, and their language."""
    language = language_of(text)
    return ' dir="auto"' if language is None else f' dir="auto" lang="{language}"'
