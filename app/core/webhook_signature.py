"""Signatures of webhooks, as https://www.standardwebhooks.com has them: HMAC-SHA256 of id, time and body."""

import base64
import hmac
import secrets
from collections.abc import Iterable

PREFIX = "whsec_"
_SECRET_BYTES = 32


def new_webhook_secret() -> str:
    """Return 256 random bits as a secret is written."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def sign(secret_texts: Iterable[str], message_id: str, timestamp: int, body: bytes) -> str:
    """Return the header with one signature for each secret, so that a receiver may hold any of them."""
    signed = b".".join([message_id.encode(), str(timestamp).encode(), body])
    return " ".join(f"v1,{_signature(secret, signed)}" for secret in secret_texts)


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
