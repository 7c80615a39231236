"""X and Z reports of drawer sessions: read, and printed after the connection is returned."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.money import rounded, zero
from app.core.print_queue import PrintQueue
from app.database.unit_of_work import Database
from app.models import DrawerMovementKind, PaymentKind, Tender
from app.repositories.selling.drawer_reports import DrawerReportRepository, PaidByKind, PaidDocuments
from app.repositories.selling.drawers import DrawerMovementRepository
from app.schemas.drawer import DrawerMovementRead, DrawerSessionRead
from app.schemas.drawer_report import (
    DrawerAccount,
    DrawerBilled,
    DrawerCash,
    DrawerRefunds,
    DrawerReportFormat,
    DrawerReportKind,
    DrawerReportRead,
    DrawerSales,
    DrawerTax,
    DrawerTender,
    DrawerVoids,
)
from app.services.common.access import AccessService, Actor, Caller
from app.services.common.context import ShopContext
from app.services.selling.drawers.content import slip_of
from app.services.selling.drawers.drawers import DrawerService
from app.services.selling.drawers.html import to_html
from app.services.selling.drawers.pdf import to_pdf
from app.services.shop.settings import CurrentSettings

_MOVEMENTS = TypeAdapter(list[DrawerMovementRead])


@dataclass(frozen=True, slots=True)
class DrawerReport:
    """A report as a file."""

    kind: DrawerReportKind
    content: bytes


class DrawerReports:
    """Returns reports. The database connection is returned before the slow part begins."""

    def __init__(
        self, database: Database, current_settings: CurrentSettings[ShopContext], print_queue: PrintQueue
    ) -> None:
        self._database = database
        self._current_settings = current_settings
        self._print_queue = print_queue

    async def of(self, caller: Caller, session_id: int, kind: DrawerReportFormat) -> DrawerReport:
        """Return the report of a session, all of it as it is at one moment."""
        context = self._current_settings.context
        async with self._database.snapshot() as session:
            actor = await AccessService(session).confirm(caller)
            report = await _read(session, context, actor, session_id)
        if kind is DrawerReportFormat.JSON:
            return DrawerReport(report.report, report.model_dump_json().encode())
        printer = to_pdf if kind is DrawerReportFormat.PDF else to_html
        content = await self._print_queue.print(lambda: printer(slip_of(report, context.settings)))
        return DrawerReport(report.report, content)


async def _read(session: AsyncSession, context: ShopContext, actor: Actor, session_id: int) -> DrawerReportRead:
    drawer = DrawerSessionRead.model_validate_json(await DrawerService(session, context).get(actor, session_id))
    reports = DrawerReportRepository(session)
    movements = _MOVEMENTS.validate_json(await DrawerMovementRepository(session).all_json(session_id))
    payments = await reports.payments(session_id)
    documents = {one.kind: one for one in await reports.documents(session_id)}
    billed = await reports.billed(session_id)
    taxes = await reports.taxes(session_id)
    return DrawerReportRead(
        **drawer.model_dump(),
        report=DrawerReportKind.X if drawer.is_open else DrawerReportKind.Z,
        printed_at=context.clock(),
        currency=context.settings.currency,
        cash=_cash(drawer, payments, movements),
        movements=movements,
        sales=DrawerSales(amount=_net(payments, PaymentKind.SALE), **_documents(documents.get(PaymentKind.SALE))),
        refunds=DrawerRefunds(
            amount=-_net(payments, PaymentKind.REFUND), **_documents(documents.get(PaymentKind.REFUND))
        ),
        voids=DrawerVoids(
            count=documents[PaymentKind.VOID].count if PaymentKind.VOID in documents else 0,
            amount=-_net(payments, PaymentKind.VOID),
        ),
        account=DrawerAccount(
            count=sum(one.count for one in payments if one.kind is PaymentKind.ACCOUNT),
            amount=_net(payments, PaymentKind.ACCOUNT),
        ),
        tenders=_tenders(payments),
        rounding=rounded(sum((one.rounding for one in payments), zero())),
        billed=DrawerBilled(**{name: rounded(amount) for name, amount in asdict(billed).items()}),
        taxes=[
            DrawerTax(
                component=tax.component,
                rate_percent=tax.rate_percent,
                taxable=rounded(tax.taxable),
                amount=rounded(tax.amount),
                taxable_given_back=rounded(tax.taxable_given_back),
                amount_given_back=rounded(tax.amount_given_back),
            )
            for tax in taxes
        ],
    )


def _net(payments: Sequence[PaidByKind], kind: PaymentKind, tender: str | None = None) -> Decimal:
    """Return what payments of a kind come to, by one tender or by all."""
    parts = (one.taken - one.given_back for one in payments if one.kind is kind and tender in (None, one.tender))
    return rounded(sum(parts, zero()))


def _cash(
    drawer: DrawerSessionRead, payments: Sequence[PaidByKind], movements: Sequence[DrawerMovementRead]
) -> DrawerCash:
    def moved(kind: DrawerMovementKind) -> Decimal:
        return sum((one.amount for one in movements if one.kind is kind), zero())

    return DrawerCash(
        opening_float=drawer.opening_float,
        sales=_net(payments, PaymentKind.SALE, Tender.CASH),
        refunds=_net(payments, PaymentKind.REFUND, Tender.CASH),
        voids=_net(payments, PaymentKind.VOID, Tender.CASH),
        account=_net(payments, PaymentKind.ACCOUNT, Tender.CASH),
        moved_in=moved(DrawerMovementKind.IN),
        moved_out=-moved(DrawerMovementKind.OUT),
    )


def _documents(found: PaidDocuments | None) -> dict[str, object]:
    if found is None:
        return {"count": 0, "first_number": None, "last_number": None}
    return {"count": found.count, "first_number": found.first, "last_number": found.last}


def _tenders(payments: Sequence[PaidByKind]) -> list[DrawerTender]:
    tenders = []
    for tender in dict.fromkeys(one.tender for one in payments):
        parts = [one for one in payments if one.tender == tender]
        taken = rounded(sum((one.taken for one in parts), zero()))
        given_back = rounded(sum((one.given_back for one in parts), zero()))
        count = sum(one.count for one in parts)
        tenders.append(
            DrawerTender(tender=tender, count=count, taken=taken, given_back=given_back, net=taken - given_back)
        )
    return tenders
