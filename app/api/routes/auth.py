"""Registering, logging in, staying logged in."""

from typing import Annotated

from fastapi import Depends, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from pydantic_core import from_json

from app.api.cookies import LeavingCaller, LoginCookie, RefreshToken, SentCookie, UsedCookie
from app.api.deps import CallerDep, OriginDep, OwnAccountDep, OwnAccountReaderDep
from app.api.device_cookie import DeviceCookieDep
from app.api.errors import is_json
from app.api.responses import problems
from app.api.routing import ShopRouter
from app.api.services import OwnTransactions, Reading, Writing
from app.core.errors import Malformed, UnsupportedMediaType
from app.schemas.auth import (
    Confirmation,
    ConfirmationRead,
    Login,
    PasswordChange,
    ProfileUpdate,
    Registration,
    TokensRead,
)
from app.schemas.link_code import LinkCodeRead
from app.schemas.user import UserRead
from app.services.people.auth import AuthService
from app.services.people.confirmation import ConfirmationService
from app.services.people.link_codes import LinkCodeService
from app.services.people.login import LoginService
from app.services.people.password import PasswordService
from app.services.people.registration import RegistrationService

router = ShopRouter("/auth", tags=["auth"])

_LOGIN_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            media_type: {"schema": Login.model_json_schema()}
            for media_type in ("application/x-www-form-urlencoded", "application/json")
        },
    }
}


async def get_login(request: Request) -> Login:
    """Read the login from a form, as OAuth2 sends it, or from JSON with the same fields."""
    media_type, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    media_type = media_type.strip()
    if media_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        # Python keeps the name of every encoding it was asked for and does not know.
        if "charset" in parameters.replace("charset=utf-8", ""):
            raise UnsupportedMediaType("unsupported_media_type", "Send the form in UTF-8.")
        async with request.form(max_files=0, max_fields=20) as form:
            fields: object = dict(form)
    elif not is_json(request):
        raise UnsupportedMediaType("unsupported_media_type", "Send the login as a form or as JSON.")
    else:
        try:
            fields = from_json(await request.body(), allow_inf_nan=False)
        except ValueError as error:
            raise Malformed("malformed_json", "The body is not valid JSON.") from error
    try:
        return Login.model_validate(fields)
    except ValidationError as error:
        raise RequestValidationError(
            [{**one, "loc": ("body", *one["loc"]), "model": Login} for one in error.errors(include_url=False)]
        ) from error


@router.post("/register", status_code=201, responses=problems(400, 403, 409, 429, body=True))
async def register(
    registration: Registration,
    origin: OriginDep,
    service: OwnTransactions[RegistrationService],
    response: Response,
    cookie: LoginCookie,
    device: DeviceCookieDep,
    login: Annotated[
        bool, Query(description="Log in too: answer tokens, with the user in them. So does cookie.")
    ] = False,
) -> UserRead | TokensRead:
    """Open an account: a customer's, or with an invitation one of the role it was made for."""
    response.headers["Location"] = "/api/auth/me"
    if login or cookie.is_wanted:
        tokens = await service.register_and_log_in(registration, origin, device.device)
        device.give()
        return cookie.give(tokens)
    return UserRead.model_validate(await service.register(registration, origin))


@router.post("/login", openapi_extra=_LOGIN_BODY, responses=problems(401, 403, 429, body=True))
async def login(
    login: Annotated[Login, Depends(get_login)],
    origin: OriginDep,
    service: OwnTransactions[LoginService],
    cookie: LoginCookie,
    device: DeviceCookieDep,
) -> TokensRead:
    """Log in with the OAuth2 password form, or with the same fields as JSON.

    The answer sets a cookie that makes this device known: the wrong passwords of others never keep it waiting.
    """
    tokens = await service.login(login, origin, device.device)
    device.give()
    return cookie.give(tokens)


@router.post("/refresh", responses=problems(401, 403, body=True))
async def refresh(
    token: RefreshToken, origin: OriginDep, service: Writing[AuthService], cookie: SentCookie
) -> TokensRead:
    """Exchange a refresh token for a fresh pair: the body's, or without a body the cookie's.

    Each works once; within 20 seconds a retry gets the same pair's refresh token, and later using one twice ends the
    login. A new cookie answers a cookie.
    """
    return cookie.give(await service.refresh(token, origin))


@router.post("/logout", status_code=204, responses=problems(401, 403))
async def logout(caller: LeavingCaller, origin: OriginDep, service: Writing[AuthService], cookie: UsedCookie) -> None:
    """End this login at once. The cookie is enough, whether or not the login or the access token is over already."""
    await service.logout(caller, cookie.token, origin)
    cookie.clear()


@router.post("/password", responses=problems(401, 403, 429, body=True))
async def change_password(
    change: PasswordChange,
    caller: CallerDep,
    service: OwnTransactions[PasswordService],
    cookie: UsedCookie,
    device: DeviceCookieDep,
) -> TokensRead:
    """Change your password. Every login you have ends; the answer begins a new one."""
    tokens = await service.change(caller, change, device.device)
    device.give()
    return cookie.give(tokens)


@router.post("/confirm", responses=problems(401, 403, 429, body=True))
async def confirm_password(
    given: Confirmation, caller: CallerDep, service: OwnTransactions[ConfirmationService]
) -> ConfirmationRead:
    """Prove your password within this login. For ten minutes you may then do what a stolen token must not.

    That is to reset passwords, give roles, add staff and invite admins. Logging in proves it too; a refresh does not.
    """
    return await service.confirm(caller, given)


@router.get("/me", responses=problems(401, 403))
async def get_me(actor: OwnAccountReaderDep, service: Reading[AuthService]) -> UserRead:
    """Show who is logged in."""
    return UserRead.model_validate(await service.me(actor))


@router.patch("/me", responses=problems(401, 403, body=True))
async def update_me(changes: ProfileUpdate, actor: OwnAccountDep, service: Writing[AuthService]) -> UserRead:
    """Change what users may change of themselves."""
    return UserRead.model_validate(await service.update_me(actor, changes))


@router.post("/link-code", responses=problems(401))
async def create_link_code(actor: OwnAccountDep, service: Writing[LinkCodeService]) -> LinkCodeRead:
    """Draw a code to show at the counter: with it staff link your account to the customer they know you as.

    You then see what you bought there. It works once, for ten minutes, and the one before no longer.
    """
    return await service.create(actor)
