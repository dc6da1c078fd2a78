"""Which layer a wish means."""

import pytest
from livekit.protocol import models, rtc

from rapat.engine.embedded.rooms.layers import TOP_LAYER, layers_of, order_rids, wanted_layer

THREE = [
    models.VideoLayer(quality=models.LOW, width=320, height=180),
    models.VideoLayer(quality=models.MEDIUM, width=640, height=360),
    models.VideoLayer(quality=models.HIGH, width=1280, height=720),
]
PORTRAIT = [models.VideoLayer(quality=layer.quality, width=layer.height, height=layer.width) for layer in THREE]


@pytest.mark.parametrize(
    ("rids", "ordered"),
    [
        (["f", "h", "q"], ("q", "h", "f")),
        (["q", "h"], ("q", "h")),
        (["2", "1", "0"], ("2", "1", "0")),
        (["0", "1", "2"], ("2", "1", "0")),
        (["hi", "lo"], ("hi", "lo")),
        ([], ()),
    ],
)
def test_rids_are_ordered_low_to_high(rids: list[str], ordered: tuple[str, ...]) -> None:
    assert order_rids(rids) == ordered


def test_rids_of_any_name_are_ordered_by_the_layers_that_name_them() -> None:
    layers = [models.VideoLayer(quality=q, rid=rid) for q, rid in enumerate(("small", "middle", "large"))]
    assert order_rids(["large", "middle", "small"], layers) == ("small", "middle", "large")
    assert order_rids(["hi", "lo"], layers) == ("hi", "lo"), "not named: as offered"


@pytest.mark.parametrize(
    ("width", "height", "layer"),
    [(100, 60, 0), (320, 180, 0), (350, 199, 0), (400, 240, 1), (700, 400, 1), (1200, 700, 2), (4000, 3000, TOP_LAYER)],
)
def test_a_size_means_the_smallest_layer_that_fills_it(width: int, height: int, layer: int) -> None:
    wish = rtc.UpdateTrackSettings(width=width, height=height, quality=models.LOW)
    assert wanted_layer(THREE, wish) == layer
    turned = rtc.UpdateTrackSettings(width=height, height=width)
    assert wanted_layer(PORTRAIT, turned) == layer


def test_a_quality_means_the_best_layer_up_to_it() -> None:
    def wish(quality: models.VideoQuality) -> rtc.UpdateTrackSettings:
        return rtc.UpdateTrackSettings(quality=quality)

    assert [wanted_layer(THREE, wish(q)) for q in (models.LOW, models.MEDIUM)] == [0, 1]
    assert wanted_layer(THREE[:2], wish(models.HIGH)) == TOP_LAYER
    assert wanted_layer(THREE[:1], wish(models.MEDIUM)) == 0
    assert wanted_layer(THREE[2:], wish(models.LOW)) == 0
    assert wanted_layer([], wish(models.LOW)) == 0


def test_layers_of_a_codec_stand_in_for_missing_ones_and_are_sorted() -> None:
    codec = rtc.SimulcastCodec(codec="vp8", layers=[THREE[2], THREE[0], THREE[1], THREE[1]])
    request = rtc.AddTrackRequest(simulcast_codecs=[codec])
    assert [layer.quality for layer in layers_of(request)] == [models.LOW, models.MEDIUM, models.HIGH]
