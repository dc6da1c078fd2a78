"""Frames that rooms send: one small maker for each kind of ``SignalResponse`` (livekit_rtc.proto).

A frame is the serialised message, so that what goes to many is encoded once.
"""

from collections.abc import Iterable

from livekit.protocol import models, rtc

SERVER_VERSION = "1.13.6"
"""Gates features in clients; above it JavaScript publishes VP9/AV1 in a way that is not handled here."""
SERVER_PROTOCOL = 17
"""At 18 Python clients open their data channels without DCEP, and silently get no data."""
PING_INTERVAL_SECONDS = 10
"""Clients do it; LiveKit says 5. That media is broken shows in the media within that time, so a slower ping
only spares batteries, and the server a wake-up."""
PING_TIMEOUT_SECONDS = 20


def server_info() -> models.ServerInfo:
    """Who we say we are."""
    return models.ServerInfo(
        edition=models.ServerInfo.Standard, version=SERVER_VERSION, protocol=SERVER_PROTOCOL, agent_protocol=1
    )


def frame(response: rtc.SignalResponse) -> bytes:
    """The message as one binary WebSocket message."""
    return response.SerializeToString()


def leave(action: rtc.LeaveRequest.Action, reason: models.DisconnectReason) -> bytes:
    """The last frame of a session; always sent before closing, else clients resume."""
    can_reconnect = action != rtc.LeaveRequest.DISCONNECT
    return frame(rtc.SignalResponse(leave=rtc.LeaveRequest(can_reconnect=can_reconnect, action=action, reason=reason)))


def participants(infos: Iterable[models.ParticipantInfo]) -> bytes:
    """``update``: each entry carries the complete list of its tracks."""
    return frame(rtc.SignalResponse(update=rtc.ParticipantUpdate(participants=infos)))


def room(info: models.Room) -> bytes:
    """``room_update``."""
    return frame(rtc.SignalResponse(room_update=rtc.RoomUpdate(room=info)))


def reconnected(last_message_seq: int) -> bytes:
    """``reconnect``: the first frame of a resumed session."""
    return frame(
        rtc.SignalResponse(
            reconnect=rtc.ReconnectResponse(server_info=server_info(), last_message_seq=last_message_seq)
        )
    )


def answer(sdp: str, offer_id: int, mid_to_track_id: dict[str, str]) -> bytes:
    """``answer`` to the offer with that id; the map holds every mid that is sent in."""
    description = rtc.SessionDescription(type="answer", sdp=sdp, id=offer_id, mid_to_track_id=mid_to_track_id)
    return frame(rtc.SignalResponse(answer=description))


def media_sections(audios: int, videos: int) -> bytes:
    """ "Offer again, with this many more recvonly sections" (0, 0 = just offer again)."""
    requirement = rtc.MediaSectionsRequirement(num_audios=audios, num_videos=videos)
    return frame(rtc.SignalResponse(media_sections_requirement=requirement))


def track_published(cid: str, track: models.TrackInfo) -> bytes:
    """The reply to ``add_track``."""
    return frame(rtc.SignalResponse(track_published=rtc.TrackPublishedResponse(cid=cid, track=track)))


def track_unpublished(sid: str) -> bytes:
    """The server took a publisher's track away."""
    return frame(rtc.SignalResponse(track_unpublished=rtc.TrackUnpublishedResponse(track_sid=sid)))


def track_subscribed(sid: str) -> bytes:
    """To the publisher, with its first subscriber."""
    return frame(rtc.SignalResponse(track_subscribed=rtc.TrackSubscribed(track_sid=sid)))


def mute(sid: str, muted: bool) -> bytes:
    """The server muted a publisher's track."""
    return frame(rtc.SignalResponse(mute=rtc.MuteTrackRequest(sid=sid, muted=muted)))


def refresh_token(token: str) -> bytes:
    """A token with a later expiry, for reconnects."""
    return frame(rtc.SignalResponse(refresh_token=token))


def speakers_changed(speakers: Iterable[models.SpeakerInfo]) -> bytes:
    """Only those whose level changed."""
    return frame(rtc.SignalResponse(speakers_changed=rtc.SpeakersChanged(speakers=speakers)))


def subscribed_quality(track_sid: str, codec: str, highest: models.VideoQuality) -> bytes:
    """Dynacast: which qualities of a track somebody wants; ``OFF`` = none. ``codec``: short name, lower case."""
    qualities = [
        rtc.SubscribedQuality(quality=quality, enabled=highest != models.OFF and quality <= highest)
        for quality in (models.LOW, models.MEDIUM, models.HIGH)
    ]
    update = rtc.SubscribedQualityUpdate(
        track_sid=track_sid,
        subscribed_qualities=qualities,
        subscribed_codecs=[rtc.SubscribedCodec(codec=codec, qualities=qualities)],
    )
    return frame(rtc.SignalResponse(subscribed_quality_update=update))


def stream_state(participant_sid: str, track_sid: str, paused: bool) -> bytes:
    """A subscriber's bandwidth does not allow a track at all, or allows it again."""
    state = rtc.PAUSED if paused else rtc.ACTIVE
    info = rtc.StreamStateInfo(participant_sid=participant_sid, track_sid=track_sid, state=state)
    return frame(rtc.SignalResponse(stream_state_update=rtc.StreamStateUpdate(stream_states=[info])))


def connection_quality(updates: Iterable[rtc.ConnectionQualityInfo]) -> bytes:
    """``connection_quality``."""
    return frame(rtc.SignalResponse(connection_quality=rtc.ConnectionQualityUpdate(updates=updates)))


def subscription_error(track_sid: str) -> bytes:
    """No such track to subscribe to."""
    response = rtc.SubscriptionResponse(track_sid=track_sid, err=models.SE_TRACK_NOTFOUND)
    return frame(rtc.SignalResponse(subscription_response=response))


def subscription_permission(participant_sid: str, track_sid: str, allowed: bool) -> bytes:
    """A publisher's allow-list changed for this subscriber."""
    update = rtc.SubscriptionPermissionUpdate(participant_sid=participant_sid, track_sid=track_sid, allowed=allowed)
    return frame(rtc.SignalResponse(subscription_permission_update=update))


def request_response(response: rtc.RequestResponse) -> bytes:
    """How one request went."""
    return frame(rtc.SignalResponse(request_response=response))


def pong(timestamp: int) -> bytes:
    """Reply to the old ``ping`` (milliseconds)."""
    return frame(rtc.SignalResponse(pong=timestamp))


def pong_response(last_ping_timestamp: int, now_ms: int) -> bytes:
    """Reply to ``ping_req``."""
    return frame(rtc.SignalResponse(pong_resp=rtc.Pong(last_ping_timestamp=last_ping_timestamp, timestamp=now_ms)))
