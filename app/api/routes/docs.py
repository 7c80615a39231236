"""Swagger UI from the copy in app/api/swagger_ui, so that the page never asks another host for anything."""

from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as StarletteHTTPException

from app.api.page_files import REVALIDATED, PageFile

router = APIRouter(include_in_schema=False)

_FOLDER: Final = Path(__file__).parents[1] / "swagger_ui"
_MEDIA_TYPES: Final = {
    "favicon-32x32.png": "image/png",
    "init.js": "text/javascript",
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
}
_CACHED_FOR_A_DAY: Final = "public, max-age=86400"

# Swagger UI sets styles by script, which needs no leave, and its style sheet holds its icons as data.
_CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)


def _index(assets: dict[str, PageFile]) -> PageFile:
    """Return the page, with each asset's address bound to its content so that an upgrade is seen at once."""
    page = (_FOLDER / "index.html").read_text(encoding="utf-8")
    for name, asset in assets.items():
        page = page.replace(f'"/docs/{name}"', f'"/docs/{name}?v={asset.digest}"')
    return PageFile(page.encode, "text/html", REVALIDATED, _CONTENT_SECURITY_POLICY)


_ASSETS: Final = {
    name: PageFile((_FOLDER / name).read_bytes, media_type, _CACHED_FOR_A_DAY, _CONTENT_SECURITY_POLICY)
    for name, media_type in _MEDIA_TYPES.items()
}
_INDEX: Final = _index(_ASSETS)


@router.get("/docs")
def read_docs(request: Request) -> Response:
    """Return the page."""
    return _INDEX.respond(request)


@router.get("/openapi.json")
def read_openapi(request: Request) -> Response:
    """Return the OpenAPI document. A thread builds it: the first time takes a second, and others go on meanwhile."""
    return JSONResponse(request.app.openapi())


@router.get("/docs/{asset}")
def read_docs_asset(asset: str, request: Request) -> Response:
    """Return one of the files the page is made of."""
    if asset not in _ASSETS:
        raise StarletteHTTPException(404)
    return _ASSETS[asset].respond(request)
