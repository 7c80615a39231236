"""Customers the shop knows by name."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.api.deps import AdminDep, StaffDep, StaffReaderDep
from app.api.once import Once
from app.api.responses import answer_response, created_response, json_response, list_response, problems
from app.api.routing import ShopRouter
from app.api.services import Reading, Writing
from app.schemas.base import Id
from app.schemas.customer import (
    CustomerCreate,
    CustomerMerge,
    CustomerPage,
    CustomerQuery,
    CustomerRead,
    CustomerUpdate,
)
from app.schemas.sale import CustomerSaleQuery, SalePage
from app.services.common.access import Actor
from app.services.people.customer_merges import CustomerMergeService
from app.services.people.customers import CustomerService

router = ShopRouter("/customers", tags=["people"])

CustomerId = Annotated[Id, Path()]


@router.get("", response_model=CustomerPage, responses=problems(401, 403))
async def list_customers(
    request: Request, query: Annotated[CustomerQuery, Query()], _: StaffReaderDep, service: Reading[CustomerService]
) -> Response:
    """List the customers, or find them by name or phone. For staff."""
    return list_response(request, await service.list_customers(query, query.page()))


@router.post("", status_code=201, response_model=CustomerRead, responses=problems(401, 403, 409, 429, body=True))
async def create_customer(
    new: CustomerCreate, actor: StaffDep, service: Writing[CustomerService], once: Once
) -> Response:
    """Add a customer. Phone numbers are unique, in whatever spelling.

    To link them to their account an admin names it (`user_id`); anybody else sends the `link_code` its owner shows.
    """
    return created_response(await once(actor, new, service.create), "/api/customers")


@router.get("/{customer_id:id}", response_model=CustomerRead, responses=problems(401, 403, 404))
async def get_customer(customer_id: CustomerId, _: StaffReaderDep, service: Reading[CustomerService]) -> Response:
    """Show a customer."""
    return json_response(await service.get(customer_id))


@router.put("/{customer_id:id}", response_model=CustomerRead, responses=problems(401, 403, 404, 409, 429, body=True))
async def replace_customer(
    customer_id: CustomerId, new: CustomerCreate, actor: StaffDep, service: Writing[CustomerService]
) -> Response:
    """Change the whole of a customer."""
    return json_response(await service.replace(actor, customer_id, new))


@router.patch("/{customer_id:id}", response_model=CustomerRead, responses=problems(401, 403, 404, 409, 429, body=True))
async def update_customer(
    customer_id: CustomerId, changes: CustomerUpdate, actor: StaffDep, service: Writing[CustomerService]
) -> Response:
    """Change what is given of a customer."""
    return json_response(await service.update(actor, customer_id, changes))


@router.delete("/{customer_id:id}", status_code=204, responses=problems(401, 403, 404, 409))
async def delete_customer(customer_id: CustomerId, actor: AdminDep, service: Writing[CustomerService]) -> None:
    """Forget a customer for good, as only an admin may. Their sales stay in the books, without who they were."""
    await service.delete(actor, customer_id)


@router.post("/{customer_id:id}/merge", response_model=CustomerRead, responses=problems(401, 403, 404, 409, body=True))
async def merge_customer(
    customer_id: CustomerId, merge: CustomerMerge, actor: AdminDep, service: Writing[CustomerMergeService], once: Once
) -> Response:
    """Merge another customer into this one, as only an admin may: their sales, held tickets, account and details move.

    It cannot be undone. The other is no more; their id answers 404 with `merged_into`.
    """

    async def work(actor: Actor, merge: CustomerMerge) -> tuple[int, str]:
        return await service.merge(actor, customer_id, merge)

    return answer_response(await once(actor, merge, work))


@router.get("/{customer_id:id}/sales", response_model=SalePage, responses=problems(401, 403, 404))
async def list_customer_sales(
    request: Request,
    customer_id: CustomerId,
    query: Annotated[CustomerSaleQuery, Query()],
    _: StaffReaderDep,
    service: Reading[CustomerService],
) -> Response:
    """List what a customer bought, newest first: over the counter, and with the account they are linked to."""
    return list_response(request, await service.list_sales(customer_id, query, query.page()))
