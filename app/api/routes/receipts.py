"""Receipts, to look at, to print and to take home."""

from base64 import b64encode
from hashlib import sha256
from typing import Annotated, Any, Final

from fastapi import Path, Query, Request, Response

from app.api.accept import prefers
from app.api.deps import CallerDep, PublicUrl, ShopDep
from app.api.responses import problems
from app.api.routing import ShopRouter
from app.schemas.base import Id
from app.schemas.receipt import ReceiptFormat, ReceiptQuery
from app.services.selling.receipts.html import STYLE

router = ShopRouter("/sales", tags=["selling"])

_HTML, _PDF = "text/html", "application/pdf"
# The page has one style sheet, known by its hash, and nothing else that a browser could load or run.
_CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        f"style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
_ANSWER: Final[dict[str, Any]] = {
    "description": "The receipt, 80 mm wide.",
    "content": {_HTML: {"schema": {"type": "string"}}, _PDF: {"schema": {"type": "string", "format": "binary"}}},
}


@router.get(
    "/{sale_id:id}/receipt",
    status_code=200,
    response_class=Response,
    responses={200: _ANSWER, **problems(400, 401, 404)},
)
async def get_receipt(
    request: Request,
    sale_id: Annotated[Id, Path()],
    query: Annotated[ReceiptQuery, Query()],
    caller: CallerDep,
    shop: ShopDep,
    public_url: PublicUrl,
) -> Response:
    """Print the receipt of a sale, as a page or as PDF: its lines, taxes and payment, and a QR code of its address."""
    kind = query.format or (ReceiptFormat.PDF if prefers(request, _PDF, _HTML) else ReceiptFormat.HTML)
    printed = await shop.receipts.print(caller, sale_id, kind, public_url)
    headers = {
        "Content-Disposition": f'inline; filename="receipt-{printed.number.replace("/", "-")}.{kind}"',
        "Vary": "Accept",
    }
    if kind is ReceiptFormat.PDF:
        return Response(printed.content, headers=headers, media_type=_PDF)
    headers["Content-Security-Policy"] = _CONTENT_SECURITY_POLICY
    return Response(printed.content, headers=headers, media_type=_HTML)
