"""Receipts: printed in a thread, one at a time."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from app.core.errors import Unavailable
from app.database.unit_of_work import Database
from app.repositories.selling.receipts import ReceiptRepository
from app.schemas.receipt import ReceiptFormat
from app.schemas.sale import SaleRead
from app.services.common.access import AccessService, Caller
from app.services.common.context import ShopContext
from app.services.selling.receipts.content import receipt_of
from app.services.selling.receipts.html import to_html
from app.services.selling.receipts.pdf import to_pdf
from app.services.selling.sales import SaleService
from app.services.shop.settings import CurrentSettings

MAX_WAITING = 64
_PRINTERS = {ReceiptFormat.HTML: to_html, ReceiptFormat.PDF: to_pdf}


@dataclass(frozen=True, slots=True)
class PrintedReceipt:
    """A receipt as a file."""

    number: str
    content: bytes


class Receipts:
    """Prints receipts. The database connection is returned before the slow part begins."""

    def __init__(self, database: Database, current_settings: CurrentSettings[ShopContext]) -> None:
        self._database = database
        self._current_settings = current_settings
        self._turn = asyncio.Lock()
        self._waiting = 0

    async def print(self, caller: Caller, sale_id: int, kind: ReceiptFormat, shop_url: str) -> PrintedReceipt:
        """Print the receipt of a sale; raise `NotFound` if the caller may not see the sale."""
        context = self._current_settings.context
        async with self._database.reading() as session:
            actor = await AccessService(session).confirm(caller)
            sales = SaleService(session, context)
            sale = SaleRead.model_validate_json(await sales.get(actor, sale_id))
            names = await ReceiptRepository(session).names(sale_id)
            parts = await ReceiptRepository(session).keeping_parts(sale_id)
        link = f"{shop_url}/api/sales/{sale_id}"
        printer = _PRINTERS[kind]
        content = await self._in_thread(lambda: printer(receipt_of(sale, names, parts, context.settings, link)))
        return PrintedReceipt(sale.number, content)

    async def _in_thread(self, work: Callable[[], bytes]) -> bytes:
        # One at a time, so that printing never takes more CPU than serving requests.
        if self._waiting >= MAX_WAITING:
            raise Unavailable("too_busy", "Too many receipts are being printed. Try again in a second.", retry_after=1)
        self._waiting += 1
        try:
            async with self._turn:
                return await asyncio.to_thread(work)
        finally:
            self._waiting -= 1
