"""Which network addresses the server may connect to on behalf of somebody else.

Python's `ipaddress.is_global` is not used: in 3.11 it lets through 192.0.0.8, 192.88.99.1, 224.0.0.1 and
several IPv6 forms that carry a private IPv4 address. The lists follow the IANA special-purpose address
registries (RFC 6890 and its updates).
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence

IPv4 = ipaddress.IPv4Address
IPv6 = ipaddress.IPv6Address

FORBIDDEN_V4 = tuple(
    ipaddress.IPv4Network(net)
    for net in (
        "0.0.0.0/8",  # this host
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT, and some clouds' metadata
        "127.0.0.0/8",
        "168.63.129.16/32",  # a cloud's host agent on a public-looking address
        "169.254.0.0/16",  # link-local and cloud metadata
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved and broadcast
    )
)
GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
FORBIDDEN_V6 = tuple(
    ipaddress.IPv6Network(net)
    for net in (
        "2001::/23",  # protocol assignments: Teredo, benchmarking, ORCHID
        "2001:db8::/32",
        "2002::/16",  # 6to4 carries an IPv4 address
        "3ffe::/16",
        "3fff::/20",
        # Outside 2000::/3 and refused by that alone: ::/128, ::1, ::/96, ::ffff:0:0/96, 64:ff9b::/96,
        # 64:ff9b:1::/48, 100::/64, fc00::/7, fe80::/10, fec0::/10, ff00::/8.
    )
)


def is_public(address: IPv4 | IPv6) -> bool:
    """Whether the address belongs to the open internet and to nothing special."""
    if isinstance(address, IPv4):
        return not any(address in net for net in FORBIDDEN_V4)
    return address in GLOBAL_V6 and not any(address in net for net in FORBIDDEN_V6)


class AddressRules:
    """Public addresses, plus what an administrator allows.

    `allow` holds host names ("nas.lan"), whole domains ("*.lan"), addresses and networks ("192.168.1.0/24").
    An allowed name may resolve to any address.
    """

    def __init__(self, allow: Sequence[str] = ()) -> None:
        self._names: set[str] = set()
        self._domains: list[str] = []
        self._networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = []
        for entry in (item.strip().lower() for item in allow):
            if entry.startswith("*."):
                self._domains.append(entry[1:])
            elif (network := _network(entry)) is not None:
                self._networks.append(network)
            elif entry:
                self._names.add(entry)

    def allows(self, host: str, address: str) -> bool:
        """Whether a connection to `address`, found by looking up `host`, may be opened."""
        name = host.rstrip(".").lower()
        if name in self._names or any(name.endswith(domain) for domain in self._domains):
            return True
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6) else None
        wanted = [parsed] if mapped is None else [parsed, mapped]
        if any(_inside(item, net) for item in wanted for net in self._networks):
            return True
        return is_public(parsed)


def lookup(host: str, port: int) -> list[str]:
    """Every address `host` resolves to, once each, in the resolver's order; OSError when it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _inside(address: IPv4 | IPv6, network: ipaddress.IPv4Network | ipaddress.IPv6Network) -> bool:
    return address.version == network.version and address in network
