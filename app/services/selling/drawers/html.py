"""An X or Z report as an HTML page, as wide as receipt paper, that loads nothing from elsewhere."""

from html import escape

from app.services.selling.drawers.content import Section, Slip
from app.services.selling.paper.html import heading, page, pair, pairs, rows


def to_html(slip: Slip) -> bytes:
    """Return the report as an HTML page in UTF-8."""
    sections = "".join(_section(section) for section in slip.sections)
    return page(slip.language, slip.name, f"{heading(slip.shop, slip.header, slip.title)}{sections}")


def _section(section: Section) -> str:
    title = f'<div class="heading"><dt>{escape(section.heading)}</dt></div>\n' if section.heading else ""
    total = "" if section.total is None else f'<div class="total">{pair(section.total)}</div>\n'
    return rows(section.rows, title, total + pairs(section.below))
