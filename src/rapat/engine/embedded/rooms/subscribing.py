"""Who receives which track, and how much of it.

Automatic subscription, wishes of clients, orders of the server API, permissions and the publisher's
own allow-list meet here; ``negotiation`` then finds media sections for the outcome. Forwarding stops
in the core at once; the section is emptied by the next answer.
"""

from collections.abc import Callable, Iterable

from livekit.protocol import models, rtc

from rapat.engine.embedded.media.bridge import DownWish
from rapat.engine.embedded.rooms import messages
from rapat.engine.embedded.rooms.allowances import Allowances
from rapat.engine.embedded.rooms.demand import Demand
from rapat.engine.embedded.rooms.layers import TOP_LAYER
from rapat.engine.embedded.rooms.participant import Participant
from rapat.engine.embedded.rooms.publication import Publication
from rapat.engine.embedded.rooms.state import RoomState
from rapat.engine.embedded.rooms.subscription import Subscription

MAX_SUBSCRIPTIONS = 240
"""Tracks that one participant receives: an SDP may have 256 sections, some of which it sends in."""
MAX_SIDS = 512
"""Track sids looked at in one message: more than a room can fill."""
MAX_REMEMBERED = 1024
"""Wishes kept for tracks, present or gone; the list is emptied of gone tracks when it gets there."""

Renegotiate = Callable[[Participant], None]


class Subscribing:
    """Makes and ends subscriptions."""

    def __init__(self, state: RoomState, allowances: Allowances, demand: Demand) -> None:
        self._state = state
        self._allowances = allowances
        self._demand = demand
        self._by_down: dict[int, Subscription] = {}
        self.renegotiate: Renegotiate = lambda participant: None
        """Called when what a participant receives should change; set by the room."""

    def published(self, publication: Publication) -> None:
        """A track went live: whoever wants it gets it."""
        for participant in self._state.roster:
            self._consider(participant, publication)
        self._demand.review(publication)

    def welcome(self, participant: Participant) -> None:
        """A participant may receive now: everything there is and that it wants."""
        for publication in self._state.tracks:
            self._consider(participant, publication)

    def unpublished(self, publication: Publication) -> None:
        """A track ended."""
        for subscription in list(publication.subscribers.values()):
            self._end(subscription)
        self._demand.forget(publication)

    def departed(self, participant: Participant) -> None:
        """A participant left; its transport goes with it."""
        for subscription in participant.subscriptions:
            self._release(subscription)

    def stream_state(self, down: int, paused: bool) -> None:
        """The subscriber's bandwidth does not allow a track at all, or allows it again."""
        subscription = self._by_down.get(down)
        if subscription is not None:
            publication = subscription.publication
            frame = messages.stream_state(publication.owner.sid, publication.sid, paused)
            subscription.subscriber.signal.send(frame)

    def update(self, participant: Participant, track_sids: Iterable[str], subscribe: bool) -> None:
        """The client, or the server API for it, wants tracks or does not."""
        for sid in list(dict.fromkeys(track_sids))[:MAX_SIDS]:
            publication = self._state.tracks.live(sid)
            if publication is None:
                if subscribe:
                    participant.signal.send(messages.subscription_error(sid))
                continue
            self._remember(participant, sid, subscribe)
            if subscribe:
                self._consider(participant, publication)
            else:
                self.stop(participant, sid)

    def stop(self, participant: Participant, track_sid: str) -> None:
        """End one subscription, if there is one."""
        subscription = participant.subscriptions.get(track_sid)
        if subscription is not None:
            self._end(subscription)

    def stop_all(self, participant: Participant) -> None:
        """It may not subscribe any more."""
        for subscription in participant.subscriptions:
            self._end(subscription)

    def settings(self, participant: Participant, wish: rtc.UpdateTrackSettings) -> None:
        """Size, quality or pause of tracks that the client receives."""
        for sid in list(dict.fromkeys(wish.track_sids))[:MAX_SIDS]:
            subscription = participant.subscriptions.get(sid)
            if subscription is not None:
                subscription.wish = wish
                self.apply(subscription)
                self._demand.review(subscription.publication)

    def disable(self, participant: Participant, track_sids: Iterable[str]) -> None:
        """A resumed client lists what it had paused."""
        self.settings(
            participant,
            rtc.UpdateTrackSettings(track_sids=list(track_sids)[:MAX_SIDS], disabled=True, quality=models.HIGH),
        )

    def placed(self, subscription: Subscription) -> None:
        """A section carries it now; the core knows its number."""
        subscription.applied = None
        self.apply(subscription)
        publication = subscription.publication
        if publication.kind == "video":
            self._state.media.request_key_frame(publication.number)
        if not publication.known_subscribed:
            publication.known_subscribed = True
            publication.owner.signal.send(messages.track_subscribed(publication.sid))

    def apply(self, subscription: Subscription) -> None:
        """Tell the core, if it has the track and something changed."""
        target = subscription.target()
        if subscription.mid and target != subscription.applied:
            subscription.applied = target
            self._state.media.set_down(subscription.down, target)

    def review(self, publication: Publication) -> None:
        """The publisher's allow-list changed: bring everybody's subscription in line."""
        for participant in self._state.roster:
            allowed = self._allowances.allows(publication, participant)
            subscribed = participant.subscriptions.get(publication.sid) is not None
            if subscribed and not allowed:
                self.stop(participant, publication.sid)
                participant.signal.send(
                    messages.subscription_permission(publication.owner.sid, publication.sid, allowed=False)
                )
            elif allowed and not subscribed and participant is not publication.owner:
                participant.signal.send(
                    messages.subscription_permission(publication.owner.sid, publication.sid, allowed=True)
                )
                self._consider(participant, publication)

    def _consider(self, participant: Participant, publication: Publication) -> None:
        books = participant.subscriptions
        # A hidden owner is unknown to others: clients cannot place its track.
        offered = publication.live and not publication.owner.hidden and participant is not publication.owner
        if not offered or not books.wants(publication.sid) or books.get(publication.sid) is not None:
            return
        if (
            len(books) >= MAX_SUBSCRIPTIONS
            or not participant.profile.permissions.can_subscribe
            or not self._allowances.allows(publication, participant)
        ):
            return
        down = self._state.media.new_down()
        subscription = Subscription(subscriber=participant, publication=publication, down=down)
        books.add(subscription)
        publication.subscribers[participant.identity] = subscription
        self._by_down[down] = subscription
        self._demand.review(publication)
        self.renegotiate(participant)

    def _end(self, subscription: Subscription) -> None:
        participant = subscription.subscriber
        participant.subscriptions.remove(subscription.publication.sid)
        if subscription.mid:
            self._state.media.set_down(subscription.down, DownWish(paused=True, max_layer=TOP_LAYER))
        self._release(subscription)
        self.renegotiate(participant)

    def _release(self, subscription: Subscription) -> None:
        publication = subscription.publication
        publication.subscribers.pop(subscription.subscriber.identity, None)
        self._by_down.pop(subscription.down, None)
        self._state.media.forget(subscription.down)
        self._demand.review(publication)

    def _remember(self, participant: Participant, sid: str, subscribe: bool) -> None:
        books = participant.subscriptions
        for remembered in (books.wanted, books.refused):
            if len(remembered) >= MAX_REMEMBERED:
                remembered.intersection_update([publication.sid for publication in self._state.tracks])
        (books.wanted if subscribe else books.refused).add(sid)
        (books.refused if subscribe else books.wanted).discard(sid)
