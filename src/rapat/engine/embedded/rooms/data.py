"""Data packets from one participant to others (livekit_models.proto ``DataPacket``).

The sender's name on a packet is ours to write, never the client's. Reliable packets keep the
sequence their publisher gave them: receivers and resumed publishers count by it. Chat, streams and
RPC are conventions of clients on top and pass through untouched.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from google.protobuf.message import DecodeError
from livekit.protocol import models, rtc

from rapat.engine.embedded.media.core import MAX_DATA_BYTES, ChannelName
from rapat.engine.embedded.rooms.budget import DataBudget
from rapat.engine.embedded.rooms.participant import Participant
from rapat.engine.embedded.rooms.state import RoomState

REPLAY_SECONDS = 2.0
"""How far back a newcomer is told reliable packets: what was sent while its channels opened."""
REPLAY_BYTES = 100_000
"""At most that much of it; more would delay its first live packets."""
MAX_DESTINATIONS = 4096
"""Identities looked at in one packet: a packet of 64 kB can name no more that are worth the time."""
PASSED = frozenset(
    {
        "user",
        "chat_message",
        "sip_dtmf",
        "rpc_request",
        "rpc_ack",
        "rpc_response",
        "stream_header",
        "stream_chunk",
        "stream_trailer",
        "encrypted_packet",
    }
)
"""Kinds that anybody may send; transcriptions are for agents, speakers and metrics for nobody."""


@dataclass(frozen=True, slots=True)
class _Sent:
    at: float
    sender_sid: str
    sequence: int
    destinations: frozenset[str]
    payload: bytes


class DataRelay:
    """Stamps packets, chooses who gets them, and remembers the last reliable ones."""

    def __init__(self, state: RoomState) -> None:
        self._state = state
        self._recent: deque[_Sent] = deque()
        self._recent_bytes = 0
        self._budgets: dict[str, DataBudget] = {}
        """By sid of the sender."""

    def received(self, sender: Participant, channel: ChannelName, payload: bytes) -> None:
        """A message came up a participant's channel. Whatever is wrong with it, it is just not passed on."""
        if channel == "data_track" or not sender.profile.permissions.can_publish_data or len(payload) > MAX_DATA_BYTES:
            return
        budget = self._budgets.setdefault(sender.sid, DataBudget(self._state.clock.monotonic()))
        if not budget.spend(len(payload), self._state.clock.monotonic()):
            return
        try:
            packet = models.DataPacket.FromString(payload)
        except DecodeError:
            return
        if not _may_send(sender, packet) or not self._in_sequence(sender, channel, packet):
            return
        _stamp(packet, sender, channel)
        self._forward(packet, channel, sender)

    def send_from_server(
        self, packet: models.UserPacket, *, reliable: bool, sids: Iterable[str], identities: Iterable[str]
    ) -> None:
        """A packet of the server's own; no destinations = everybody."""
        chosen = set(identities)
        for sid in sids:
            participant = self._state.roster.by_sid(sid)
            chosen.add(participant.identity if participant is not None else "")
        kind = models.DataPacket.RELIABLE if reliable else models.DataPacket.LOSSY
        data = models.DataPacket(kind=kind, destination_identities=sorted(chosen), user=packet)
        self._forward(data, "reliable" if reliable else "lossy", None)

    def forget(self, participant: Participant) -> None:
        """It left."""
        self._budgets.pop(participant.sid, None)

    def reliable_opened(self, participant: Participant) -> None:
        """Its channel just opened: the last moments of the room."""
        self._trim()
        for sent in self._recent:
            if sent.sender_sid != participant.sid and _is_for(participant, sent.destinations):
                self._state.media.send_data([participant.transport.peer], "reliable", sent.payload)

    def replay(self, participant: Participant, states: Iterable[rtc.DataChannelReceiveState]) -> None:
        """A resumed client says what it has: send it what came after."""
        seen = {state.publisher_sid: state.last_seq for state in list(states)[:MAX_DESTINATIONS]}
        self._trim()
        for sent in self._recent:
            missed = sent.sender_sid in seen and sent.sequence > seen[sent.sender_sid]
            if missed and _is_for(participant, sent.destinations) and participant.transport.reliable_open:
                self._state.media.send_data([participant.transport.peer], "reliable", sent.payload)

    @staticmethod
    def _in_sequence(sender: Participant, channel: ChannelName, packet: models.DataPacket) -> bool:
        if channel != "reliable" or packet.sequence == 0:
            return True
        if packet.sequence <= sender.last_reliable_seq:
            return False
        sender.last_reliable_seq = packet.sequence
        return True

    def _forward(self, packet: models.DataPacket, channel: ChannelName, sender: Participant | None) -> None:
        destinations = frozenset(list(packet.destination_identities)[:MAX_DESTINATIONS])
        payload = packet.SerializeToString()
        if len(payload) > MAX_DATA_BYTES:
            return  # Only a message at the very limit can grow past it by our stamp.
        peers = [
            participant.transport.peer
            for participant in self._state.roster
            if participant is not sender and _is_open(participant, channel) and _is_for(participant, destinations)
        ]
        self._state.media.send_data(peers, channel, payload)
        if channel == "reliable":
            sid = sender.sid if sender is not None else ""
            self._remember(_Sent(self._state.clock.monotonic(), sid, packet.sequence, destinations, payload))

    def _remember(self, sent: _Sent) -> None:
        self._recent.append(sent)
        self._recent_bytes += len(sent.payload)
        self._trim()

    def _trim(self) -> None:
        oldest = self._state.clock.monotonic() - REPLAY_SECONDS
        while self._recent and (self._recent_bytes > REPLAY_BYTES or self._recent[0].at < oldest):
            self._recent_bytes -= len(self._recent.popleft().payload)


def _may_send(sender: Participant, packet: models.DataPacket) -> bool:
    kind = packet.WhichOneof("value")
    is_agent = sender.kind == models.ParticipantInfo.AGENT or sender.profile.permissions.agent
    return kind in PASSED or (kind == "transcription" and is_agent)


def _stamp(packet: models.DataPacket, sender: Participant, channel: ChannelName) -> None:
    identity, sid = ("", "") if sender.hidden else (sender.identity, sender.sid)
    packet.participant_identity, packet.participant_sid = identity, sid
    packet.kind = models.DataPacket.RELIABLE if channel == "reliable" else models.DataPacket.LOSSY
    if packet.HasField("user"):
        user = packet.user
        if user.destination_identities and not packet.destination_identities:
            packet.destination_identities.extend(user.destination_identities)
        del user.destination_identities[:]
        user.destination_identities.extend(packet.destination_identities)
        user.participant_identity, user.participant_sid = identity, sid


def _is_open(participant: Participant, channel: ChannelName) -> bool:
    return participant.transport.reliable_open if channel == "reliable" else participant.transport.lossy_open


def _is_for(participant: Participant, destinations: frozenset[str]) -> bool:
    return not destinations or participant.identity in destinations
