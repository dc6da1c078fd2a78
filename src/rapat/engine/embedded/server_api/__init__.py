"""LIVEKIT SERVER API: RoomService over Twirp."""
