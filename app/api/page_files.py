"""Files of the shop's own pages: compressed once, sent again only when they changed."""

import gzip
from collections.abc import Callable
from hashlib import sha256
from typing import Final

from fastapi import Request, Response
from starlette.staticfiles import NotModifiedResponse

IMMUTABLE: Final = "public, max-age=31536000, immutable"
"""For an address that names its content."""
REVALIDATED: Final = "no-cache"

_TEXT: Final = ("text/", "image/svg+xml", "application/manifest+json")
_DONE_BY_NOW: Final = 9


class PageFile:
    """One file, with what its response says about it. Its body is read when somebody asks for it."""

    def __init__(self, read: Callable[[], bytes], media_type: str, cache_control: str, policy: str) -> None:
        self._read = read
        self._media_type = media_type
        self._headers = {"Cache-Control": cache_control, "Content-Security-Policy": policy}
        self._is_text = media_type.startswith(_TEXT)
        self._compressed: bytes | None = None
        self.digest = sha256(read()).hexdigest()[:32]

    def respond(self, request: Request, status_code: int = 200) -> Response:
        """Return the file, compressed for clients that take gzip, or 304 to one that has it already."""
        headers = dict(self._headers)
        body, etag = self._read, f'"{self.digest}"'
        if self._is_text:
            headers["Vary"] = "Accept-Encoding"
            if _takes_gzip(request.headers.get("Accept-Encoding", "")):
                headers["Content-Encoding"] = "gzip"
                body, etag = self._compress, f'"{self.digest}-gzip"'
        headers["ETag"] = etag
        seen = {tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")}
        if status_code == 200 and seen & {etag, "*"}:
            return _not_modified(headers)
        return Response(body(), status_code, headers, media_type=self._media_type)

    def _compress(self) -> bytes:
        if self._compressed is None:
            self._compressed = gzip.compress(self._read(), _DONE_BY_NOW, mtime=0)
        return self._compressed


def _not_modified(headers: dict[str, str]) -> Response:
    response = NotModifiedResponse(Response(headers=headers).headers)
    # Starlette drops the policy, and a browser shows its copy under the policy of the latest response.
    response.headers["Content-Security-Policy"] = headers["Content-Security-Policy"]
    return response


def _takes_gzip(accept_encoding: str) -> bool:
    for offer in accept_encoding.lower().split(","):
        name, _, parameter = offer.partition(";")
        if name.strip() == "gzip":
            return parameter.replace(" ", "").rstrip("0.") != "q="
    return False
