"""Access tokens, issued and strictly read, and random tokens, of which only the hash is stored."""

import hashlib
import hmac
import json
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

from jose import jwk, jwt
from jose.utils import base64url_decode, base64url_encode

from app.core.config import SECRET_KEY_MIN_BYTES

AUDIENCE = "sweetshop-api"
ISSUER = "sweetshop"
TOKEN_MAX_LENGTH = 4096
CLOCK_LEEWAY_SECONDS = 5
MAX_ID = 2**63 - 1
REMEMBERED_TOKENS = 4096

_ALGORITHM = "HS256"
_TYPE = "at+jwt"
_HEADER = base64url_encode(b'{"alg":"HS256","typ":"at+jwt"}').decode()

# Only this shop issues its tokens, always with this header, so the header is compared and never parsed: no JSON of a
# stranger is parsed before its signature is checked. The last character of the
# signature carries two unused bits; they have to be zero, so that a token has exactly one spelling.
_TOKEN = re.compile(rf"({_HEADER}\.([A-Za-z0-9_-]+))\.([A-Za-z0-9_-]{{42}}[AEIMQUYcgkosw048])")
_SUBJECT = re.compile("[1-9][0-9]{0,18}")

_CLAIM_TYPES = {
    "sub": str,
    "role": str,
    "sid": int,
    "ver": int,
    "iat": int,
    "exp": int,
    "aud": str,
    "iss": str,
    "jti": str,
}
_TYPES = tuple(_CLAIM_TYPES.values())
_values_of = itemgetter(*_CLAIM_TYPES)


class InvalidToken(ValueError):
    """An access token that is not ours, is damaged, or is not in force; the message is for logs, not callers."""


@dataclass(frozen=True, slots=True)
class AccessClaims:
    """The claims of a valid access token."""

    user_id: int
    role: str
    session_id: int
    token_version: int
    expires_at: int


class TokenSigner:
    """Issues access tokens and reads them back, with one key."""

    def __init__(self, secret: str, lifetime_seconds: int) -> None:
        if len(secret.encode()) < SECRET_KEY_MIN_BYTES:
            msg = f"the key that signs tokens has to be at least {SECRET_KEY_MIN_BYTES} bytes"
            raise ValueError(msg)
        if lifetime_seconds < 1:
            msg = "an access token has to live for at least a second"
            raise ValueError(msg)
        # Built once as an HMAC key: a bare string would be tried as JSON key sets on every request.
        self._key = jwk.construct(secret, _ALGORITHM)
        self.lifetime_seconds = lifetime_seconds
        # Pure: the same token has the same claims for ever. What raises is not remembered, so strangers fill nothing.
        self._verified = lru_cache(REMEMBERED_TOKENS)(self._verify)

    def issue(self, *, user_id: int, role: str, session_id: int, token_version: int, now: datetime) -> str:
        """Return a signed access token that is in force from `now`."""
        issued_at = int(now.timestamp())
        claims: dict[str, Any] = {
            "sub": str(user_id),
            "role": role,
            "sid": session_id,
            "ver": token_version,
            "iat": issued_at,
            "exp": issued_at + self.lifetime_seconds,
            "aud": AUDIENCE,
            "iss": ISSUER,
            "jti": secrets.token_urlsafe(16),
        }
        return jwt.encode(claims, self._key, _ALGORITHM, headers={"typ": _TYPE})

    def decode(self, token: str, now: datetime) -> AccessClaims:
        """Return the claims of `token`; raise InvalidToken unless it is exactly as issued, and in force."""
        claims, issued_at = self._verified(token)
        if not issued_at - CLOCK_LEEWAY_SECONDS <= now.timestamp() < claims.expires_at:
            msg = "not in force"
            raise InvalidToken(msg)
        return claims

    def _verify(self, token: str) -> tuple[AccessClaims, int]:
        if len(token) > TOKEN_MAX_LENGTH:
            msg = "longer than any token of ours"
            raise InvalidToken(msg)
        parts = _TOKEN.fullmatch(token)
        if parts is None:
            msg = "not the shape or the header of our tokens"
            raise InvalidToken(msg)
        signed, payload, signature = parts.groups()
        if not self._key.verify(signed.encode(), base64url_decode(signature.encode())):
            msg = "not signed by us"
            raise InvalidToken(msg)
        return _read_claims(payload)


def _read_claims(payload: str) -> tuple[AccessClaims, int]:
    """Return the claims, and the time of issue."""
    try:
        values = _values_of(json.loads(base64url_decode(payload.encode()).decode()))
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        msg = "not JSON, or a claim is missing"
        raise InvalidToken(msg) from error
    # Compared by exact type, because to Python a bool is an int.
    if tuple(map(type, values)) != _TYPES:
        msg = "a claim has the wrong type"
        raise InvalidToken(msg)
    subject, role, session_id, version, issued_at, expires_at, audience, issuer, token_id = values
    if audience != AUDIENCE or issuer != ISSUER or not token_id:
        msg = "not issued by us for this service"
        raise InvalidToken(msg)
    if not issued_at < expires_at:
        msg = "never in force"
        raise InvalidToken(msg)
    user_id = int(subject) if _SUBJECT.fullmatch(subject) else 0
    if not (1 <= user_id <= MAX_ID and 1 <= session_id <= MAX_ID and 0 <= version <= MAX_ID):
        msg = "a number is out of range"
        raise InvalidToken(msg)
    return AccessClaims(user_id, role, session_id, version, expires_at), issued_at


def new_token() -> str:
    """Return 256 random bits as text, for a refresh token or an invitation."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> bytes:
    """Return the stored hash of a random token, which needs no salt and no slow hash."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).digest()


def derive_key(secret: str, purpose: str) -> bytes:
    """Return the key of one purpose, which reveals neither the secret nor the key of another purpose."""
    return hmac.digest(secret.encode(), purpose.encode(), "sha256")


def successor_of(token: str, key: bytes) -> str:
    """Return the successor of `token`: the same each time, and secret without the key."""
    return base64url_encode(hmac.digest(key, token.encode(errors="surrogatepass"), "sha256")).decode()
