"""Receipts: read, and printed after the connection is returned."""

from dataclasses import dataclass

from app.core.print_queue import PrintQueue
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

_PRINTERS = {ReceiptFormat.HTML: to_html, ReceiptFormat.PDF: to_pdf}


@dataclass(frozen=True, slots=True)
class PrintedReceipt:
    """A receipt as a file."""

    number: str
    content: bytes


class Receipts:
    """Prints receipts. The database connection is returned before the slow part begins."""

    def __init__(
        self, database: Database, current_settings: CurrentSettings[ShopContext], print_queue: PrintQueue
    ) -> None:
        self._database = database
        self._current_settings = current_settings
        self._print_queue = print_queue

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
        content = await self._print_queue.print(lambda: printer(receipt_of(sale, names, parts, context.settings, link)))
        return PrintedReceipt(sale.number, content)
