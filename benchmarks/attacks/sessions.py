"""Logins that are stolen, made up, or used by two tabs at the same moment."""

import asyncio
import time
from collections import Counter
from itertools import count
from typing import Any

import asyncpg
import httpx

from benchmarks.attacks.target import (
    CUSTOMER,
    SALESPERSON,
    SECOND_ADMIN,
    Target,
    ask,
    keep_at_it,
    written,
    written_json,
)

THIEFS_PASSWORD = "a password of the thief's own"  # noqa: S105 - of a shop that lives as long as the attack.
CONFIRMED_LONG_AGO = "UPDATE sessions SET confirmed_at = confirmed_at - interval '11 minutes'"

_numbers = count(1)


async def spam_the_audit_log(target: Target, seconds: float) -> Counter[str]:
    """Be refused all the time: with made-up cookies, without a token, and with a customer's."""
    customer = f"Bearer {await target.log_in(CUSTOMER)}"

    async def once(_: int) -> str:
        number = next(_numbers)
        cookie = f"refresh_token=made-up-{number}"
        host = f"127.0.0.1:{target.port}"
        kind, request = (
            ("cookie of a strange page", written("POST", "/api/auth/refresh", Cookie=cookie)),
            ("made-up cookie", written("POST", "/api/auth/refresh", Cookie=cookie, Host=host, Origin=target.base_url)),
            ("nobody", written("GET", f"/api/users/{number}")),
            ("customer", written("GET", f"/api/users/{number}", Authorization=customer)),
        )[number % 4]
        return f"{kind} {await ask(target, request)}"

    return await keep_at_it(6, once, seconds, pause=0.02)


async def race_refreshes(target: Target, seconds: float) -> Counter[str]:
    """Refresh as honest tabs do: two at the same moment, and again after an answer that was lost."""
    tally: Counter[str] = Counter()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for name, kind in (("two tabs", _two_tabs), ("lost answer", _lost_answer)):
            for is_cookie in (True, False):
                async with Tab(target, is_cookie=is_cookie) as tab:
                    survived = await kind(tab)
                how = "cookie" if is_cookie else "JSON"
                tally[f"{name} by {how}: {'goes on' if survived else 'login ended'}"] += 1
    return tally


async def _two_tabs(tab: "Tab") -> bool:
    first = tab.token
    one, other = await asyncio.gather(tab.refresh(first), tab.refresh(first))
    return None not in (one, other) and all([await tab.refresh(token) for token in {one, other}])


async def _lost_answer(tab: "Tab") -> bool:
    first = tab.token
    await tab.refresh(first)
    again = await tab.refresh(first)
    return again is not None and await tab.refresh(again) is not None


class Tab:
    """A customer's login, that carries its refresh token itself so that it can use one twice."""

    def __init__(self, target: Target, *, is_cookie: bool) -> None:
        self._client = target.client()
        self._is_cookie = is_cookie
        self._origin = {"Origin": target.base_url}
        self.token: str | None = None

    async def __aenter__(self) -> "Tab":
        login = {"username": CUSTOMER[0], "password": CUSTOMER[1]}
        cookie = "true" if self._is_cookie else "false"
        answer = await self._client.post(f"/api/auth/login?cookie={cookie}", data=login, headers=self._origin)
        self.token = self._token(answer.raise_for_status())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def refresh(self, token: str | None) -> str | None:
        """Return the token that follows, or None if the login is over."""
        self._client.cookies.clear()
        sent: dict[str, Any] = (
            {"headers": self._origin | {"Cookie": f"refresh_token={token}"}}
            if self._is_cookie
            else {"json": {"refresh_token": token}}
        )
        answer = await self._client.post("/api/auth/refresh", **sent)
        return self._token(answer) if answer.is_success else None

    def _token(self, answer: httpx.Response) -> str | None:
        token = answer.cookies.get("refresh_token") if self._is_cookie else answer.json()["refresh_token"]
        return token and str(token)


async def use_a_stolen_token(target: Target, _: float) -> Counter[str]:
    """Do with an admin's access token alone what should need their password: with an old login, then with a new one."""
    tally: Counter[str] = Counter()
    token = await target.log_in(SECOND_ADMIN)
    if await _confirmed_long_ago(target):
        tally += await _take_over(target, "10 min old", token)
        token = await target.log_in(SECOND_ADMIN)
    return tally + await _take_over(target, "fresh", token)


async def _take_over(target: Target, age: str, access_token: str) -> Counter[str]:
    token = f"Bearer {access_token}"
    async with target.client() as client:
        me = (await client.get("/api/auth/me", headers={"Authorization": token})).json()["id"]
        listed = (await client.get("/api/users", headers={"Authorization": token})).json()["items"]
    victim = next(user["id"] for user in listed if user["email"] == SALESPERSON[0])
    reset = {"new_password": THIEFS_PASSWORD}
    invitation = {"role": "admin", "email": f"thief-{next(_numbers)}@example.com"}
    new_admin = {"email": f"thief-{next(_numbers)}@example.com", "password": THIEFS_PASSWORD, "role": "admin"}
    deeds = {
        "password of another": written_json("POST", f"/api/users/{victim}/password", reset, Authorization=token),
        "role by PUT": written_json("PUT", f"/api/users/{victim}/role", {"role": "admin"}, Authorization=token),
        "role by PATCH": written_json("PATCH", f"/api/users/{victim}", {"role": "salesperson"}, Authorization=token),
        "invitation of an admin": written_json("POST", "/api/invitations", invitation, Authorization=token),
        "new admin": written_json("POST", "/api/users", new_admin, Authorization=token),
        "own password": written_json("POST", f"/api/users/{me}/password", reset, Authorization=token),
    }
    return Counter([f"{age}: {name} {await ask(target, request)}" for name, request in deeds.items()])


async def _confirmed_long_ago(target: Target) -> bool:
    """Let ten minutes pass since each login proved its password; return whether the shop keeps that at all."""
    connection = await asyncpg.connect(target.database_url)
    try:
        await connection.execute(CONFIRMED_LONG_AGO)
    except asyncpg.UndefinedColumnError:
        return False
    finally:
        await connection.close()
    return True
