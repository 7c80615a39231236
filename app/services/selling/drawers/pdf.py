"""An X or Z report as a PDF, 80 mm wide and as long as needed, with embedded fonts."""

from app.printing.fonts import Weight
from app.services.selling.drawers.content import Section, Slip
from app.services.selling.paper.pdf import LARGE, TITLE, Paper
from app.services.selling.paper.rows import Row


def to_pdf(slip: Slip) -> bytes:
    """Return the report as a PDF."""
    paper = Paper(slip.name)
    paper.centred(slip.shop, TITLE, Weight.BOLD)
    paper.centred(slip.header)
    paper.centred(slip.title, LARGE, Weight.BOLD)
    for section in slip.sections:
        _print(paper, section)
    return paper.to_pdf()


def _print(paper: Paper, section: Section) -> None:
    paper.rule()
    if section.heading:
        paper.pair(Row(section.heading), weight=Weight.BOLD)
    paper.pairs(section.rows)
    if section.total is not None:
        paper.pair(section.total, LARGE, Weight.BOLD)
    paper.pairs(section.below)
