"""Joining, resuming and leaving: who is in the room, and for how long it waits for somebody.

A participant whose signal connection dies keeps its place for a while if its media was ever up, and
nobody else notices; one that never got that far goes at once.
"""

from collections.abc import Callable

from livekit.protocol import models, rtc

from rapat.engine.embedded.limits import LimitExceeded, check_attributes, check_metadata, check_name
from rapat.engine.embedded.media.core import InspectOffer
from rapat.engine.embedded.rooms import messages
from rapat.engine.embedded.rooms.participant import Newcomer, Participant, SignalSink
from rapat.engine.embedded.rooms.state import RoomState
from rapat.engine.embedded.rooms.updates import Updates
from rapat.ports import ParticipantJoined, ParticipantLeft

SIGNAL_GRACE_SECONDS = 20.0
"""A lost signal connection is waited for this long; JavaScript's retries need up to 16 s."""
CONNECT_SECONDS = 60.0
"""Media must be up this long after the join; clients themselves give up after 15 s."""
REFRESH_SECONDS = 300.0
"""Between refresh tokens, as in LiveKit."""
CLOSE_NORMAL = 1000

ENABLED_CODECS = ("audio/opus", "video/VP8", "video/H264", "video/VP9", "video/AV1")

Left = Callable[[Participant], None]


class JoinRefused(Exception):
    """Somebody may not come in: HTTP status and a sentence for the person."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def check_newcomer(newcomer: Newcomer, inspect: InspectOffer) -> None:
    """What can be checked without a room.

    Raises:
        JoinRefused: too long a text, not allowed to set metadata, or an unusable offer.
    """
    if (newcomer.metadata or newcomer.attributes) and not newcomer.grants.permissions.can_update_metadata:
        raise JoinRefused(401, "this token may not set its own metadata or attributes")
    try:
        check_name(newcomer.grants.name)
        check_metadata(newcomer.metadata or newcomer.grants.metadata)
        check_attributes({**newcomer.grants.attributes, **newcomer.attributes})
        if newcomer.offer is not None:
            inspect(newcomer.offer.sdp)
    except LimitExceeded as exceeded:
        raise JoinRefused(400, str(exceeded)) from exceeded
    except ValueError as error:
        raise JoinRefused(400, f"the publisher offer cannot be used: {error}") from error


class Membership:
    """The door of one room."""

    def __init__(self, state: RoomState, updates: Updates) -> None:
        self._state = state
        self._updates = updates
        self.on_leaving: Left = lambda participant: None
        """Called while the participant is still known; set by the room to clean up its tracks."""
        self.on_empty: Callable[[], None] = lambda: None
        """The last participant left."""

    def check(self, newcomer: Newcomer) -> None:
        """May this newcomer come in? Changes nothing.

        Raises:
            JoinRefused: as ``check_newcomer``, or the room is full.
        """
        check_newcomer(newcomer, self._state.media.inspect)
        limit = self._state.facts.max_participants
        present = [p for p in self._state.roster.visible() if p.identity != newcomer.grants.identity]
        if limit and len(present) >= limit and not newcomer.grants.permissions.hidden:
            raise JoinRefused(403, f"the room is full: {limit} participants")

    def join(self, newcomer: Newcomer, sink: SignalSink) -> Participant:
        """Admit a newcomer; its first frame is ``join``. Errors as ``check``."""
        self.check(newcomer)
        rival = self._state.roster.by_identity(newcomer.grants.identity)
        if rival is not None:
            self.end(rival, models.DUPLICATE_IDENTITY)
        participant = Participant(
            sid=self._state.ids.sid("PA_"),
            newcomer=newcomer,
            sink=sink,
            peer=self._state.media.new_peer(),
            joined_at_ms=self._state.now_ms(),
        )
        self._state.roster.add(participant)
        self._state.timers.cancel("empty")
        participant.state = models.ParticipantInfo.JOINED
        participant.touch()
        participant.signal.send(self._join_frame(participant))
        self._refresh(participant)
        self._updates.participant(participant)
        self._updates.head_count()
        self._state.timers.set((participant.sid, "connect"), CONNECT_SECONDS, lambda: self._never_up(participant))
        return participant

    def find_resumable(self, identity: str, sid: str) -> Participant | None:
        """The participant that a resume request means; None = it must join anew."""
        participant = self._state.roster.by_identity(identity)
        if participant is None or (sid and participant.sid != sid):
            return None
        return participant

    def resume(self, participant: Participant, sink: SignalSink, client: models.ClientInfo) -> None:
        """A new signal connection of a participant that is here: nobody else notices."""
        self._state.timers.cancel((participant.sid, "grace"))
        participant.signal.swap(sink)
        if client.protocol:
            participant.client = client
        participant.signal.send(messages.reconnected(participant.last_reliable_seq))
        participant.signal.send(self._updates.snapshot(participant))
        participant.signal.send(messages.room(self._state.info()))
        self._refresh(participant)

    def signal_lost(self, participant: Participant, sink: SignalSink) -> None:
        """Its signal connection closed without a leave."""
        if participant.gone or not participant.signal.is_on(sink):
            return
        participant.signal.lost()
        if not participant.transport.ever_connected:
            self.end(participant, models.SIGNAL_CLOSE)
            return
        self._state.timers.set(
            (participant.sid, "grace"), SIGNAL_GRACE_SECONDS, lambda: self.end(participant, models.SIGNAL_CLOSE)
        )

    def connected(self, participant: Participant) -> None:
        """Its media transport is up."""
        first = not participant.transport.ever_connected
        participant.transport.connected = participant.transport.ever_connected = True
        if not first:
            return
        self._state.timers.cancel((participant.sid, "connect"))
        participant.state = models.ParticipantInfo.ACTIVE
        self._updates.participant(participant)
        self._state.emit(ParticipantJoined(self._state.facts.name, participant.identity))

    def end(
        self,
        participant: Participant,
        reason: models.DisconnectReason,
        action: rtc.LeaveRequest.Action = rtc.LeaveRequest.DISCONNECT,
    ) -> None:
        """It leaves, for whatever reason: told why, its transport closed, everybody else told."""
        if participant.gone:
            return
        if reason != models.CLIENT_INITIATED or action != rtc.LeaveRequest.DISCONNECT:
            participant.signal.send(messages.leave(action, reason))
        participant.signal.drop(CLOSE_NORMAL, "left")
        self._state.timers.cancel_group(participant.sid)
        self.on_leaving(participant)
        self._state.roster.remove(participant)
        participant.state = models.ParticipantInfo.DISCONNECTED
        self._state.media.remove_peer(participant.transport.peer)
        self._updates.left(participant, reason)
        if participant.transport.ever_connected:
            self._state.emit(ParticipantLeft(self._state.facts.name, participant.identity))
        if not len(self._state.roster):
            self.on_empty()

    def _never_up(self, participant: Participant) -> None:
        self.end(participant, models.CONNECTION_TIMEOUT)

    def _refresh(self, participant: Participant) -> None:
        participant.signal.send(messages.refresh_token(self._state.refresh_token(participant)))
        self._state.timers.set((participant.sid, "refresh"), REFRESH_SECONDS, lambda: self._refresh(participant))

    def _join_frame(self, participant: Participant) -> bytes:
        info = messages.server_info()
        join = rtc.JoinResponse(
            room=self._state.info(),
            participant=participant.info(),
            other_participants=self._updates.others(participant),
            server_version=info.version,
            server_info=info,
            ping_interval=messages.PING_INTERVAL_SECONDS,
            ping_timeout=messages.PING_TIMEOUT_SECONDS,
            subscriber_primary=False,
            fast_publish=participant.profile.permissions.can_publish,
            enabled_publish_codecs=[models.Codec(mime=mime) for mime in ENABLED_CODECS],
        )
        return messages.frame(rtc.SignalResponse(join=join))
