"""Which addresses of the network the shop sends webhooks to: those of the public internet, and those it was allowed."""

import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Those of the IANA registries of special addresses that lead nowhere, or somewhere that a stranger may not reach.
_SPECIAL_V4 = [
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",
    )
]
# All that is public is within this; the rest is local, multicast, or an address of IPv4 in the clothes of one of IPv6.
_PUBLIC_V6 = IPv6Network("2000::/3")
_SPECIAL_V6 = [IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")]


def networks(texts: Sequence[str]) -> list[Network]:
    """Return networks by their texts; raise `ValueError` for what is none."""
    return [ip_network(one) for one in texts]


def is_public(address: Address) -> bool:
    """Tell whether an address belongs to the public internet."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _SPECIAL_V4)
    return address in _PUBLIC_V6 and not any(address in network for network in _SPECIAL_V6)


def may_reach(address: Address, allowed: Sequence[Network]) -> bool:
    """Tell whether the shop may connect to an address."""
    return is_public(address) or any(address in network for network in allowed)


def address_of(host: str) -> Address | None:
    """Return the address that a host is by itself, in any spelling that a resolver takes; None for a name."""
    host = host.strip("[]")
    if host.rstrip(".").lower().rpartition(".")[2] == "localhost":
        return IPv4Address("127.0.0.1")
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        try:
            return IPv4Address(socket.inet_aton(host))
        except OSError:
            return None
