"""Users, as admins keep them."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.api.deps import AdminDep, AdminReaderDep
from app.api.once import Once
from app.api.responses import created_response, json_response, list_response, problems
from app.api.routing import ShopRouter
from app.api.services import Reading, Writing
from app.schemas.base import Id
from app.schemas.session import SessionPage, SessionQuery
from app.schemas.user import PasswordReset, RoleChange, UserCreate, UserPage, UserQuery, UserRead, UserUpdate
from app.services.people.second_factors import SecondFactorService
from app.services.people.sessions import SessionService
from app.services.people.users import UserService

router = ShopRouter("/users", tags=["people"])

UserId = Annotated[Id, Path()]


@router.get("", response_model=UserPage, responses=problems(401, 403))
async def list_users(
    request: Request, query: Annotated[UserQuery, Query()], _: AdminReaderDep, service: Reading[UserService]
) -> Response:
    """List the users, by e-mail."""
    return list_response(request, await service.list_users(query.filters(), query.page()))


@router.post("", status_code=201, response_model=UserRead, responses=problems(401, 403, 409, body=True))
async def create_user(new: UserCreate, actor: AdminDep, service: Writing[UserService], once: Once) -> Response:
    """Add a user of any role."""
    return created_response(await once(actor, new, service.create), "/api/users")


@router.get("/{user_id:id}", response_model=UserRead, responses=problems(401, 403, 404))
async def get_user(user_id: UserId, _: AdminReaderDep, service: Reading[UserService]) -> Response:
    """Show a user."""
    return json_response(await service.get(user_id))


@router.patch("/{user_id:id}", response_model=UserRead, responses=problems(401, 403, 404, 409, body=True))
async def update_user(user_id: UserId, changes: UserUpdate, actor: AdminDep, service: Writing[UserService]) -> Response:
    """Change a user's name or role, disable or enable them. It counts from their very next request.

    Who is disabled is logged out everywhere. Who gets another role stays logged in: their app refreshes its token.
    The last active admin can be neither demoted nor disabled.
    """
    return json_response(await service.update(actor, user_id, changes))


@router.put("/{user_id:id}/role", response_model=UserRead, responses=problems(401, 403, 404, 409, body=True))
async def change_role(user_id: UserId, change: RoleChange, actor: AdminDep, service: Writing[UserService]) -> Response:
    """Give a user another role. It counts from their very next request.

    The last active admin cannot be demoted. A new admin keeps their password, whose length nobody knows: set one of at
    least 15 characters if it may be shorter.
    """
    return json_response(await service.update(actor, user_id, UserUpdate(role=change.role)))


@router.post("/{user_id:id}/password", status_code=204, responses=problems(401, 403, 404, body=True))
async def reset_password(user_id: UserId, reset: PasswordReset, actor: AdminDep, service: Writing[UserService]) -> None:
    """Set another password for a user who lost theirs. All their logins end at once.

    It needs a login that was confirmed in the last ten minutes (see `POST /api/auth/confirm`), as another role does.
    Your own password is changed at `POST /api/auth/password`.
    """
    await service.reset_password(actor, user_id, reset)


@router.delete("/{user_id:id}/second-factor", status_code=204, responses=problems(401, 403, 404))
async def remove_second_factor_of_user(user_id: UserId, actor: AdminDep, service: Writing[SecondFactorService]) -> None:
    """Remove the second factor of a user who lost their phone: they log in by their password alone.

    It needs a login that was confirmed in the last ten minutes (see `POST /api/auth/confirm`).
    """
    await service.remove_of(actor, user_id)


@router.get("/{user_id:id}/sessions", response_model=SessionPage, responses=problems(401, 403, 404))
async def list_sessions_of_user(
    request: Request,
    user_id: UserId,
    query: Annotated[SessionQuery, Query()],
    actor: AdminReaderDep,
    service: Reading[SessionService],
) -> Response:
    """List where a user is logged in, newest use first."""
    return list_response(request, await service.list_sessions_of(actor, user_id, query.page()))


@router.delete("/{user_id:id}/sessions", status_code=204, responses=problems(401, 403, 404))
async def end_sessions_of_user(user_id: UserId, actor: AdminDep, service: Writing[SessionService]) -> None:
    """Log a user out everywhere at once, such as after a phone is lost. They can log in again."""
    await service.end_all_of(actor, user_id)


@router.delete("/{user_id:id}", status_code=204, responses=problems(401, 403, 404, 409))
async def delete_user(user_id: UserId, actor: AdminDep, service: Writing[UserService]) -> None:
    """Remove a user who never did anything. Whom the books name can be disabled instead."""
    await service.delete(actor, user_id)
