"""Pictures of sweets: admins upload them, anybody may look at them."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore

from app.core.errors import NotFound, Unavailable
from app.core.pictures import Picture, make_picture
from app.core.shared_reads import SharedReads
from app.core.threads import let_others_go_first
from app.database.unit_of_work import Database
from app.repositories.catalogue.pictures import PictureRepository
from app.services.catalogue.sweets import SweetService
from app.services.common.access import AccessService, Caller
from app.services.common.context import ShopContext
from app.services.shop.settings import CurrentSettings

MADE_AT_ONCE = 1
"""The largest picture takes 300 MB of memory while it is made smaller."""
MAX_WAITING = 8


class Pictures:
    """Takes and shows pictures. Making them smaller is slow, and happens in a thread of its own."""

    def __init__(self, database: Database, current_settings: CurrentSettings[ShopContext]) -> None:
        self._database = database
        self._current_settings = current_settings
        self._threads = ThreadPoolExecutor(MADE_AT_ONCE, thread_name_prefix="pictures", initializer=let_others_go_first)
        self._places = BoundedSemaphore(MADE_AT_ONCE + MAX_WAITING)
        self._contents: SharedReads[str, bytes] = SharedReads(self._read)

    async def replace(self, caller: Caller, sweet_id: int, content: bytes, if_match: str | None) -> tuple[int, str]:
        """Give a sweet a picture in place of the one it has; return the sweet's version and JSON."""
        async with self._database.reading() as session:
            await AccessService(session).confirm(caller)
        picture = await self._make(content)
        async with self._database.unit_of_work() as session:
            # Again, in the transaction of the change: making the picture may have taken a while.
            actor = await AccessService(session).confirm(caller)
            service = SweetService(session, self._current_settings.context)
            return await service.set_picture(actor, sweet_id, picture, if_match)

    async def show(self, picture_hash: str) -> bytes:
        """Return a picture as WebP."""
        return await self._contents.get(picture_hash)

    def close(self) -> None:
        """Stop the thread after its current work; those who wait are cancelled."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _make(self, content: bytes) -> Picture:
        if not self._places.acquire(blocking=False):
            raise Unavailable("too_busy", "The shop is busy with other pictures. Try again shortly.", retry_after=2)
        future = self._threads.submit(make_picture, content)
        # Released when the work ends, not when its caller stops waiting.
        future.add_done_callback(lambda _: self._places.release())
        return await asyncio.wrap_future(future)

    async def _read(self, picture_hash: str) -> bytes:
        async with self._database.looking() as session:
            content = await PictureRepository(session).content(picture_hash)
        if content is None:
            detail = "There is no such picture. It may have been replaced: look at the sweet again."
            raise NotFound("picture_not_found", detail)
        return content
