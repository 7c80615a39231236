"""Labels: read, and printed after the connection is returned."""

from collections.abc import Mapping

from app.core.errors import FieldError, Invalid
from app.core.print_queue import PrintQueue
from app.database.unit_of_work import Database
from app.repositories.catalogue.labels import LabelledSweet, LabelRepository
from app.schemas.label import LabelsPrint
from app.services.catalogue.labels.content import label_of
from app.services.catalogue.labels.pdf import to_pdf
from app.services.common.access import AccessService, Caller
from app.services.common.context import ShopContext
from app.services.shop.print_formats import MoneyFormat
from app.services.shop.settings import CurrentSettings


class Labels:
    """Prints labels of sweets and lots."""

    def __init__(
        self, database: Database, current_settings: CurrentSettings[ShopContext], print_queue: PrintQueue
    ) -> None:
        self._database = database
        self._current_settings = current_settings
        self._print_queue = print_queue

    async def print(self, caller: Caller, wanted: LabelsPrint) -> bytes:
        """Return the labels as a PDF; raise `Invalid` if a sweet or a lot is not there."""
        context = self._current_settings.context
        async with self._database.reading() as session:
            await AccessService(session).confirm(caller)
            repository = LabelRepository(session)
            sweets = await repository.sweets([label.sweet_id for label in wanted.labels if label.sweet_id is not None])
            lots = await repository.lots([label.lot_id for label in wanted.labels if label.lot_id is not None])
        _refuse_unknown(wanted, sweets, lots)
        money = MoneyFormat(context.settings.currency, context.settings.phone_region)
        today = context.today()
        labels = [
            (
                label_of(
                    sweets[label.sweet_id] if label.sweet_id is not None else lots[label.lot_id or 0],
                    label.net_weight_g,
                    money,
                    today,
                ),
                label.copies,
            )
            for label in wanted.labels
        ]
        return await self._print_queue.print(lambda: to_pdf(labels, wanted.size, wanted.first_position))


def _refuse_unknown(
    wanted: LabelsPrint, sweets: Mapping[int, LabelledSweet], lots: Mapping[int, LabelledSweet]
) -> None:
    for index, label in enumerate(wanted.labels):
        if label.sweet_id is not None and label.sweet_id not in sweets:
            raise _unknown(f"/labels/{index}/sweet_id", "unknown_sweet", "There is no such sweet.")
        if label.lot_id is not None and label.lot_id not in lots:
            raise _unknown(f"/labels/{index}/lot_id", "unknown_lot", "There is no such lot.")


def _unknown(pointer: str, code: str, detail: str) -> Invalid:
    return Invalid(code, detail, [FieldError(pointer, code, detail)])
