"""What a participant wants to receive, and from whom its own tracks may be received."""

from collections.abc import Mapping

from livekit.protocol import rtc

from rapat.engine.embedded.rooms.participant import Participant
from rapat.engine.embedded.rooms.room import Room
from rapat.engine.embedded.signalling.handlers.base import Handler, ignore


def subscription(room: Room, participant: Participant, body: rtc.UpdateSubscription) -> None:
    """Subscribe to or unsubscribe from tracks."""
    room.subscription(participant, body)


def track_setting(room: Room, participant: Participant, body: rtc.UpdateTrackSettings) -> None:
    """Size, quality or pause of received tracks."""
    room.subscribing.settings(participant, body)


def subscription_permission(room: Room, participant: Participant, body: rtc.SubscriptionPermission) -> None:
    """The publisher's allow-list."""
    room.allow_subscribers(participant, body)


HANDLERS: Mapping[str, Handler] = {
    "subscription": subscription,
    "track_setting": track_setting,
    "subscription_permission": subscription_permission,
    "update_data_subscription": ignore,
}
