"""Queries over the pictures of sweets."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class PictureRepository:
    """Reads and writes pictures by their hash."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def content(self, picture_hash: str) -> bytes | None:
        """Return a picture."""
        content: bytes | None = await self._session.scalar(_CONTENT, {"hash": picture_hash})
        return content

    async def put(self, contents: Mapping[str, bytes], now: datetime) -> None:
        """Store pictures; nobody can delete them until the transaction ends."""
        in_order = dict(sorted(contents.items()))
        values = {"hashes": list(in_order), "contents": list(in_order.values()), "now": now}
        await self._session.execute(_PUT, values)

    async def delete_unused(self, uploaded_before: datetime) -> None:
        """Delete the pictures that no sweet has, but for those uploaded later."""
        await self._session.execute(_DELETE_UNUSED, {"before": uploaded_before})


_CONTENT = text("SELECT content FROM pictures WHERE hash = :hash")

# The update locks a picture that is there already, and makes it too young to be deleted.
_PUT = text(
    """
    INSERT INTO pictures (hash, content, uploaded_at)
    SELECT hash, content, CAST(:now AS timestamptz)
    FROM unnest(CAST(:hashes AS text[]), CAST(:contents AS bytea[])) AS input (hash, content)
    ON CONFLICT (hash) DO UPDATE SET uploaded_at = excluded.uploaded_at
    """
)

_DELETE_UNUSED = text(
    """
    DELETE FROM pictures
    WHERE uploaded_at < :before
      AND NOT EXISTS (SELECT FROM sweets WHERE picture_small = hash)
      AND NOT EXISTS (SELECT FROM sweets WHERE picture_large = hash)
    """
)
