"""Tax classes: kept by admins. The rates of past days stay once something was sold under them."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Conflict, NotFound
from app.core.pagination import Page, Slice
from app.models import TaxClass
from app.repositories.catalogue.tax_classes import TaxClassRepository
from app.schemas.tax_class import TaxClassCreate, TaxClassQuery, TaxClassUpdate, TaxRateCreate
from app.services.common.access import Actor
from app.services.common.audit import AuditService
from app.services.common.context import ShopContext

Rates = Mapping[date, Sequence[tuple[str, Decimal]]]


class TaxClassService:
    """Keeps the tax classes and their rates."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._clock = context.clock
        self._context = context
        self._audit = AuditService(session, context)
        self._tax_classes = TaxClassRepository(session)

    async def list_tax_classes(self, query: TaxClassQuery, page: Page) -> Slice:
        """Return one page of tax classes."""
        return await self._tax_classes.list_json(query.name, page)

    async def get(self, tax_class_id: int) -> str:
        """Return a tax class as JSON."""
        tax_class = await self._tax_classes.get_json(tax_class_id)
        if tax_class is None:
            raise _not_found()
        return tax_class

    async def create(self, actor: Actor, new: TaxClassCreate) -> tuple[int, str]:
        """Add a tax class; return its id and JSON. Names are unique regardless of case."""
        tax_class, rates = TaxClass(name=new.name, hsn_code=new.hsn_code), _by_day(new.rates)
        await self._tax_classes.add(tax_class)
        await self._tax_classes.set_rates(tax_class.id, rates)
        await self._audit.record(actor, "tax_class.created", tax_class.id, after=_snapshot(tax_class, rates))
        return tax_class.id, await self.get(tax_class.id)

    async def replace(self, actor: Actor, tax_class_id: int, new: TaxClassCreate) -> str:
        """Replace all fields of a tax class; return its JSON."""
        return await self._change(actor, tax_class_id, new.model_dump(exclude={"rates"}), new.rates)

    async def update(self, actor: Actor, tax_class_id: int, changes: TaxClassUpdate) -> str:
        """Change the given fields of a tax class; return its JSON."""
        return await self._change(actor, tax_class_id, changes.columns(), changes.rates)

    async def delete(self, actor: Actor, tax_class_id: int) -> None:
        """Delete a tax class; rejected while a sweet or a sale names it."""
        tax_class = await self._for_update(tax_class_id)
        before = _snapshot(tax_class, await self._tax_classes.rates(tax_class_id))
        await self._audit.record(actor, "tax_class.deleted", tax_class_id, before=before)
        await self._tax_classes.delete(tax_class)

    async def _change(
        self, actor: Actor, tax_class_id: int, columns: dict[str, Any], new_rates: Sequence[TaxRateCreate] | None
    ) -> str:
        tax_class = await self._for_update(tax_class_id)
        old = await self._tax_classes.rates(tax_class_id)
        before = _snapshot(tax_class, old)
        rates: Rates = old if new_rates is None else _by_day(new_rates)
        if rates != old:
            await self._check_past_stays(tax_class_id, old, rates)
            await self._tax_classes.set_rates(tax_class_id, rates)
        for name, value in columns.items():
            setattr(tax_class, name, value)
        await self._tax_classes.flush()
        await self._audit.record(
            actor, "tax_class.updated", tax_class_id, before=before, after=_snapshot(tax_class, rates)
        )
        return await self.get(tax_class_id)

    async def _check_past_stays(self, tax_class_id: int, old: Rates, new: Rates) -> None:
        today = self._context.today()
        if _before(old, today) != _before(new, today) and await self._tax_classes.is_used(tax_class_id):
            raise Conflict(
                "tax_rates_used",
                "Sweets were sold under this class, so what was due before today stays."
                " Send its past rates as they are, and give the new one an effective_from of today or later.",
            )

    async def _for_update(self, tax_class_id: int) -> TaxClass:
        tax_class = await self._tax_classes.get_for_update(tax_class_id)
        if tax_class is None:
            raise _not_found()
        return tax_class


def _by_day(rates: Sequence[TaxRateCreate]) -> Rates:
    return {rate.effective_from: [(one.name, one.rate_percent) for one in rate.components] for rate in rates}


def _before(rates: Rates, today: date) -> Rates:
    return {day: components for day, components in rates.items() if day < today}


def _snapshot(tax_class: TaxClass, rates: Rates) -> dict[str, Any]:
    due = {str(day): {name: f"{rate:.3f}" for name, rate in components} for day, components in sorted(rates.items())}
    return {"name": tax_class.name, "hsn_code": tax_class.hsn_code, "rates": due}


def _not_found() -> NotFound:
    return NotFound("tax_class_not_found", "There is no such tax class.")
