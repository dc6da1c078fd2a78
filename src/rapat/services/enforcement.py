"""Brings what is stored into the room: what people may do, are called and are; what everybody may know of the meeting.

Everything that changes a right goes through here, and the engine lets it bite at once: the page only follows.
"""

import json
from collections.abc import Sequence
from datetime import timedelta

from livekit.protocol.models import (
    CAMERA,
    MICROPHONE,
    SCREEN_SHARE,
    SCREEN_SHARE_AUDIO,
    ParticipantInfo,
    ParticipantPermission,
    TrackSource,
)

from rapat.domain.ids import Identity, MeetingId
from rapat.domain.meeting import Attendee, Meeting
from rapat.domain.rights import public_name, public_picture, sources
from rapat.ports import Engine, ParticipantNotFound, RoomNotFound, Store, TokenGrant

TOKEN_TTL = timedelta(minutes=10)
"""How long an access token opens the door; the engine renews it while somebody is in. Longer would let a
copied token in later; shorter would fail people whose clock is wrong."""
SOURCE_NUMBERS: dict[str, TrackSource] = {
    "microphone": MICROPHONE,
    "camera": CAMERA,
    "screen_share": SCREEN_SHARE,
    "screen_share_audio": SCREEN_SHARE_AUDIO,
}


class Enforcement:
    """Makes live rooms follow the store."""

    def __init__(self, store: Store, engine: Engine) -> None:
        self._store = store
        self._engine = engine

    async def present(self, meeting: MeetingId) -> list[ParticipantInfo]:
        """Everybody in the room now; empty when there is no room."""
        try:
            return await self._engine.list_participants(meeting)
        except RoomNotFound:
            return []

    async def person(self, meeting: Meeting, who: Attendee) -> None:
        """Let one person's rights, role, hand and name bite; what it may not publish any more is taken down."""
        try:
            await self._engine.update_participant(
                meeting.id,
                who.identity,
                attributes=attributes(meeting, who),
                permission=permission(meeting, who),
                name=public_name(meeting, who),
            )
        except (RoomNotFound, ParticipantNotFound):
            pass  # not in the room now: the next token carries what is stored

    async def everybody(self, meeting: Meeting) -> None:
        """As ``person``, for all who are in: after a switch of the meeting. Those who send come first."""
        places = {place.identity: place for place in await self._store.attendees.all(meeting.id)}
        present = sorted(await self.present(meeting.id), key=lambda info: not info.tracks)
        for info in present:
            place = places.get(Identity(info.identity))
            if place is not None:
                await self.person(meeting, place)

    async def room(self, meeting: Meeting) -> None:
        """Tell everybody in the room what changed about the meeting."""
        try:
            await self._engine.update_room_metadata(meeting.id, room_metadata(meeting))
        except RoomNotFound:
            pass  # nobody is in: the next one to join brings the metadata

    async def send(self, meeting: MeetingId, topic: str, body: object, to: Sequence[Identity] = ()) -> None:
        """A data packet from the server; no ``to`` = everybody."""
        payload = json.dumps(body, ensure_ascii=False).encode()
        try:
            await self._engine.send_data(meeting, payload, topic=topic, destination_identities=to)
        except RoomNotFound:
            pass  # nobody is in

    async def send_to_hosts(self, meeting: MeetingId, topic: str, body: object) -> None:
        """As ``send``, to hosts and co-hosts."""
        hosts = [place.identity for place in await self._store.attendees.hosts(meeting)]
        if hosts:
            await self.send(meeting, topic, body, hosts)

    async def send_out(self, meeting: MeetingId, identity: Identity) -> None:
        """End somebody's stay; its tokens until now are void."""
        try:
            await self._engine.remove_participant(meeting, identity)
        except (RoomNotFound, ParticipantNotFound):
            pass  # has left meanwhile


def attributes(meeting: Meeting, who: Attendee) -> dict[str, str]:
    """What everybody sees of a person; an empty value deletes."""
    return {
        "role": who.role.value,
        "hand": "" if who.hand is None else str(who.hand),
        "granted": ",".join(sorted(who.granted)),
        "picture": public_picture(meeting, who),
    }


def permission(meeting: Meeting, who: Attendee) -> ParticipantPermission:
    """What the media server allows a person."""
    allowed = sources(meeting, who)
    return ParticipantPermission(
        can_subscribe=True,
        can_publish=bool(allowed),
        can_publish_sources=[SOURCE_NUMBERS[name] for name in allowed],
    )


def token_grant(meeting: Meeting, who: Attendee) -> TokenGrant:
    """The same as ``attributes`` and ``permission``, for a token."""
    allowed = sources(meeting, who)
    return TokenGrant(
        room=meeting.id,
        identity=who.identity,
        name=public_name(meeting, who),
        ttl=TOKEN_TTL,
        can_publish=bool(allowed),
        can_publish_sources=allowed,
        can_publish_data=False,
        attributes={key: value for key, value in attributes(meeting, who).items() if value},
    )


def room_metadata(meeting: Meeting) -> str:
    """What everybody in the room may know of the meeting, as JSON."""
    known = {
        "title": meeting.title,
        "locked": meeting.locked,
        "off": sorted(meeting.rules.off),
        "spotlight": meeting.spotlight,
    }
    return json.dumps(known, ensure_ascii=False)
