"""A receipt as a PDF, 80 mm wide and as long as needed, with embedded fonts."""

from collections.abc import Iterator

import segno

from app.printing.fonts import Weight
from app.printing.pdf import MM, Box, Stamp
from app.services.selling.paper.pdf import INDENT, LARGE, SMALL, TITLE, WIDTH, Paper
from app.services.selling.paper.rows import Row as Words
from app.services.selling.receipts.content import Code, Item, Receipt

_QR_SIZE, _UPI_SIZE = 26 * MM, 36 * MM
_QUIET_ZONE = 4
_STAMP = Stamp("VOIDED", size=44, grey=0.8, every=110 * MM)


def to_pdf(receipt: Receipt) -> bytes:
    """Return the receipt as a PDF."""
    paper = Paper(f"Receipt {receipt.number}", None if receipt.voided is None else _STAMP)
    paper.centred(receipt.shop, TITLE, Weight.BOLD)
    paper.centred(receipt.header)
    paper.centred(receipt.title, LARGE, Weight.BOLD)
    if receipt.voided is not None:
        paper.space(MM)
        paper.centred("VOIDED", 1.2 * TITLE, Weight.BOLD)
        paper.centred(receipt.voided)
    paper.rule()
    paper.pairs(receipt.facts)
    paper.rule()
    for item in receipt.items:
        _print_item(paper, item)
    paper.rule()
    paper.pairs(receipt.sums)
    paper.pair(receipt.total, LARGE, Weight.BOLD)
    paper.pairs(receipt.rounding)
    paper.rule()
    paper.pairs(receipt.payment)
    if receipt.taxes:
        paper.rule()
        paper.pair(Words(receipt.tax_heading), weight=Weight.BOLD)
        paper.pairs(receipt.taxes)
    paper.rule()
    paper.centred(receipt.footer)
    _print_code(paper, receipt.code)
    return paper.to_pdf()


def _print_item(paper: Paper, item: Item) -> None:
    paper.pair(Words(item.name, item.amount), weight=Weight.BOLD, value_weight=Weight.REGULAR)
    for detail in item.details:
        paper.pair(detail, SMALL, indent=INDENT)
    paper.space(1.2 * MM)


def _print_code(paper: Paper, code: Code) -> None:
    if not code.heading:
        paper.boxes(_QR_SIZE, _qr(code.link, _QR_SIZE))
        return
    paper.space(2 * MM)
    paper.centred(code.heading, LARGE, Weight.BOLD)
    paper.boxes(_UPI_SIZE, _qr(code.link, _UPI_SIZE))
    paper.centred(code.note, SMALL)


def _qr(link: str, width: float) -> Iterator[Box]:
    """Return the modules of a QR code in the middle of the paper."""
    matrix = segno.make(link, error="m", micro=False).matrix
    size = width / (len(matrix) + 2 * _QUIET_ZONE)
    left = (WIDTH - width) / 2 + _QUIET_ZONE * size
    for y, modules in enumerate(matrix):
        for x, module in enumerate(modules):
            if module:
                yield Box(left + x * size, (_QUIET_ZONE + y) * size, size, size)
