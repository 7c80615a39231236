"""CSV and XML answers of any length, streamed so that none is in memory as a whole."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, Self

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

MEDIA_TYPE = "text/csv"


def csv_answer() -> dict[str, Any]:
    """Return the documentation of an answer in CSV."""
    content = {MEDIA_TYPE: {"schema": {"type": "string"}}}
    return {"description": "The rows under a header, with CRLF at the end of each line.", "content": content}


def xml_answer() -> dict[str, Any]:
    """Return the documentation of an answer in XML."""
    content = {XmlStream.media_type: {"schema": {"type": "string"}}}
    return {"description": "An envelope that Tally imports.", "content": content}


class CsvStream(StreamingResponse):
    """A stream of CSV."""

    media_type = MEDIA_TYPE

    def __init__(self, pieces: AsyncGenerator[str, None], first: str, filename: str) -> None:
        self._pieces = pieces
        self._first = first
        headers = {"Content-Disposition": f'attachment; filename="{filename}"', "X-Accel-Buffering": "no"}
        super().__init__(self._all(), headers=headers)

    @classmethod
    async def begin(cls, pieces: AsyncGenerator[str, None], filename: str) -> Self:
        """Read the first piece before the answer starts, so that it can still be an error."""
        return cls(pieces, await anext(pieces, ""), filename)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send everything, and release the source even if the reader leaves."""
        async with aclosing(self._pieces):
            await super().__call__(scope, receive, send)

    async def _all(self) -> AsyncGenerator[str, None]:
        yield self._first
        async for piece in self._pieces:
            yield piece


class XmlStream(CsvStream):
    """A stream of XML."""

    media_type = "application/xml"
