"""One live room: its services joined, and the entry points that signalling, media and server API use.

Everything here is synchronous and called by the room's owner task alone (``owner.RoomOwner``). It does
not know sockets, HTTP or tokens.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from livekit.protocol import models, rtc

from rapat.engine.embedded.limits import check_metadata
from rapat.engine.embedded.rooms.allowances import Allowances
from rapat.engine.embedded.rooms.data import DataRelay
from rapat.engine.embedded.rooms.demand import Demand
from rapat.engine.embedded.rooms.grants import Permissions
from rapat.engine.embedded.rooms.membership import Membership
from rapat.engine.embedded.rooms.negotiation import Negotiation
from rapat.engine.embedded.rooms.participant import Newcomer, Participant, SignalSink
from rapat.engine.embedded.rooms.profiles import Profiles
from rapat.engine.embedded.rooms.publication import Publication
from rapat.engine.embedded.rooms.publishing import Publishing
from rapat.engine.embedded.rooms.quality import Quality
from rapat.engine.embedded.rooms.speakers import Speakers
from rapat.engine.embedded.rooms.state import RoomState
from rapat.engine.embedded.rooms.subscribing import Subscribing
from rapat.engine.embedded.rooms.updates import Updates
from rapat.ports import ParticipantNotFound, RoomOptions

CLOSED_REASONS: Mapping[str, models.DisconnectReason] = {
    "by_client": models.CLIENT_INITIATED,
    "ice_timeout": models.CONNECTION_TIMEOUT,
    "dtls_failed": models.MEDIA_FAILURE,
    "abuse": models.PARTICIPANT_REMOVED,
    "fault": models.MEDIA_FAILURE,
}


class TrackNotFound(LookupError):
    """The participant publishes no such track."""


class Room:
    """A room and those in it."""

    def __init__(self, state: RoomState) -> None:
        self.state = state
        self.finished = False
        self.allowances = Allowances()
        self.updates = Updates(state)
        self.demand = Demand(state)
        self.subscribing = Subscribing(state, self.allowances, self.demand)
        self.publishing = Publishing(state, self.updates, self.subscribing)
        self.negotiation = Negotiation(state, self.publishing, self.subscribing)
        self.profiles = Profiles(state, self.updates, self.publishing, self.subscribing)
        self.membership = Membership(state, self.updates)
        self.data = DataRelay(state)
        self.speakers = Speakers(state)
        self.quality = Quality(state)
        self.subscribing.renegotiate = self.negotiation.renegotiate
        self.membership.on_leaving = self._clean_up
        self.membership.on_empty = self._wait_for_return
        self._media_handlers: Mapping[str, Callable[..., None]] = {
            "connected": self._connected,
            "disconnected": self._disconnected,
            "channel_open": self._channel_open,
            "data": self._data,
            "audio_levels": self.speakers.levels,
            "reports": self.quality.reports,
            "down_track_paused": self.subscribing.stream_state,
            "closed": self._closed,
        }
        state.timers.set("empty", state.facts.empty_timeout_seconds, self._finish)

    # Coming and going

    def join(self, newcomer: Newcomer, sink: SignalSink) -> Participant:
        """Admit a newcomer, publish what it asks for, answer its first offer. Raises ``JoinRefused``."""
        participant = self.membership.join(newcomer, sink)
        for request in newcomer.add_tracks:
            self.publishing.add(participant, request)
        self.subscribing.welcome(participant)
        if newcomer.offer is not None:
            self.offered(participant, newcomer.offer)
        return participant

    def resume(
        self, participant: Participant, sink: SignalSink, client: models.ClientInfo, sync: rtc.SyncState | None
    ) -> None:
        """A signal connection takes the place of one that was lost."""
        self.membership.resume(participant, sink, client)
        self.quality.restart(participant)
        self.demand.restart(participant)
        self.negotiation.restart_books(participant)
        if sync is not None:
            self.synchronise(participant, sync)

    def synchronise(self, participant: Participant, sync: rtc.SyncState) -> None:
        """``sync_state``: what the resumed client believes."""
        published = [response.track.sid for response in sync.publish_tracks]
        if any(participant.publications.get(sid) is None for sid in published):
            self.membership.end(participant, models.STATE_MISMATCH, rtc.LeaveRequest.RECONNECT)
            return
        if sync.HasField("subscription"):
            self.subscription(participant, sync.subscription)
        self.subscribing.disable(participant, sync.track_sids_disabled)
        self.data.replay(participant, sync.datachannel_receive_states)

    def offered(self, participant: Participant, offer: rtc.SessionDescription) -> None:
        """An offer of the client; an unusable one ends its session."""
        try:
            self.negotiation.offered(participant, offer)
        except ValueError:
            self.membership.end(participant, models.JOIN_FAILURE)

    def subscription(self, participant: Participant, update: rtc.UpdateSubscription) -> None:
        """``subscription``: clients fill both lists with the same sids."""
        nested = [sid for tracks in update.participant_tracks for sid in tracks.track_sids]
        self.subscribing.update(participant, [*update.track_sids, *nested], update.subscribe)

    def allow_subscribers(self, participant: Participant, permission: rtc.SubscriptionPermission) -> None:
        """``subscription_permission`` of a publisher."""
        self.allowances.set(participant, permission)
        for publication in participant.publications.announced():
            self.subscribing.review(publication)

    def end_all(self, reason: models.DisconnectReason) -> None:
        """Everybody is told and leaves; the room is over."""
        for participant in self.state.roster:
            self.membership.end(participant, reason)
        self._finish()

    def fault(self, participant_sid: str) -> None:
        """Our own mistake while serving somebody: it alone starts anew."""
        participant = self.state.roster.by_sid(participant_sid)
        if participant is not None:
            self.membership.end(participant, models.UNKNOWN_REASON, rtc.LeaveRequest.RECONNECT)

    # Media

    def media_event(self, event: tuple[Any, ...]) -> None:
        """One event of the core."""
        handler = self._media_handlers.get(event[0])
        if handler is not None:
            handler(*event[1:])

    # Orders of the server API

    def participant(self, identity: str) -> Participant:
        """By identity, or ``ParticipantNotFound``."""
        participant = self.state.roster.by_identity(identity)
        if participant is None:
            raise ParticipantNotFound("the room has no participant with this identity")
        return participant

    def publication(self, identity: str, track_sid: str) -> Publication:
        """A participant's track, or ``TrackNotFound``."""
        publication = self.participant(identity).publications.get(track_sid)
        if publication is None:
            raise TrackNotFound("the participant publishes no such track")
        return publication

    def participants(self) -> list[models.ParticipantInfo]:
        """Everybody who is not hidden, in order of joining."""
        return [participant.info() for participant in self.state.roster.visible()]

    def set_options(self, options: RoomOptions) -> None:
        """Change what the options name."""
        facts = self.state.facts
        check_metadata(options.metadata)
        if options.metadata:
            facts.metadata = options.metadata
        if options.max_participants is not None:
            facts.max_participants = options.max_participants
        if options.empty_timeout is not None:
            facts.empty_timeout_seconds = int(options.empty_timeout.total_seconds())
        if options.departure_timeout is not None:
            facts.departure_timeout_seconds = int(options.departure_timeout.total_seconds())
        self.updates.room()

    def set_metadata(self, metadata: str) -> None:
        """Replace the room's metadata; everybody hears. Raises ``LimitExceeded``."""
        check_metadata(metadata)
        self.state.facts.metadata = metadata
        self.updates.room()

    def change_participant(
        self,
        identity: str,
        *,
        name: str | None,
        metadata: str | None,
        attributes: Mapping[str, str] | None,
        permissions: Permissions | None,
    ) -> models.ParticipantInfo:
        """Change what is not None; raises ``ParticipantNotFound``, ``LimitExceeded``."""
        participant = self.participant(identity)
        self.profiles.change(participant, name=name, metadata=metadata, attributes=attributes, permissions=permissions)
        return participant.info()

    def change_subscriptions(self, identity: str, track_sids: Sequence[str], subscribe: bool) -> None:
        """Subscribe or unsubscribe a participant; raises ``ParticipantNotFound``."""
        self.subscribing.update(self.participant(identity), track_sids, subscribe)

    def send_data(
        self, packet: models.UserPacket, *, reliable: bool, sids: Iterable[str], identities: Iterable[str]
    ) -> None:
        """A packet of the server's own."""
        self.data.send_from_server(packet, reliable=reliable, sids=sids, identities=identities)

    # Inside

    def _connected(self, peer: int) -> None:
        participant = self.state.roster.by_peer(peer)
        if participant is not None:
            self.membership.connected(participant)

    def _disconnected(self, peer: int) -> None:
        participant = self.state.roster.by_peer(peer)
        if participant is not None:
            participant.transport.connected = False

    def _channel_open(self, peer: int, channel: str) -> None:
        participant = self.state.roster.by_peer(peer)
        if participant is None:
            return
        if channel == "lossy":
            participant.transport.lossy_open = True
        elif channel == "reliable" and not participant.transport.reliable_open:
            participant.transport.reliable_open = True
            self.data.reliable_opened(participant)

    def _data(self, peer: int, channel: Any, payload: bytes) -> None:
        participant = self.state.roster.by_peer(peer)
        if participant is not None:
            self.data.received(participant, channel, payload)

    def _closed(self, peer: int, cause: str) -> None:
        participant = self.state.roster.by_peer(peer)
        if participant is None:
            return
        reason = CLOSED_REASONS.get(cause, models.UNKNOWN_REASON)
        final = cause == "abuse"
        action = rtc.LeaveRequest.DISCONNECT if final else rtc.LeaveRequest.RECONNECT
        self.membership.end(participant, reason, action)

    def _clean_up(self, participant: Participant) -> None:
        self.speakers.forget(participant)
        self.quality.forget(participant)
        self.data.forget(participant)
        self.allowances.forget(participant)
        self.subscribing.departed(participant)
        for publication in participant.publications:
            self.publishing.ended(publication, announce=False)

    def _wait_for_return(self) -> None:
        self.state.timers.set("empty", self.state.facts.departure_timeout_seconds, self._finish)

    def _finish(self) -> None:
        self.finished = True
