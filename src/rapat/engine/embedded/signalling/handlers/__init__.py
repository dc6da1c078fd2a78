"""One small handler for each kind of signal message; ``TABLE`` finds it by the kind's name."""

from collections.abc import Mapping

from rapat.engine.embedded.signalling.handlers import (
    leave,
    metadata,
    negotiation,
    simulate,
    subscriptions,
    sync_state,
    tracks,
)
from rapat.engine.embedded.signalling.handlers.base import Handler

TABLE: Mapping[str, Handler] = {
    **negotiation.HANDLERS,
    **tracks.HANDLERS,
    **subscriptions.HANDLERS,
    **metadata.HANDLERS,
    **leave.HANDLERS,
    **sync_state.HANDLERS,
    **simulate.HANDLERS,
}
"""Pings are not here: ``session`` answers them without going through the room."""
