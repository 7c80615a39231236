"""A statement of account as an HTML page of A4 that loads nothing from elsewhere."""

from html import escape

from app.printing.fonts import language_of
from app.services.selling.statements.content import HEADINGS, Entry, Statement

STYLE = """
@page { size: A4; margin: 14mm; }
* { box-sizing: border-box; margin: 0; padding: 0; }
html { color: #000; background: #fff; }
body { max-width: 182mm; margin: 0 auto; font: 3.6mm/1.4 "Noto Sans", "Mukta", system-ui, sans-serif; }
h1 { font-size: 6mm; line-height: 1.2; }
h2 { font-size: 4.4mm; }
header { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 4mm 10mm; padding-bottom: 5mm; }
header div { min-width: 0; max-width: 90mm; }
header p { white-space: pre-line; unicode-bidi: plaintext; }
h1, h2, p, td { overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; }
thead { display: table-header-group; }
th { text-align: left; border-bottom: 0.4mm solid #000; padding: 1mm 1.5mm; }
td { border-bottom: 0.1mm solid #999; padding: 1mm 1.5mm; vertical-align: top; }
tr { break-inside: avoid; }
th.amount, td.amount { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
td.day { white-space: nowrap; }
small { display: block; font-size: 3mm; color: #444; }
tbody tr:first-child td, tbody tr:last-child td { font-weight: 600; }
dl { width: 90mm; max-width: 100%; margin: 5mm 0 0 auto; break-inside: avoid; }
dl div { display: flex; justify-content: space-between; gap: 4mm; padding: 0.6mm 1.5mm; }
dd { font-variant-numeric: tabular-nums; }
dl div:first-child { font-size: 4.6mm; font-weight: 700; }
@media screen {
  html { background: #e9e4da; }
  body { max-width: 210mm; margin: 6mm auto; padding: 14mm; background: #fff; box-shadow: 0 0.5mm 2mm #0004; }
}
@media screen and (max-width: 210mm) { body { margin: 0 auto; padding: 4mm; } }
@media screen and (max-width: 130mm) {
  thead { display: none; }
  table, tbody { display: block; }
  tr { display: flex; flex-wrap: wrap; justify-content: space-between; column-gap: 3mm; border-bottom: 0.1mm solid #999;
    padding: 1.5mm 0; }
  td { border: 0; padding: 0 1mm; }
  td.text { flex: 1 0 100%; order: -1; }
  td.amount:empty { display: none; }
  td.amount::before { content: attr(data-label) " "; color: #444; font-weight: 400; }
}
"""


def to_html(statement: Statement) -> bytes:
    """Return the statement as an HTML page in UTF-8."""
    headings = "".join(
        f'<th scope="col"{" class=amount" if number > 1 else ""}>{escape(heading)}</th>'
        for number, heading in enumerate(HEADINGS)
    )
    rows = "".join(_row(entry) for entry in statement.entries)
    sums = "".join(
        f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>\n"
        for label, value in (statement.closing, *statement.overdue)
    )
    page = (
        f'<!DOCTYPE html>\n<html lang="{escape(statement.language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Statement of account: {escape(statement.customer)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<header>\n<div>\n<h1{_direction(statement.shop)}>{escape(statement.shop)}</h1>\n"
        f"{_paragraph(statement.header)}</div>\n<div>\n<h2>Statement of account</h2>\n"
        f"{_paragraph(statement.customer)}{_paragraph(statement.address)}{_paragraph(statement.days)}</div>\n</header>\n"
        f"<table>\n<thead><tr>{headings}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n"
        f"<dl>\n{sums}</dl>\n</body>\n</html>\n"
    )
    return page.encode()


def _row(entry: Entry) -> str:
    detail = f"<small{_direction(entry.detail)}>{escape(entry.detail)}</small>" if entry.detail else ""
    amounts = "".join(
        f'<td class="amount" data-label="{label}">{escape(amount)}</td>'
        for label, amount in zip(HEADINGS[2:], (entry.taken, entry.paid, entry.owed), strict=True)
    )
    text = f'<td class="text">{escape(entry.text)}{detail}</td>'
    return f'<tr><td class="day">{escape(entry.day)}</td>{text}{amounts}</tr>\n'


def _paragraph(text: str) -> str:
    return f"<p{_direction(text)}>{escape(text)}</p>\n" if text else ""


def _direction(text: str) -> str:
    """Return the attributes of words that may be in another script: how they run, and their language."""
    language = language_of(text)
    return ' dir="auto"' if language is None else f' dir="auto" lang="{language}"'
