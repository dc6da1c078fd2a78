"""Changes of what a participant is called, carries and may do: by itself or by the server API."""

from collections.abc import Mapping

from livekit.protocol import models, rtc

from rapat.engine.embedded.limits import LimitExceeded, check_attributes, check_metadata, check_name
from rapat.engine.embedded.rooms import messages
from rapat.engine.embedded.rooms.grants import Permissions
from rapat.engine.embedded.rooms.participant import Participant
from rapat.engine.embedded.rooms.publishing import Publishing
from rapat.engine.embedded.rooms.state import RoomState
from rapat.engine.embedded.rooms.subscribing import Subscribing
from rapat.engine.embedded.rooms.updates import Updates

OK_SINCE_PROTOCOL = 15
"""Older clients do not expect a ``request_response`` for a request that went well."""


class Profiles:
    """Applies changes and lets them bite at once."""

    def __init__(self, state: RoomState, updates: Updates, publishing: Publishing, subscribing: Subscribing) -> None:
        self._state = state
        self._updates = updates
        self._publishing = publishing
        self._subscribing = subscribing

    def requested(self, participant: Participant, request: rtc.UpdateParticipantMetadata) -> None:
        """``update_metadata``: the client changes itself, if it may."""
        reason, message = rtc.RequestResponse.OK, ""
        if not participant.profile.permissions.can_update_metadata:
            reason, message = rtc.RequestResponse.NOT_ALLOWED, "this token may not update its own metadata"
        else:
            try:
                self.change(
                    participant,
                    name=request.name or None,
                    metadata=request.metadata or None,
                    attributes=dict(request.attributes),
                )
            except LimitExceeded as exceeded:
                reason, message = rtc.RequestResponse.LIMIT_EXCEEDED, str(exceeded)
        if reason == rtc.RequestResponse.OK and participant.client.protocol < OK_SINCE_PROTOCOL:
            return
        echo = rtc.UpdateParticipantMetadata(request_id=request.request_id)
        response = rtc.RequestResponse(
            request_id=request.request_id, reason=reason, message=message, update_metadata=echo
        )
        participant.signal.send(messages.request_response(response))

    def change(
        self,
        participant: Participant,
        *,
        name: str | None = None,
        metadata: str | None = None,
        attributes: Mapping[str, str] | None = None,
        permissions: Permissions | None = None,
    ) -> None:
        """Change what is not None, all or nothing; everybody hears, unless it all is so already.

        Raises:
            LimitExceeded: a text is too long; nothing was changed.
        """
        profile = participant.profile
        merged = profile.merge_attributes(dict(attributes or {}))
        check_name(name or "")
        check_metadata(metadata or "")
        check_attributes(merged)
        told = (profile.name, profile.metadata, profile.attributes, profile.permissions)
        before = profile.permissions
        profile.name = profile.name if name is None else name
        profile.metadata = profile.metadata if metadata is None else metadata
        profile.attributes = merged
        profile.permissions = permissions or before
        if told == (profile.name, profile.metadata, profile.attributes, profile.permissions):
            return
        self._updates.participant(participant)
        if profile.permissions != before:
            self._enforce(participant, before)
        participant.signal.send(messages.refresh_token(self._state.refresh_token(participant)))

    def _enforce(self, participant: Participant, before: Permissions) -> None:
        now = participant.profile.permissions
        self._publishing.enforce_permissions(participant)
        if before.can_subscribe and not now.can_subscribe:
            self._subscribing.stop_all(participant)
        elif now.can_subscribe and not before.can_subscribe:
            self._subscribing.welcome(participant)
        if now.hidden and not before.hidden:
            self._hide(participant)
        elif before.hidden and not now.hidden:
            self._updates.head_count()

    def _hide(self, participant: Participant) -> None:
        """To the others it is as if it had left."""
        farewell = participant.info()
        farewell.state = models.ParticipantInfo.DISCONNECTED
        del farewell.tracks[:]
        frame = messages.participants([farewell])
        for other in self._state.roster:
            if other is not participant:
                other.signal.send(frame)
        self._updates.head_count()
