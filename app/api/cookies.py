"""The web app's refresh token: in a cookie that scripts cannot read and only known pages may use."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Cookie, Depends, Query, Request, Response

from app.api.deps import Bearer, caller_of, shop_of
from app.core.errors import FieldError, Forbidden, Invalid, Unauthenticated
from app.schemas.auth import RefreshRequest, TokensRead
from app.services.common.access import Caller

REFRESH_COOKIE = "refresh_token"
SECURE_REFRESH_COOKIE = "__Secure-refresh_token"
"""Its name under https, which browsers accept over https only."""
COOKIE_PATH = "/api/auth"


@dataclass(frozen=True)
class RefreshCookie:
    """The cookie of a request, and of its answer."""

    token: str | None
    """The refresh token in the request."""
    is_wanted: bool
    """Whether the answer's refresh token goes into the cookie."""
    is_secure: bool
    response: Response
    has_plain_name: bool = False
    """Whether the request has it under the plain name."""

    def give(self, tokens: TokensRead) -> TokensRead:
        """Return the tokens for the answer, without the refresh token if the cookie has it."""
        if not self.is_wanted or tokens.refresh_token is None:
            return tokens
        self._set(tokens.refresh_token, tokens.refresh_expires_in)
        return tokens.model_copy(update={"refresh_token": None})

    def clear(self) -> None:
        """Make the browser delete the cookie, if it has one."""
        if self.token is not None:
            self._set("", 0)

    def _set(self, value: str, max_age: int) -> None:
        if not self.is_secure:
            self._set_named(REFRESH_COOKIE, value, max_age)
            return
        self._set_named(SECURE_REFRESH_COOKIE, value, max_age)
        if self.has_plain_name:
            self._set_named(REFRESH_COOKIE, "", 0)

    def _set_named(self, name: str, value: str, max_age: int) -> None:
        self.response.set_cookie(
            name,
            value,
            max_age=max_age,
            path=COOKIE_PATH,
            secure=self.is_secure,
            httponly=True,
            samesite="strict",
        )


async def get_sent_cookie(
    request: Request,
    response: Response,
    refresh_token: Annotated[
        str | None, Cookie(alias=REFRESH_COOKIE, description="The web app's refresh token, as a login set it.")
    ] = None,
    secure_refresh_token: Annotated[
        str | None, Cookie(alias=SECURE_REFRESH_COOKIE, description="The same under https, before the other.")
    ] = None,
) -> RefreshCookie:
    """Return the request's cookie; the answer renews it, under https by its https name."""
    token = refresh_token if secure_refresh_token is None else secure_refresh_token
    return RefreshCookie(
        token=token,
        is_wanted=token is not None,
        is_secure=request.url.scheme == "https",
        response=response,
        has_plain_name=refresh_token is not None,
    )


SentCookie = Annotated[RefreshCookie, Depends(get_sent_cookie)]


async def get_used_cookie(request: Request, cookie: SentCookie) -> RefreshCookie:
    """Return the cookie for use, which only the shop's own pages and those of configured origins may make."""
    if cookie.is_wanted:
        _refuse_strange_origin(request, shop_of(request).settings.cors_origins)
    return cookie


UsedCookie = Annotated[RefreshCookie, Depends(get_used_cookie)]


class _LeavingCaller(Bearer):
    """The caller who logs out, by their access token. With the cookie they need no valid token."""

    async def __call__(self, request: Request, cookie: UsedCookie) -> Caller | None:
        try:
            return caller_of(request)
        except Unauthenticated:
            if cookie.token is None:
                raise
            return None


LeavingCaller = Annotated[Caller | None, Depends(_LeavingCaller())]


async def get_login_cookie(
    request: Request,
    response: Response,
    cookie: Annotated[
        bool,
        Query(description="Put the refresh token into an HttpOnly cookie, for pages, and answer null in its place."),
    ] = False,
) -> RefreshCookie:
    """Return the cookie for the answer of a login."""
    if cookie:
        _refuse_strange_origin(request, shop_of(request).settings.cors_origins)
    return RefreshCookie(token=None, is_wanted=cookie, is_secure=request.url.scheme == "https", response=response)


LoginCookie = Annotated[RefreshCookie, Depends(get_login_cookie)]


async def get_refresh_token(request: Request, cookie: SentCookie, body: RefreshRequest | None = None) -> str:
    """Return the refresh token of the body, or of the cookie if there is no body."""
    if body is not None and cookie.token is not None:
        detail = "Send the refresh token in the body or in the cookie, not in both."
        raise Invalid("invalid_request", detail, [FieldError("/refresh_token", "token_given_twice", detail)])
    if body is not None:
        return body.refresh_token
    if cookie.token is None:
        raise Unauthenticated("invalid_refresh_token", "There is no refresh token. Log in again.")
    _refuse_strange_origin(request, shop_of(request).settings.cors_origins)
    return cookie.token


RefreshToken = Annotated[str, Depends(get_refresh_token)]


def _refuse_strange_origin(request: Request, trusted: list[str]) -> None:
    # Browsers set the Origin header, and no page can change it.
    own = f"{request.url.scheme}://{request.url.netloc}"
    if request.headers.get("Origin") not in (own, *trusted):
        raise Forbidden("origin_not_allowed", "Only the shop's own pages may log in with a cookie.")
