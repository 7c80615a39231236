"""The demo's suppliers, and an order of each kind: received, ordered and draft."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from app.schemas.purchase_order import PurchaseLineCreate, PurchaseOrderCreate
from app.schemas.supplier import SupplierCreate
from app.services.buying.purchase_orders import PurchaseOrderService
from app.services.buying.suppliers import SupplierService
from app.services.common.access import Actor
from app.services.common.context import ShopContext
from app.services.common.idempotency import Answer

SUPPLIERS = (
    SupplierCreate(name="Shagun Gift Boxes", contact_name="Farah", phone="+919820012345", lead_time_days=3),
    SupplierCreate(name="Kesar Dry Fruits", contact_name="Imran", phone="+919811098110", lead_time_days=2),
    SupplierCreate(name="Verma Dairy", contact_name="Sunita Verma", phone="+919415012345", lead_time_days=1),
)
PACK_SIZE = Decimal(5)


async def fill_buying(session: AsyncSession, context: ShopContext, actor: Actor, costs: Mapping[int, Decimal]) -> None:
    """Add the suppliers and an order to each. `costs` has the cost of one unit by sweet."""
    suppliers = SupplierService(session, context)
    orders = PurchaseOrderService(session, context)
    tomorrow = context.today() + timedelta(days=1)
    lines = [
        PurchaseLineCreate(sweet_id=sweet_id, packs=2, pack_size=PACK_SIZE, pack_cost=cost * PACK_SIZE)
        for sweet_id, cost in costs.items()
    ]
    answers: list[Answer] = []
    for index, supplier in enumerate(SUPPLIERS):
        supplier_id, _ = await suppliers.create(actor, supplier)
        order = PurchaseOrderCreate(supplier_id=supplier_id, expected_on=tomorrow, lines=lines, receive=index == 0)
        answers.append(await orders.create(actor, order, None))
    await orders.order(actor, answers[1].id)
