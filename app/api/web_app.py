"""The web app as built into app/static: one page for every address of its own, and the assets it loads."""

from pathlib import Path
from typing import Final

from fastapi import Request, Response

from app.api.accept import prefers
from app.api.page_files import IMMUTABLE, REVALIDATED, PageFile

_FOLDER: Final = Path(__file__).parents[1] / "static"
_MEDIA_TYPES: Final = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}

SHELLS: Final = ("account", "admin", "basket", "counter", "orders", "sweets")
"""The first parts of the web app's addresses, beside `/` itself."""

_PAGE_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
_ASSET_POLICY: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

PAGE: Final = PageFile((_FOLDER / "index.html").read_bytes, "text/html", REVALIDATED, _PAGE_POLICY)


def _asset(path: Path) -> PageFile:
    brotli = path.with_name(f"{path.name}.br")
    read_brotli = brotli.read_bytes if brotli.exists() else None
    return PageFile(path.read_bytes, _MEDIA_TYPES[path.suffix], IMMUTABLE, _ASSET_POLICY, read_brotli)


ASSETS: Final = {
    path.name: _asset(path) for path in sorted((_FOLDER / "assets").iterdir()) if path.suffix in _MEDIA_TYPES
}


def page_for_a_stranger(request: Request) -> Response | None:
    """Return the page that says "there is nothing here" to a browser that opened an unknown address, else None."""
    is_opened = request.method in ("GET", "HEAD") and not request.url.path.startswith(("/api", "/assets"))
    if is_opened and prefers(request, "text/html", "application/problem+json"):
        return PAGE.respond(request, 404)
    return None
