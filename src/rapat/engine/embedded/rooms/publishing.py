"""Tracks of publishers: asked for, gone live, muted, ended.

A track is announced when its media section is negotiated, not at its first packet. A track that is
muted, or that its owner may not publish any more, is dropped by the core as it comes in.
"""

from livekit.protocol import models, rtc

from rapat.engine.embedded.limits import MAX_TRACK_NAME, LimitExceeded, check_length
from rapat.engine.embedded.rooms import messages
from rapat.engine.embedded.rooms.participant import Participant
from rapat.engine.embedded.rooms.publication import MAX_PENDING, MAX_PUBLISHED, Publication, track_info
from rapat.engine.embedded.rooms.state import RoomState
from rapat.engine.embedded.rooms.subscribing import Subscribing
from rapat.engine.embedded.rooms.updates import Updates

Reason = rtc.RequestResponse.Reason

SOURCE_LETTERS = {
    models.CAMERA: "C",
    models.MICROPHONE: "M",
    models.SCREEN_SHARE: "S",
    models.SCREEN_SHARE_AUDIO: "s",
}
KINDS = {
    models.CAMERA: models.VIDEO,
    models.MICROPHONE: models.AUDIO,
    models.SCREEN_SHARE: models.VIDEO,
    models.SCREEN_SHARE_AUDIO: models.AUDIO,
}


class PublishRefused(Exception):
    """A track may not be published; carries the ``RequestResponse`` reason and a sentence."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class Publishing:
    """Adds, mutes and ends publications."""

    def __init__(self, state: RoomState, updates: Updates, subscribing: Subscribing) -> None:
        self._state = state
        self._updates = updates
        self._subscribing = subscribing

    def add(self, participant: Participant, request: rtc.AddTrackRequest) -> None:
        """``add_track``: reserve a sid and answer; the section follows in an offer."""
        try:
            self._check(participant, request)
        except PublishRefused as refused:
            self._refuse(participant, request, refused)
            return
        sid = self._state.ids.sid(_prefix(request))
        cids = {request.cid, *(codec.cid for codec in request.simulcast_codecs)}
        publication = Publication(
            owner=participant,
            info=track_info(sid, request),
            cids=frozenset(cid for cid in cids if cid),
            number=self._state.media.new_track(),
        )
        participant.publications.add(publication)
        self._state.tracks.add(publication)
        participant.signal.send(messages.track_published(request.cid, publication.info))

    def went_live(self, publication: Publication) -> None:
        """A section carries it: others hear of it, then get it."""
        if publication.blocked:
            self._state.media.set_blocked(publication.number, True)
        self._updates.participant(publication.owner)
        self._subscribing.published(publication)

    def ended(self, publication: Publication, *, announce: bool = True) -> None:
        """The client ended it, or its owner left."""
        self._subscribing.unpublished(publication)
        publication.owner.publications.remove(publication)
        self._state.tracks.remove(publication)
        self._state.media.forget(publication.number)
        if announce:
            self._updates.participant(publication.owner)

    def revoke(self, publication: Publication) -> None:
        """The server takes a track away: silence at once, then the owner is told to stop."""
        publication.allowed = False
        self._state.media.set_blocked(publication.number, True)
        publication.owner.signal.send(messages.track_unpublished(publication.sid))
        self.ended(publication)

    def client_muted(self, participant: Participant, sid: str, muted: bool) -> None:
        """The publisher muted or unmuted."""
        publication = participant.publications.get(sid)
        if publication is not None:
            self._set_muted(publication, muted)

    def server_muted(self, publication: Publication, muted: bool) -> None:
        """A moderator muted: the owner is told, and nothing of it is forwarded from now on."""
        publication.owner.signal.send(messages.mute(publication.sid, muted))
        self._set_muted(publication, muted)

    def audio_features(self, participant: Participant, update: rtc.UpdateLocalAudioTrack) -> None:
        """The publisher changed noise suppression and the like."""
        publication = participant.publications.get(update.track_sid)
        if publication is not None and publication.kind == "audio":
            features = list(dict.fromkeys(update.features))
            del publication.info.audio_features[:]
            publication.info.audio_features.extend(features)
            self._announce(publication)

    def dimensions(self, participant: Participant, update: rtc.UpdateLocalVideoTrack) -> None:
        """The publisher's picture changed its size."""
        publication = participant.publications.get(update.track_sid)
        if publication is not None and publication.kind == "video":
            publication.info.width, publication.info.height = update.width, update.height
            self._announce(publication)

    def enforce_permissions(self, participant: Participant) -> None:
        """Its permissions changed: take away what it may not publish any more."""
        permissions = participant.profile.permissions
        for publication in participant.publications:
            if not permissions.may_publish(publication.info.source):
                self.revoke(publication)

    def _set_muted(self, publication: Publication, muted: bool) -> None:
        if publication.info.muted == muted:
            return
        publication.info.muted = muted
        self._state.media.set_blocked(publication.number, publication.blocked)
        if not publication.blocked and publication.kind == "video":
            self._state.media.request_key_frame(publication.number)
        self._announce(publication)

    def _announce(self, publication: Publication) -> None:
        if publication.live:
            self._updates.participant(publication.owner)

    def _check(self, participant: Participant, request: rtc.AddTrackRequest) -> None:
        books = participant.publications
        if request.type not in (models.AUDIO, models.VIDEO):
            raise PublishRefused(rtc.RequestResponse.UNSUPPORTED_TYPE, "only audio and video tracks are published")
        if request.sid:
            raise PublishRefused(rtc.RequestResponse.UNSUPPORTED_TYPE, "a second codec of a track is not supported")
        permissions = participant.profile.permissions
        if not permissions.may_publish(request.source) or (permissions.sources and not _fits(request)):
            raise PublishRefused(rtc.RequestResponse.NOT_ALLOWED, "this token may not publish this source")
        if books.has_cid(request.cid):
            raise PublishRefused(rtc.RequestResponse.QUEUED, "a track with this cid is being published")
        if len(books.pending()) >= MAX_PENDING or len(books.announced()) >= MAX_PUBLISHED:
            raise PublishRefused(rtc.RequestResponse.LIMIT_EXCEEDED, "too many tracks")
        try:
            for what, text in (("cid", request.cid), ("track name", request.name), ("stream name", request.stream)):
                check_length(what, text, MAX_TRACK_NAME)
        except LimitExceeded as exceeded:
            raise PublishRefused(rtc.RequestResponse.LIMIT_EXCEEDED, str(exceeded)) from exceeded

    @staticmethod
    def _refuse(participant: Participant, request: rtc.AddTrackRequest, refused: PublishRefused) -> None:
        echo = rtc.AddTrackRequest(
            cid=request.cid[:MAX_TRACK_NAME], type=request.type, source=request.source, sid=request.sid[:MAX_TRACK_NAME]
        )
        response = rtc.RequestResponse(reason=refused.reason, message=str(refused), add_track=echo)
        participant.signal.send(messages.request_response(response))


def _fits(request: rtc.AddTrackRequest) -> bool:
    """A picture does not pass as a microphone where sources are limited; elsewhere clients name as they like."""
    return request.type == KINDS.get(request.source)


def _prefix(request: rtc.AddTrackRequest) -> str:
    kind = "A" if request.type == models.AUDIO else "V"
    return f"TR_{kind}{SOURCE_LETTERS.get(request.source, '')}"
