"""The host names of the shop. A request for any other is refused before it is read."""

import re
from collections.abc import Sequence

import structlog
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.errors import problem
from app.api.paths import PATHS_OF_MACHINES

_LOOPBACK = re.compile(r"localhost|127\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}|\[::1\]")
_HOST = re.compile(r"(?P<name>[a-z0-9._-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?")

_log = structlog.get_logger("hosts")


class HostCheck:
    """Admits requests to a name of the shop or to this machine; without configured names, to any single host."""

    def __init__(self, app: ASGIApp, hosts: Sequence[str]) -> None:
        self._app = app
        self._names = frozenset(hosts)
        self._suffixes = tuple(host.removeprefix("*") for host in hosts if host.startswith("*."))
        self._has_warned = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http" or scope["path"] in PATHS_OF_MACHINES or self._is_served(scope):
            await self._app(scope, receive, send)
            return
        if not self._has_warned:
            self._has_warned = True
            _log.warning("host_not_allowed", hint="Name it in ALLOWED_HOSTS, or let the proxy pass the Host header on.")
        detail = "Send one Host header with the shop's own address. Who runs it may add this one to ALLOWED_HOSTS."
        await problem(scope, 400, "host_not_allowed", detail)(scope, receive, send)

    def _is_served(self, scope: Scope) -> bool:
        named = [value for name, value in scope["headers"] if name == b"host"]
        if not self._names and not self._suffixes:
            return len(named) == 1
        found = _HOST.fullmatch(named[0].decode("latin-1").lower()) if len(named) == 1 else None
        if found is None:
            return False
        name = found["name"].removesuffix(".")
        return name in self._names or name.endswith(self._suffixes) or _LOOPBACK.fullmatch(name) is not None
