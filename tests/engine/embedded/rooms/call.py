"""A room on a fake media core and a fake clock, and clients that speak to it in signal messages."""

from itertools import count
from typing import Any

from livekit.protocol import models, rtc

from rapat.engine.embedded.media.bridge import MediaBridge
from rapat.engine.embedded.rooms.grants import AccessGrants, Permissions
from rapat.engine.embedded.rooms.participant import Newcomer, Participant
from rapat.engine.embedded.rooms.room import Room
from rapat.engine.embedded.rooms.state import RoomFacts, RoomPolicy, RoomState
from rapat.engine.embedded.signalling.handlers import TABLE
from rapat.ports import EngineEvent
from tests.fakes.media_core import FakeMediaCore, inspect_offer
from tests.fakes.time import FakeClock

CODECS = {"audio": "a=rtpmap:111 opus/48000/2", "video": "a=rtpmap:96 VP8/90000\r\na=rtpmap:102 H264/90000"}


class CountedIds:
    """Sids that a person can read in a failing test."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def sid(self, prefix: str) -> str:
        return f"{prefix}{next(self._numbers)}"


class RecordingSink:
    """A signal connection that only remembers."""

    def __init__(self) -> None:
        self.frames: list[rtc.SignalResponse] = []
        self.closed: tuple[int, str] | None = None

    def send(self, frame: bytes) -> None:
        if self.closed is None:
            self.frames.append(rtc.SignalResponse.FromString(frame))

    def close(self, code: int, reason: str) -> None:
        self.closed = self.closed or (code, reason)


class Client:
    """One participant's end of the conversation: keeps SDP sections like a real one."""

    def __init__(self, call: "Call", identity: str, sink: RecordingSink) -> None:
        self.call = call
        self.identity = identity
        self.sink = sink
        self.sections: list[list[str]] = []
        self._offers = count(1)
        self.participant: Participant

    @property
    def sid(self) -> str:
        return self.participant.sid

    @property
    def peer(self) -> int:
        return self.participant.transport.peer

    def say(self, kind: str, body: Any) -> None:
        TABLE[kind](self.call.room, self.participant, body)
        self.call.settle()

    def heard(self, kind: str) -> list[Any]:
        """Bodies of all frames of a kind so far, oldest first."""
        return [getattr(frame, kind) for frame in self.sink.frames if frame.WhichOneof("message") == kind]

    def kinds(self) -> list[str]:
        return [frame.WhichOneof("message") or "" for frame in self.sink.frames]

    def forget(self) -> None:
        """Only what comes from now on matters."""
        self.sink.frames.clear()

    def add_section(self, kind: str, direction: str, *extra: str) -> int:
        self.sections.append([kind, direction, *extra])
        return len(self.sections) - 1

    def offer_sdp(self) -> str:
        lines = ["v=0"]
        for mid, (kind, direction, *extra) in enumerate(self.sections):
            lines += [f"m={kind} 9 UDP/TLS/RTP/SAVPF 96", f"a=mid:{mid}", f"a={direction}", CODECS[kind], *extra]
        return "\r\n".join(lines) + "\r\n"

    def offer(self) -> rtc.SessionDescription:
        """Send an offer of all sections; return its answer."""
        number = next(self._offers)
        self.say("offer", rtc.SessionDescription(type="offer", sdp=self.offer_sdp(), id=number))
        return self.heard("answer")[-1]

    def answer_requirements(self) -> None:
        """Do as a client does when asked for sections: add them, offer."""
        for requirement in self.heard("media_sections_requirement"):
            for _ in range(requirement.num_audios):
                self.add_section("audio", "recvonly")
            for _ in range(requirement.num_videos):
                self.add_section("video", "recvonly")
        self.sink.frames = [f for f in self.sink.frames if f.WhichOneof("message") != "media_sections_requirement"]
        self.offer()

    def publish(self, kind: str = "audio", cid: str = "cid", source: int = models.MICROPHONE, **fields: Any) -> str:
        """Ask for a track, offer it, return its sid."""
        track_type = models.AUDIO if kind == "audio" else models.VIDEO
        self.say("add_track", rtc.AddTrackRequest(cid=cid, type=track_type, source=source, **fields))
        sid: str = self.heard("track_published")[-1].track.sid
        self.add_section(kind, "sendonly", f"a=msid:stream {cid}")
        self.offer()
        return sid

    def connect(self) -> None:
        """Media comes up, channels open."""
        self.call.media("connected", self.peer)
        self.call.media("channel_open", self.peer, "reliable")
        self.call.media("channel_open", self.peer, "lossy")


class Call:
    """A room and its surroundings."""

    def __init__(self, **policy: Any) -> None:
        self.clock = FakeClock()
        self.core = FakeMediaCore()
        self.events: list[EngineEvent] = []
        self.clients: list[Client] = []
        defaults = {"max_participants": 0, "empty_timeout_seconds": 300, "departure_timeout_seconds": 20}
        rules = RoomPolicy(**{**defaults, **policy})
        facts = RoomFacts(
            name="room",
            sid="RM_1",
            created_at_ms=0,
            max_participants=rules.max_participants,
            empty_timeout_seconds=rules.empty_timeout_seconds,
            departure_timeout_seconds=rules.departure_timeout_seconds,
        )
        bridge = MediaBridge(self.core, inspect_offer)
        self.room = Room(
            RoomState(
                facts=facts,
                policy=rules,
                media=bridge.open_room(lambda events: True),
                clock=self.clock,
                ids=CountedIds(),
                refresh_token=lambda participant: f"fresh-{participant.identity}",
                emit=self.events.append,
            )
        )

    def newcomer(self, identity: str, **fields: Any) -> Newcomer:
        permissions = fields.pop("permissions", Permissions())
        kind = fields.pop("kind", "standard")
        name = fields.pop("name", identity)
        grants = AccessGrants(
            api_key="key",
            identity=identity,
            name=name,
            kind=kind,
            room="room",
            room_join=True,
            permissions=permissions,
            expires_at=2**31,
        )
        return Newcomer(grants=grants, client=models.ClientInfo(protocol=17, client_protocol=2), **fields)

    def join(self, identity: str, *, audios: int = 3, videos: int = 3, connect: bool = True, **fields: Any) -> Client:
        """Join with an offer of empty receiving sections inside, as livekit-client does."""
        client = Client(self, identity, RecordingSink())
        for _ in range(audios):
            client.add_section("audio", "recvonly")
        for _ in range(videos):
            client.add_section("video", "recvonly")
        offer = rtc.SessionDescription(type="offer", sdp=client.offer_sdp(), id=0)
        fields.setdefault("offer", offer)
        client.participant = self.room.join(self.newcomer(identity, **fields), client.sink)
        self.clients.append(client)
        if connect:
            client.connect()
        self.settle()
        return client

    def media(self, *event: Any) -> None:
        self.room.media_event(event)
        self.settle()

    def settle(self) -> None:
        """What the owner does after each piece of work."""
        self.room.state.timers.run_due()
        self.room.state.media.flush()

    def advance(self, seconds: float, step: float = 0.05) -> None:
        """Let time pass, timers run on the way."""
        remaining = seconds
        while remaining > 1e-9:
            self.clock.advance(min(step, remaining))
            remaining -= step
            self.settle()
