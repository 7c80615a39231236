"""QR codes for pages."""

from io import BytesIO

import segno


def qr_svg(text: str) -> str:
    """Return a text as a QR code in SVG, black on white."""
    drawn = BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="svg", xmldecl=False, scale=4)
    return drawn.getvalue().decode()
