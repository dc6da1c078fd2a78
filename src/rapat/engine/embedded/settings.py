"""Settings of the embedded engine; ``rapat.config`` composes them with those of the other rooms."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedSettings:
    """What the operator may decide about live rooms."""

    signing_key: str
    """API key that ``mint_token`` signs with; ``api_keys`` must know its secret."""
    auto_create_rooms: bool = True
    """True: a join makes its room. False: only ``create_room`` does, or a token with ``roomCreate``; a join
    to an absent room is answered 404."""
    max_participants: int = 500
    """Of a room that does not say otherwise; 0 = no limit."""
    max_rooms: int = 10_000
    """Live rooms; each costs memory even when empty."""
    empty_timeout_seconds: int = 300
    """A room that nobody ever joined ends after this."""
    departure_timeout_seconds: int = 20
    """A room that everybody left ends after this; long enough for a reload."""
    allow_simulation: bool = False
    """True on development servers alone: clients may ask to be disconnected, to test themselves."""
