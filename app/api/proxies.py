"""A warning about an untrusted proxy, behind which all clients look like one."""

from collections.abc import Mapping

import structlog
from starlette.types import Scope

_log = structlog.get_logger("proxies")


class ProxyCheck:
    """Warns once per process about a forwarded client address that the server did not accept."""

    def __init__(self) -> None:
        self._has_warned = False

    def look(self, scope: Scope, headers: Mapping[bytes, bytes]) -> None:
        """Check a request. The server has already replaced the address of a trusted proxy."""
        if self._has_warned or (b"x-forwarded-for" not in headers and b"forwarded" not in headers):
            return
        peer = scope["client"][0] if scope["client"] else ""
        if peer.encode("latin-1") in headers.get(b"x-forwarded-for", b"").replace(b" ", b"").split(b","):
            return
        self._has_warned = True
        _log.warning(
            "proxy_not_trusted",
            peer=peer,
            hint="If this is your proxy, name it in TRUSTED_PROXIES and let it send X-Forwarded-For; until then all"
            " who come through it are counted as one address.",
        )
