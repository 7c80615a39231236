"""The second factor: codes of an authenticator app (TOTP, RFC 6238), recovery codes, and their storage."""

import base64
import hmac
import re
import secrets
from datetime import datetime

import pyotp
from cryptography.fernet import Fernet, InvalidToken

from app.core.security import derive_key

RECOVERY_CODES = 10
WINDOW_STEPS = 1
"""The tolerance for the clock of a phone, in steps of thirty seconds each way."""

_RECOVERY_BYTES = 10
# The longest password wins. A recovery code with spaces does not match: it may be the last words of a password.
_AT_THE_END = re.compile(r"(?s)(.+) ([0-9]{3} ?[0-9]{3}|[A-Za-z2-7]{4}(?:-[A-Za-z2-7]{4}){3}|[A-Za-z2-7]{16})")


def new_secret() -> str:
    """Return 160 random bits in base32, as authenticator apps take them."""
    return pyotp.random_base32()


def enrolment_uri(secret: str, email: str, shop_name: str) -> str:
    """Return the address that an authenticator app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=shop_name)


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """Return the time step of a code if it is the current step or a neighbour, else None."""
    totp, typed = pyotp.TOTP(secret), code.replace(" ", "").encode(errors="surrogatepass")
    present = int(now.timestamp()) // totp.interval
    steps = range(max(present - WINDOW_STEPS, 0), present + WINDOW_STEPS + 1)
    matching = [step for step in steps if hmac.compare_digest(totp.generate_otp(step).encode(), typed)]
    return max(matching, default=None)


def new_recovery_codes() -> list[str]:
    """Return codes of 80 random bits each, in groups of four letters and digits."""
    drawn = [base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode().lower() for _ in range(RECOVERY_CODES)]
    return ["-".join(code[start : start + 4] for start in range(0, len(code), 4)) for code in drawn]


def plain_recovery_code(code: str) -> str:
    """Return the canonical form of a typed recovery code."""
    return re.sub(r"[\s-]", "", code).lower()


def split_code(password: str) -> tuple[str, str | None]:
    """Split a password from the code after its last space; without a code, return the whole and None."""
    parts = _AT_THE_END.fullmatch(password)
    return (password, None) if parts is None else (parts[1], parts[2])


class SecretBox:
    """Encrypts secrets with a key derived from `SECRET_KEY`, so that a copy of the database reveals none."""

    def __init__(self, secret_key: str, purpose: str = "second factor") -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(derive_key(secret_key, purpose)))

    def close(self, secret: str) -> bytes:
        """Encrypt a secret for storage."""
        return self._fernet.encrypt(secret.encode())

    def open(self, stored: bytes) -> str | None:
        """Decrypt a stored secret; None if it was encrypted under another `SECRET_KEY`."""
        try:
            return self._fernet.decrypt(stored).decode()
        except InvalidToken:
            return None
