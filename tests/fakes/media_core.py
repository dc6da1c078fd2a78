"""A media core without packets: the interface of ``rapat_sfu.Engine``, remembering what it was told.

It reads real SDP (enough of RFC 8866 to list sections) so that captured offers work, and answers with a
line per planned section that a test can read back. Events are put in by the test with ``emit``.
"""

import os
from collections import deque
from typing import Any

from rapat.engine.embedded.media.core import OfferSection

MAX_SDP_BYTES = 256 * 1024
FORWARDED = {"opus": "audio/opus", "vp8": "video/vp8", "h264": "video/h264", "vp9": "video/vp9", "av1": "video/av1"}


class FakeSdpError(ValueError):
    """As ``rapat_sfu.SdpError``."""


def inspect_offer(sdp: str) -> list[OfferSection]:
    """Sections of an offer."""
    if not sdp.startswith("v=0"):
        raise FakeSdpError("line 1: no version")
    if len(sdp) > MAX_SDP_BYTES:
        raise FakeSdpError("larger than 262144 bytes")
    sections: list[OfferSection] = []
    for line in sdp.splitlines():
        if line.startswith("m="):
            kind: Any = line[2:].split()[0]
            sections.append(
                OfferSection(
                    mid="", kind=kind, direction="sendrecv", stream_id="", track_id="", rids=[], codecs=[], ssrcs=[]
                )
            )
        elif sections:
            _read_attribute(sections[-1], line)
    return sections


def _read_attribute(section: OfferSection, line: str) -> None:
    name, _, value = line.removeprefix("a=").partition(":")
    if name in ("sendrecv", "sendonly", "recvonly", "inactive"):
        section["direction"] = name  # type: ignore[typeddict-item]
    elif name == "mid":
        section["mid"] = value
    elif name == "msid":
        section["stream_id"], _, section["track_id"] = value.partition(" ")
    elif name == "rid" and value.endswith(" send"):
        section["rids"].append(value.split()[0])
    elif name == "rtpmap":
        codec = FORWARDED.get(value.split()[1].split("/")[0].lower())
        if codec is not None and codec not in section["codecs"]:
            section["codecs"].append(codec)


class FakeMediaCore:
    """See the module."""

    def __init__(self) -> None:
        self.peers: dict[int, int] = {}
        """Peer → room."""
        self.commands: list[tuple[Any, ...]] = []
        self.answers: list[tuple[int, list[dict[str, Any]]]] = []
        """Peer and plan of each answer."""
        self.closed_early: set[int] = set()
        """Peers for which ``answer`` raises ``KeyError``."""
        self.is_shut_down = False
        self._events: deque[tuple[Any, ...]] = deque()
        self._eventfd = os.eventfd(0, os.EFD_NONBLOCK)

    def fileno(self) -> int:
        return self._eventfd

    def drain(self, limit: int = 512) -> list[tuple[Any, ...]]:
        taken = [self._events.popleft() for _ in range(min(limit, len(self._events)))]
        if not self._events:
            try:
                os.eventfd_read(self._eventfd)
            except BlockingIOError:
                pass
        return taken

    def emit(self, *event: Any) -> None:
        """An event, as from a worker thread."""
        self._events.append(event)
        os.eventfd_write(self._eventfd, 1)

    def add_peer(self, peer: int, room: int) -> None:
        self.peers[peer] = room

    def answer(self, peer: int, offer: str, plan: list[dict[str, Any]]) -> str:
        inspect_offer(offer)
        if peer not in self.peers or peer in self.closed_early:
            raise KeyError(peer)
        self.answers.append((peer, list(plan)))
        return "v=0\r\n" + "".join(f"a=plan:{section['mid']}\r\n" for section in plan)

    def apply(self, commands: list[tuple[Any, ...]]) -> None:
        self.commands.extend(commands)
        for command in commands:
            if command[0] == "remove_peer":
                self.peers.pop(command[1], None)

    def take(self, name: str) -> list[tuple[Any, ...]]:
        """Commands of one kind since the last ``clear``."""
        return [command[1:] for command in self.commands if command[0] == name]

    def clear(self) -> None:
        """Forget what was told so far."""
        self.commands.clear()
        self.answers.clear()

    def stats(self) -> dict[str, int]:
        return {"peers": len(self.peers)}

    def shutdown(self) -> None:
        self.is_shut_down = True
        self.peers.clear()
