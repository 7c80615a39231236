"""What a browser may do with a page that is printed on 80 mm paper."""

from base64 import b64encode
from hashlib import sha256
from typing import Final

from app.services.selling.paper.html import STYLE

# The page has one style sheet, known by its hash, and nothing else that a browser could load or run.
CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        f"style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
