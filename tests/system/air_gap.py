"""Counts what tries to leave: every frame on the only wire out of the namespace that ``scripts/isolated`` made."""

import os
import socket
import struct
import threading

WIRE = "rapat-wire"
ETH_P_ALL = 3
ETH_P_IP = 0x0800
ETH_P_IPV6 = 0x86DD
DNS_PORT = 53


def isolated() -> bool:
    """True inside ``scripts/isolated``."""
    return os.environ.get("RAPAT_ISOLATED") == "inside"


class Sniffer(threading.Thread):
    """Listens at the far end of the wire until stopped; ``seen`` = what came, one line a frame."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.seen: list[str] = []
        self._ending = threading.Event()
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
        self._socket.bind((WIRE, 0))
        self._socket.settimeout(0.2)

    def run(self) -> None:
        while not self._ending.is_set():
            try:
                frame = self._socket.recv(2048)
            except TimeoutError:
                continue
            self.seen.append(describe(frame))

    def stop(self) -> list[str]:
        """Stop listening; everything that was seen."""
        self._ending.set()
        self.join()
        self._socket.close()
        return self.seen


def describe(frame: bytes) -> str:
    """One line about a frame, for the failure's text."""
    kind = struct.unpack("!H", frame[12:14])[0]
    if kind == ETH_P_IP and len(frame) >= 38:
        offset = 14 + (frame[14] & 15) * 4
        ports = struct.unpack("!HH", frame[offset : offset + 4]) if frame[23] in (6, 17) else (0, 0)
        what = f" asks for {question(frame[offset + 8 :])}" if ports[1] == DNS_PORT else ""
        return f"ip/{frame[23]} {socket.inet_ntoa(frame[26:30])} → {socket.inet_ntoa(frame[30:34])}:{ports[1]}{what}"
    if kind == ETH_P_IPV6 and len(frame) >= 54:
        return f"ip6/{frame[20]} → {socket.inet_ntop(socket.AF_INET6, frame[38:54])}"
    return f"ethertype {kind:#06x}"


def question(datagram: bytes) -> str:
    """The name that a DNS query asks for (RFC 1035 §4.1.2); empty when it cannot be read."""
    labels, at = [], 12
    while at < len(datagram) and 0 < datagram[at] < 64:
        labels.append(datagram[at + 1 : at + 1 + datagram[at]].decode("ascii", "replace"))
        at += 1 + datagram[at]
    return ".".join(labels)
