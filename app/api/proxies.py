"""A warning for a shop whose proxy is not trusted: to it, everybody behind that proxy is one client."""

from collections.abc import Mapping

import structlog
from starlette.types import Scope

_log = structlog.get_logger("proxies")


class ProxyCheck:
    """Warns once a process of a client's address that a proxy forwards and the server did not take."""

    def __init__(self) -> None:
        self._has_warned = False

    def look(self, scope: Scope, headers: Mapping[bytes, bytes]) -> None:
        """Look at a request. The server has put the forwarded address in the place of a trusted proxy's own."""
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
