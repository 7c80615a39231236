"""QR codes that customers pay by UPI with."""

from typing import Annotated

from fastapi import Path, Query

from app.api.deps import StaffReaderDep, UserReaderDep
from app.api.responses import problems
from app.api.routing import ShopRouter
from app.api.services import Reading
from app.schemas.base import Id
from app.schemas.upi import SaleUpiCodeQuery, UpiCodeQuery, UpiCodeRead
from app.services.selling.upi_codes import UpiCodeService

router = ShopRouter("", tags=["selling"])


@router.get("/upi-code", responses=problems(401, 403, 409))
async def get_upi_code(
    query: Annotated[UpiCodeQuery, Query()], _: StaffReaderDep, service: Reading[UpiCodeService]
) -> UpiCodeRead:
    """Draw the code that a customer at the counter pays an amount with. Nothing is booked. For staff."""
    return service.of_ticket(query.amount, query.reference)


@router.get("/sales/{sale_id:id}/upi-code", responses=problems(401, 404, 409))
async def get_sale_upi_code(
    sale_id: Annotated[Id, Path()],
    query: Annotated[SaleUpiCodeQuery, Query()],
    actor: UserReaderDep,
    service: Reading[UpiCodeService],
) -> UpiCodeRead:
    """Draw the code that what is due of a sale is paid with, by whoever may see the sale. Nothing is booked."""
    return await service.of_sale(actor, sale_id, query.amount)
