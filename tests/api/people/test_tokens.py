"""Tokens that are not good: refused wherever they are sent, on routes that need none too."""

import base64
import hmac
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import Response

from app.main import create_app
from app.models import Role
from tests.support.answers import problem
from tests.support.counter import Counter
from tests.support.shop import PASSWORDS, SECRET_KEY, TestShop, settings_for

HEADER = {"alg": "HS256", "typ": "at+jwt"}
HOUR = 3600

# Every operation that reads a token, whether it has to be sent or may be: (method, path, has a body).
TAKING_TOKENS = [
    (method.upper(), "/".join("1" if "{" in part else part for part in path.split("/")), "requestBody" in operation)
    for path, methods in create_app(settings_for("postgresql://nowhere")).openapi()["paths"].items()
    for method, operation in methods.items()
    if "security" in operation
]


def encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def decoded(token: str) -> dict[str, Any]:
    payload = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims


def signed(claims: dict[str, Any], header: dict[str, Any] = HEADER, key: str = SECRET_KEY, by: str = "sha256") -> str:
    text = ".".join(encoded(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims))
    return f"{text}.{encoded(hmac.digest(key.encode(), text.encode(), by))}"


def changed(**changes: Any) -> Callable[[str], str]:
    """Return a function that signs a good token's claims again with our key, some changed or, if None, left out."""

    def forge(token: str) -> str:
        claims = decoded(token) | changes
        return signed({name: value for name, value in claims.items() if value is not None})

    return forge


def shifted(seconds: int) -> Callable[[str], str]:
    return lambda token: changed(iat=decoded(token)["iat"] + seconds, exp=decoded(token)["exp"] + seconds)(token)


def promoted(token: str) -> str:
    """Return a token whose bearer wrote in a better role and kept the old signature."""
    header, _, signature = token.split(".")
    return f"{header}.{encoded(json.dumps(decoded(token) | {'role': 'admin'}).encode())}.{signature}"


BAD: dict[str, Callable[[str], str]] = {
    "nothing": lambda _: "",
    "no token at all": lambda _: "made up",
    "three parts of nothing": lambda _: "..",
    "the none algorithm": lambda token: (
        ".".join(encoded(json.dumps(part).encode()) for part in ({"alg": "none", "typ": "at+jwt"}, decoded(token)))
        + "."
    ),
    "no signature": lambda token: token.rpartition(".")[0] + ".",
    "another key": lambda token: signed(decoded(token), key="another key of more than thirty-two bytes"),
    "the empty key": lambda token: signed(decoded(token), key=""),
    "another algorithm": lambda token: signed(decoded(token), HEADER | {"alg": "HS512"}, by="sha512"),
    "another type": lambda token: signed(decoded(token), HEADER | {"typ": "JWT"}),
    "a critical extension": lambda token: signed(decoded(token), HEADER | {"crit": ["exp"]}),
    "a promoted role": promoted,
    "another audience": changed(aud="another-api"),
    "no audience": changed(aud=None),
    "another issuer": changed(iss="another shop"),
    "no end": changed(exp=None),
    "no id": changed(jti=None),
    "past its end": shifted(-HOUR),
    "from the future": shifted(HOUR),
    "more than 4 KB": changed(padding="x" * 4096),
    "a byte too many": lambda token: token + "A",
    "a null byte": lambda token: token[:20] + "%00" + token[20:],
}


async def everywhere(counter: Counter, token: str, *, but: Sequence[str] = ()) -> list[Response]:
    """Send a token wherever one is read, but at these addresses."""
    headers = {"Authorization": f"Bearer {token}"}
    return [
        await counter.shop.client.request(method, path, headers=headers, json={} if has_body else None)
        for method, path, has_body in TAKING_TOKENS
        if path not in but
    ]


def good_token(counter: Counter) -> str:
    return str(counter.customer.headers["Authorization"]).removeprefix("Bearer ")


@pytest.mark.parametrize("kind", BAD)
async def test_a_bad_token_is_refused_wherever_it_is_sent(unchanged: Counter, kind: str) -> None:
    answers = await everywhere(unchanged, BAD[kind](good_token(unchanged)))
    assert len(answers) > 20
    for answer in answers:
        detail = problem(answer, 401, "invalid_token")["detail"]
        challenge = f'Bearer error="invalid_token", error_description="{detail}"'
        assert answer.headers["WWW-Authenticate"] == challenge


async def test_a_token_signed_anew_without_a_change_is_good(counter: Counter) -> None:
    for token in (good_token(counter), changed()(good_token(counter))):
        answers = await everywhere(counter, token, but=("/api/auth/logout", "/api/auth/sessions"))
        statuses = {answer.status_code for answer in answers}
        assert 401 not in statuses
        assert 200 in statuses


@pytest.mark.parametrize(
    "forge", [changed(sub="999"), changed(sid=999), changed(ver=999), changed(role="admin"), changed(role="owner")]
)
async def test_even_our_own_signature_does_not_make_somebody_else_of_a_user(
    unchanged: Counter, forge: Callable[[str], str]
) -> None:
    headers = {"Authorization": f"Bearer {forge(good_token(unchanged))}"}
    answers = [
        await unchanged.shop.client.get("/api/sales", headers=headers),
        await unchanged.shop.client.patch("/api/auth/me", headers=headers, json={"full_name": "Somebody"}),
        await unchanged.shop.client.post("/api/sweets/1/purchase", headers=headers, json={"quantity": "1"}),
        await unchanged.shop.client.post("/api/categories", headers=headers, json={"name": "Mine"}),
    ]
    assert {answer.status_code for answer in answers} <= {401, 403}
    assert 401 in {answer.status_code for answer in answers}


async def test_a_login_of_somebody_else_cannot_be_borrowed(unchanged: Counter) -> None:
    mine, theirs = good_token(unchanged), unchanged.admin.headers["Authorization"].removeprefix("Bearer ")
    token = changed(sid=decoded(theirs)["sid"])(mine)
    answer = await unchanged.shop.client.get("/api/auth/me", headers={"Authorization": f"Bearer {token}"})
    problem(answer, 401, "token_revoked")
    assert answer.headers["WWW-Authenticate"].startswith('Bearer error="invalid_token", error_description="')


async def test_an_insufficient_role_is_refused_in_the_words_of_rfc_6750(unchanged: Counter) -> None:
    for method, path in (("GET", "/api/users"), ("POST", "/api/categories")):
        answer = await unchanged.customer.request(method, path, json={"name": "Mine"} if method == "POST" else None)
        detail = problem(answer, 403, "forbidden")["detail"]
        challenge = f'Bearer error="insufficient_scope", error_description="{detail}"'
        assert answer.headers["WWW-Authenticate"] == challenge


async def test_a_refresh_token_is_no_access_token(counter: Counter) -> None:
    right = {"username": "customer@example.com", "password": PASSWORDS[Role.CUSTOMER]}
    tokens = (await counter.shop.client.post("/api/auth/login", json=right)).json()
    for answer in await everywhere(counter, tokens["refresh_token"]):
        problem(answer, 401, "invalid_token")


@pytest.mark.parametrize("scheme", ["Basic", "Digest", "Token", "JWT"])
async def test_another_scheme_is_refused_where_a_token_is_needed(unchanged: Counter, scheme: str) -> None:
    headers = {"Authorization": f"{scheme} {good_token(unchanged)}"}
    answer = await unchanged.shop.client.get("/api/auth/me", headers=headers)
    problem(answer, 401, "invalid_token")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_a_token_is_not_taken_from_the_query_or_a_cookie(unchanged: Counter) -> None:
    token = good_token(unchanged)
    for answer in (
        await unchanged.shop.client.get("/api/auth/me", params={"access_token": token}),
        await unchanged.shop.client.get("/api/auth/me", headers={"Cookie": f"access_token={token}"}),
    ):
        problem(answer, 401, "not_authenticated")


async def test_an_access_token_past_its_quarter_of_an_hour_is_refused_on_public_routes_too(shop: TestShop) -> None:
    shop.clock.set(datetime(2026, 10, 20, 12, tzinfo=UTC))
    customer = await shop.log_in("customer@example.com", PASSWORDS[Role.CUSTOMER])
    assert (await customer.get("/api/sweets")).status_code == 200
    shop.clock.advance(timedelta(minutes=15))
    for path in ("/api/sweets", "/api/sweets/search", "/api/categories", "/api/auth/me"):
        problem(await customer.get(path), 401, "invalid_token")
    assert (await shop.client.get("/api/sweets")).status_code == 200
