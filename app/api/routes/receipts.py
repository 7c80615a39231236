"""Receipts, to look at, to print and to take home."""

from typing import Annotated, Any, Final

from fastapi import Path, Query, Request, Response

from app.api.accept import prefers
from app.api.deps import CallerDep, PublicUrl, ShopDep
from app.api.printed_pages import CONTENT_SECURITY_POLICY
from app.api.responses import problems
from app.api.routing import ShopRouter
from app.schemas.base import Id
from app.schemas.receipt import ReceiptFormat, ReceiptQuery

router = ShopRouter("/sales", tags=["selling"])

_HTML, _PDF = "text/html", "application/pdf"
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
    headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    return Response(printed.content, headers=headers, media_type=_HTML)
