"""Swagger UI from the copy in app/api/swagger_ui, so that the page never asks another host for anything."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.staticfiles import NotModifiedResponse

router = APIRouter(include_in_schema=False)

_FOLDER: Final = Path(__file__).parents[1] / "swagger_ui"
_MEDIA_TYPES: Final = {
    "favicon-32x32.png": "image/png",
    "init.js": "text/javascript",
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
}

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


class _File(NamedTuple):
    """One file, and what its answer says about it. Its body is read when somebody asks for it."""

    read: Callable[[], bytes]
    digest: str
    media_type: str
    cache_control: str


def _file(read: Callable[[], bytes], media_type: str, cache_control: str) -> _File:
    return _File(read, sha256(read()).hexdigest()[:32], media_type, cache_control)


def _index(assets: dict[str, _File]) -> _File:
    """Return the page, with each asset's address bound to its content so that an upgrade is seen at once."""
    page = (_FOLDER / "index.html").read_text(encoding="utf-8")
    for name, asset in assets.items():
        page = page.replace(f'"/docs/{name}"', f'"/docs/{name}?v={asset.digest}"')
    return _file(page.encode, "text/html", "no-cache")


_ASSETS: Final = {
    name: _file((_FOLDER / name).read_bytes, media_type, "public, max-age=86400")
    for name, media_type in _MEDIA_TYPES.items()
}
_INDEX: Final = _index(_ASSETS)


@router.get("/docs")
def read_docs(request: Request) -> Response:
    """Return the page."""
    return _respond(_INDEX, request)


@router.get("/openapi.json")
def read_openapi(request: Request) -> Response:
    """Return the OpenAPI document. A thread builds it: the first time takes a second, and others go on meanwhile."""
    return JSONResponse(request.app.openapi())


@router.get("/docs/{asset}")
def read_docs_asset(asset: str, request: Request) -> Response:
    """Return one of the files the page is made of."""
    if asset not in _ASSETS:
        raise StarletteHTTPException(404)
    return _respond(_ASSETS[asset], request)


def _respond(file: _File, request: Request) -> Response:
    etag = f'"{file.digest}"'
    headers = {
        "Cache-Control": file.cache_control,
        "Content-Security-Policy": _CONTENT_SECURITY_POLICY,
        "ETag": etag,
    }
    response = Response(file.read(), headers=headers, media_type=file.media_type)
    seen = {tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")}
    return NotModifiedResponse(response.headers) if seen & {etag, "*"} else response
