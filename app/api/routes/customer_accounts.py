"""Accounts of customers."""

from base64 import b64encode
from hashlib import sha256
from typing import Annotated, Any, Final

from fastapi import Path, Query, Request, Response

from app.api.deps import CallerDep, Shop, ShopDep, StaffDep, UserReaderDep
from app.api.once import Once
from app.api.responses import created_response, list_response, problems
from app.api.routing import ShopRouter
from app.api.services import Reading, Writing
from app.schemas.account_statement import StatementFormat, StatementQuery, StatementRead
from app.schemas.base import Id
from app.schemas.customer_account import AccountEntryRead, AccountPaymentCreate, AccountQuery, AccountRead
from app.services.common.access import Actor, Caller
from app.services.selling.customer_accounts import CustomerAccountService
from app.services.selling.statements.html import STYLE

router = ShopRouter("/customers", tags=["people"])

CustomerId = Annotated[Id, Path()]
OfDays = Annotated[StatementQuery, Query()]

_MEDIA_TYPES: Final = {
    StatementFormat.JSON: "application/json",
    StatementFormat.HTML: "text/html",
    StatementFormat.PDF: "application/pdf",
    StatementFormat.CSV: "text/csv",
}
# The page has one style sheet, known by its hash, and nothing else that a browser could load or run.
_CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        f"style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
_STATEMENT: Final[dict[str, Any]] = {
    "response_model": StatementRead,
    "responses": {
        200: {
            "description": "The statement, as the format asked for.",
            "content": {
                "text/html": {"schema": {"type": "string"}},
                "application/pdf": {"schema": {"type": "string", "format": "binary"}},
                "text/csv": {"schema": {"type": "string"}},
            },
        },
        **problems(401, 404),
    },
}


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


@router.get("/{customer_id:id}/account/statement", **_STATEMENT)
async def get_account_statement(customer_id: CustomerId, query: OfDays, caller: CallerDep, shop: ShopDep) -> Response:
    """Write a statement of account: what was owed before, every entry, what is owed after each, and what is overdue.

    As JSON, as a page or PDF of A4 to print, or as CSV. For staff; a customer gets that of their own account.
    """
    return await _statement(caller, customer_id, query, shop)


@router.get("/{customer_id:id}/statement", **_STATEMENT)
async def get_customer_statement(customer_id: CustomerId, query: OfDays, caller: CallerDep, shop: ShopDep) -> Response:
    """Write the same statement of account, at a shorter address."""
    return await _statement(caller, customer_id, query, shop)


async def _statement(caller: Caller, customer_id: int, query: StatementQuery, shop: Shop) -> Response:
    printed = await shop.statements.print(caller, customer_id, query)
    headers = {}
    if query.format is not StatementFormat.JSON:
        kind = "attachment" if query.format is StatementFormat.CSV else "inline"
        name = f"statement-{customer_id}-{printed.ends}.{query.format}"
        headers["Content-Disposition"] = f'{kind}; filename="{name}"'
    if query.format is StatementFormat.HTML:
        headers["Content-Security-Policy"] = _CONTENT_SECURITY_POLICY
    return Response(printed.content, headers=headers, media_type=_MEDIA_TYPES[query.format])
