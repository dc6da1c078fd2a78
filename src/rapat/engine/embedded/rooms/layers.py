"""Which simulcast layer a subscriber's wish means.

Layers are counted from 0 = lowest, as the core counts them. The wish is mapped by the layers that
``add_track`` listed, not by a fixed table of rids: a track with two layers announces LOW and MEDIUM,
and a wish for HIGH means the best there is.
"""

from collections.abc import Sequence

from livekit.protocol import models, rtc

TOP_LAYER = 7
"""Higher than any layer: the core clamps."""
SIZE_TOLERANCE = 0.9
"""A layer that is at most 10 % smaller than the picture on screen is good enough (LiveKit's figure)."""

RID_ORDERS: tuple[tuple[str, ...], ...] = (("q", "h", "f"), ("2", "1", "0"))
"""Low to high, as LiveKit's clients name them."""


def order_rids(rids: Sequence[str], layers: Sequence[models.VideoLayer] = ()) -> tuple[str, ...]:
    """Low to high: as the track's layers name them, else by usual names, else in the offer's order."""
    named = tuple(layer.rid for layer in layers if layer.rid)
    for order in (named, *RID_ORDERS):
        if order and all(rid in order for rid in rids):
            return tuple(sorted(rids, key=order.index))
    return tuple(rids)


def layers_of(request: rtc.AddTrackRequest) -> list[models.VideoLayer]:
    """The request's layers, lowest first; those of its first codec when it lists none by itself."""
    layers = list(request.layers)
    if not layers and request.simulcast_codecs:
        layers = list(request.simulcast_codecs[0].layers)
    return sorted(layers[:MAX_LAYERS], key=lambda layer: int(layer.quality))


MAX_LAYERS = 3
"""LiveKit's qualities are three."""


def wanted_layer(layers: Sequence[models.VideoLayer], wish: rtc.UpdateTrackSettings) -> int:
    """The highest layer worth forwarding; a width wins over a quality."""
    if wish.width > 0 and wish.height > 0 and layers:
        return _by_size(layers, min(wish.width, wish.height))
    return _by_quality(layers, wish.quality)


def quality_of(layers: Sequence[models.VideoLayer], layer: int) -> models.VideoQuality:
    """The quality that a publisher calls this layer; HIGH for what is above the highest."""
    return layers[layer].quality if layer < len(layers) else models.HIGH


def _by_size(layers: Sequence[models.VideoLayer], side: int) -> int:
    enough = side * SIZE_TOLERANCE
    for index, layer in enumerate(layers):
        if min(layer.width, layer.height) >= enough:
            return index
    return TOP_LAYER


def _by_quality(layers: Sequence[models.VideoLayer], quality: models.VideoQuality) -> int:
    if quality >= models.HIGH:
        return TOP_LAYER
    if not layers:
        return int(quality)
    below = [index for index, layer in enumerate(layers) if layer.quality <= quality]
    return below[-1] if below else 0
