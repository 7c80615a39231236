"""The customer of a sale, named or changed after it was made."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Conflict, Forbidden
from app.models import Role, Tender
from app.repositories.people.customers import CustomerRepository
from app.repositories.selling.payments import PaymentRepository
from app.repositories.selling.sales import SaleRepository
from app.schemas.sale import SaleCustomerPut
from app.services.common.access import Actor
from app.services.common.audit import AuditService
from app.services.common.context import ShopContext
from app.services.people.customers import customer_gone
from app.services.selling.refund_rules import sale_not_found
from app.services.selling.sales import SaleService


class SaleCustomerService:
    """Says to whom a sale was made. Nothing else of a sale ever changes.

    The same customer again changes nothing, unless they have become a business and the sale has no tax invoice yet.
    """

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._audit = AuditService(session, context)
        self._customers = CustomerRepository(session)
        self._sales = SaleRepository(session)
        self._payments = PaymentRepository(session)
        self._shown = SaleService(session, context)

    async def put(self, actor: Actor, sale_id: int, put: SaleCustomerPut) -> str:
        """Give a sale over the counter its customer, another one or none; return the sale's JSON."""
        customer_id = put.customer_id
        # Customers are locked before sales, as a merge does.
        found = {} if customer_id is None else await self._customers.keep_to_sell([customer_id])
        if customer_id is not None and customer_id not in found:
            raise await customer_gone(self._customers, customer_id)
        sale = await self._sales.get_for_update(sale_id)
        if sale is None:
            raise sale_not_found()
        if sale.buyer_id is not None:
            raise Conflict("bought_by_account", "This was bought with an account, and is its owner's.")
        own = actor.customer_id is not None and actor.customer_id in (customer_id, sale.customer_id)
        if own and actor.role is Role.SALESPERSON and customer_id != sale.customer_id:
            raise Forbidden("own_purchase", "Nobody puts a purchase of their own on or off a name. Ask an admin.")
        if customer_id != sale.customer_id and await self._is_on_account(sale_id):
            detail = "This was taken on the account of its customer. Void or refund it, and sell it to the other one."
            raise Conflict("sale_on_account", detail)
        becomes_invoice = sale.invoiced_gstin is None and any(customer.gstin for customer in found.values())
        if customer_id != sale.customer_id or becomes_invoice:
            await self._sales.set_customer(sale_id, customer_id)
            before, after = {"customer_id": sale.customer_id}, {"customer_id": customer_id}
            await self._audit.record(actor, "sale.customer_changed", sale_id, before=before, after=after)
        return await self._shown.get(actor, sale_id)

    async def _is_on_account(self, sale_id: int) -> bool:
        return any(one.tender == Tender.ACCOUNT for one in await self._payments.of_sale(sale_id))
