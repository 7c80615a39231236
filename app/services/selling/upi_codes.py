"""UPI codes: drawn for a ticket at the counter, or for what is due of a sale."""

from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Conflict, FieldError, Invalid
from app.core.money import rounded
from app.printing.qr import qr_svg
from app.schemas.sale import SaleRead
from app.schemas.upi import UpiCodeRead
from app.services.common.access import Actor
from app.services.common.context import ShopContext
from app.services.selling.sales import SaleService
from app.services.selling.upi import upi_link, upi_link_of_sale


class UpiCodeService:
    """Draws the codes that customers pay by UPI with. Nothing is booked: staff confirm the payment."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._settings = context.settings
        self._sales = SaleService(session, context)

    def of_ticket(self, amount: Decimal, reference: str | None) -> UpiCodeRead:
        """Return the code of an amount at the counter."""
        self._check()
        amount = rounded(amount)
        return self._code(upi_link(self._settings, amount, "At the counter", reference or ""), amount)

    async def of_sale(self, actor: Actor, sale_id: int, amount: Decimal | None) -> UpiCodeRead:
        """Return the code of what is due of a sale, or of a part; raise `NotFound` if the actor may not see it."""
        sale = SaleRead.model_validate_json(await self._sales.get(actor, sale_id))
        self._check()
        if sale.voided_at is not None:
            raise Conflict("sale_voided", "This sale was voided: nothing is to be paid of it.")
        if sale.due <= 0:
            raise Conflict("sale_paid", "This sale is paid already.")
        amount = sale.due if amount is None else rounded(amount)
        if amount > sale.due:
            detail = f"Of this sale {sale.due} is due: ask for that or less."
            raise Invalid("payments_do_not_add_up", detail, [FieldError("amount", "payments_do_not_add_up", detail)])
        return self._code(upi_link_of_sale(self._settings, sale.number, amount), amount)

    def _check(self) -> None:
        if not self._settings.draws_upi_codes:
            raise Conflict("upi_not_set_up", "The shop draws no UPI codes: an admin sets its UPI id first.")

    def _code(self, link: str, amount: Decimal) -> UpiCodeRead:
        return UpiCodeRead(link=link, qr_svg=qr_svg(link), amount=amount, payee=self._settings.upi_id)
