"""Finding anything in the shop."""

from typing import Annotated

from fastapi import Query, Response

from app.api.deps import StaffReaderDep
from app.api.responses import json_response, problems
from app.api.routing import ShopRouter
from app.api.services import Reading
from app.schemas.find import FindQuery, FoundRead
from app.services.insight.find import FindService

router = ShopRouter("/find", tags=["insight"])


@router.get("", response_model=FoundRead, responses=problems(401, 403))
async def find_anything(
    query: Annotated[FindQuery, Query()], actor: StaffReaderDep, service: Reading[FindService]
) -> Response:
    """Find sweets, customers, sales and lots; for admins suppliers, purchase orders and users too: five of each."""
    return json_response(await service.find(actor, query.q))
