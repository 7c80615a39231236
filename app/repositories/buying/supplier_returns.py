"""Queries over goods that went back to their supplier. The lines of a return are the movements that name it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BigInteger, bindparam, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.core.pagination import Page, Slice
from app.models import StockMovement, Supplier, SupplierReturn, Sweet
from app.repositories.buying.suppliers import SUPPLIER_NAME
from app.repositories.common.base import Repository
from app.repositories.common.json_columns import cost_text, decimal_text, json_object, moment_text
from app.repositories.common.keyset import KeysetList, SortColumn, parse_moment


class SupplierReturnRepository(Repository[SupplierReturn]):
    """Reads and writes returns to suppliers."""

    _model = SupplierReturn

    async def list_json(self, filters: Mapping[str, Any], page: Page) -> Slice:
        """Return one page of returns as JSON, without their lines."""
        return await _LIST.fetch(self._session, page, filters)

    async def get_json(self, return_id: int) -> str | None:
        """Return a return's JSON, with its lines."""
        return (await self._session.execute(_ONE, {"id": return_id})).scalar_one_or_none()


_LINE = func.json_build_object(
    *("lot_id", StockMovement.lot_id),
    *("purchase_order_id", StockMovement.purchase_order_id),
    *("sweet_id", StockMovement.sweet_id),
    *("sku", Sweet.sku),
    *("name", Sweet.name),
    *("unit", Sweet.unit),
    *("quantity", decimal_text(-StockMovement.quantity)),
    *("unit_cost", cost_text(StockMovement.unit_cost)),
)

_OF_RETURN = select(func.count().label("line_count")).where(StockMovement.supplier_return_id == SupplierReturn.id)
_TOTALS = _OF_RETURN.lateral("totals")
_LINES = (
    _OF_RETURN.add_columns(func.json_agg(aggregate_order_by(_LINE, StockMovement.id)).label("lines"))
    .join(Sweet, Sweet.id == StockMovement.sweet_id)
    .lateral("lines")
)


def _members(sums: Any) -> dict[str, Any]:  # noqa: ANN401 - the columns of either lateral.
    return {
        "id": SupplierReturn.id,
        "supplier": SUPPLIER_NAME,
        "note": SupplierReturn.note,
        "credit": decimal_text(SupplierReturn.credit),
        "line_count": sums.line_count,
        "created_by": SupplierReturn.created_by,
        "created_at": moment_text(SupplierReturn.created_at),
    }


SORTS: Mapping[str, SortColumn] = {"created_at": SortColumn(SupplierReturn.created_at, parse_moment)}

_ALL = select(SupplierReturn.id).join(Supplier, Supplier.id == SupplierReturn.supplier_id)
_LIST = KeysetList(
    _ALL.join(_TOTALS, literal(True)),
    item=json_object(**_members(_TOTALS.c)),
    row_id=SupplierReturn.id,
    sorts=SORTS,
    filters={"supplier_id": SupplierReturn.supplier_id == bindparam("supplier_id", type_=BigInteger)},
)
_ONE = (
    _ALL.join(_LINES, literal(True))
    .with_only_columns(json_object(**_members(_LINES.c), lines=_LINES.c.lines))
    .where(SupplierReturn.id == bindparam("id", type_=BigInteger))
)
