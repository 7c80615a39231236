"""Statements of account: read as the books of one moment, and printed after the connection is returned."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.core.errors import Invalid
from app.core.money import zero
from app.core.print_queue import PrintQueue
from app.database.unit_of_work import Database
from app.repositories.selling.customer_accounts import AccountNow, CustomerAccountRepository
from app.schemas.account_statement import StatementFormat, StatementQuery, StatementRead
from app.schemas.setting import ShopSettings
from app.services.common.access import AccessService, Caller
from app.services.common.context import ShopContext
from app.services.selling.customer_accounts import CustomerAccountService
from app.services.selling.statements.content import statement_of
from app.services.selling.statements.csv import to_csv
from app.services.selling.statements.html import to_html
from app.services.selling.statements.pdf import to_pdf
from app.services.shop.settings import CurrentSettings

MAX_ENTRIES = 1000

Print = Callable[[StatementRead, ShopSettings], bytes]


def _as_json(statement: StatementRead, _: ShopSettings) -> bytes:
    return statement.model_dump_json(by_alias=True).encode()


_PRINTERS: dict[StatementFormat, Print] = {
    StatementFormat.JSON: _as_json,
    StatementFormat.HTML: lambda statement, settings: to_html(statement_of(statement, settings)),
    StatementFormat.PDF: lambda statement, settings: to_pdf(statement_of(statement, settings)),
    StatementFormat.CSV: to_csv,
}


@dataclass(frozen=True, slots=True)
class PrintedStatement:
    """A statement as a file."""

    customer_id: int
    ends: date
    content: bytes


class Statements:
    """Writes statements. The database connection is returned before the slow part begins."""

    def __init__(
        self, database: Database, current_settings: CurrentSettings[ShopContext], print_queue: PrintQueue
    ) -> None:
        self._database = database
        self._current_settings = current_settings
        self._print_queue = print_queue

    async def print(self, caller: Caller, customer_id: int, query: StatementQuery) -> PrintedStatement:
        """Write the statement of an account; raise `NotFound` if the caller may not see it."""
        context = self._current_settings.context
        today = context.business_days.of(context.clock())
        ends = query.end or max(today, query.begin or today)
        async with self._database.snapshot() as session:
            actor = await AccessService(session).confirm(caller)
            account = await CustomerAccountService(session, context).account_at(actor, customer_id, min(ends, today))
            accounts = CustomerAccountRepository(session)
            entries = await accounts.entries_json(customer_id, query.begin or date.min, ends, MAX_ENTRIES)
            opening = zero() if query.begin is None else await accounts.balance_before(customer_id, query.begin)
        if len(entries) > MAX_ENTRIES:
            detail = f"These days have more than {MAX_ENTRIES} entries. Ask for fewer: say from and to."
            raise Invalid("statement_too_long", detail)
        settings = context.settings
        # Reading the entries takes its time too.
        content = await self._print_queue.print(
            lambda: _PRINTERS[query.format](
                _statement(account, entries, opening, query.begin, ends, settings), settings
            )
        )
        return PrintedStatement(customer_id, ends, content)


def _statement(
    account: AccountNow, entries: list[str], opening: Decimal, begins: date | None, ends: date, settings: ShopSettings
) -> StatementRead:
    items = json.loads(f"[{','.join(entries)}]")
    amounts = [Decimal(item["amount"]) for item in items]
    charged = sum((amount for amount in amounts if amount > 0), zero())
    paid = -sum((amount for amount in amounts if amount < 0), zero())
    first_day = begins or (date.fromisoformat(items[0]["business_day"]) if items else ends)
    return StatementRead.model_validate(
        {
            "customer": {
                "id": account.customer_id,
                "name": account.name,
                "phone": account.phone,
                "gstin": account.gstin,
                "address": account.address,
            },
            "currency": settings.currency,
            "from": first_day,
            "to": ends,
            "opening": opening,
            "closing": opening + charged - paid,
            "charged": charged,
            "paid": paid,
            "credit_limit": account.credit_limit,
            "overdue": {"days_30": account.days_30, "days_60": account.days_60, "days_90": account.days_90},
            "items": items,
        }
    )
