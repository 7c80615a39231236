"""QR codes for pages."""

from io import BytesIO

import segno


def qr_svg(text: str) -> str:
    """Return a text as a QR code in SVG, black on white, as large as its place."""
    drawn = BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="svg", xmldecl=False, omitsize=True)
    return drawn.getvalue().decode()
