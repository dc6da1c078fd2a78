"""What Prometheus may read: counts of rooms, people and packets; nothing about persons."""

from collections.abc import Callable, Iterable, Mapping

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector

GAUGES = frozenset(
    {"peers", "up_tracks", "down_tracks", "cache_bytes", "buffer_bytes", "busy_percent", "rooms", "participants"}
    | {"lines_known", "lines_bps", "down_tracks_paused"}
)

Reading = Callable[[], Mapping[str, float]]


class Metrics:
    """A registry of its own, read at scrape time."""

    def __init__(self, readings: Mapping[str, Reading]) -> None:
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(_Readings(readings))

    def exposition(self) -> bytes:
        """The text format of Prometheus."""
        return generate_latest(self._registry)


class _Readings(Collector):
    def __init__(self, readings: Mapping[str, Reading]) -> None:
        self._readings = readings

    def collect(self) -> Iterable[Metric]:
        for part, read in self._readings.items():
            for name, value in read().items():
                label = f"rapat_{part}_{name}"
                family = GaugeMetricFamily if name in GAUGES else CounterMetricFamily
                metric: Metric = family(label, f"{part}: {name.replace('_', ' ')}")
                metric.add_sample(label if name in GAUGES else f"{label}_total", {}, float(value))
                yield metric
