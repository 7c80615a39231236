"""Labels to print."""

from typing import Any, Final

from fastapi import Response

from app.api.deps import ShopDep, StaffCallerDep
from app.api.responses import problems
from app.api.routing import ShopRouter
from app.schemas.label import LabelsPrint

router = ShopRouter("/labels", tags=["catalogue"])

_PDF: Final = "application/pdf"
_ANSWER: Final[dict[str, Any]] = {
    "description": "The labels.",
    "content": {_PDF: {"schema": {"type": "string", "format": "binary"}}},
}


@router.post("", status_code=200, response_class=Response, responses={200: _ANSWER, **problems(401, 403, body=True)})
async def print_labels(wanted: LabelsPrint, caller: StaffCallerDep, shop: ShopDep) -> Response:
    """Print labels of sweets or lots as PDF: name, price, net weight, best-before day, barcode and diet mark."""
    content = await shop.labels.print(caller, wanted)
    return Response(content, headers={"Content-Disposition": 'inline; filename="labels.pdf"'}, media_type=_PDF)
