"""Queries for the sweets that a sale or a quote names, with the setting that rounds its cash."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Text, any_, bindparam, func, or_, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Sweet
from app.repositories.catalogue.sweets import SALE_COLUMNS, LockedSweet, OfferedSweet
from app.repositories.shop.settings import setting_number
from app.repositories.stock.stock_state import AVAILABLE, SWEET_ROWS


@dataclass(frozen=True, slots=True)
class NamedSweets:
    """The sweets that the lines of some baskets name, by id or by code."""

    ids: Sequence[int]
    skus: Sequence[str] = ()
    """As `text_key` writes them."""
    barcodes: Sequence[str] = ()

    @property
    def has_codes(self) -> bool:
        """Whether any is named by a code."""
        return bool(self.skus or self.barcodes)

    def parameters(self) -> Mapping[str, Any]:
        """Return the parameters of a statement that finds them; without codes it takes the ids only."""
        ids = {"ids": list(self.ids)}
        return ids | {"skus": list(self.skus), "barcodes": list(self.barcodes)} if self.has_codes else ids


class SweetForSaleRepository:
    """Reads sweets to be sold. The setting `cash_rounding` comes with them, None where no admin has set it."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def lock(self, named: NamedSweets) -> tuple[list[LockedSweet], Decimal | None]:
        """Lock sweets in order of id and return those that exist."""
        statement = _LOCK_BY_CODE if named.has_codes else _LOCK
        rows = (await self._session.execute(statement, named.parameters())).all()
        return [LockedSweet(*row[:-1]) for row in rows], rows[0][-1] if rows else None

    async def offered(self, named: NamedSweets, today: date) -> tuple[list[OfferedSweet], Decimal | None]:
        """Return those of the sweets that exist, without a lock, with the quantity available today."""
        statement = _OFFERED_BY_CODE if named.has_codes else _OFFERED
        rows: Sequence[Any] = (await self._session.execute(statement, {**named.parameters(), "today": today})).all()
        return [OfferedSweet(*row[:-1]) for row in rows], rows[0][-1] if rows else None


_SELECT = f"""
    SELECT {SALE_COLUMNS}, (SELECT CAST(value #>> '{{}}' AS numeric) FROM settings WHERE key = 'cash_rounding')
    FROM sweets WHERE id = ANY(CAST(:ids AS bigint[]))
"""  # noqa: S608 - our own text.
_BY_CODE = "OR text_key(sku) = ANY(CAST(:skus AS text[])) OR barcode = ANY(CAST(:barcodes AS text[]))"
_IN_ORDER = "ORDER BY id FOR NO KEY UPDATE"
_LOCK = text(f"{_SELECT} {_IN_ORDER}")
_LOCK_BY_CODE = text(f"{_SELECT} {_BY_CODE} {_IN_ORDER}")

_OF_IDS = Sweet.id == any_(bindparam("ids", type_=ARRAY(BigInteger)))
_ROWS = SWEET_ROWS.with_only_columns(
    Sweet.id,
    Sweet.sku,
    Sweet.name,
    Sweet.unit,
    Sweet.price,
    Sweet.quantity_step,
    Sweet.min_quantity,
    Sweet.archived_at.is_not(None),
    Sweet.tax_class_id,
    Sweet.hsn_code,
    Sweet.barcode,
    AVAILABLE,
    setting_number("cash_rounding"),
)
_OFFERED = _ROWS.where(_OF_IDS)
_OFFERED_BY_CODE = _ROWS.where(
    or_(
        _OF_IDS,
        func.text_key(Sweet.sku) == any_(bindparam("skus", type_=ARRAY(Text))),
        Sweet.barcode == any_(bindparam("barcodes", type_=ARRAY(Text))),
    )
)
