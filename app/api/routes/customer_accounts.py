"""Accounts of customers."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.api.deps import StaffDep, UserReaderDep
from app.api.once import Once
from app.api.responses import created_response, list_response, problems
from app.api.routing import ShopRouter
from app.api.services import Reading, Writing
from app.schemas.base import Id
from app.schemas.customer_account import AccountEntryRead, AccountPaymentCreate, AccountQuery, AccountRead
from app.services.common.access import Actor
from app.services.selling.customer_accounts import CustomerAccountService

router = ShopRouter("/customers", tags=["people"])

CustomerId = Annotated[Id, Path()]


@router.get("/{customer_id:id}/account", response_model=AccountRead, responses=problems(401, 403, 404))
async def get_customer_account(
    request: Request,
    customer_id: CustomerId,
    query: Annotated[AccountQuery, Query()],
    actor: UserReaderDep,
    service: Reading[CustomerAccountService],
) -> Response:
    """Show what a customer owes, what is overdue of it, and every entry with what was owed after it.

    For staff; a customer sees the account of the customer their login is linked to.
    """
    return list_response(request, await service.get(actor, customer_id, query, query.page()))


@router.post(
    "/{customer_id:id}/account/payments",
    status_code=201,
    response_model=AccountEntryRead,
    responses=problems(401, 403, 404, 409, body=True),
)
async def pay_on_account(
    customer_id: CustomerId,
    new: AccountPaymentCreate,
    actor: StaffDep,
    service: Writing[CustomerAccountService],
    once: Once,
) -> Response:
    """Take money on a customer's account: all they owe, a part of it, or in advance for what they will take.

    `kind: payback` gives money back, at most what was paid in advance. An admin may give back more, up to the limit,
    with a note: that is how a payment typed wrong is corrected.
    """

    async def work(actor: Actor, new: AccountPaymentCreate) -> tuple[int, str]:
        return await service.pay(actor, customer_id, new)

    return created_response(await once(actor, new, work), f"/api/customers/{customer_id}/account/payments")
