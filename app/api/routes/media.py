"""Pictures at addresses of their own, which the API gives away and its document does not list."""

from typing import Annotated

from fastapi import APIRouter, Header, Response

from app.api.deps import ShopDep
from app.api.routing import ShopRoute
from app.core.pictures import MEDIA_PATH

router = APIRouter(prefix=MEDIA_PATH, route_class=ShopRoute)

# An address is the hash of its content, so that it never shows anything else.
_CACHED_FOR_A_YEAR = "public, max-age=31536000, immutable"


@router.api_route("/{picture_hash:sha256}.webp", methods=["GET", "HEAD"], include_in_schema=False)
async def get_picture(
    picture_hash: str, shop: ShopDep, if_none_match: Annotated[str | None, Header()] = None
) -> Response:
    """Show a picture. Anybody may look."""
    headers = {
        "Cache-Control": _CACHED_FOR_A_YEAR,
        "ETag": f'"{picture_hash}"',
        # Pages of other origins may show it too.
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if if_none_match is not None and picture_hash in if_none_match:
        return Response(status_code=304, headers=headers)
    return Response(await shop.pictures.show(picture_hash), headers=headers, media_type="image/webp")
