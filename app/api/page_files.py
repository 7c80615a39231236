"""Files of the shop's own pages: compressed once, sent again only when they changed."""

import gzip
import re
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from typing import Final

from fastapi import Request, Response
from starlette.staticfiles import NotModifiedResponse

IMMUTABLE: Final = "public, max-age=31536000, immutable"
"""For an address that names its content."""
REVALIDATED: Final = "no-cache"

_TEXT: Final = ("text/", "image/svg+xml", "application/manifest+json")
_SMALLEST: Final = 9
_NOT_TAKEN: Final = re.compile(r"q=0(\.0*)?")


class PageFile:
    """One file, with what its response says about it. Its body is read when somebody asks for it."""

    def __init__(
        self,
        read: Callable[[], bytes],
        media_type: str,
        cache_control: str,
        policy: str,
        read_brotli: Callable[[], bytes] | None = None,
    ) -> None:
        self._media_type = media_type
        self._headers = {"Cache-Control": cache_control, "Content-Security-Policy": policy}
        # The best comes first.
        self._encodings: dict[str, Callable[[], bytes]] = {"br": read_brotli} if read_brotli else {}
        self._read = read
        if media_type.startswith(_TEXT):
            self._encodings["gzip"] = cache(lambda: gzip.compress(read(), _SMALLEST, mtime=0))
        self.digest = sha256(read()).hexdigest()[:32]

    def respond(self, request: Request, status_code: int = 200) -> Response:
        """Return the file, compressed as the client takes it, or 304 to a client that has it already."""
        headers, etag, read = dict(self._headers), f'"{self.digest}"', self._read
        if self._encodings:
            headers["Vary"] = "Accept-Encoding"
            taken = _taken_encodings(request.headers.get("Accept-Encoding", ""))
            encoding = next((name for name in self._encodings if name in taken), None)
            if encoding is not None:
                headers["Content-Encoding"] = encoding
                etag, read = f'"{self.digest}-{encoding}"', self._encodings[encoding]
        headers["ETag"] = etag
        seen = {tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")}
        if status_code == 200 and seen & {etag, "*"}:
            return _not_modified(headers)
        return Response(read(), status_code, headers, media_type=self._media_type)


def _not_modified(headers: dict[str, str]) -> Response:
    response = NotModifiedResponse(Response(headers=headers).headers)
    # Starlette drops the policy, and a browser shows its copy under the policy of the latest response.
    response.headers["Content-Security-Policy"] = headers["Content-Security-Policy"]
    return response


def _taken_encodings(accept_encoding: str) -> set[str]:
    offers = (offer.replace(" ", "").partition(";") for offer in accept_encoding.lower().split(","))
    return {name for name, _, parameter in offers if _NOT_TAKEN.fullmatch(parameter) is None}
