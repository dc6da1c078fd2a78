"""Moderation: mute, remove, roles. Everything bites in the SFU, not in the page."""

from dataclasses import replace

from livekit.protocol.models import (
    CAMERA,
    MICROPHONE,
    SCREEN_SHARE,
    SCREEN_SHARE_AUDIO,
    ParticipantInfo,
    TrackInfo,
)

from rapat.domain.errors import Invalid, ParticipantMissing, Refused
from rapat.domain.ids import Identity, VisitorId
from rapat.domain.meeting import Attendee
from rapat.domain.roles import Action, Role, demand, demand_over
from rapat.ports import Engine, ParticipantNotFound, RoomNotFound, Store
from rapat.services.access import Access, Standing

SOURCES: dict[str, tuple[int, ...]] = {
    "microphone": (MICROPHONE,),
    "camera": (CAMERA,),
    "screen_share": (SCREEN_SHARE, SCREEN_SHARE_AUDIO),
}
"""What can be muted → the tracks that carry it."""


class ModerationService:
    """What hosts and co-hosts do to others."""

    def __init__(self, store: Store, engine: Engine) -> None:
        self._store = store
        self._engine = engine
        self._access = Access(store)

    async def mute(self, meeting: str, visitor: VisitorId, identity: str, source: str) -> None:
        """Mute somebody's microphone, camera or screen.

        Raises:
            Invalid: an unknown source; NotHost, Refused; ParticipantMissing: not in the room, or shares no such thing.
        """
        if source not in SOURCES:
            raise Invalid(f"source: one of {', '.join(SOURCES)}")
        standing, target = await self._over(meeting, visitor, identity, Action.MUTE_ONE)
        participant = next((p for p in await self._present(standing) if p.identity == target.identity), None)
        tracks = [track for track in participant.tracks if track.source in SOURCES[source]] if participant else []
        if not tracks:
            raise ParticipantMissing(f"shares no {source}")
        for track in tracks:
            await self._mute_track(standing, target.identity, track)

    async def mute_all(self, meeting: str, visitor: VisitorId) -> list[Identity]:
        """Mute every open microphone but those of hosts, co-hosts and the caller.

        Returns:
            Who was muted now.
        """
        standing = await self._access.live_standing(meeting, visitor)
        demand(standing.me.role, Action.MUTE_ALL)
        spared = {
            place.identity
            for place in await self._store.attendees.all(standing.meeting.id)
            if place.role is not Role.PARTICIPANT
        } | {standing.me.identity}
        muted: list[Identity] = []
        for participant in await self._present(standing):
            open_tracks = [t for t in participant.tracks if t.source == MICROPHONE and not t.muted]
            if participant.identity in spared or not open_tracks:
                continue
            for track in open_tracks:
                await self._mute_track(standing, Identity(participant.identity), track)
            muted.append(Identity(participant.identity))
        return muted

    async def remove(self, meeting: str, visitor: VisitorId, identity: str) -> None:
        """Send somebody out; it cannot come back to this meeting.

        Raises:
            NotHost, Refused: the host, or oneself; ParticipantMissing.
        """
        standing, target = await self._over(meeting, visitor, identity, Action.REMOVE)
        if target.identity == standing.me.identity:
            raise Refused("leave instead")
        await self._store.attendees.put(replace(target, removed=True, hand=None))
        try:
            await self._engine.remove_participant(standing.meeting.id, target.identity)
        except (RoomNotFound, ParticipantNotFound):
            pass  # has left meanwhile; the ban holds

    async def change_role(self, meeting: str, visitor: VisitorId, identity: str, role: str) -> None:
        """Make somebody a co-host, or a participant again.

        Raises:
            Invalid: another role; NotHost; Refused: the host's own role; ParticipantMissing.
        """
        if role not in {Role.COHOST.value, Role.PARTICIPANT.value}:
            raise Invalid("role: cohost or participant")
        standing, target = await self._over(meeting, visitor, identity, Action.CHANGE_ROLE)
        if target.role is Role.HOST:
            raise Refused("the host stays host")
        await self._store.attendees.put(replace(target, role=Role(role)))
        await self._tell(standing, target.identity, {"role": role})

    async def lower_hand(self, meeting: str, visitor: VisitorId, identity: str) -> None:
        """Take somebody's hand down.

        Raises:
            NotHost, ParticipantMissing.
        """
        standing, target = await self._over(meeting, visitor, identity, Action.LOWER_HAND)
        await self._store.attendees.put(replace(target, hand=None))
        await self._tell(standing, target.identity, {"hand": ""})

    async def _over(self, meeting: str, visitor: VisitorId, identity: str, action: Action) -> tuple[Standing, Attendee]:
        standing = await self._access.live_standing(meeting, visitor)
        demand(standing.me.role, action)  # before the look-up: outsiders learn no identities
        target = await self._access.attendee(standing.meeting.id, identity)
        demand_over(standing.me.role, action, target.role)
        return standing, target

    async def _present(self, standing: Standing) -> list[ParticipantInfo]:
        try:
            return await self._engine.list_participants(standing.meeting.id)
        except RoomNotFound:
            return []

    async def _mute_track(self, standing: Standing, identity: Identity, track: TrackInfo) -> None:
        try:
            await self._engine.mute_track(standing.meeting.id, identity, track.sid, True)
        except LookupError:
            pass  # the track or its owner has gone meanwhile: nothing is left to mute

    async def _tell(self, standing: Standing, identity: Identity, attributes: dict[str, str]) -> None:
        try:
            await self._engine.update_participant(standing.meeting.id, identity, attributes=attributes)
        except (RoomNotFound, ParticipantNotFound):
            pass  # not in the room now: its next token carries what is stored
