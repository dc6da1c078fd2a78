"""What a publisher says about its own tracks."""

from collections.abc import Mapping

from livekit.protocol import rtc

from rapat.engine.embedded.rooms import messages
from rapat.engine.embedded.rooms.participant import Participant
from rapat.engine.embedded.rooms.room import Room
from rapat.engine.embedded.signalling.handlers.base import Handler, ignore


def add_track(room: Room, participant: Participant, body: rtc.AddTrackRequest) -> None:
    """Reserve a sid; the media section follows."""
    room.publishing.add(participant, body)


def mute(room: Room, participant: Participant, body: rtc.MuteTrackRequest) -> None:
    """Mute or unmute an own track; others' sids are nobody's business."""
    room.publishing.client_muted(participant, body.sid, body.muted)


def update_audio_track(room: Room, participant: Participant, body: rtc.UpdateLocalAudioTrack) -> None:
    """Audio features changed."""
    room.publishing.audio_features(participant, body)


def update_video_track(room: Room, participant: Participant, body: rtc.UpdateLocalVideoTrack) -> None:
    """Dimensions changed."""
    room.publishing.dimensions(participant, body)


def publish_data_track(_room: Room, participant: Participant, body: rtc.PublishDataTrackRequest) -> None:
    """Data tracks are not offered; say so at once instead of letting the client wait."""
    echo = rtc.PublishDataTrackRequest(pub_handle=body.pub_handle)
    response = rtc.RequestResponse(
        reason=rtc.RequestResponse.UNSUPPORTED_TYPE,
        message="data tracks are not supported",
        publish_data_track=echo,
    )
    participant.signal.send(messages.request_response(response))


HANDLERS: Mapping[str, Handler] = {
    "add_track": add_track,
    "mute": mute,
    "update_audio_track": update_audio_track,
    "update_video_track": update_video_track,
    "publish_data_track_request": publish_data_track,
    "unpublish_data_track_request": ignore,
    "update_layers": ignore,
    "store_data_blob_request": ignore,
    "get_data_blob_request": ignore,
}
