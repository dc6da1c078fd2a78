"""Whatever clients do, in whatever order: the room's books agree with what each client was told."""

from hypothesis import given, settings
from hypothesis import strategies as st
from livekit.protocol import models, rtc

from rapat.engine.embedded.rooms.grants import Permissions
from tests.engine.embedded.rooms.call import Call, Client, RecordingSink

NAMES = ("ann", "ben", "cat")
ACTIONS = (
    "join",
    "leave",
    "publish",
    "unpublish",
    "mute",
    "unsubscribe",
    "subscribe",
    "settings",
    "offer",
    "requirements",
    "lose signal",
    "resume",
    "close",
    "forbid publishing",
    "forbid subscribing",
    "allow",
    "hide",
    "wait",
)
WITHOUT_SIGNAL = frozenset(ACTIONS[12:]) | {"resume"}
"""What can happen to somebody whose signal connection is lost: the rest it would have to say."""
STEP = st.tuples(st.sampled_from(ACTIONS), st.sampled_from(NAMES), st.integers(0, 5))


class Play:
    """Performs steps and keeps the clients that are there."""

    def __init__(self) -> None:
        self.call = Call()
        self.here: dict[str, Client] = {}
        self.cids = 0

    def perform(self, action: str, name: str, number: int) -> None:
        client = self.here.get(name)
        if action == "join":
            self.here[name] = self.call.join(name, audios=number % 3, videos=number % 2)
        elif action == "wait":
            self.call.advance(1 + 4 * number, step=0.25)
        elif client is not None and (client.participant.signal.up or action in WITHOUT_SIGNAL):
            getattr(self, "_" + action.replace(" ", "_"))(client, number)
            self.call.settle()
        self.here = {n: c for n, c in self.here.items() if not c.participant.gone}

    def _leave(self, client: Client, _number: int) -> None:
        client.say("leave", rtc.LeaveRequest())

    def _publish(self, client: Client, number: int) -> None:
        if not client.participant.profile.permissions.can_publish:
            return
        self.cids += 1
        kind = "video" if number % 2 else "audio"
        client.publish(kind, cid=f"cid{self.cids}", source=models.CAMERA)

    def _unpublish(self, client: Client, number: int) -> None:
        sending = [section for section in client.sections if section[1] == "sendonly"]
        if sending:
            sending[number % len(sending)][1] = "inactive"
            client.offer()

    def _mute(self, client: Client, number: int) -> None:
        for publication in client.participant.publications:
            client.say("mute", rtc.MuteTrackRequest(sid=publication.sid, muted=bool(number % 2)))

    def _tracks(self) -> list[str]:
        return [publication.sid for publication in self.call.room.state.tracks]

    def _unsubscribe(self, client: Client, number: int) -> None:
        client.say("subscription", rtc.UpdateSubscription(track_sids=self._tracks()[:number], subscribe=False))

    def _subscribe(self, client: Client, number: int) -> None:
        client.say("subscription", rtc.UpdateSubscription(track_sids=self._tracks()[:number], subscribe=True))

    def _settings(self, client: Client, number: int) -> None:
        wish = rtc.UpdateTrackSettings(track_sids=self._tracks(), width=number * 300, height=number * 200)
        client.say("track_setting", wish)

    def _offer(self, client: Client, _number: int) -> None:
        client.offer()

    def _requirements(self, client: Client, _number: int) -> None:
        client.answer_requirements()

    def _lose_signal(self, client: Client, _number: int) -> None:
        self.call.room.membership.signal_lost(client.participant, client.sink)

    def _resume(self, client: Client, _number: int) -> None:
        client.sink = RecordingSink()
        self.call.room.resume(client.participant, client.sink, models.ClientInfo(protocol=17), rtc.SyncState())

    def _close(self, client: Client, _number: int) -> None:
        self.call.media("closed", client.peer, "ice_timeout")

    def _allowed(self, client: Client, permissions: Permissions) -> None:
        self.call.room.change_participant(
            client.identity, name=None, metadata=None, attributes=None, permissions=permissions
        )

    def _forbid_publishing(self, client: Client, _number: int) -> None:
        self._allowed(client, Permissions(can_publish=False))

    def _forbid_subscribing(self, client: Client, _number: int) -> None:
        self._allowed(client, Permissions(can_subscribe=False))

    def _allow(self, client: Client, _number: int) -> None:
        self._allowed(client, Permissions())

    def _hide(self, client: Client, _number: int) -> None:
        self._allowed(client, Permissions(hidden=True))

    def check(self) -> None:
        """The invariants."""
        roster = {participant.identity: participant for participant in self.call.room.state.roster}
        assert set(self.call.core.peers) == {participant.transport.peer for participant in roster.values()}
        for participant in roster.values():
            permissions = participant.profile.permissions
            for publication in participant.publications:
                assert permissions.may_publish(publication.info.source)
                for identity, subscription in publication.subscribers.items():
                    assert roster[identity].subscriptions.get(publication.sid) is subscription
            for subscription in participant.subscriptions:
                assert permissions.can_subscribe
                owner = subscription.publication.owner
                assert roster[owner.identity] is owner and subscription.publication.live
                assert subscription.publication.subscribers[participant.identity] is subscription
                if subscription.mid:
                    assert participant.subscriptions.sections[subscription.mid].occupant is subscription


@settings(max_examples=60, deadline=None)
@given(st.lists(STEP, max_size=40))
def test_the_books_agree_after_every_step(steps: list[tuple[str, str, int]]) -> None:
    play = Play()
    for step in steps:
        play.perform(*step)
        play.check()


@settings(max_examples=40, deadline=None)
@given(st.lists(STEP, max_size=30))
def test_once_clients_answer_everybody_receives_what_it_wants(steps: list[tuple[str, str, int]]) -> None:
    play = Play()
    for step in steps:
        play.perform(*step)
    for client in play.here.values():
        if not client.participant.signal.up:
            play.perform("resume", client.identity, 0)
    for _ in range(3):
        play.call.advance(0.2)
        for client in play.here.values():
            client.answer_requirements()
    for client in play.here.values():
        wanted = {subscription.publication.sid for subscription in client.participant.subscriptions}
        assert set(client.heard("answer")[-1].mid_to_track_id.values()) == wanted
