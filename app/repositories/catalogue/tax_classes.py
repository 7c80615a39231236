"""Queries over tax classes and their rates."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import (
    BigInteger,
    ColumnClause,
    Text,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
    text,
)

from app.core.pagination import Page, Slice
from app.models import SaleLine, TaxClass, TaxRate
from app.repositories.common.base import Repository
from app.repositories.common.json_columns import json_object, moment_text
from app.repositories.common.keyset import KeysetList, SortColumn, parse_moment, parse_text


@dataclass(frozen=True, slots=True)
class TaxDue:
    """The tax due on a day: (name, rate in per cent) of each component."""

    hsn_code: str | None
    components: tuple[tuple[str, Decimal], ...]


class TaxClassRepository(Repository[TaxClass]):
    """Reads and writes tax classes."""

    _model = TaxClass

    async def list_json(self, name: str | None, page: Page) -> Slice:
        """Return one page of tax classes as JSON, only the one of that name if a name is given."""
        return await _LIST.fetch(self._session, page, {"name": name})

    async def get_json(self, tax_class_id: int) -> str | None:
        """Return a tax class's JSON."""
        return (await self._session.execute(_ONE, {"id": tax_class_id})).scalar_one_or_none()

    async def delete(self, row: TaxClass) -> None:
        """Delete a tax class with its rates; the database refuses one that sweets or sales name."""
        await self.set_rates(row.id, {})
        await super().delete(row)

    async def rates(self, tax_class_id: int) -> dict[date, list[tuple[str, Decimal]]]:
        """Return the components of each rate by its first day."""
        rows = await self._session.execute(
            select(TaxRate.effective_from, TaxRate.components, TaxRate.rates)
            .where(TaxRate.tax_class_id == tax_class_id)
            .order_by(TaxRate.effective_from)
        )
        return {day: list(zip(names, rates, strict=True)) for day, names, rates in rows}

    async def set_rates(self, tax_class_id: int, rates: Mapping[date, Sequence[tuple[str, Decimal]]]) -> None:
        """Replace all rates of a locked tax class."""
        await self._session.execute(delete(TaxRate).where(TaxRate.tax_class_id == tax_class_id))
        if rates:
            rows = [
                {
                    "tax_class_id": tax_class_id,
                    "effective_from": day,
                    "components": [name for name, _ in components],
                    "rates": [rate for _, rate in components],
                }
                for day, components in rates.items()
            ]
            await self._session.execute(insert(TaxRate), rows)

    async def is_used(self, tax_class_id: int) -> bool:
        """Tell whether any sale line has a tax class."""
        # A range, so that the index is used: if most lines have one class, the planner would scan them all for another.
        following = (
            select(SaleLine.tax_class_id)
            .where(SaleLine.tax_class_id >= tax_class_id)
            .order_by(SaleLine.tax_class_id)
            .limit(1)
        )
        return (await self._session.execute(following)).scalar() == tax_class_id

    async def due(self, wanted: Collection[tuple[int, date]]) -> dict[tuple[int, date], TaxDue]:
        """Return the tax due for each (class id, day), in one statement."""
        pairs = sorted(wanted)
        rows = await self._session.execute(
            _DUE, {"ids": [tax_class_id for tax_class_id, _ in pairs], "days": [day for _, day in pairs]}
        )
        return {
            (tax_class_id, day): TaxDue(hsn_code, tuple(zip(names or (), rates or (), strict=True)))
            for tax_class_id, day, hsn_code, names, rates in rows
        }


_RATES: ColumnClause[str] = literal_column(
    """
    (SELECT coalesce(json_agg(json_build_object('effective_from', effective_from, 'components', (
        SELECT coalesce(json_agg(json_build_object('name', name, 'rate_percent', rate::text) ORDER BY place), '[]')
        FROM unnest(components, rates) WITH ORDINALITY AS component (name, rate, place)
    )) ORDER BY effective_from), '[]') FROM tax_rates WHERE tax_class_id = tax_classes.id)
    """
)

TAX_CLASS_JSON = json_object(
    id=TaxClass.id,
    name=TaxClass.name,
    hsn_code=TaxClass.hsn_code,
    rates=_RATES,
    created_at=moment_text(TaxClass.created_at),
    updated_at=moment_text(TaxClass.updated_at),
)

SORTS: Mapping[str, SortColumn] = {
    "name": SortColumn(TaxClass.sort_name, parse_text),
    "created_at": SortColumn(TaxClass.created_at, parse_moment),
}

_ALL = select(TaxClass.id)
_LIST = KeysetList(
    _ALL,
    item=TAX_CLASS_JSON,
    row_id=TaxClass.id,
    sorts=SORTS,
    filters={"name": func.text_key(TaxClass.name) == func.text_key(bindparam("name", type_=Text))},
)
_ONE = _ALL.with_only_columns(TAX_CLASS_JSON).where(TaxClass.id == bindparam("id", type_=BigInteger))

_DUE = text(
    """
    SELECT wanted.id, wanted.day, tax_classes.hsn_code, due.components, due.rates
    FROM unnest(CAST(:ids AS bigint[]), CAST(:days AS date[])) AS wanted (id, day)
    JOIN tax_classes ON tax_classes.id = wanted.id
    LEFT JOIN LATERAL (
        SELECT components, rates FROM tax_rates
        WHERE tax_class_id = wanted.id AND effective_from <= wanted.day
        ORDER BY effective_from DESC LIMIT 1
    ) AS due ON true
    """
)
