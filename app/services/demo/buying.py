"""The demo's suppliers, and an order in every state."""

from datetime import date, timedelta
from decimal import Decimal

from app.models import Unit
from app.schemas.purchase_order import (
    GoodsReceiptCreate,
    GoodsReceiptLine,
    PurchaseLineCreate,
    PurchaseOrderClose,
    PurchaseOrderCreate,
)
from app.schemas.supplier import SupplierCreate
from app.services.buying.purchase_orders import PurchaseOrderService
from app.services.buying.suppliers import SupplierService
from app.services.demo.stage import Stage

BIKANER, AGRA, MALNAD = "Bikaner Namkeen House", "Agra Sweet Works", "Malnad Chocolate Works"
SUPPLIERS = (
    SupplierCreate(name=BIKANER, contact_name="Farah Qureshi", phone="+919820012345", lead_time_days=3),
    SupplierCreate(name=AGRA, contact_name="Sunita Verma", phone="+919415012345", lead_time_days=2),
    SupplierCreate(
        name=MALNAD,
        contact_name="Mathew Kurien",
        phone="+919811012345",
        email="orders@malnad.example",
        lead_time_days=5,
        note="Sends nothing in May: it would melt on the way.",
    ),
)
_PACK_SIZES = {Unit.KG: Decimal(2), Unit.G: Decimal(1000), Unit.PIECE: Decimal(20), Unit.BOX: Decimal(10)}


class DemoBuying:
    """Orders and receives. It counts the days that are left until today."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._suppliers = SupplierService(stage.session, stage.context)
        self._orders = PurchaseOrderService(stage.session, stage.context)
        self.supplier_ids: dict[str, int] = {}
        self._half = self._whole = self._short = 0

    async def add_suppliers(self) -> None:
        """Add the suppliers."""
        for supplier in SUPPLIERS:
            self.supplier_ids[supplier.name], _ = await self._suppliers.create(self._stage.admin, supplier)

    async def day(self, days_left: int, day: date) -> None:
        """Do what is due on a day: at the end there is an order in every state."""
        match days_left:
            case 20:
                cancelled = await self._order(MALNAD, day, 5, note="Cancelled: the van broke down.")
                await self._orders.cancel(self._stage.admin, cancelled)
            case 16:
                self._short = await self._order(AGRA, day, 2)
            case 12:
                self._whole = await self._order(BIKANER, day, 3)
            case 10:
                closed = PurchaseOrderClose(reason="Their oven broke, and nothing came.")
                await self._orders.close(self._stage.admin, self._short, closed, None)
            case 9:
                await self._orders.receive(self._stage.admin, self._whole, GoodsReceiptCreate(), None)
            case 5:
                self._half = await self._order(AGRA, day, 2)
            case 2:
                came = GoodsReceiptCreate(
                    supplier_reference="Challan 118",
                    note="The rest follows with the next van.",
                    lines=[GoodsReceiptLine(line_no=1, packs=2), GoodsReceiptLine(line_no=2, packs=1)],
                )
                await self._orders.receive(self._stage.admin, self._half, came, None)
            case 1:
                await self._order(MALNAD, day, 5)
            case 0:
                await self._draft(BIKANER, day, 3)

    async def _order(self, supplier: str, day: date, days: int, note: str | None = None) -> int:
        order_id = await self._draft(supplier, day, days, note)
        await self._orders.order(self._stage.admin, order_id)
        return order_id

    async def _draft(self, supplier: str, day: date, days: int, note: str | None = None) -> int:
        lines = [
            PurchaseLineCreate(
                sweet_id=one.id, packs=2, pack_size=(size := _PACK_SIZES[one.unit]), pack_cost=one.cost * size
            )
            for one in self._stage.stocked.values()
            if one.sweet.supplier == supplier
        ]
        new = PurchaseOrderCreate(
            supplier_id=self.supplier_ids[supplier], expected_on=day + timedelta(days=days), note=note, lines=lines
        )
        return (await self._orders.create(self._stage.admin, new, None)).id
