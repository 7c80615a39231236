"""The import of customers, who are found by phone number, or else by e-mail and name."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.csv.numbers import SHORTENED, is_shortened
from app.core.csv.reader import BadRow, CsvRows
from app.core.names import text_key
from app.core.phone import normalise_phone
from app.repositories.files.customer_imports import CUSTOMER_COLUMNS, CustomerImportRepository
from app.schemas.customer import CustomerCreate
from app.services.common.access import Actor
from app.services.common.audit import AuditEntry, AuditService
from app.services.common.context import ShopContext
from app.services.files.import_rows import (
    BatchResult,
    Candidate,
    Columns,
    Ignored,
    Reading,
    Refusal,
    RowRefused,
    audit_entry,
    first_reason,
)
from app.services.files.layouts import people
from app.services.files.layouts.layout import FileLayout
from app.services.files.row_of_totals import is_row_of_totals, is_total

_LAYOUTS = (people.SHOPIFY, people.SQUARE, people.ADDRESS_BOOK, people.WHOLE_NAMES)
COLUMNS = Columns(required=("name",), optional=("phone", "email", "note", "gstin", "address"))


class CustomerImporter:
    """Adds and updates customers. Phone numbers without a country are read as numbers of the shop's region."""

    def __init__(self, context: ShopContext, titles: Mapping[str, str], actor: Actor | None) -> None:
        self._context = context
        self._actor = actor
        self._layout = FileLayout(COLUMNS, _LAYOUTS, titles)

    def is_header(self, names: Sequence[str]) -> bool:
        """Tell whether a row of the file names its columns."""
        return self._layout.is_header(names)

    def columns(self, rows: CsvRows) -> Columns:
        """Return the columns of the file's layout; raise `CsvRefused` if one is missing."""
        return self._layout.columns(rows)

    def notices(self, rows: CsvRows) -> list[str]:
        """Return what is to be known of the file before it is read."""
        return self._layout.notices(rows)

    def read(self, rows: CsvRows) -> Iterator[Reading]:
        """Read the customers of the file."""
        for row in self._layout.read(rows, self._context.today()):
            if isinstance(row, BadRow):
                yield Refusal(row.line, row.column, row.reason)
                continue
            if is_total(row.values.get("name", "")):
                yield Ignored(row.line)
                continue
            try:
                customer = self._customer(row.values)
            except RowRefused as error:
                refusal = Refusal(row.line, error.column, error.reason)
                yield Ignored(row.line) if is_row_of_totals(row.values) else refusal
            else:
                yield Candidate(row.line, *_keys(customer), customer)

    async def apply(self, session: AsyncSession, batch: Sequence[Candidate]) -> BatchResult:
        """Add the new customers of a batch, and update those who differ."""
        customers, result = CustomerImportRepository(session), BatchResult()
        now = self._context.clock()
        found = await customers.find([one.values for one in batch])
        locked = await customers.lock(list(found.values()))
        new: list[dict[str, Any]] = []
        before: dict[int, dict[str, Any]] = {}
        after: dict[int, dict[str, Any]] = {}
        for position, one in enumerate(batch):
            customer_id = found.get(position)
            if customer_id not in locked:
                new.append(one.values)
                continue
            if customer_id in before:
                result.refuse([Refusal(one.line, None, "A row before it is this very customer.")])
                continue
            before[customer_id] = locked[customer_id]
            given = {column: value for column, value in one.values.items() if value is not None}
            if before[customer_id] | given == before[customer_id]:
                result.unchanged += 1
            else:
                after[customer_id] = before[customer_id] | given
        entries: list[AuditEntry] = []
        if new:
            ids = await customers.add(new, now)
            added = zip(ids, new, strict=True)
            entries += [
                audit_entry(self._actor, "customer.created", key, None, columns | {"id": key}) for key, columns in added
            ]
        if after:
            await customers.update(after, now)
            entries += [audit_entry(self._actor, "customer.updated", key, before[key], after[key]) for key in after]
        if entries:
            await AuditService(session, self._context).record_all(entries)
        result.added, result.updated = len(new), len(after)
        return result

    def _customer(self, values: Mapping[str, str]) -> dict[str, Any]:
        given = {name: value for name, value in values.items() if value}
        if "name" not in given:
            raise RowRefused("name", "This is missing.")
        if is_shortened(given.get("phone", "")):
            raise RowRefused("phone", SHORTENED)
        try:
            customer = CustomerCreate.model_validate(given).model_dump(include=set(CUSTOMER_COLUMNS))
        except ValidationError as error:
            raise first_reason(error) from error
        if customer["phone"] is not None:
            try:
                customer["phone"] = normalise_phone(customer["phone"], self._context.settings.phone_region)
            except ValueError as error:
                raise RowRefused("phone", str(error)) from error
        return customer


def _keys(customer: Mapping[str, Any]) -> tuple[tuple[str, ...], str]:
    keys = []
    if customer["phone"] is not None:
        keys.append(f"phone {customer['phone']}")
    if customer["email"] is not None:
        keys.append(f"email {customer['email']} {text_key(customer['name'])}")
    return tuple(keys) or (f"name {text_key(customer['name'])}",), "phone" if customer["phone"] is not None else "name"
