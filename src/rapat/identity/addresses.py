"""The names and addresses of this machine, for certificates, candidates and what is printed at the start."""

import ipaddress
import socket
from collections.abc import Iterable
from dataclasses import dataclass

import ifaddr

LOOPBACK = "127.0.0.1"
_ELSEWHERE = {socket.AF_INET: "192.0.2.1", socket.AF_INET6: "2001:db8::1"}
"""Addresses of nobody (RFC 5737, RFC 3849): asked of the routing table, never sent to."""
_VIRTUAL = (
    "docker",
    "br-",
    "veth",
    "virbr",
    "vmnet",
    "vboxnet",
    "lxc",
    "lxd",
    "cni",
    "podman",
    "zt",
    "tailscale",
    "wg",
    "tun",
)
"""Interfaces whose addresses people in the room cannot reach; they serve, but are not what is printed first."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class LocalAddresses:
    """What this machine is called and where it is."""

    names: tuple[str, ...]
    lan: tuple[str, ...]
    """IPv4 and global IPv6 addresses that others can reach, the best to send around first; no loopback among them."""

    @property
    def all(self) -> tuple[str, ...]:
        """LAN addresses, then loopback."""
        return (*self.lan, LOOPBACK)


def local_addresses() -> LocalAddresses:
    """Look at the interfaces now."""
    found: dict[Address, str] = {}
    for adapter in ifaddr.get_adapters():
        for entry in adapter.ips:
            text = entry.ip if isinstance(entry.ip, str) else entry.ip[0]
            address = ipaddress.ip_address(text.split("%")[0])
            if not (address.is_loopback or address.is_link_local or address.is_multicast or address.is_unspecified):
                found[address] = str(adapter.nice_name)
    outward = {source for family in _ELSEWHERE if (source := _towards(family)) is not None}
    return LocalAddresses(_names(), in_order(found.items(), outward))


def in_order(found: Iterable[tuple[Address, str]], outward: set[str]) -> tuple[str, ...]:
    """Addresses, best to send around first: IPv4, on the way out of this machine, on a real interface, private.

    Args:
        found: addresses, each with the name of its interface.
        outward: source addresses that the routing table takes for the rest of the world.
    """

    def rank(entry: tuple[Address, str]) -> tuple[int, bool, bool, bool, int]:
        address, interface = entry
        virtual = interface.lower().startswith(_VIRTUAL)
        return address.version, str(address) not in outward, virtual, not address.is_private, int(address)

    return tuple(str(address) for address, _ in sorted(found, key=rank))


def _towards(family: socket.AddressFamily) -> str | None:
    """The source address that packets to the rest of the world would have. Connecting UDP sends nothing."""
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((_ELSEWHERE[family], 9))
            return str(probe.getsockname()[0])
    except OSError:
        return None  # no route: an island, or no such family here


def _names() -> tuple[str, ...]:
    host = socket.gethostname().strip().lower()
    names = ["localhost"]
    if host and host != "localhost" and len(host) <= 253 and all(label for label in host.split(".")):
        names.append(host)
        if "." not in host:
            names.append(f"{host}.local")
    return tuple(names)
