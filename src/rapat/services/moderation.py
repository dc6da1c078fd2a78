"""Moderation of people: mute, remove, roles, names. Everything bites in the SFU, not in the page."""

from collections import OrderedDict
from dataclasses import dataclass, replace

from livekit.protocol.models import (
    CAMERA,
    MICROPHONE,
    SCREEN_SHARE,
    SCREEN_SHARE_AUDIO,
    TrackInfo,
)

from rapat.domain import names
from rapat.domain.errors import Invalid, ParticipantMissing, Refused
from rapat.domain.ids import Identity, MeetingId, VisitorId
from rapat.domain.meeting import Attendee
from rapat.domain.roles import Action, Right, Role
from rapat.ports import Clock, Engine, Store
from rapat.services.access import Access, Standing
from rapat.services.enforcement import Enforcement

SOURCES: dict[str, tuple[int, ...]] = {
    "microphone": (MICROPHONE,),
    "camera": (CAMERA,),
    "screen_share": (SCREEN_SHARE, SCREEN_SHARE_AUDIO),
}
"""What can be muted → the tracks that carry it."""
ASSIGNABLE = (Role.COHOST, Role.PARTICIPANT, Role.OBSERVER)
"""Roles that a host gives; its own place is handed over instead."""
UNDO_SECONDS = 15.0
"""How long muting everybody can be taken back. Longer, and people who are turned on again no longer expect it."""
UNDONE_MAX = 1_000
"""Meetings whose last muting is remembered, the oldest forgotten first."""
ASK_TOPIC = "rapat.ask"
"""Data packets that ask one person's page for something."""


@dataclass(frozen=True, slots=True)
class _Muting:
    at: float
    identities: tuple[Identity, ...]
    """Whose open microphones were muted."""
    switched: bool
    """The right to the microphone was taken with it."""


class ModerationService:
    """What hosts and co-hosts do to others."""

    def __init__(self, store: Store, engine: Engine, clock: Clock) -> None:
        self._store = store
        self._engine = engine
        self._clock = clock
        self._access = Access(store)
        self._enforcement = Enforcement(store, engine)
        self._mutings: OrderedDict[MeetingId, _Muting] = OrderedDict()

    async def mute(self, meeting: str, visitor: VisitorId, identity: str, source: str) -> None:
        """Mute somebody's microphone, camera or screen.

        Raises:
            Invalid: an unknown source; NotHost, Refused; ParticipantMissing: not in the room, or shares no such thing.
        """
        if source not in SOURCES:
            raise Invalid(f"source: one of {', '.join(SOURCES)}")
        standing, target = await self._access.over(meeting, visitor, identity, Action.MUTE_ONE)
        present = await self._enforcement.present(standing.meeting.id)
        participant = next((p for p in present if p.identity == target.identity), None)
        tracks = [track for track in participant.tracks if track.source in SOURCES[source]] if participant else []
        if not tracks:
            raise ParticipantMissing(f"shares no {source}")
        for track in tracks:
            await self._mute_track(standing, target.identity, track)

    async def mute_all(self, meeting: str, visitor: VisitorId, *, final: bool = False) -> list[Identity]:
        """Mute every open microphone but those of hosts, co-hosts and the caller.

        Args:
            meeting: where.
            visitor: who does it.
            final: with no return: nobody of them may turn it on until a host allows it again.

        Returns:
            Who was muted now.
        """
        standing = await self._access.acting(meeting, visitor, Action.MUTE_ALL)
        hosts = await self._store.attendees.hosts(standing.meeting.id)
        spared = {place.identity for place in hosts} | {standing.me.identity}
        muted: list[Identity] = []
        for participant in await self._enforcement.present(standing.meeting.id):
            open_tracks = [t for t in participant.tracks if t.source == MICROPHONE and not t.muted]
            if participant.identity in spared or not open_tracks:
                continue
            for track in open_tracks:
                await self._mute_track(standing, Identity(participant.identity), track)
            muted.append(Identity(participant.identity))
        switched = final and await self._switch_microphones(standing, off=True)
        self._remember(standing.meeting.id, _Muting(self._clock.monotonic(), tuple(muted), switched))
        return muted

    async def undo_mute_all(self, meeting: str, visitor: VisitorId) -> list[Identity]:
        """Take the last muting of everybody back: their pages are asked to turn on again what was on.

        Nobody is unmuted from afar: a page obeys only while its person has not touched the microphone since.

        Returns:
            Who was asked; empty = too late, or nobody had been muted.
        """
        standing = await self._access.acting(meeting, visitor, Action.MUTE_ALL)
        done = self._mutings.pop(standing.meeting.id, None)
        if done is None or self._clock.monotonic() - done.at > UNDO_SECONDS:
            return []
        if done.switched:
            await self._switch_microphones(standing, off=False)
        if not done.identities:
            return []
        body = {"source": "microphone", "by": standing.me.name, "restore": True}
        await self._enforcement.send(standing.meeting.id, ASK_TOPIC, body, done.identities)
        return list(done.identities)

    async def remove(self, meeting: str, visitor: VisitorId, identity: str, *, back: bool = False) -> None:
        """Send somebody out.

        Args:
            meeting: from where.
            visitor: who does it.
            identity: whom.
            back: it may come again, as somebody new to the door; False = it is banned from this meeting.

        Raises:
            NotHost, Refused: the host, or oneself; ParticipantMissing.
        """
        standing, target = await self._access.over(meeting, visitor, identity, Action.REMOVE)
        if target.identity == standing.me.identity:
            raise Refused("leave instead")
        gone = replace(
            target, removed=not back, hand=None, joined=False, admitted=False, waiting_since=None, granted=frozenset()
        )
        await self._store.attendees.change(target, gone)
        await self._enforcement.send_out(standing.meeting.id, target.identity)

    async def banned(self, meeting: str, visitor: VisitorId) -> list[Attendee]:
        """Who may not come back; raises ``NotHost``."""
        standing = await self._access.acting(meeting, visitor, Action.REMOVE)
        return await self._store.attendees.banned(standing.meeting.id)

    async def let_back(self, meeting: str, visitor: VisitorId, identity: str) -> None:
        """Lift a ban; raises ``NotHost``, ``ParticipantMissing``."""
        _, target = await self._access.over(meeting, visitor, identity, Action.REMOVE)
        await self._store.attendees.change(target, replace(target, removed=False))

    async def change_role(self, meeting: str, visitor: VisitorId, identity: str, role: str) -> None:
        """Make somebody a co-host, a participant or an observer; what was granted to the person goes.

        Raises:
            Invalid: another role; NotHost; Refused: the host's own role; ParticipantMissing.
        """
        if role not in ASSIGNABLE:
            raise Invalid(f"role: one of {', '.join(ASSIGNABLE)}")
        standing, target = await self._access.over(meeting, visitor, identity, Action.CHANGE_ROLE)
        if target.role is Role.HOST:
            raise Refused("the host stays host")
        changed = replace(target, role=Role(role), granted=frozenset())
        await self._store.attendees.change(target, changed)
        await self._enforcement.person(standing.meeting, changed)

    async def transfer(self, meeting: str, visitor: VisitorId, identity: str) -> None:
        """Make somebody else the host; the caller becomes co-host.

        Raises:
            NotHost, ParticipantMissing; Refused: oneself, or somebody who was sent out.
        """
        standing, target = await self._access.over(meeting, visitor, identity, Action.TRANSFER)
        if target.identity == standing.me.identity or target.removed or not target.joined:
            raise Refused("hand over to somebody else who is in the meeting")
        for place, role in ((target, Role.HOST), (standing.me, Role.COHOST)):
            changed = replace(place, role=role, acting=False, granted=frozenset())
            await self._store.attendees.change(place, changed)
            await self._enforcement.person(standing.meeting, changed)

    async def names(self, meeting: str, visitor: VisitorId) -> dict[Identity, str]:
        """What people of this meeting are really called, for hosts, while others see numbers; raises ``NotHost``."""
        standing = await self._access.acting(meeting, visitor, Action.ADMIT)
        places = await self._store.attendees.all(standing.meeting.id)
        return {place.identity: place.name for place in places if place.joined}

    async def rename(self, meeting: str, visitor: VisitorId, identity: str, name: str) -> str:
        """Change a name: one's own with the right to it, somebody else's as a host.

        Returns:
            The name as stored.

        Raises:
            Invalid: the name; NotAllowed: one's own; NotHost, Refused: another's; ParticipantMissing.
        """
        shown = names.person_name(name)
        standing = await self._access.live_standing(meeting, visitor)
        if identity == standing.me.identity:
            standing.require(Right.RENAME)
            target = standing.me
        else:
            standing, target = await self._access.over(meeting, visitor, identity, Action.RENAME_OTHER)
        changed = replace(target, name=shown)
        await self._store.attendees.change(target, changed)
        await self._enforcement.person(standing.meeting, changed)
        return shown

    def _remember(self, meeting: MeetingId, muting: _Muting) -> None:
        self._mutings[meeting] = muting
        self._mutings.move_to_end(meeting)
        if len(self._mutings) > UNDONE_MAX:
            self._mutings.popitem(last=False)

    async def _switch_microphones(self, standing: Standing, *, off: bool) -> bool:
        """True when that changed anything."""
        rules = standing.meeting.rules
        now = rules.off | {Right.MICROPHONE} if off else rules.off - {Right.MICROPHONE}
        if now == rules.off:
            return False
        changed = replace(standing.meeting, rules=replace(rules, off=now))
        await self._store.meetings.change(standing.meeting, changed)
        await self._enforcement.everybody(changed)
        await self._enforcement.room(changed)
        return True

    async def _mute_track(self, standing: Standing, identity: Identity, track: TrackInfo) -> None:
        try:
            await self._engine.mute_track(standing.meeting.id, identity, track.sid, True)
        except LookupError:
            pass  # the track or its owner has gone meanwhile: nothing is left to mute
