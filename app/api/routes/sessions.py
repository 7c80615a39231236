"""One's own logins."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.api.cookies import SentCookie
from app.api.deps import OwnAccountDep, OwnAccountReaderDep
from app.api.responses import list_response, problems
from app.api.routing import ShopRouter
from app.api.services import Reading, Writing
from app.schemas.base import Id
from app.schemas.session import SessionPage, SessionQuery
from app.services.people.sessions import SessionService

router = ShopRouter("/auth/sessions", tags=["auth"])


@router.get("", response_model=SessionPage, responses=problems(401, 403))
async def list_sessions(
    request: Request,
    query: Annotated[SessionQuery, Query()],
    actor: OwnAccountReaderDep,
    service: Reading[SessionService],
) -> Response:
    """List where you are logged in, newest use first."""
    return list_response(request, await service.list_sessions(actor, query.page()))


@router.delete("", status_code=204, responses=problems(401, 403))
async def end_sessions(actor: OwnAccountDep, service: Writing[SessionService], cookie: SentCookie) -> None:
    """Log out everywhere at once, here too."""
    await service.end_all(actor)
    cookie.clear()


@router.delete("/{session_id:id}", status_code=204, responses=problems(401, 403, 404))
async def end_session(
    session_id: Annotated[Id, Path()], actor: OwnAccountDep, service: Writing[SessionService]
) -> None:
    """End one of your logins at once."""
    await service.end(actor, session_id)
