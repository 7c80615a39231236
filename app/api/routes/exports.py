"""The books as files."""

from typing import Annotated, Any

from fastapi import Query, Response

from app.api.csv_stream import CsvStream, XmlStream, csv_answer, xml_answer
from app.api.deps import AdminReaderDep, ShopDep
from app.api.responses import json_response, problems
from app.api.routing import ShopRouter
from app.api.services import Snapshot
from app.schemas.base import DaysQuery
from app.schemas.export import ExportKind, ExportQuery, FileQuery
from app.schemas.journal import JournalRead
from app.services.files.journal.forms import CsvJournal, TallyJournal
from app.services.files.journal.totals import JournalTotalsService

router = ShopRouter("/exports", tags=["files"])

_ANSWERS: dict[str, Any] = {
    "status_code": 200,
    "response_class": CsvStream,
    "responses": {200: csv_answer(), **problems(401, 403, 429)},
}
_IN_XML = {**_ANSWERS, "response_class": XmlStream, "responses": {200: xml_answer(), **problems(401, 403, 429)}}
OfDays = Annotated[ExportQuery, Query()]
Days = Annotated[DaysQuery, Query()]
Whole = Annotated[FileQuery, Query()]


@router.get("/sales.csv", **_ANSWERS)
async def export_sales(query: OfDays, _: AdminReaderDep, shop: ShopDep) -> Response:
    """Send the sales of some business days or of all, voided ones too, each with what it came to and what went back."""
    return await _send(ExportKind.SALES, query, shop)


@router.get("/sale-lines.csv", **_ANSWERS)
async def export_sale_lines(query: OfDays, _: AdminReaderDep, shop: ShopDep) -> Response:
    """Send every line of the sales of some business days or of all."""
    return await _send(ExportKind.SALE_LINES, query, shop)


@router.get("/refunds.csv", **_ANSWERS)
async def export_refunds(query: OfDays, _: AdminReaderDep, shop: ShopDep) -> Response:
    """Send the refunds of some business days or of all."""
    return await _send(ExportKind.REFUNDS, query, shop)


@router.get("/refund-lines.csv", **_ANSWERS)
async def export_refund_lines(query: OfDays, _: AdminReaderDep, shop: ShopDep) -> Response:
    """Send every line of the refunds of some business days or of all."""
    return await _send(ExportKind.REFUND_LINES, query, shop)


@router.get("/tax-summary.csv", **_ANSWERS)
async def export_tax_summary(query: OfDays, _: AdminReaderDep, shop: ShopDep) -> Response:
    """Send the tax of some business days or of all by component, rate and HSN code, for the accountant."""
    return await _send(ExportKind.TAX_SUMMARY, query, shop)


@router.get("/journal", response_model=JournalRead, responses=problems(401, 403))
async def get_journal_totals(query: Days, _: AdminReaderDep, service: Snapshot[JournalTotalsService]) -> Response:
    """Show what each account of the journal comes to in some days, of a year at most; by default the last thirty."""
    return json_response(await service.totals(query))


@router.get("/journal.csv", **_ANSWERS)
async def export_journal(query: OfDays, _: AdminReaderDep, shop: ShopDep) -> Response:
    """Send the double entries of some business days or of all for the accountant; each voucher balances."""
    form = CsvJournal(shop.context.settings.currency, shop.context.zone, bom=query.bom)
    return await CsvStream.begin(shop.exports.journal(form, query, shop.context), "journal.csv")


@router.get("/journal.xml", **_IN_XML)
async def export_journal_to_tally(query: Days, _: AdminReaderDep, shop: ShopDep) -> Response:
    """Send the same as Tally imports it; what was imported before is altered, not doubled."""
    return await XmlStream.begin(shop.exports.journal(TallyJournal(), query, shop.context), "journal.xml")


@router.get("/movements.csv", **_ANSWERS)
async def export_movements(query: OfDays, _: AdminReaderDep, shop: ShopDep) -> Response:
    """Send the stock movements of some days or of all, each with its document."""
    return await _send(ExportKind.MOVEMENTS, query, shop)


@router.get("/catalogue.csv", **_ANSWERS)
async def export_catalogue(query: Whole, _: AdminReaderDep, shop: ShopDep) -> Response:
    """Send the catalogue, archived sweets too, as it can be imported again."""
    return await _send(ExportKind.CATALOGUE, ExportQuery(bom=query.bom), shop)


@router.get("/customers.csv", **_ANSWERS)
async def export_customers(query: Whole, _: AdminReaderDep, shop: ShopDep) -> Response:
    """Send the customers, as they can be imported again."""
    return await _send(ExportKind.CUSTOMERS, ExportQuery(bom=query.bom), shop)


async def _send(kind: ExportKind, query: ExportQuery, shop: ShopDep) -> Response:
    return await CsvStream.begin(shop.exports.pieces(kind, query, shop.context.zone), f"{kind}.csv")
