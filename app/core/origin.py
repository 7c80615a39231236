"""The origin of a request."""

from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address

_IPV6_PREFIX = 64


@dataclass(frozen=True, slots=True)
class Origin:
    """The client behind a request, as far as it is known; all None for the shop itself."""

    address: str | None = None
    user_agent: str | None = None
    request_id: str | None = None

    @property
    def network(self) -> str:
        """The key of one client: its address, or for IPv6 the network its provider assigned."""
        try:
            ip = ip_address(self.address or "")
        except ValueError:
            return self.address or ""
        if isinstance(ip, IPv6Address):
            return str(ip.ipv4_mapped or IPv6Network((ip, _IPV6_PREFIX), strict=False))
        return str(ip)


NOWHERE = Origin()
