"""The names and addresses of this machine, for certificates, candidates and what is printed at the start."""

import ipaddress
import socket
from dataclasses import dataclass

import ifaddr

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class LocalAddresses:
    """What this machine is called and where it is."""

    names: tuple[str, ...]
    lan: tuple[str, ...]
    """IPv4 and global IPv6 addresses that others can reach, IPv4 first; loopback is not among them."""

    @property
    def all(self) -> tuple[str, ...]:
        """LAN addresses, then loopback."""
        return (*self.lan, LOOPBACK)


def local_addresses() -> LocalAddresses:
    """Look at the interfaces now."""
    found: list[ipaddress.IPv4Address | ipaddress.IPv6Address] = []
    for adapter in ifaddr.get_adapters():
        for entry in adapter.ips:
            text = entry.ip if isinstance(entry.ip, str) else entry.ip[0]
            address = ipaddress.ip_address(text.split("%")[0])
            if not (address.is_loopback or address.is_link_local or address.is_multicast or address.is_unspecified):
                found.append(address)
    ordered = sorted(set(found), key=lambda address: (address.version, not address.is_private, int(address)))
    return LocalAddresses(_names(), tuple(str(address) for address in ordered))


def _names() -> tuple[str, ...]:
    host = socket.gethostname().strip().lower()
    names = ["localhost"]
    if host and host != "localhost" and len(host) <= 253 and all(label for label in host.split(".")):
        names.append(host)
        if "." not in host:
            names.append(f"{host}.local")
    return tuple(names)
