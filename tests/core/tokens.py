"""Access tokens made by hand."""

import base64
import hmac
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from app.core.security import InvalidToken, TokenSigner

SECRET = "a secret of the tests, 32 bytes or more"
LIFETIME = 900
NOW = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
ISSUED = int(NOW.timestamp())
HEADER = b'{"alg":"HS256","typ":"at+jwt"}'
CLAIMS: dict[str, Any] = {
    "sub": "7",
    "role": "salesperson",
    "sid": 11,
    "ver": 3,
    "iat": ISSUED,
    "exp": ISSUED + LIFETIME,
    "aud": "sweetshop-api",
    "iss": "sweetshop",
    "jti": "drawn-at-random",
}
MAX_ID = 2**63 - 1


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def sign(signed: str, key: str = SECRET, digest: str = "sha256") -> str:
    return f"{signed}.{encoded(hmac.digest(key.encode(), signed.encode(), digest))}"


def forge(header: bytes = HEADER, payload: bytes | None = None, /, **changed: Any) -> str:
    """Return a token signed with the right key, with these claims changed."""
    payload = json.dumps(CLAIMS | changed).encode() if payload is None else payload
    return sign(f"{encoded(header)}.{encoded(payload)}")


def refused(signer: TokenSigner, token: str, now: datetime = NOW) -> bool:
    with pytest.raises(InvalidToken):
        signer.decode(token, now)
    return True


def issued(signer: TokenSigner, user_id: int = 7) -> str:
    return signer.issue(user_id=user_id, role="customer", session_id=11, token_version=0, now=NOW)
