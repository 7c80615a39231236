"""The picture of a sweet."""

from typing import Annotated, Any, Final

from fastapi import Path, Request, Response

from app.api.deps import AdminCallerDep, AdminDep, IfMatch, ShopDep
from app.api.responses import json_response, problems
from app.api.routing import ShopRouter
from app.api.services import Writing
from app.core.errors import UnsupportedMediaType
from app.schemas.base import Id
from app.schemas.sweet import SweetRead
from app.services.catalogue.sweets import SweetService, etag

router = ShopRouter("/sweets", tags=["catalogue"])

SweetId = Annotated[Id, Path()]

_FILE: Final[dict[str, Any]] = {"schema": {"type": "string", "format": "binary"}}
_PICTURE_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "The picture itself: JPEG, PNG or WebP, up to 5 MB.",
        "content": {"image/jpeg": _FILE, "image/png": _FILE, "image/webp": _FILE},
    }
}
_ANY_FILE = ("image/", "application/octet-stream")


@router.put(
    "/{sweet_id:id}/picture",
    response_model=SweetRead,
    responses=problems(401, 403, 404, 412, 428, body=True),
    openapi_extra=_PICTURE_BODY,
)
async def replace_sweet_picture(
    request: Request, sweet_id: SweetId, caller: AdminCallerDep, shop: ShopDep, if_match: IfMatch = None
) -> Response:
    """Give a sweet a picture, in place of the one it has. It is turned upright and stored in two sizes."""
    if not request.headers.get("content-type", _ANY_FILE[-1]).strip().lower().startswith(_ANY_FILE):
        raise UnsupportedMediaType("unsupported_media_type", "Send the picture itself, with Content-Type: image/jpeg.")
    version, body = await shop.pictures.replace(caller, sweet_id, await request.body(), if_match)
    return json_response(body, ETag=etag(version))


@router.delete("/{sweet_id:id}/picture", status_code=204, responses=problems(401, 403, 404, 412))
async def remove_sweet_picture(
    response: Response, sweet_id: SweetId, actor: AdminDep, service: Writing[SweetService], if_match: IfMatch = None
) -> None:
    """Leave a sweet without a picture. Without If-Match, whatever version it has."""
    response.headers["ETag"] = etag(await service.remove_picture(actor, sweet_id, if_match))
